//! Packed files: what is downloaded instead of a model file. Unpacking gives the model file back, bit for bit.
//!
//! ```text
//! magic "FWPK" │ version u32 = 1 │ length u64, SHA-256 of the unpacked file       all integers little-endian
//! length u64, SHA-256 of the base file                                            zeros if it needs none
//! segments u32
//! segments  ×  form u8 │ unpacked u32 │ deflated u32 │ what the form needs:
//!              0 raw      —                                             the bytes themselves
//!              1 planes   record u8 │ singles u8                        records, transposed
//!              2 delta    base u64 │ row blocks u32 │ head rows u32     Q4_1 rows, as differences
//! segments  ×  a raw DEFLATE stream, one after another                  ← Header::len
//! ```
//!
//! Segments cover the unpacked file in order, none longer than [`MAX_SEGMENT`], so that a reader holds one at a time.
//!
//! **Planes.** An array of records of `record` bytes: first all first bytes, then all second bytes, and so on for the
//! first `singles` bytes; then what is left of each record. Bytes of one meaning come to stand together, which is what
//! DEFLATE's codes need: a Q4_1 block (scale, minimum, 16 bytes of weights) has records of 20 and 4 singles, a Q8_0
//! block 34 and 2.
//!
//! **Delta.** Rows of Q4_1 blocks whose scales and minima are those of rows of the base file, `base` bytes from its
//! start on. Stored are only the weights, 16 bytes per block, each as its difference from the base's modulo 16. If
//! `head rows` isn't 0, the base has its rows in the order [`RowOrder::Halves`](crate::RowOrder::Halves).
//!
//! Hashes aren't checked here: whoever feeds a base and whoever keeps what was unpacked does that.
//!
//! ```
//! use foreword_formats::Parsed;
//! use foreword_formats::packed::{Header, Unpacker, pack};
//!
//! let file = [&8u64.to_le_bytes()[..], b"{}      "].concat(); // the smallest safetensors file
//! let packed = pack(&file, [7; 32], None)?;
//!
//! let Parsed::Complete(header) = Header::parse(&packed, packed.len() as u64)? else { panic!("it is all there") };
//! assert_eq!((header.unpacked_len, header.unpacked_sha256), (file.len() as u64, [7; 32]));
//! let body = header.len as usize;
//! let (mut unpacker, mut unpacked) = (Unpacker::new(header), Vec::new());
//! for chunk in packed[body..].chunks(5) {
//!     unpacker.push(chunk, &mut unpacked)?;
//! }
//! unpacker.finish()?;
//! assert_eq!(unpacked, file);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod base;
mod deflate;
mod error;
mod form;
mod header;
mod pack;
mod parts;
mod unpack;

pub use error::PackedError;
pub use form::Form;
pub use header::{Base, Header, Segment};
pub use pack::{PackBase, pack};
pub use unpack::Unpacker;

/// The first bytes of a packed file.
pub const MAGIC: [u8; 4] = *b"FWPK";

/// Most bytes of the unpacked file that one segment covers.
pub const MAX_SEGMENT: usize = 1 << 20;
