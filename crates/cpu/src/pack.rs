//! Weights as kernels read them: `width` rows side by side, so that each 32-bit lane of a vector is one row.
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
//! Rows missing from the last group are zero.

use std::sync::Arc;

use foreword_model::{ActivationBits, BlockKind, MatrixSource, OpsError};

use crate::aligned::AlignedBytes;

/// A packed matrix.
#[derive(Debug)]
pub struct PackedMatrix {
    pub(crate) kind: BlockKind,
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) width: usize,
    /// How finely activations are rounded that meet it.
    pub(crate) activations: ActivationBits,
    /// Its place in the executor's stock, if it is there: helpers may hold parts of it then.
    pub(crate) number: Option<usize>,
    bytes: Arc<AlignedBytes>,
}

impl PackedMatrix {
    /// Packs a matrix for kernels of `width` lanes.
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
        Self { kind, rows, cols, width, activations: ActivationBits::Sixteen, number: None, bytes }
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

    /// A matrix of the given rows of this one.
    pub(crate) fn select(&self, rows: &[u32]) -> Self {
        let mut out = Self::empty(self.kind, rows.len(), self.cols, self.width);
        out.activations = self.activations;
        let mut bytes = AlignedBytes::zeroed(out.group_bytes() * out.groups());
        let (width, group_bytes) = (self.width, self.group_bytes());
        // Whatever the kind, a group is a sequence of `width` runs of four bytes, one per row.
        for (to, &from) in rows.iter().enumerate() {
            let source = self.group(from as usize / width).chunks_exact(4).skip(from as usize % width).step_by(width);
            let group = &mut bytes.as_mut_slice()[to / width * group_bytes..][..group_bytes];
            for (to, from) in group.chunks_exact_mut(4).skip(to % width).step_by(width).zip(source) {
                to.copy_from_slice(from);
            }
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

type PackGroup = fn(&MatrixSource<'_>, usize, usize, &mut [u8]) -> Result<(), OpsError>;

/// Puts the rows of a group of `width` side by side.
fn pack_group(source: &MatrixSource<'_>, group: usize, width: usize, out: &mut [u8]) -> Result<(), OpsError> {
    let (rows, cols, kind) = (source.rows(), source.cols, source.kind);
    for row in group * width..rows.min((group + 1) * width) {
        let blocks = source.row(row).ok_or(OpsError::Incomplete { rows, cols, row })?;
        if !pack_row(kind, blocks, out, row % width, width) {
            return Err(OpsError::WeightNotFinite { row });
        }
    }
    Ok(())
}

/// Puts a row's blocks into its lane of a group of `width` rows; `false` if a scale is not finite.
fn pack_row(kind: BlockKind, blocks: &[u8], group: &mut [u8], lane: usize, width: usize) -> bool {
    // The widths there are, as constants.
    match width {
        4 => pack_lane(kind, blocks, group, lane, 4),
        8 => pack_lane(kind, blocks, group, lane, 8),
        16 => pack_lane(kind, blocks, group, lane, 16),
        _ => pack_lane(kind, blocks, group, lane, width),
    }
}

#[inline(always)]
fn pack_lane(kind: BlockKind, blocks: &[u8], group: &mut [u8], lane: usize, width: usize) -> bool {
    assert!(lane < width, "the caller counts lanes");
    let (group, mut is_finite) = (group.as_chunks_mut().0, true);
    match kind {
        BlockKind::Q4_1 => {
            for (block, out) in blocks.as_chunks().0.iter().zip(group.chunks_exact_mut(5 * width)) {
                is_finite &= pack_q4_1(block, out, lane, width);
            }
        }
        BlockKind::Q8_0 => {
            for (block, out) in blocks.as_chunks().0.iter().zip(group.chunks_exact_mut(9 * width)) {
                is_finite &= pack_q8_0(block, out, lane, width);
            }
        }
    }
    is_finite
}

/// One run of four bytes of a row.
type Run = [u8; 4];

#[inline(always)]
fn pack_q4_1(block: &[u8; 20], out: &mut [Run], lane: usize, width: usize) -> bool {
    // A stored byte i holds columns i and 16 + i. Four neighbours at a time: the first 16 columns are the low halves of
    // four words, the others the high halves.
    const LOW: u32 = 0x0f0f_0f0f;
    let word = |i: usize| u32::from_le_bytes([block[i], block[i + 1], block[i + 2], block[i + 3]]);
    let (a, b, c, d) = (word(4), word(8), word(12), word(16));
    let units = [a & LOW | (b & LOW) << 4, c & LOW | (d & LOW) << 4, a >> 4 & LOW | b & !LOW, c >> 4 & LOW | d & !LOW];
    for (unit, word) in units.into_iter().enumerate() {
        out[unit * width + lane] = word.to_le_bytes();
    }
    out[4 * width + lane] = [block[0], block[1], block[2], block[3]];
    is_finite(block[1]) && is_finite(block[3])
}

#[inline(always)]
fn pack_q8_0(block: &[u8; 34], out: &mut [Run], lane: usize, width: usize) -> bool {
    for (unit, run) in block[2..].as_chunks().0.iter().enumerate() {
        out[unit * width + lane] = *run;
    }
    out[8 * width + lane] = half_to_f32(u16::from_le_bytes([block[0], block[1]])).to_le_bytes();
    is_finite(block[1])
}

/// Whether an f16 with this upper byte is a number.
fn is_finite(upper: u8) -> bool {
    upper & 0x7c != 0x7c
}

/// 2¹¹²: what moving the exponent bits of an f16 to an f32 leaves out.
pub(crate) const HALF_BIAS: f32 = f32::from_bits((112 + 127) << 23);

/// The value of a finite f16, exactly, subnormal ones included.
pub(crate) fn half_to_f32(half: u16) -> f32 {
    f32::from_bits(u32::from(half & 0x8000) << 16 | u32::from(half & 0x7fff) << 13) * HALF_BIAS
}

#[cfg(test)]
mod tests {
    use foreword_model::{Part, RowOrder};
    use proptest::prelude::*;

    use super::*;
    use crate::testing::noise;

    fn source<T>(kind: BlockKind, cols: usize, bytes: &[u8], with: impl FnOnce(&MatrixSource<'_>) -> T) -> T {
        let rows = bytes.len() / (cols / 32 * kind.bytes());
        let parts = [Part { bytes, rows, order: RowOrder::Stored }];
        with(&MatrixSource { kind, cols, parts: &parts, activations: ActivationBits::Eight })
    }

    /// Random blocks whose scales are numbers.
    fn blocks(kind: BlockKind, count: usize, seed: u64) -> Vec<u8> {
        let mut bytes: Vec<u8> = noise(seed, count * kind.bytes()).iter().map(|x| (x * 127.9) as i8 as u8).collect();
        for block in bytes.chunks_exact_mut(kind.bytes()) {
            block[1] &= 0xbf;
            block[3] &= if kind == BlockKind::Q4_1 { 0xbf } else { 0xff };
        }
        bytes
    }

    /// The byte at this place of a group, as the description of the format at the top of this file has it.
    fn described(kind: BlockKind, width: usize, row: impl Fn(usize) -> Option<Vec<u8>>, at: usize) -> u8 {
        let (run, byte) = (at / 4, at % 4);
        let (unit, lane) = (run / width, run % width);
        let Some(block) = row(lane) else { return 0 };
        let nibble = |column: usize| if column < 16 { block[4 + column] & 15 } else { block[column - 12] >> 4 };
        match (kind, unit) {
            (BlockKind::Q4_1, 0..4) => nibble(8 * unit + byte) | nibble(8 * unit + 4 + byte) << 4,
            (BlockKind::Q4_1, _) => block[byte],
            (BlockKind::Q8_0, 0..8) => block[2 + 4 * unit + byte],
            (BlockKind::Q8_0, _) => half::f16::from_le_bytes([block[0], block[1]]).to_f32().to_le_bytes()[byte],
        }
    }

    proptest! {
        #[test]
        fn every_byte_is_where_the_description_puts_it(
            is_four in any::<bool>(), rows in 1usize..40, blocks_of_row in 1usize..4, width in 1usize..17, seed: u64,
        ) {
            let kind = if is_four { BlockKind::Q4_1 } else { BlockKind::Q8_0 };
            let bytes = blocks(kind, rows * blocks_of_row, seed);
            let packed = source(kind, 32 * blocks_of_row, &bytes, |source| PackedMatrix::new(source, width)).unwrap();
            for group in 0..packed.groups() {
                for (n, block) in packed.group(group).chunks_exact(packed.block_bytes()).enumerate() {
                    let row = |lane: usize| {
                        let row = group * width + lane;
                        (row < rows).then(|| {
                            bytes[(row * blocks_of_row + n) * kind.bytes()..][..kind.bytes()].to_vec()
                        })
                    };
                    for (at, &found) in block.iter().enumerate() {
                        prop_assert_eq!(found, described(kind, width, row, at), "group {} block {} byte {}", group, n, at);
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_row_that_cannot_be_packed_is_named() {
        for (kind, at) in [(BlockKind::Q4_1, 1), (BlockKind::Q4_1, 3), (BlockKind::Q8_0, 1)] {
            let mut bytes = blocks(kind, 2 * 30, 5);
            for row in [21, 23] {
                bytes[(2 * row + 1) * kind.bytes() + at] |= 0x7c;
            }
            let found = source(kind, 64, &bytes, |source| PackedMatrix::new(source, 16).unwrap_err());
            assert!(matches!(found, OpsError::WeightNotFinite { row: 21 }), "{found}");
            let parts = [Part { bytes: &bytes[..39 * kind.bytes()], rows: 30, order: RowOrder::Stored }];
            let short = MatrixSource { kind, cols: 64, parts: &parts, activations: ActivationBits::Sixteen };
            let found = PackedMatrix::new(&short, 16).unwrap_err();
            assert!(matches!(found, OpsError::Incomplete { rows: 30, cols: 64, row: 19 }), "{found}");
        }
    }

    #[test]
    fn every_finite_half_is_exact() {
        for bits in (0..=u16::MAX).filter(|bits| bits & 0x7c00 != 0x7c00) {
            assert_eq!(half_to_f32(bits).to_bits(), half::f16::from_bits(bits).to_f32().to_bits(), "{bits:#06x}");
        }
    }
}
