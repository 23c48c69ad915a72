//! What a word is: one definition for the length of drafts, their confidence, the block list and the evaluation.
//!
//! A word is a run of letters and digits with the marks that belong to them. Some characters join two such runs to one
//! word, if they stand alone between them:
//! - an apostrophe or a hyphen: `it's`, `well-known`, `mother-in-law's`;
//! - a full stop or an underscore: `e.g`, `example.com`, `user_name`;
//! - a comma or a colon, between two digits only: `1,000`, `10:30`.
//!
//! At the end of a word they are punctuation: `e-mail,` is the word `e-mail` and a comma, `dogs'` the word `dogs` and
//! an apostrophe. Scripts that write no spaces make one word of a whole run, since no dictionary is at hand.

use std::ops::Range;

use unicode_segmentation::{GraphemeIndices, UnicodeSegmentation};

/// Bytes before the caret in which the beginning of the word under way is looked for. Longer words are cut there.
const LONGEST_WORD: usize = 256;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    /// The word itself, without punctuation around it.
    pub text: &'t str,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
}

impl<'t> Word<'t> {
    /// The word cut at its hyphens, full stops, underscores, commas and colons, but not at apostrophes: `won't-do`
    /// gives `won't` and `do`.
    pub fn parts(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.text.split(|c| is_joiner(c) && !is_apostrophe(c))
    }
}

/// The words of `text`, in order.
///
/// ```
/// let words = foreword_text::words("It's a well-known e-mail, (isn't it?)").map(|word| word.text);
/// assert!(words.eq(["It's", "a", "well-known", "e-mail", "isn't", "it"]));
/// ```
pub fn words(text: &str) -> Words<'_> {
    Words { text, clusters: text.grapheme_indices(true) }
}

/// The iterator that [`words`] returns.
#[derive(Debug, Clone)]
pub struct Words<'t> {
    text: &'t str,
    clusters: GraphemeIndices<'t>,
}

impl<'t> Iterator for Words<'t> {
    type Item = Word<'t>;

    fn next(&mut self) -> Option<Word<'t>> {
        let (start, first) = self.clusters.by_ref().find(|(_, cluster)| in_word(cluster))?;
        let (mut end, mut last) = (start + first.len(), first);
        loop {
            let mut ahead = self.clusters.clone();
            let Some((_, next)) = ahead.next() else { break };
            let joined = if in_word(next) { Some(next) } else { ahead.next().map(|(_, cluster)| cluster) };
            match joined.filter(|&after| in_word(next) || joins(last, next, after)) {
                Some(after) => {
                    (end, last) = (after.as_ptr() as usize - self.text.as_ptr() as usize + after.len(), after)
                }
                None => break,
            }
            self.clusters = ahead;
        }
        Some(Word { text: &self.text[start..end], range: start..end })
    }
}

/// The first word of `text`, whatever stands before it.
pub fn first_word(text: &str) -> Option<&str> {
    words(text).next().map(|word| word.text)
}

/// Where in `draft` its first word ends, in bytes, if `draft` is inserted after `before`: the end of the word that the
/// caret stands in if `draft` continues it, else of the first word that begins in `draft`. `None` if `draft` has no
/// part of a word.
///
/// ```
/// use foreword_text::first_word_end;
///
/// assert_eq!(first_word_end("I kn", "ow that"), Some(2));
/// assert_eq!(first_word_end("It", "'s fine"), Some(2));
/// assert_eq!(first_word_end("I know", " that it"), Some(5));
/// ```
pub fn first_word_end(before: &str, draft: &str) -> Option<usize> {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST_WORD))..];
    let near = &near[near.rfind(char::is_whitespace).unwrap_or(0)..];
    let whole = [near, draft].concat();
    words(&whole).map(|word| word.range.end).find(|&end| end > near.len()).map(|end| end - near.len())
}

/// Whether a word of `text` begins at byte `at`. False if `at` is past the end or inside a character.
pub fn is_word_start(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else { return false };
    if !after.graphemes(true).next().is_some_and(in_word) {
        return false;
    }
    let start = before.rfind(char::is_whitespace).unwrap_or(0);
    let end = at + after.find(char::is_whitespace).unwrap_or(after.len());
    words(&text[start..end]).any(|word| start + word.range.start == at)
}

/// `text` cut into pieces to take word by word; joined they are `text` again.
///
/// White space belongs to the piece that follows it, punctuation to the word before it, or to the word after it where
/// white space separates it from the word before. White space at the end of `text` belongs to the last piece. A piece
/// without a word is punctuation or a symbol that stands between white space.
///
/// ```
/// let pieces: Vec<&str> = foreword_text::pieces(" e-mail, (and/or) post – ok ").collect();
/// assert_eq!(pieces, [" e-mail,", " (and/", "or)", " post", " –", " ok "]);
/// ```
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(piece_end(rest));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Where the first piece of `text` ends.
fn piece_end(text: &str) -> usize {
    let lead = text.len() - text.trim_start().len();
    let chunk = lead + text[lead..].find(char::is_whitespace).unwrap_or(text.len() - lead);
    if let Some(second) = words(&text[..chunk]).nth(1) {
        return second.range.start;
    }
    if text[chunk..].trim_start().is_empty() { text.len() } else { chunk }
}

