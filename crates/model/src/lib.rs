//! The network, written once over a small set of operations.
//!
//! [`Ops`] lists the operations; `foreword-cpu` and `foreword-gpu` execute them. [`Loader`] turns the bytes of a
//! GGUF file, in any chunks, into a [`Network`], which implements [`foreword_decode::StepModel`].

mod config;
mod decoder;
mod decoder_file;
mod error;
mod layer;
mod loader;
mod network;
mod ops;
mod weights;

pub use config::Config;
pub use decoder::Decoder;
pub use error::ModelError;
// They stand in `MatrixSource`, so that executors need no second crate.
pub use foreword_formats::{BlockKind, RowOrder};
pub use layer::{Layer, Scratch};
pub use loader::{Loader, Model, WINDOW};
pub use network::{ContextCache, DraftCache, Network, Score};
pub use ops::{AttentionShape, DraftOps, Fork, ForkInput, Norm, Ops, OpsError, PreviewSource};
pub use weights::{MatrixSource, Part};
