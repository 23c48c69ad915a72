//! SmolLM2's pre-tokenisation: text is cut into pieces, and BPE never merges across a cut.
//!
//! The rule is `Digits(individual_digits)` followed by `ByteLevel(use_regex)` of the `tokenizers` crate: each numeric
//! character is a piece of its own, and the text between numeric characters is cut by GPT-2's pattern
//! `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`. It is written out here because the crate's
//! regular expression engine and its Unicode tables add 0.45 MB of gzipped WebAssembly, ten times the rest of the
//! tokenizer, and long runs of spaces exceed its backtracking limit. The tests compare the result with the crate's.

use std::ops::Range;

use crate::letters::is_letter;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Number,
    Space,
    Other,
}

fn class(c: char) -> Class {
    if is_letter(c) {
        Class::Letter
    } else if c.is_whitespace() {
        Class::Space
    } else if c.is_numeric() {
        Class::Number
    } else {
        Class::Other
    }
}

const CONTRACTIONS: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

/// The pieces of a text, in order and without gaps, as byte ranges. None is empty.
pub(crate) struct Pieces<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Pieces<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Length in bytes of the piece that `rest` starts with; `first` is the first character of `rest`.
    fn piece_len(rest: &str, first: char) -> usize {
        if first == '\''
            && let Some(contraction) = CONTRACTIONS.iter().find(|c| rest.starts_with(**c))
        {
            return contraction.len();
        }
        let kind = class(first);
        match kind {
            Class::Number => first.len_utf8(),
            Class::Letter | Class::Other => run_len(rest, kind),
            Class::Space => {
                let spaces = run_len(rest, Class::Space);
                let (run, after) = rest.split_at(spaces);
                let next = after.chars().next().map(class);
                // At the end, and before a number (which stands alone), the run is one piece.
                let Some(next @ (Class::Letter | Class::Other)) = next else {
                    return spaces;
                };
                let last = run.chars().next_back().map_or(0, char::len_utf8);
                match spaces - last {
                    0 if run == " " => 1 + run_len(after, next),
                    0 => spaces,
                    // The last space belongs to the following piece, or is a piece of its own.
                    all_but_last => all_but_last,
                }
            }
        }
    }
}

/// Length in bytes of the characters of `kind` that `text` starts with.
fn run_len(text: &str, kind: Class) -> usize {
    text.char_indices().find(|&(_, c)| class(c) != kind).map_or(text.len(), |(at, _)| at)
}

impl Iterator for Pieces<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = &self.text[self.at..];
        let start = self.at;
        self.at += Self::piece_len(rest, rest.chars().next()?);
        Some(start..self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alphabet::CHAR_OF_BYTE;
    use proptest::prelude::*;
    use tokenizers::pre_tokenizers::{byte_level::ByteLevel, digits::Digits};
    use tokenizers::{OffsetReferential, OffsetType, PreTokenizedString, PreTokenizer};

    /// Pieces of `text` by the `tokenizers` crate: byte ranges and their spelling in the byte-level alphabet.
    fn reference(text: &str) -> Vec<(Range<usize>, String)> {
        let mut pieces = PreTokenizedString::from(text);
        Digits::new(true).pre_tokenize(&mut pieces).unwrap();
        ByteLevel::new(false, false, true).pre_tokenize(&mut pieces).unwrap();
        let pieces = pieces.get_splits(OffsetReferential::Original, OffsetType::Byte);
        pieces.into_iter().map(|(spelling, (start, end), _)| (start..end, spelling.to_owned())).collect()
    }

    fn ours(text: &str) -> Vec<(Range<usize>, String)> {
        let spell = |r: &Range<usize>| text[r.clone()].bytes().map(|b| CHAR_OF_BYTE[usize::from(b)]).collect();
        Pieces::new(text).map(|range| (range.clone(), spell(&range))).collect()
    }

    #[test]
    fn known_texts() {
        for text in [
            "",
            " ",
            "I don't  know,\n\n you'LL see 'these' things''s",
            "call 0123 or +44 20  7946\t0958 ½ ² Ⅻ",
            "x \r\n y\u{a0}z \u{3000}w\u{85}",
            "日本語 한국어 नमस्ते e\u{301}",
            "<|im_start|>user\0",
        ] {
            assert_eq!(ours(text), reference(text), "{text:?}");
        }
    }

    /// Puts each character next to every kind of neighbour, so that a wrong class changes some cut.
    #[test]
    fn every_character() {
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            let text = format!("a{c}b {c}! {c} ");
            assert_eq!(ours(&text), reference(&text), "U+{:04X}", u32::from(c));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn agrees_with_the_crate(text in "[ab'strevmld ,.\\n\\t\u{a0}\u{301}é12½🙂]{0,24}|\\PC{0,16}") {
            prop_assert_eq!(ours(&text), reference(&text));
        }

        #[test]
        fn agrees_with_the_crate_on_anything(text in any::<String>()) {
            prop_assert_eq!(ours(&text), reference(&text));
        }
    }
}
