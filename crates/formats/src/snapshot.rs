//! Keys and values of a context as bytes, the same for every executor and instruction set.
//!
//! ```text
//! ┌────────────────────────┬───────────────────────────────────────────────────────────────┐
//! │ magic                  │ "FWKV"                                                        │
//! │ version                │ u32: 1                                                        │
//! │ model                  │ 16 bytes: its fingerprint                                     │
//! │ layers, heads, width   │ 3 × u32: layers, key/value heads, width of a head             │
//! │ positions              │ u32                                                           │
//! ├────────────────────────┼───────────────────────────────────────────────────────────────┤
//! │ tokens                 │ positions × u32                                               │
//! ├────────────────────────┼───────────────────────────────────────────────────────────────┤
//! │ keys and values        │ f16 [layer][keys, values][head][position][width], all finite  │
//! ├────────────────────────┼───────────────────────────────────────────────────────────────┤
//! │ checksum               │ u32: CRC-32 of all bytes before it                            │
//! └────────────────────────┴───────────────────────────────────────────────────────────────┘
//! ```
//!
//! All numbers are little-endian. Keys are rotated for positions 0, 1 …: a snapshot is a context's beginning.
//!
//! ```
//! use foreword_formats::{Snapshot, SnapshotShape};
//! use half::f16;
//!
//! let shape = SnapshotShape { layers: 2, kv_heads: 1, head_dim: 4 };
//! let values = (0..2 * shape.layer_values(3)).map(|n| f16::from_f32(n as f32)).collect();
//! let snapshot = Snapshot { fingerprint: [7; 16], shape, tokens: vec![5, 9, 2], values };
//! let bytes = snapshot.to_bytes()?;
//! assert_eq!(Snapshot::from_bytes(&bytes)?, snapshot);
//! # Ok::<(), foreword_formats::SnapshotError>(())
//! ```

use foreword_text::TokenId;
use half::f16;

/// Tells models apart: the first half of a SHA-256.
pub type Fingerprint = [u8; 16];

const MAGIC: [u8; 4] = *b"FWKV";
const VERSION: u32 = 1;

/// Bytes before the tokens.
const HEADER: usize = 40;

/// Bytes of the checksum.
const CHECKSUM: usize = 4;

/// Why bytes are no snapshot, or values cannot become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The first four bytes are others.
    #[error("a snapshot begins with {MAGIC:02x?}, these bytes with {found:02x?}")]
    Magic {
        /// The first bytes, zeros where there are none.
        found: [u8; 4],
    },
    /// A version this program does not know.
    #[error("the snapshot is of version {found}, expected {VERSION}")]
    Version {
        /// What the bytes say.
        found: u32,
    },
    /// More or fewer bytes than the sizes imply.
    #[error("the snapshot has {found} bytes, its sizes need {expected}")]
    Length {
        /// What sizes imply; `u64::MAX` if more than can be counted.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// More or fewer values than shape and tokens imply.
    #[error("the snapshot has {found} keys and values, its sizes need {expected}")]
    Values {
        /// What sizes imply.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// The bytes were damaged.
    #[error("the snapshot's checksum is {expected:08x}, its bytes have {found:08x}")]
    Checksum {
        /// What the bytes say.
        expected: u32,
        /// What they have.
        found: u32,
    },
    /// A key or value is infinite or not a number, or too large for an f16.
    #[error("value {at} of the snapshot's keys and values is not finite")]
    NotFinite {
        /// Which of the values.
        at: usize,
    },
}

/// Sizes of the caches that a snapshot was taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnapshotShape {
    /// Layers of the network.
    pub layers: u32,
    /// Key/value heads of each.
    pub kv_heads: u32,
    /// Width of a head.
    pub head_dim: u32,
}

impl SnapshotShape {
    /// Keys and values of one layer for that many positions.
    pub fn layer_values(&self, positions: usize) -> usize {
        2 * self.kv_heads as usize * self.head_dim as usize * positions
    }

    /// Keys and values of all layers; `None` if more than can be counted.
    fn all_values(&self, positions: u64) -> Option<u64> {
        let [layers, heads, width] = [self.layers, self.kv_heads, self.head_dim].map(u64::from);
        2u64.checked_mul(layers)?.checked_mul(heads)?.checked_mul(width)?.checked_mul(positions)
    }
}

/// Tokens, keys and values of a context.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Of the model that read the tokens.
    pub fingerprint: Fingerprint,
    /// Sizes of its caches.
    pub shape: SnapshotShape,
    /// What was read, from position 0 on.
    pub tokens: Vec<TokenId>,
    /// `[layer][keys, values][head][position][width]`.
    pub values: Vec<f16>,
}

