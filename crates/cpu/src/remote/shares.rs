//! What leader and helpers must agree on: who multiplies which groups, and what an order says.

use std::ops::Range;

use foreword_model::BlockKind;

use crate::PackedMatrix;

/// Fewest groups in a chunk: below that the mailbox costs more than another thread brings.
const GRAIN: usize = 8;

/// Most chunks of a share.
const CHUNKS: usize = 6;

/// Matrices, rows and columns that an order can name are fewer.
pub(super) const MOST: usize = 1 << 20;

/// Groups of part `n` of `parts`.
pub(super) fn part(groups: usize, n: usize, parts: usize) -> Range<usize> {
    groups * n / parts..groups * (n + 1) / parts
}

/// Groups in a chunk of a share of so many groups.
pub(super) fn chunk_groups(share: usize) -> usize {
    share.div_ceil(CHUNKS).max(GRAIN)
}

/// The groups of a chunk, within its share.
pub(super) fn chunk(share: usize, chunk: usize) -> Range<usize> {
    let groups = chunk_groups(share);
    (chunk * groups).min(share)..((chunk + 1) * groups).min(share)
}

/// Chunks of a share.
pub(super) fn chunks(share: usize) -> usize {
    share.div_ceil(chunk_groups(share))
}

/// Some rows of a matrix as a matrix of their own, without bytes.
pub(super) fn shard(matrix: &PackedMatrix, groups: &Range<usize>) -> PackedMatrix {
    let rows = matrix.rows.min(groups.end * matrix.width) - groups.start * matrix.width;
    PackedMatrix::empty(matrix.kind, rows, matrix.cols, matrix.width)
}

/// What a helper is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Multiply the shard of a matrix with the activations in the mailbox.
    Multiply { matrix: usize, rows: usize, is_bytes: bool },
    /// Take a piece of the shard of a matrix out of the parcel; pieces come in order. Its groups have `width` rows.
    Keep { matrix: usize, kind: BlockKind, width: usize, rows: usize, cols: usize, offset: usize, len: usize },
    /// Stop waiting for orders.
    Stop,
}

/// Words of an order.
pub(super) type Words = [u32; 8];

impl Order {
    pub(super) fn words(self) -> Words {
        let words = match self {
            Self::Multiply { matrix, rows, is_bytes } => [1, matrix, rows, usize::from(is_bytes), 0, 0, 0, 0],
            Self::Keep { matrix, kind, width, rows, cols, offset, len } => {
                let bits = if kind == BlockKind::Q4_1 { 4 } else { 8 };
                [2, matrix, bits, rows, cols, offset, len, width]
            }
            Self::Stop => [3, 0, 0, 0, 0, 0, 0, 0],
        };
        words.map(|word| word as u32)
    }

    /// `None` if the words are no order.
    pub(super) fn of(words: Words) -> Option<Self> {
        Some(match words.map(|word| word as usize) {
            [1, matrix, rows, is_bytes @ (0 | 1), ..] => Self::Multiply { matrix, rows, is_bytes: is_bytes == 1 },
            [2, matrix, bits @ (4 | 8), rows, cols, offset, len, width] => {
                let kind = if bits == 4 { BlockKind::Q4_1 } else { BlockKind::Q8_0 };
                Self::Keep { matrix, kind, width, rows, cols, offset, len }
            }
            [3, ..] => Self::Stop,
            _ => return None,
        })
    }
}
