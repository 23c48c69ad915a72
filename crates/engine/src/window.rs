//! Which part of a text the model reads.
//!
//! The model holds a limited number of tokens. If the window slid along with every token typed, nothing read before
//! could be reused, since every position would change. So the window starts at an *anchor*, and stays there until the
//! text after it no longer fits.
//!
//! Anchors depend on the text alone, not on how it came to be: the same text is always read from the same place.
//! They lie every `2 × window` bytes from the beginning of the text, each moved forward to the next space between
//! two words (where tokens never straddle). The earliest anchor from which everything fits is taken. Ordinary
//! English has more than four bytes a token, so a full window leads to one of between half and all of it. Text with
//! fewer bytes a token uses anchors twice as dense, and so on.

/// Bytes per window token that are looked at; a longer text with fewer tokens than the window is cut all the same.
const REACH: usize = 8;

/// The byte at which reading starts.
///
/// `count` gives the number of tokens of a text; it is called at most a few times, on at most
/// `8 × window` bytes and a little.
///
/// # Errors
/// Those of `count`.
pub fn start<E>(text: &str, window: usize, mut count: impl FnMut(&str) -> Result<usize, E>) -> Result<usize, E> {
    if text.len() <= window {
        return Ok(0);
    }
    let mut spacing = 2 * window.max(1);
    loop {
        let first = text.len().saturating_sub(REACH * window).div_ceil(spacing) * spacing;
        let mut previous = None;
        for anchor in (first..text.len()).step_by(spacing) {
            let at = snap(text, anchor);
            if at < text.len() && previous != Some(at) && count(&text[at..])? <= window {
                return Ok(at);
            }
            previous = Some(at);
        }
        if spacing == 1 {
            // Not even the last character fits: a window of less than four tokens.
            return Ok(text.len());
        }
        spacing = spacing.div_ceil(2);
    }
}

/// The next place at or after `anchor` where a word follows a space; a character boundary if none is near.
fn snap(text: &str, anchor: usize) -> usize {
    const NEAR: usize = 64;
    if anchor == 0 {
        return 0;
    }
    let anchor = (anchor..=text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len());
    let bytes = text.as_bytes();
    let end = text.len().saturating_sub(1).min(anchor + NEAR);
    let between_words =
        |&i: &usize| bytes[i] == b' ' && bytes[i - 1].is_ascii_alphabetic() && bytes[i + 1].is_ascii_alphabetic();
    (anchor..end).find(between_words).unwrap_or(anchor)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    /// Four bytes a token.
    fn quarters(text: &str) -> Result<usize, Infallible> {
        Ok(text.len().div_ceil(4))
    }

    fn start_of(text: &str, window: usize) -> usize {
        let Ok(at) = start(text, window, quarters);
        at
    }

    #[test]
    fn a_text_that_fits_is_read_whole() {
        assert_eq!(start_of("", 16), 0);
        assert_eq!(start_of(&"word ".repeat(12), 16), 0);
    }

    #[test]
    fn typing_on_moves_the_start_rarely_and_leaves_enough() {
        let (window, mut starts) = (64, Vec::new());
        let text = "some words of a text ".repeat(200);
        for end in 1..=text.len() {
            let at = start_of(&text[..end], window);
            assert!(text[at..end].len().div_ceil(4) <= window);
            if end > 4 * window {
                assert!(text[at..end].len() >= 4 * window / 2 - 64, "only {} bytes left at {end}", end - at);
                assert!(text[at..].starts_with(' '), "starts inside a word at {at}");
            }
            if starts.last() != Some(&at) {
                starts.push(at);
            }
        }
        assert!(starts.len() <= text.len() / (2 * window) + 1, "moved {} times", starts.len());
    }

    proptest! {
        #[test]
        fn always_fits_and_depends_on_the_text_alone(text in "\\PC{0,600}", window in 4usize..80) {
            let bytes = |text: &str| Ok::<_, Infallible>(text.len());
            let Ok(at) = start(&text, window, bytes);
            prop_assert!(text.is_char_boundary(at));
            prop_assert!(text.len() - at <= window);
            prop_assert!(at < text.len() || text.is_empty());
        }
    }
}
