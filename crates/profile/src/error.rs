use crate::version::VERSION;

/// Why a profile can't be read or changed. It is as it was before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// Too large to be one of ours.
    #[error("the profile has {found} bytes; {most} are the most")]
    Size {
        /// Bytes of the file.
        found: usize,
        /// The most.
        most: usize,
    },
    /// Not a profile.
    #[error("this is no profile: {reason}")]
    Format {
        /// What stands where.
        reason: String,
    },
    /// Written by a newer version.
    #[error("the profile is of version {found}; this program reads up to version {VERSION}")]
    Version {
        /// The file's.
        found: u32,
    },
    /// Changed on the way.
    #[error("the profile is damaged: its content has the SHA-256 {found}, {expected} is expected")]
    Damaged {
        /// What the file says.
        expected: String,
        /// What it is.
        found: String,
    },
    /// What it holds cannot be.
    #[error("the profile cannot be used: {reason}")]
    Content {
        /// What is wrong, with numbers.
        reason: String,
    },
    /// There is no such message.
    #[error("there is no message {id} in the profile of {messages} messages")]
    NoMessage {
        /// The number asked for.
        id: u64,
        /// Messages there are.
        messages: usize,
    },
    /// A text cannot be learned from.
    #[error("the text cannot be kept: {reason}")]
    Refused {
        /// Why.
        reason: String,
    },
    /// The tokenizer failed.
    #[error(transparent)]
    Tokenizer(#[from] foreword_text::TokenizerError),
}
