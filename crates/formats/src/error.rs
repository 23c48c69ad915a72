use foreword_text::TokenId;

use crate::SafetensorsError;
use crate::gguf::GgufError;

/// Why a model file could not be read or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The file is not a well-formed GGUF file.
    #[error(transparent)]
    Gguf(#[from] GgufError),
    /// The file of a decoder or an adaptation is not well-formed.
    #[error(transparent)]
    Safetensors(#[from] SafetensorsError),
    /// The file cannot be read.
    #[error("the model file cannot be read")]
    Read(#[from] std::io::Error),
    /// The file ended early.
    #[error("the file ends early: {found} bytes could be read of at least {expected}")]
    Length {
        /// Bytes that its header takes at least.
        expected: u64,
        /// Bytes given.
        found: u64,
    },
    /// A tensor is absent.
    #[error("tensor {name:?} is missing")]
    MissingTensor {
        /// Its name in the file.
        name: String,
    },
    /// A tensor has other dimensions, another type or other contents than it must have.
    #[error("tensor {name:?}: expected {expected}, found {found}")]
    Tensor {
        /// Its name in the file.
        name: String,
        /// Type and dimensions.
        expected: String,
        /// The same, as in the file.
        found: String,
    },
    /// The file of a decoder or an adaptation describes itself wrongly.
    #[error("the file's {key:?} is {found:?}, expected {expected}")]
    Metadata {
        /// Name of the entry.
        key: &'static str,
        /// What is needed.
        expected: String,
        /// What the file says; empty if it says nothing.
        found: String,
    },
    /// Levels that a weight cannot have.
    #[error("levels: {found} is not between 1 and {most}")]
    Levels {
        /// The largest number accepted.
        most: u8,
        /// The number given.
        found: u8,
    },
    /// A token that the vocabulary does not have.
    #[error("token {token} is outside the vocabulary of {vocab_size}")]
    Token {
        /// The token.
        token: TokenId,
        /// Number of tokens.
        vocab_size: usize,
    },
    /// A block's scale is infinite or not a number.
    #[error("a weight in row {row} is not finite")]
    WeightNotFinite {
        /// The row.
        row: usize,
    },
}
