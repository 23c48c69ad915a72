//! Bounded looks into texts, so that nothing is searched again and again to its end.

/// The beginning of a text, at most so many bytes long.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}
