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

/// Best first, no text twice.
pub(crate) fn arranged(mut written: Vec<Written>) -> Vec<Written> {
    written.sort_by(|a, b| b.shown.confidence.total_cmp(&a.shown.confidence));
    let mut texts = std::collections::HashSet::new();
    written.retain(|written| texts.insert(written.shown.text.clone()));
    written
}
