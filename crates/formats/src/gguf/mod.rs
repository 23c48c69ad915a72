//! A strict reader for GGUF version 3, the format of the encoder's weights.
//!
//! ```text
//! magic "GGUF" │ version u32 │ tensors u64 │ entries u64        all integers little-endian
//! entries  ×   key string │ type u32 │ value                     string: length u64, then UTF-8
//! tensors  ×   name string │ dims u32 │ dim u64 × dims │ kind u32 │ offset u64
//! padding to general.alignment (32 if absent)                    ← Header::data_start
//! tensor data                                                    offsets count from data_start
//! ```
//!
//! The file may be hostile. Every length is checked against the bytes that are there before anything is allocated
//! for it, so that the header never takes more memory than a small multiple of the bytes it was read from.

mod error;
mod header;
mod read;
mod tensor;
mod value;

pub use error::GgufError;
pub use header::Header;
pub use tensor::{TensorInfo, TensorKind};
