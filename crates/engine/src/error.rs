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
    #[error("{what} must be between {least} and {most}, not {found}")]
    Option {
        /// The option, as the subject of a sentence.
        what: &'static str,
        /// The smallest value allowed.
        least: usize,
        /// The largest value allowed.
        most: usize,
        /// The value given.
        found: usize,
    },
    /// A snapshot was to be taken of a session without a prefix.
    #[error("the session has no prefix")]
    NoPrefix,
    /// A snapshot is of another text than the session's prefix.
    #[error("the snapshot of {found} tokens is not of this session's prefix of {expected} tokens")]
    OtherPrefix {
        /// Tokens of the prefix.
        expected: usize,
        /// Tokens of the snapshot.
        found: usize,
    },
    /// The vocabulary has no token for the beginning of a text.
    #[error("the vocabulary has no token for the beginning of a text")]
    NoBeginning,
}
