//! The network, written once over a small set of operations.
//!
//! [`Ops`] lists the operations; `foreword-cpu` and `foreword-gpu` execute them. [`Loader`] turns the bytes of a
//! GGUF file, in any chunks, into a [`Network`], which implements [`foreword_decode::StepModel`].

mod config;
mod context;
mod decoder;
mod decoder_file;
mod error;
mod fingerprint;
mod keep;
mod layer;
mod loader;
mod network;
mod operands;
mod ops;
mod ops_error;
mod reading;
mod weights;

pub use config::Config;
pub use context::ContextCache;
pub use decoder::Decoder;
pub use error::ModelError;
// They stand in `MatrixSource`, so that executors need no second crate.
pub use foreword_formats::{BlockKind, RowOrder};
pub use layer::{Layer, Scratch};
pub use loader::{Loader, Model, WINDOW};
pub use network::{DraftCache, Network, Score};
pub use operands::{
    AttentionShape, DraftSlots, Fork, ForkInput, Head, Norm, SeenContext, ShortlistSource, TextCache, VocabSource,
};
pub use ops::Ops;
pub use ops_error::OpsError;
pub use weights::{ActivationBits, MatrixSource, Part};
