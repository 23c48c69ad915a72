use foreword_decode::Cancelled;

/// Why there is no completion.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError<M: std::error::Error + 'static> {
    /// Somebody cancelled, or a newer request took over.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The text could not be turned into tokens.
    #[error(transparent)]
    Text(#[from] foreword_text::TokenizerError),
    /// The model failed.
    #[error(transparent)]
    Model(M),
    /// An option is outside its range.
    #[error("{what} must be between 1 and {most}, not {found}")]
    Option {
        /// Which option.
        what: &'static str,
        /// Its largest value.
        most: usize,
        /// What was asked for.
        found: usize,
    },
    /// The vocabulary has no token for the beginning of a text.
    #[error("the vocabulary has no token for the beginning of a text")]
    NoBeginning,
}
