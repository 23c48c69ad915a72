//! Weights as kernels read them: `width` rows side by side, so that each 32-bit lane of a vector is one row. A group is
//! one vector wide, or two: kernels of few rows of activations load them once for both, and both come from one stream of
//! memory.
//!
//! A group of `width` rows is a run of blocks of 32 columns, in order:
//!
//! ```text
//! 4-bit:  4 × [width × 4 bytes]   byte j of unit u: columns 8u + j (low half) and 8u + 4 + j (high half)
//!         width × (f16 scale, f16 minimum)
//! 8-bit:  8 × [width × 4 bytes]   byte j of unit u: column 4u + j, signed
//!         width × f32 scale
//! ```
//!
//! Rows missing from the last group are zero. Of matrices in sevens, a byte b of the 8-bit form stands for b − 63.75.
//!
//! Tables whose rows are wanted one at a time, as embeddings and to score some tokens, are 8-bit groups of one row.

use std::sync::Arc;

use foreword_model::{ActivationBits, BlockKind, MatrixSource, OpsError};

use crate::aligned::{AlignedBytes, LINE};
use crate::halves::half_to_f32;

mod group;

use group::{PackGroup, pack_group};

/// A packed matrix.
#[derive(Debug)]
pub struct PackedMatrix {
    pub(crate) kind: BlockKind,
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) width: usize,
    /// How finely activations are rounded that meet it.
    pub(crate) activations: ActivationBits,
    /// Whether its 8-bit weights are whole numbers of 0 to 127 that stand for 63.75 less, to be multiplied with bytes.
    pub(crate) is_sevens: bool,
    /// Its place in the executor's stock, if it is there: helpers may hold parts of it then.
    pub(crate) number: Option<usize>,
    bytes: Arc<AlignedBytes>,
}

impl PackedMatrix {
    /// Packs a matrix for kernels whose groups have `width` rows.
    pub(crate) fn new(source: &MatrixSource<'_>, width: usize) -> Result<Self, OpsError> {
        let (rows, cols, kind) = (source.rows(), source.cols, source.kind);
        let mut packed = Self::empty(kind, rows, cols, width);
        packed.activations = source.activations;
        // A WebAssembly engine replaces functions by faster ones only where they are called, and would be at the end of the
        // largest matrix before it calls one that became a part of this one.
        let pack_group: PackGroup = std::hint::black_box(pack_group);
        // A group stays in the first-level cache while its rows are put side by side.
        let bytes = AlignedBytes::in_pieces(packed.groups(), packed.group_bytes(), |group, out| {
            pack_group(source, group, width, out)
        })?;
        Ok(packed.with(bytes))
    }

    /// A matrix without bytes.
    pub(crate) fn empty(kind: BlockKind, rows: usize, cols: usize, width: usize) -> Self {
        let bytes = Arc::default();
        Self { kind, rows, cols, width, activations: ActivationBits::Sixteen, is_sevens: false, number: None, bytes }
    }

    /// This matrix with its packed bytes.
    pub(crate) fn with(self, bytes: AlignedBytes) -> Self {
        assert_eq!(bytes.as_slice().len(), self.group_bytes() * self.groups(), "whole groups");
        Self { bytes: Arc::new(bytes), ..self }
    }

    /// The packed bytes of all groups, to be kept or watched.
    pub(crate) fn bytes(&self) -> &Arc<AlignedBytes> {
        &self.bytes
    }

    /// An 8-bit matrix with one bit less of each weight, for estimates: instruction sets multiply a byte of seven bits with a
    /// signed one in a fraction of the time of sixteen bits.
    pub(crate) fn in_sevens(&self) -> Self {
        assert!(self.kind == BlockKind::Q8_0 && !self.is_sevens, "the callers know what they have");
        let mut bytes = AlignedBytes::zeroed(self.bytes.as_slice().len());
        let (from, to) = (self.bytes.as_slice(), bytes.as_mut_slice());
        for (from, to) in from.chunks_exact(self.block_bytes()).zip(to.chunks_exact_mut(self.block_bytes())) {
            let (weights, scales) = from.split_at(32 * self.width);
            let (to, to_scales) = to.split_at_mut(32 * self.width);
            to.iter_mut().zip(weights).for_each(|(to, &from)| *to = ((i16::from(from as i8) + 128) >> 1) as u8);
            for (to, from) in to_scales.as_chunks_mut().0.iter_mut().zip(scales.as_chunks().0) {
                *to = (2.0 * f32::from_le_bytes(*from)).to_le_bytes();
            }
        }
        Self { is_sevens: true, ..Self::empty(self.kind, self.rows, self.cols, self.width) }.with(bytes)
    }

