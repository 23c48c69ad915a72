//! Drafts on their way to being shown.

use foreword_decode::Draft;

use crate::completion::DraftText;

/// A draft that may be shown, and the tokens it was made of.
pub(crate) struct Written {
    pub(crate) shown: DraftText,
    pub(crate) draft: Draft,
    /// Natural log-probability of the text after the caret behind this draft, if it was judged.
    pub(crate) after_log_prob: Option<f32>,
}

/// Their confidences, in order.
pub(crate) fn confidences(written: &[Written]) -> impl Iterator<Item = f32> + '_ {
    written.iter().map(|written| written.shown.confidence)
}

/// Drafts for the text `before` the caret, best first: no text twice, and beside the best none that saves nothing.
pub(crate) fn arranged(before: &str, mut written: Vec<Written>) -> Vec<Written> {
    written.sort_by(|a, b| b.shown.confidence.total_cmp(&a.shown.confidence));
    let mut texts = std::collections::HashSet::new();
    written.retain(|Written { shown: DraftText { text, .. }, .. }| {
        let is_first = texts.is_empty();
        texts.insert(text.trim_end().to_owned()) && (is_first || !is_trifle(before, text))
    });
    written
}

/// Keys that it takes to choose a draft beside the best, and to take it.
const KEYS: usize = 2;

/// Whether a draft only ends the word that stands before it, and typing that takes no more keys than choosing it.
pub(crate) fn is_trifle(before: &str, draft: &str) -> bool {
    let goes_on = before.ends_with(char::is_alphanumeric) && !draft.starts_with(char::is_whitespace);
    goes_on && draft.chars().take(KEYS + 1).count() <= KEYS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trifle_ends_the_word_with_no_more_keys_than_choosing_it_takes() {
        for (before, draft) in
            [("the", "m"), ("the", "m "), ("goin", "g"), ("stat", "ed"), ("done", "."), ("caf", "é ")]
        {
            assert!(is_trifle(before, draft), "{before:?} {draft:?}");
        }
        for (before, draft) in
            [("stat", "ion"), ("stat", "ed "), ("it", " a"), ("was ", "I"), ("", "I"), ("done", ". I")]
        {
            assert!(!is_trifle(before, draft), "{before:?} {draft:?}");
        }
    }
}