impl Snapshot {
    /// The snapshot as bytes.
    ///
    /// # Errors
    /// [`SnapshotError::NotFinite`] or [`SnapshotError::Values`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, SnapshotError> {
        let Self { fingerprint, shape: SnapshotShape { layers, kv_heads, head_dim }, tokens, values } = self;
        let (positions, found) = (tokens.len() as u64, values.len() as u64);
        let fits = u32::try_from(positions).ok().filter(|_| self.shape.all_values(positions) == Some(found));
        let Some(positions) = fits else {
            let expected = self.shape.all_values(positions).unwrap_or(u64::MAX);
            return Err(SnapshotError::Values { expected, found });
        };
        check_finite(values.iter().copied())?;
        let mut bytes = Vec::with_capacity(HEADER + 4 * tokens.len() + 2 * values.len() + CHECKSUM);
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(fingerprint);
        bytes.extend([*layers, *kv_heads, *head_dim, positions].into_iter().flat_map(u32::to_le_bytes));
        bytes.extend(tokens.iter().copied().flat_map(u32::to_le_bytes));
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        Ok(bytes)
    }

    /// The snapshot in `bytes`. Nothing is allocated before their number is right.
    ///
    /// # Errors
    /// Those of [`SnapshotView::of`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let SnapshotView { fingerprint, shape, tokens, values } = SnapshotView::of(bytes)?;
        Ok(Self { fingerprint, shape, tokens, values: values.iter().map(|&value| f16::from_le_bytes(value)).collect() })
    }
}

/// A snapshot whose keys and values stay where its bytes are: they are megabytes.
#[derive(Debug, Clone, PartialEq)]
pub struct SnapshotView<'b> {
    /// Of the model that read the tokens.
    pub fingerprint: Fingerprint,
    /// Sizes of its caches.
    pub shape: SnapshotShape,
    /// What was read, from position 0 on.
    pub tokens: Vec<TokenId>,
    values: &'b [[u8; 2]],
}

impl<'b> SnapshotView<'b> {
    /// The values of layer `n`, `[keys, values][head][position][width]`; none if there is no such layer.
    pub fn layer(&self, n: usize) -> impl Iterator<Item = f16> + use<'b> {
        let len = self.shape.layer_values(self.tokens.len());
        let layer = n.checked_mul(len).and_then(|start| self.values.get(start..start.checked_add(len)?));
        layer.unwrap_or_default().iter().map(|&value| f16::from_le_bytes(value))
    }

    /// The snapshot in `bytes`.
    ///
    /// # Errors
    /// The bytes are no snapshot, are of another version, are damaged, or hold values that are not finite.
    pub fn of(bytes: &'b [u8]) -> Result<Self, SnapshotError> {
        let word = |at: usize| bytes.get(at..).and_then(<[u8]>::first_chunk).copied();
        let found = word(0).unwrap_or_default();
        if found != MAGIC {
            return Err(SnapshotError::Magic { found });
        }
        let found = bytes.len() as u64;
        let short = |expected: u64| SnapshotError::Length { expected, found };
        let least = (HEADER + CHECKSUM) as u64;
        if found < least {
            return Err(short(least));
        }
        let number = |at: usize| word(at).map_or(0, u32::from_le_bytes);
        if number(4) != VERSION {
            return Err(SnapshotError::Version { found: number(4) });
        }
        let shape = SnapshotShape { layers: number(24), kv_heads: number(28), head_dim: number(32) };
        let positions = u64::from(number(36));
        let body = shape.all_values(positions).and_then(|values| values.checked_mul(2)?.checked_add(4 * positions));
        let expected = body.and_then(|body| body.checked_add(least)).unwrap_or(u64::MAX);
        if found != expected {
            return Err(short(expected));
        }
        let content = &bytes[..bytes.len() - CHECKSUM];
        let (expected, found) = (number(content.len()), crc32fast::hash(content));
        if expected != found {
            return Err(SnapshotError::Checksum { expected, found });
        }
        let (tokens, values) = content[HEADER..].split_at(4 * positions as usize);
        let values = values.as_chunks().0;
        check_finite(values.iter().map(|&value| f16::from_le_bytes(value)))?;
        let mut fingerprint = Fingerprint::default();
        fingerprint.copy_from_slice(&bytes[8..24]);
        let tokens = tokens.as_chunks().0.iter().map(|&token| u32::from_le_bytes(token)).collect();
        Ok(Self { fingerprint, shape, tokens, values })
    }
}

fn check_finite(values: impl Iterator<Item = f16> + Clone) -> Result<(), SnapshotError> {
    // All are looked at, without a way out in between: that is several at once.
    let is_finite = values.clone().fold(true, |all, value| all & value.is_finite());
    if is_finite {
        return Ok(());
    }
    Err(SnapshotError::NotFinite { at: values.take_while(|value| value.is_finite()).count() })
}
