//! What the model reads of the text around a caret, and how drafts look in the writer's text.
//!
//! The model reads [normalised] text, in straight quotation marks and without shouting; drafts are then dressed as the
//! writer writes: with typographic apostrophes, in capitals, or in small letters throughout.

use std::borrow::Cow;
use std::collections::HashSet;

use foreword_text::{ByteOffset, Edge, is_grapheme_boundary, normalised, words};

use crate::Caret;
use crate::completion::DraftText;

/// Bytes before the caret that are looked at: between this and twice as many, so that where they begin seldom moves. It is
/// several times what fits the model's window.
const BEFORE: usize = 16 << 10;

/// Bytes after the caret that are looked at.
const AFTER: usize = 2 << 10;

/// Bytes before the caret in which the character that the caret stands behind is looked for.
const END: usize = 64;

/// Bytes before the caret in which the writer's manner is looked for.
const NEAR: usize = 400;

/// The text around a caret as the model reads it.
pub(crate) struct Reading<'t> {
    before: Cow<'t, str>,
    after: Cow<'t, str>,
    /// The end of the text as it was written, which drafts are inserted behind.
    end: &'t str,
    manner: Manner,
}

/// How the writer writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Manner {
    /// Apostrophes are typographic.
    pub(crate) typographic: bool,
    /// The sentence is in capitals.
    pub(crate) shouted: bool,
    /// There is no capital in the whole text.
    pub(crate) small: bool,
}

impl<'t> Reading<'t> {
    pub(crate) fn of(caret: Caret<'t>) -> Self {
        let before = tail(caret.before);
        let typographic = before.rfind(['\'', '\u{2019}']).is_some_and(|at| !before[at..].starts_with('\''));
        let before = normalised(before, Edge::Beginning);
        let near = &before[before.ceil_char_boundary(before.len().saturating_sub(NEAR))..];
        let shouting = shouting(near).map(|at| before.len() - near.len() + at);
        let small = !near.contains(char::is_uppercase) && words(near).nth(1).is_some();
        let manner = Manner { typographic, shouted: shouting.is_some(), small };
        let before = match shouting {
            Some(at) => Cow::Owned(spoken(&before, at)),
            None => before,
        };
        let after = &caret.after[..caret.after.floor_char_boundary(AFTER)];
        let end = &caret.before[caret.before.ceil_char_boundary(caret.before.len().saturating_sub(END))..];
        Self { before, after: normalised(after, Edge::Continued), end, manner }
    }

    /// The caret in the text that the model reads.
    pub(crate) fn caret(&self) -> Caret<'_> {
        Caret { before: &self.before, after: &self.after }
    }

    pub(crate) fn manner(&self) -> Manner {
        self.manner
    }

    /// Drafts as the writer would have written them, none twice, and none that would become part of the character before
    /// it: a joiner at the end of the text is nothing to the model, but not to the text.
    pub(crate) fn all_dressed(&self, drafts: Vec<DraftText>) -> Vec<DraftText> {
        let mut texts = HashSet::new();
        let dressed = drafts.into_iter().map(|draft| self.dressed(draft));
        let parts =
            |text: &str| is_grapheme_boundary(&[self.end, text].concat(), ByteOffset(self.end.len())).unwrap_or(false);
        dressed.filter(|draft| parts(&draft.text) && texts.insert(draft.text.clone())).collect()
    }

    fn dressed(&self, mut draft: DraftText) -> DraftText {
        if self.manner == Manner::default() && !draft.text.contains('\u{2019}') {
            return draft;
        }
        // A sentence begins with the draft; within one it can't, since drafts end where a sentence does.
        let begins = self.before.trim_end().is_empty() || self.before.trim_end().ends_with(['.', '!', '?', '\n']);
        for (i, word) in draft.words.iter_mut().enumerate() {
            word.text = self.dressed_word(&word.text, begins && i == 0);
        }
        draft.text = draft.words.iter().map(|word| word.text.as_str()).collect();
        draft
    }

    fn dressed_word(&self, word: &str, begins: bool) -> String {
        let Manner { typographic, shouted, small } = self.manner;
        // The model writes both.
        let (from, to) = if typographic { ('\'', "\u{2019}") } else { ('\u{2019}', "'") };
        let word = word.replace(from, to);
        let is_i = || word.trim_start().split(['\'', '\u{2019}']).next() == Some("I");
        if shouted {
            word.to_uppercase()
        } else if small && (begins || is_i()) {
            word.to_lowercase()
        } else {
            word
        }
    }
}

/// The end of a text, from a place that moves once in [`BEFORE`] bytes.
fn tail(text: &str) -> &str {
    let start = text.len().saturating_sub(BEFORE) / BEFORE * BEFORE;
    &text[text.ceil_char_boundary(start)..]
}

