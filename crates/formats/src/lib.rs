//! File formats: GGUF, packed files, the parts of a drafting decoder's safetensors that can be read or changed without
//! making a decoder of it, adaptations of an encoder, snapshots of a context's keys and values, and what a file is that
//! is none of these. Weights are blocks of bytes here; there are no tensors and no executor.
//!
//! Every file may be hostile: lengths are checked before anything is allocated, and errors carry numbers.

mod adapt;
mod blocks;
mod decoder_header;
mod error;
mod file_kind;
pub mod gguf;
mod numbers;
pub mod packed;
mod parsed;
mod safetensors_header;
mod shrink;
mod snapshot;
mod tensors;

pub use adapt::adapt;
pub use blocks::{BlockKind, RowOrder};
pub use decoder_header::{ascending_tokens, decoder_vocab, stamp_encoder};
pub use error::FormatError;
pub use file_kind::FileKind;
pub use numbers::{f32s, u32s};
pub use parsed::{Parsed, next_prefix};
pub use safetensors_header::{SafetensorsError, safetensors_header};
pub use shrink::{Levels, shrink_embedding};
pub use snapshot::{Fingerprint, Snapshot, SnapshotError, SnapshotShape, SnapshotView};
pub use tensors::{FileParts, Tensor, Tensors};
