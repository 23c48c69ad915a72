use super::PackedError;
use crate::{BlockKind, RowOrder};

const Q4_1: usize = BlockKind::Q4_1.bytes();
/// Bytes of scale and minimum, before a Q4_1 block's weights.
const SCALES: usize = 4;
/// Bytes of a Q4_1 block's weights.
const WEIGHTS: usize = Q4_1 - SCALES;

/// How the bytes of a segment are arranged before they are deflated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As they are.
    Raw,
    /// Records of `record` bytes, transposed: a plane for each of the first `singles` bytes, one for the rest.
    Planes {
        /// Bytes of a record, at least 1.
        record: u8,
        /// Bytes with a plane of their own, at most `record`.
        singles: u8,
    },
    /// Q4_1 rows as differences from rows of the base with the same scales and minima.
    Delta {
        /// Where the base's rows start, from the start of the base file.
        base: u64,
        /// Blocks in a row.
        row_blocks: u32,
        /// Order of the base's rows; the segment's are in running order.
        order: RowOrder,
    },
}

impl Form {
    /// The planes that fit the blocks of a matrix.
    pub(super) fn of_blocks(kind: BlockKind) -> Self {
        let singles = match kind {
            BlockKind::Q4_1 => SCALES as u8,
            BlockKind::Q8_0 => 2,
        };
        Self::Planes { record: kind.bytes() as u8, singles }
    }

    /// Bytes that are deflated for `len` unpacked ones.
    pub(super) fn arranged_len(self, len: usize) -> usize {
        match self {
            Self::Raw | Self::Planes { .. } => len,
            Self::Delta { .. } => len / Q4_1 * WEIGHTS,
        }
    }

    /// Bytes of a row, for rows of this form.
    pub(super) fn row_bytes(row_blocks: u32) -> u64 {
        u64::from(row_blocks) * Q4_1 as u64
    }

    /// Checks that a segment of `len` bytes can have this form.
    pub(super) fn check(self, segment: usize, len: u32) -> Result<(), PackedError> {
        let size = |what, expected: String, found: u64| PackedError::Size { segment, what, expected, found };
        let whole = |unit: u64, what| {
            if unit > 0 && u64::from(len).is_multiple_of(unit) {
                return Ok(());
            }
            Err(size(what, format!("a multiple of {unit}"), len.into()))
        };
        match self {
            Self::Raw => Ok(()),
            Self::Planes { record, singles } if singles > record => {
                Err(size("single bytes", format!("at most {record}"), singles.into()))
            }
            Self::Planes { record, .. } => whole(record.into(), "length of the records"),
            Self::Delta { row_blocks, order, .. } => {
                let row = Self::row_bytes(row_blocks);
                let rows = match order {
                    RowOrder::Stored => 1,
                    RowOrder::Halves { head_dim } if head_dim.is_multiple_of(2) => head_dim as u64,
                    RowOrder::Halves { head_dim } => {
                        return Err(size("rows of a head", "an even number".into(), head_dim as u64));
                    }
                };
                whole(row.saturating_mul(rows), "length of the rows")
            }
        }
    }

    /// Arranges `bytes` for deflating. `None` if this form cannot give them back: scales or minima differ from the
    /// base's.
    ///
    /// `base` is the same number of bytes of the base, for a delta.
    pub(super) fn arrange(self, bytes: &[u8], base: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Raw => Some(bytes.to_vec()),
            Self::Planes { record, singles } => {
                let (record, singles) = (usize::from(record), usize::from(singles));
                let mut out = Vec::with_capacity(bytes.len());
                for byte in 0..singles {
                    out.extend(bytes.iter().skip(byte).step_by(record));
                }
                for record in bytes.chunks_exact(record) {
                    out.extend_from_slice(&record[singles..]);
                }
                Some(out)
            }
            Self::Delta { row_blocks, order, .. } => {
                let mut out = Vec::with_capacity(self.arranged_len(bytes.len()));
                for (block, base) in pairs(bytes, base, (row_blocks, order))? {
                    if block[..SCALES] != base[..SCALES] {
                        return None;
                    }
                    out.extend(block[SCALES..].iter().zip(&base[SCALES..]).map(|(&a, &b)| subtract(a, b)));
                }
                Some(out)
            }
        }
    }

    /// Puts inflated bytes back in order, at the end of `out`. `arranged` has [`Form::arranged_len`] bytes for as many
    /// bytes as `base` has, in a delta.
    pub(super) fn restore(self, arranged: &[u8], base: &[u8], out: &mut Vec<u8>) {
        match self {
            Self::Raw => out.extend_from_slice(arranged),
            Self::Planes { record, singles } => {
                let (record, singles) = (usize::from(record), usize::from(singles));
                let start = out.len();
                out.resize(start + arranged.len(), 0);
                let out = &mut out[start..];
                let (planes, rest) = arranged.split_at(arranged.len() / record * singles);
                for (byte, plane) in planes.chunks_exact((arranged.len() / record).max(1)).enumerate() {
                    for (place, &value) in out.iter_mut().skip(byte).step_by(record).zip(plane) {
                        *place = value;
                    }
                }
                if singles < record {
                    for (record, rest) in out.chunks_exact_mut(record).zip(rest.chunks_exact(record - singles)) {
                        record[singles..].copy_from_slice(rest);
                    }
                }
            }
            Self::Delta { row_blocks, order, .. } => {
                let Some(base) = rows(base, (row_blocks, order)) else { return };
                let blocks = base.flat_map(|row| row.chunks_exact(Q4_1));
                for (base, weights) in blocks.zip(arranged.chunks_exact(WEIGHTS)) {
                    out.extend_from_slice(&base[..SCALES]);
                    out.extend(weights.iter().zip(&base[SCALES..]).map(|(&a, &b)| add(a, b)));
                }
            }
        }
    }
}