    /// A matrix of the given rows of this one, in groups of `width`.
    pub(crate) fn select(&self, rows: &[u32], width: usize) -> Self {
        let mut out = Self::empty(self.kind, rows.len(), self.cols, width);
        out.activations = self.activations;
        let mut bytes = AlignedBytes::zeroed(out.group_bytes() * out.groups());
        let (from_width, group_bytes) = (self.width, out.group_bytes());
        // Whatever the kind, a group is a sequence of `width` runs of four bytes, one per row.
        for (to, &from) in rows.iter().enumerate() {
            let runs = self.group(from as usize / from_width).as_chunks::<4>().0;
            let source = runs.iter().skip(from as usize % from_width).step_by(from_width);
            let group = bytes.as_mut_slice()[to / width * group_bytes..][..group_bytes].as_chunks_mut::<4>().0;
            group.iter_mut().skip(to % width).step_by(width).zip(source).for_each(|(to, from)| *to = *from);
        }
        out.with(bytes)
    }

    /// Groups of rows, the last one possibly padded.
    pub(crate) fn groups(&self) -> usize {
        self.rows.div_ceil(self.width)
    }

    pub(crate) fn blocks(&self) -> usize {
        self.cols / BlockKind::LEN
    }

    /// Bytes of one block of 32 columns of a group.
    pub(crate) fn block_bytes(&self) -> usize {
        match self.kind {
            BlockKind::Q4_1 => 20 * self.width,
            BlockKind::Q8_0 => 36 * self.width,
        }
    }

    pub(crate) fn group_bytes(&self) -> usize {
        self.block_bytes() * self.blocks()
    }

    /// The packed bytes of one group.
    pub(crate) fn group(&self, group: usize) -> &[u8] {
        &self.bytes.as_slice()[group * self.group_bytes()..(group + 1) * self.group_bytes()]
    }

    /// Fetches the group that a row is in from memory, and returns something made of it, so that this isn't left out.
    pub(crate) fn touch(&self, row: usize) -> u8 {
        self.group(row / self.width).iter().step_by(LINE).fold(0, |sum, byte| sum ^ byte)
    }

    /// Writes `weight ·` row `row` to `out`, or adds it.
    pub(crate) fn add_row(&self, row: usize, weight: f32, out: &mut [f32]) {
        let lane = row % self.width;
        let group = self.group(row / self.width);
        for (block, out) in group.chunks_exact(self.block_bytes()).zip(out.chunks_exact_mut(BlockKind::LEN)) {
            match self.kind {
                BlockKind::Q4_1 => {
                    let at = (16 * self.width) + 4 * lane;
                    let half = |i: usize| half_to_f32(u16::from_le_bytes([block[at + i], block[at + i + 1]]));
                    let (scale, minimum) = (half(0), half(2));
                    for (column, out) in out.iter_mut().enumerate() {
                        let byte = block[column / 8 * 4 * self.width + 4 * lane + column % 4];
                        let q = if column % 8 < 4 { byte & 15 } else { byte >> 4 };
                        *out += weight * (f32::from(q) * scale + minimum);
                    }
                }
                BlockKind::Q8_0 => {
                    let at = 32 * self.width + 4 * lane;
                    let scale = f32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]]);
                    for (column, out) in out.iter_mut().enumerate() {
                        let byte = block[column / 4 * 4 * self.width + 4 * lane + column % 4];
                        *out += weight * (f32::from(byte as i8) * scale);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finite_half_is_exact() {
        for bits in (0..=u16::MAX).filter(|bits| bits & 0x7c00 != 0x7c00) {
            assert_eq!(half_to_f32(bits).to_bits(), half::f16::from_bits(bits).to_f32().to_bits(), "{bits:#06x}");
        }
    }
}
