//! What the evaluation asks of an engine.

/// One draft as the evaluation sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SuggestedDraft {
    /// What would be inserted at the caret.
    pub(crate) text: String,
    /// Natural logarithm of its probability, as the engine gives it.
    pub(crate) log_prob: f32,
    /// Probability, 0 to 1, that at least the first word is right.
    pub(crate) confidence: f32,
}

/// The answer to one request.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Suggestions {
    /// Best first.
    pub(crate) drafts: Vec<SuggestedDraft>,
    /// The engine's own gate: the confidence that the best must have.
    pub(crate) gate: f32,
    /// Milliseconds for reading the context.
    pub(crate) encode_ms: f64,
    /// Milliseconds for writing the drafts.
    pub(crate) decode_ms: f64,
}

/// A source of drafts: an engine with one decoder, one number of drafts and one length.
pub(crate) trait Suggest {
    /// Drafts that continue `text`, whose last word may be unfinished.
    ///
    /// # Errors
    /// Those of the engine; one ends the evaluation.
    fn suggest(&mut self, text: &str) -> anyhow::Result<Suggestions>;

    /// Mean natural log-probability per token of `continuation` after `text` under the network with all its layers.
    /// `None` if it has no token of its own.
    ///
    /// # Errors
    /// Those of the engine.
    fn judge(&mut self, text: &str, continuation: &str) -> anyhow::Result<Option<f32>>;

    /// Starts a new text field.
    ///
    /// # Errors
    /// The text that stands before every message cannot be read.
    fn reset(&mut self) -> anyhow::Result<()>;
}