/// The base's rows in running order.
fn rows(base: &[u8], (row_blocks, order): (u32, RowOrder)) -> Option<impl Iterator<Item = &[u8]>> {
    let len = usize::try_from(Form::row_bytes(row_blocks)).ok().filter(|&len| len > 0)?;
    Some((0..base.len() / len).map_while(move |row| base.get(order.stored(row) * len..(order.stored(row) + 1) * len)))
}

/// Blocks of `bytes` with those of the base that they belong to.
fn pairs<'a>(
    bytes: &'a [u8],
    base: &'a [u8],
    layout: (u32, RowOrder),
) -> Option<impl Iterator<Item = (&'a [u8], &'a [u8])>> {
    let base = rows(base, layout)?.flat_map(|row| row.chunks_exact(Q4_1));
    Some(bytes.chunks_exact(Q4_1).zip(base))
}

/// Two 4-bit differences at once, each modulo 16.
fn subtract(a: u8, b: u8) -> u8 {
    a.wrapping_sub(b) & 15 | (a & 0xf0).wrapping_sub(b & 0xf0)
}

/// What [`subtract`] took away.
fn add(a: u8, b: u8) -> u8 {
    a.wrapping_add(b) & 15 | (a & 0xf0).wrapping_add(b & 0xf0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_of_all_bytes_add_up_again() {
        for a in 0..=255 {
            for b in 0..=255 {
                let difference = subtract(a, b);
                assert_eq!(difference & 15, (a & 15).wrapping_sub(b & 15) & 15);
                assert_eq!(difference >> 4, (a >> 4).wrapping_sub(b >> 4) & 15);
                assert_eq!(add(difference, b), a);
            }
        }
    }

    #[test]
    fn planes_are_those_of_the_description() {
        let form = Form::Planes { record: 3, singles: 2 };
        assert_eq!(form.arrange(b"abcdefghi", &[]).unwrap(), b"adgbehcfi");
        let mut out = b"x".to_vec();
        form.restore(b"adgbehcfi", &[], &mut out);
        assert_eq!(out, b"xabcdefghi");
    }

    #[test]
    fn rows_of_a_delta_are_found_in_the_bases_order() {
        let block = |scale: u8, weights: u8| [vec![scale; SCALES], vec![weights; WEIGHTS]].concat();
        // Running rows 0, 1 | 2, 3 of two halves stand in the base as 0, 2, 1, 3.
        let base: Vec<u8> = [block(0, 0x10), block(2, 0x12), block(1, 0x11), block(3, 0x13)].concat();
        let rows: Vec<u8> = [block(0, 0x10), block(1, 0x10), block(2, 0x02), block(3, 0x23)].concat();
        let form = Form::Delta { base: 0, row_blocks: 1, order: RowOrder::Halves { head_dim: 4 } };
        let arranged = form.arrange(&rows, &base).unwrap();
        assert_eq!([arranged[0], arranged[16], arranged[32], arranged[48]], [0x00, 0x0f, 0xf0, 0x10]);
        let mut out = Vec::new();
        form.restore(&arranged, &base, &mut out);
        assert_eq!(out, rows);
        let stored = Form::Delta { base: 0, row_blocks: 1, order: RowOrder::Stored };
        assert_eq!(stored.arrange(&rows, &base), None);
    }
}
