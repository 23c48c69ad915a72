use foreword_decode::Cancelled;
use foreword_formats::gguf::GgufError;
use foreword_formats::{FormatError, SafetensorsError, SnapshotError};

use crate::OpsError;

/// Why a model could not be loaded or run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file is not a well-formed GGUF file.
    #[error(transparent)]
    Gguf(#[from] GgufError),
    /// A file is not what its format says.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The tokenizer's part of the file is wrong.
    #[error(transparent)]
    Tokenizer(#[from] foreword_text::TokenizerError),
    /// An executor refused an operation.
    #[error(transparent)]
    Ops(#[from] OpsError),
    /// Cancelled by the caller.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The file cannot be read.
    #[error("the model file cannot be read")]
    Read(#[from] std::io::Error),
    /// Only the `llama` architecture is known.
    #[error("the model's architecture is {found:?}, expected \"llama\"")]
    Architecture {
        /// What the file says.
        found: String,
    },
    /// Two sizes that must agree do not.
    #[error("{what}: expected {expected}, found {found}")]
    Shape {
        /// Which size.
        what: &'static str,
        /// What the other sizes imply.
        expected: usize,
        /// What the file says.
        found: usize,
    },
    /// A size is zero or larger than can be run.
    #[error("{what}: {found} is not between 1 and {most}")]
    Size {
        /// Which size.
        what: &'static str,
        /// The largest accepted.
        most: usize,
        /// What was asked for.
        found: usize,
    },
    /// A constant that the network cannot work with.
    #[error("unusable constants: rope theta {rope_theta}, RMSNorm epsilon {rms_eps}")]
    Constant {
        /// Base of the rotary angles.
        rope_theta: f32,
        /// RMSNorm's epsilon.
        rms_eps: f32,
    },
    /// A tensor the network needs is absent.
    #[error("tensor {name:?} is missing")]
    MissingTensor {
        /// Its name in the file.
        name: String,
    },
    /// A tensor has other dimensions or another type than the network needs.
    #[error("tensor {name:?}: expected {expected}, found {found}")]
    Tensor {
        /// Its name in the file.
        name: String,
        /// Type and dimensions, row length first.
        expected: String,
        /// The same, as in the file.
        found: String,
    },
    /// The file ended early, or more bytes came than it has.
    #[error("the model file has {expected} bytes, {found} were given")]
    Length {
        /// Length announced.
        expected: u64,
        /// Bytes given.
        found: u64,
    },
    /// A token that the vocabulary does not have.
    #[error("token {token} is outside the vocabulary of {vocab_size}")]
    Token {
        /// The token.
        token: u32,
        /// Number of tokens.
        vocab_size: usize,
    },
    /// There is nothing to continue.
    #[error("the context is empty")]
    EmptyContext,
    /// More tokens than the context can hold.
    #[error("{tokens} tokens do not fit the context window of {window}")]
    Window {
        /// Tokens given.
        tokens: usize,
        /// The most that fit.
        window: usize,
    },
    /// The end of the context is not read: it was shortened or restored.
    #[error("the last of {tokens} tokens must be read again before the next one can be predicted")]
    Unread {
        /// Tokens in the context.
        tokens: usize,
    },
    /// Only the encoder is loaded.
    #[error("no drafting decoder is loaded for this")]
    NoDecoder,
    /// Lanes share a pass of the drafting decoder; all layers draft in rows of their own.
    #[error("{lanes} lanes were given to drafts by all layers, which take rows")]
    LanesOfAllLayers {
        /// Lanes given.
        lanes: usize,
    },
    /// The bytes are no snapshot of a context.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The snapshot was taken with another model.
    #[error("the snapshot is of model {found:032x}, this is model {expected:032x}")]
    OtherModel {
        /// This model's fingerprint.
        expected: u128,
        /// The snapshot's.
        found: u128,
    },
    /// The decoder's file is not well-formed.
    #[error(transparent)]
    Safetensors(#[from] SafetensorsError),
    /// The decoder's file describes itself wrongly.
    #[error("the decoder file's {key:?} is {found:?}, expected {expected}")]
    Metadata {
        /// Which entry.
        key: &'static str,
        /// What is needed.
        expected: String,
        /// What the file says; empty if it says nothing.
        found: String,
    },
    /// More drafts or steps than were asked for at the start.
    #[error("{what}: {found} do not fit the {most} prepared")]
    Drafts {
        /// `"rows"` or `"steps"`.
        what: &'static str,
        /// The most that fit.
        most: usize,
        /// What was asked for.
        found: usize,
    },
}
