use unicode_segmentation::GraphemeCursor;

use crate::offset::check;
use crate::{ByteOffset, OffsetError};

/// Whether a caret can stand at `offset` without splitting what a person sees as one character (UAX #29, extended
/// grapheme clusters). The ends of the text are boundaries.
///
/// # Errors
/// `offset` is past the end or inside a character.
pub fn is_grapheme_boundary(text: &str, offset: ByteOffset) -> Result<bool, OffsetError> {
    check(text, offset)?;
    // The whole text is at hand, so the cursor never lacks context.
    Ok(GraphemeCursor::new(offset.0, text.len(), true).is_boundary(text, 0).unwrap_or(true))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    #[test]
    fn clusters_are_not_split() {
        let text = "e\u{301}👩‍👩‍👧\r\n🇫🇷🇩🇪";
        let found: Vec<usize> =
            (0..=text.len()).filter(|&at| is_grapheme_boundary(text, ByteOffset(at)) == Ok(true)).collect();
        assert_eq!(found, [0, 3, 21, 23, 31, 39]);
        assert!(is_grapheme_boundary(text, ByteOffset(2)).is_err());
        assert!(is_grapheme_boundary(text, ByteOffset(text.len() + 1)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

        #[test]
        fn boundaries_agree_with_segmentation(text in "[a\\-' é\u{301}\u{a47}\u{2139}🙂\u{200D}🇫\r\n한]{0,12}|\\PC{0,8}") {
            let starts: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
                prop_assert_eq!(is_grapheme_boundary(&text, ByteOffset(at)), Ok(starts.contains(&at)));
            }
        }
    }
}
