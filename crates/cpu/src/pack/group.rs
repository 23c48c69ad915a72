//! How stored rows come to stand side by side.

use foreword_model::{BlockKind, MatrixSource, OpsError};

use crate::halves::half_to_f32;

pub(super) type PackGroup = fn(&MatrixSource<'_>, usize, usize, &mut [u8]) -> Result<(), OpsError>;

/// Puts the rows of a group of `width` side by side.
pub(super) fn pack_group(
    source: &MatrixSource<'_>,
    group: usize,
    width: usize,
    out: &mut [u8],
) -> Result<(), OpsError> {
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
        1 => pack_lane(kind, blocks, group, lane, 1),
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

#[cfg(test)]
mod tests {
    use foreword_model::{ActivationBits, Part, RowOrder};
    use proptest::prelude::*;

    use super::*;
    use crate::PackedMatrix;
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

    /// The byte at this place of a group, as the description of the format in `pack.rs` has it.
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
}