/// Where the sentence begins that `text` ends with, if it is in capitals: two words at least.
fn shouting(text: &str) -> Option<usize> {
    let (mut start, mut count, mut letters) = (text.len(), 0, 0);
    let all: Vec<_> = words(text).collect();
    for word in all.iter().rev() {
        let between = &text[word.range.end..start];
        if word.text.contains(char::is_lowercase) || start < text.len() && between.contains(['.', '!', '?', '\n']) {
            break;
        }
        let capitals = word.text.chars().filter(|c| c.is_uppercase()).count();
        (start, count, letters) = (word.range.start, count + usize::from(capitals > 1), letters + capitals);
    }
    let begins = text[..start].trim_end().is_empty() || text[..start].trim_end().ends_with(['.', '!', '?', '\n', ':']);
    // Within a sentence it takes more: "at the US EPA" shouts nothing.
    let shouts = if begins { count >= 2 && letters >= 5 } else { count >= 3 && letters >= 12 };
    shouts.then_some(start)
}

/// The text with the sentence from byte `at` on as it is written without shouting.
fn spoken(text: &str, at: usize) -> String {
    let mut out = text[..at].to_owned();
    for piece in foreword_text::pieces(&text[at..]) {
        let is_first = out.len() == at;
        let word = piece.to_lowercase();
        let is_i = words(piece).next().is_some_and(|word| word.text == "I" || word.text.starts_with("I'"));
        match word.char_indices().find(|(_, c)| c.is_alphabetic()) {
            Some((i, first)) if is_first || is_i => {
                out.push_str(&word[..i]);
                out.extend(first.to_uppercase());
                out.push_str(&word[i + first.len_utf8()..]);
            }
            _ => out.push_str(&word),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use foreword_decode::Source;
    use proptest::prelude::*;

    use super::*;
    use crate::completion::DraftWord;

    fn read(before: &str) -> String {
        Reading::of(Caret::at_end_of(before)).caret().before.to_owned()
    }

    fn dressed(before: &str, draft: &str) -> String {
        let words = foreword_text::pieces(draft).map(|text| DraftWord { text: text.to_owned(), source: Source::Model });
        let draft = DraftText {
            text: draft.to_owned(),
            log_prob: 0.0,
            confidence: 0.0,
            evidence: Default::default(),
            words: words.collect(),
        };
        Reading::of(Caret::at_end_of(before)).dressed(draft).text
    }

    #[test]
    fn a_shouted_sentence_is_read_quietly_and_answered_in_capitals() {
        assert_eq!(read("PLEASE SEND ME THE REP"), "Please send me the rep");
        assert_eq!(read("Dear all. I THINK WE SHOULD"), "Dear all. I think we should");
        assert_eq!(dressed("PLEASE SEND ME THE REP", "ort by Monday"), "ORT BY MONDAY");
        assert_eq!(dressed("DO NOT", " open this"), " OPEN THIS");
        for quiet in ["I work at the US EPA", "OK", "We met at NASA", "Send it to me", "A B", "HELLO", ""] {
            assert_eq!(read(quiet), quiet);
            assert_eq!(dressed(quiet, " in May"), " in May", "{quiet}");
        }
    }

    #[test]
    fn who_writes_small_letters_gets_small_letters() {
        assert_eq!(dressed("ok so", " I'm late"), " i'm late");
        assert_eq!(dressed("see you then.", " Thanks a lot"), " thanks a lot");
        assert_eq!(dressed("i talked to", " Anna about it"), " Anna about it", "names stay");
        assert_eq!(dressed("Ok so", " I'm late"), " I'm late");
    }

    #[test]
    fn apostrophes_are_those_of_the_text() {
        assert_eq!(read("I can\u{2019}t"), "I can't");
        assert_eq!(dressed("I can\u{2019}t say I", " don't"), " don\u{2019}t");
        assert_eq!(dressed("I can't say I", " don't"), " don't");
        assert_eq!(dressed("I", " don't"), " don't");
        assert_eq!(dressed("I", " don\u{2019}t"), " don't");
    }

    #[test]
    fn a_draft_joins_no_character_that_was_typed() {
        let draft = |text: &str| DraftText {
            text: text.to_owned(),
            log_prob: 0.0,
            confidence: 0.0,
            evidence: Default::default(),
            words: vec![DraftWord { text: text.to_owned(), source: Source::Model }],
        };
        let offered = |before, text| Reading::of(Caret::at_end_of(before)).all_dressed(vec![draft(text); 2]).len();
        assert_eq!(offered("see you 👩\u{200d}", "👬"), 0);
        assert_eq!(offered("see you 👩\u{200d}", " soon"), 1);
        assert_eq!(offered("see you", " soon"), 1, "once");
    }

    #[test]
    fn a_long_text_is_looked_at_from_a_place_that_seldom_moves() {
        let text = "word ".repeat(20_000);
        let starts: Vec<usize> = (90_000..90_500).map(|end| end - tail(&text[..end]).len()).collect();
        assert!(starts.windows(2).all(|pair| pair[0] == pair[1]));
        assert!(tail(&text).len() < 2 * BEFORE && tail(&text).len() >= BEFORE);
    }

    proptest! {
        #[test]
        fn any_text_is_read(before in any::<String>(), after in any::<String>(), draft in "\\PC{0,12}") {
            let reading = Reading::of(Caret { before: &before, after: &after });
            prop_assert!(reading.caret().before.len() <= 6 * before.len());
            dressed(&before, &draft);
        }
    }
}
