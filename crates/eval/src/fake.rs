//! An engine whose drafts are written down beforehand.

use crate::suggest::{Suggest, SuggestedDraft, Suggestions};

/// Drafts of one moment; the first has `confidence`, each of the others half of the one before.
pub(crate) fn suggestions(drafts: &[&str], confidence: f32) -> Suggestions {
    let drafts = drafts.iter().enumerate().map(|(rank, text)| SuggestedDraft {
        text: (*text).to_owned(),
        log_prob: -(rank as f32),
        confidence: confidence / (1 << rank.min(20)) as f32,
    });
    Suggestions { drafts: drafts.collect(), gate: 0.5, encode_ms: 1.0, decode_ms: 2.0 }
}

/// Suggests what `script` says of a text.
pub(crate) struct Scripted<F> {
    pub(crate) script: F,
    /// Texts asked about; `|` where a new field begins.
    pub(crate) asked: Vec<String>,
}

impl<F: FnMut(&str) -> Suggestions> Scripted<F> {
    pub(crate) fn new(script: F) -> Self {
        Self { script, asked: Vec::new() }
    }
}

impl<F: FnMut(&str) -> Suggestions> Suggest for Scripted<F> {
    fn suggest(&mut self, text: &str) -> anyhow::Result<Suggestions> {
        self.asked.push(text.to_owned());
        Ok((self.script)(text))
    }

    fn judge(&mut self, _text: &str, continuation: &str) -> anyhow::Result<Option<f32>> {
        Ok((!continuation.is_empty()).then(|| -(continuation.len() as f32)))
    }

    fn reset(&mut self) -> anyhow::Result<()> {
        self.asked.push("|".to_owned());
        Ok(())
    }
}