/// Whether a grapheme cluster is a letter or a digit with its marks.
fn in_word(cluster: &str) -> bool {
    cluster.starts_with(char::is_alphanumeric)
}

/// Whether `joiner` makes one word of the runs that end with the cluster `before` and begin with `after`.
fn joins(before: &str, joiner: &str, after: &str) -> bool {
    let mut chars = joiner.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return false };
    let digits = before.starts_with(char::is_numeric) && after.starts_with(char::is_numeric);
    in_word(after) && is_joiner(c) && (digits || !matches!(c, ',' | ':'))
}

fn is_joiner(c: char) -> bool {
    is_apostrophe(c) || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '.' | '_' | ',' | ':')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(text: &str) -> Vec<&str> {
        words(text).map(|word| word.text).collect()
    }

    #[test]
    fn joiners_belong_to_a_word_only_inside() {
        for (text, expected) in [
            ("", &[][..]),
            ("well-known", &["well-known"]),
            ("it's, it\u{2019}s", &["it's", "it\u{2019}s"]),
            ("e-mail, dogs' 'tis", &["e-mail", "dogs", "tis"]),
            ("a--b a - b -c d-", &["a", "b", "a", "b", "c", "d"]),
            ("and/or word\u{2014}word", &["and", "or", "word", "word"]),
            ("3.14 1,000 10:30 a,b a:b", &["3.14", "1,000", "10:30", "a", "b", "a", "b"]),
            ("e.g. example.com. user_name _x_", &["e.g", "example.com", "user_name", "x"]),
            ("wait... what", &["wait", "what"]),
            ("cafe\u{301}s na\u{ef}ve 한국 हिन्दी", &["cafe\u{301}s", "na\u{ef}ve", "한국", "हिन्दी"]),
            ("ok 🙂 :-) \u{301} – 7\u{fe0f}\u{20e3}", &["ok", "7\u{fe0f}\u{20e3}"]),
            ("it'\u{301}s", &["it", "s"]),
        ] {
            assert_eq!(all(text), expected, "{text:?}");
        }
    }

    #[test]
    fn parts_keep_apostrophes() {
        let found: Vec<&str> = words("won't-do 1,000 e.g.").flat_map(|word| word.parts()).collect();
        assert_eq!(found, ["won't", "do", "1", "000", "e", "g"]);
    }

    #[test]
    fn the_first_word_may_have_begun_before_the_caret() {
        for (before, draft, end) in [
            ("", "you and", Some(3)),
            ("I kn", "ow that", Some(2)),
            ("a well", "-known fact", Some(6)),
            ("a well-", "known fact", Some(5)),
            ("cafe", "\u{301} now", Some(2)),
            ("Thank", ", you and", Some(5)),
            ("Thank", " you", Some(4)),
            ("at 10", ":30 or", Some(3)),
            ("dogs", "' home", Some(6)),
            ("Thank", "… ", None),
            ("Thank", "", None),
        ] {
            assert_eq!(first_word_end(before, draft), end, "{before:?} {draft:?}");
        }
        assert_eq!(first_word_end(&"é".repeat(500), "x y"), Some(1));
        assert_eq!(first_word(" (you, me)"), Some("you"));
        assert_eq!(first_word("…"), None);
    }

    #[test]
    fn pieces_carry_spaces_before_and_punctuation_after() {
        for (text, expected) in [
            ("", &[][..]),
            ("  ", &["  "]),
            ("you at the", &["you", " at", " the"]),
            (", you. ", &[",", " you. "]),
            ("'s \"fine\", ok", &["'s", " \"fine\",", " ok"]),
            ("end.\nNext  line", &["end.", "\nNext", "  line"]),
            ("so - and/or 🙂 x", &["so", " -", " and/", "or", " 🙂", " x"]),
        ] {
            assert_eq!(pieces(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5_000, ..ProptestConfig::default() })]

        #[test]
        fn all_functions_agree(text in "[aé1'’\\-.,: _/\u{301}🙂\n한]{0,14}|\\PC{0,8}", cut in any::<prop::sample::Index>()) {
            prop_assert_eq!(pieces(&text).collect::<String>(), &*text);
            let found: Vec<Word<'_>> = words(&text).collect();
            for word in &found {
                prop_assert_eq!(&text[word.range.clone()], word.text);
                prop_assert!(word.text.starts_with(char::is_alphanumeric) && !word.text.contains([' ', '\n']));
            }
            prop_assert!(found.is_sorted_by(|a, b| a.range.end <= b.range.start));
            for at in 0..=text.len() + 1 {
                prop_assert_eq!(is_word_start(&text, at), found.iter().any(|word| word.range.start == at), "{}", at);
            }
            let at = text.floor_char_boundary(cut.index(text.len() + 1));
            let (before, draft) = text.split_at(at);
            let end = found.iter().map(|word| word.range.end).find(|&end| end > at);
            prop_assert_eq!(first_word_end(before, draft), end.map(|end| end - at));
        }
    }
}
