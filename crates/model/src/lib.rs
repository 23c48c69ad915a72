//! The network, written once over a small set of operations.
//!
//! [`Ops`] lists the operations; `foreword-cpu` and `foreword-gpu` execute them. [`Loader`] turns the bytes of a
//! GGUF file, in any chunks, into a [`Network`], which implements [`foreword_decode::StepModel`].

mod config;
mod decoder;
mod decoder_file;
mod decoder_header;
mod error;
pub mod gguf;
mod layer;
mod loader;
mod network;
mod ops;
pub mod packed;
mod shrink;
mod weights;

pub use config::Config;
pub use decoder::Decoder;
pub use decoder_header::{decoder_vocab, stamp_encoder};
pub use error::ModelError;
pub use layer::{Layer, Scratch};
pub use loader::{Loader, Model};
pub use network::{ContextCache, DraftCache, Network, Score};
pub use ops::{AttentionShape, DraftOps, Fork, ForkInput, Norm, Ops, OpsError, PreviewSource};
pub use shrink::{Levels, shrink_embedding};
pub use weights::{BlockKind, MatrixSource, Part, RowOrder};
