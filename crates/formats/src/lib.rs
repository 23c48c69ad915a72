//! File formats of models: GGUF, packed files, and what can be read or changed of a drafting decoder's safetensors
//! without making a decoder of it. Knows blocks of weights as bytes, no tensors and no executor.
//!
//! Every file may be hostile: lengths are checked before anything is allocated, and errors carry numbers.

mod blocks;
mod decoder_header;
mod error;
pub mod gguf;
mod numbers;
pub mod packed;
mod parsed;
mod shrink;

pub use blocks::{BlockKind, RowOrder};
pub use decoder_header::{ascending_tokens, decoder_vocab, stamp_encoder};
pub use error::FormatError;
pub use numbers::{f32s, u32s};
pub use parsed::{Parsed, next_prefix};
pub use shrink::{Levels, shrink_embedding};
