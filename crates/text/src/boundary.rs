use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::letters::is_letter;
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

/// Where the word that ends at `caret` starts; `caret` itself if no word ends there.
///
/// Words are those of UAX #29 that hold a letter or a digit. A single apostrophe or hyphen between two of them, or
/// between one and the caret, belongs to the word: `don't`, `well-known`, and `don'` on its way to `don't`.
///
/// # Errors
/// `caret` is past the end or inside a character.
pub fn word_start(text: &str, caret: ByteOffset) -> Result<ByteOffset, OffsetError> {
    check(text, caret)?;
    let mut start = caret.0;
    let mut joined = true;
    for (at, segment) in text[..caret.0].split_word_bound_indices().rev() {
        if is_word(segment) {
            if !joined {
                break;
            }
            start = at;
            joined = false;
        } else if !joined && is_joiner(segment) {
            joined = true;
        } else if at + segment.len() == caret.0 && is_joiner(segment) {
            // Counts only if a word stands before it.
        } else {
            break;
        }
    }
    Ok(ByteOffset(start))
}

/// Marks belong to the character before them, so a segment may also be a space and a vowel sign.
fn is_word(segment: &str) -> bool {
    !segment.starts_with(char::is_whitespace) && segment.chars().any(|c| is_letter(c) || c.is_numeric())
}

fn is_joiner(segment: &str) -> bool {
    matches!(segment, "'" | "\u{2019}" | "-" | "\u{2010}" | "\u{2011}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_keep_their_apostrophes_and_hyphens() {
        for (text, word) in [
            ("", ""),
            ("hello wor", "wor"),
            ("hello ", ""),
            ("I don't", "don't"),
            ("I don'", "don'"),
            ("I don\u{2019}t", "don\u{2019}t"),
            ("a well-kno", "well-kno"),
            ("a well-", "well-"),
            ("say 'tis", "tis"),
            ("--help", "help"),
            ("a--b", "b"),
            ("a--", ""),
            ("-", ""),
            ("end.", ""),
            ("over 3.14", "3.14"),
            ("caf\u{65}\u{301}", "caf\u{65}\u{301}"),
            ("ok 🙂", ""),
            ("mother-in-law's", "mother-in-law's"),
            ("line\nnext", "next"),
            (" \u{a47}", ""),
        ] {
            let start = word_start(text, ByteOffset(text.len())).unwrap();
            assert_eq!(&text[start.0..], word, "{text:?}");
        }
        assert_eq!(word_start("hello world", ByteOffset(8)), Ok(ByteOffset(6)));
    }

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
                let start = word_start(&text, ByteOffset(at)).unwrap();
                prop_assert!(start.0 <= at && text.is_char_boundary(start.0));
                prop_assert!(!text[start.0..at].contains([' ', '\r', '\n']));
            }
        }
    }
}
