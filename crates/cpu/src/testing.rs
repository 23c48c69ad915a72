//! What several tests of kernels begin with.

use crate::Buffer;

/// Deterministic values in −1..1 from a seed.
pub(crate) fn noise(seed: u64, len: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    };
    (0..len).map(|_| next()).collect()
}

/// `rows` rows of `values`.
pub(crate) fn buffer(rows: usize, values: &[f32]) -> Buffer {
    let mut buffer = Buffer::default();
    let width = values.len() / rows;
    buffer.resize(rows, width);
    for row in 0..rows {
        buffer.row_mut(row).copy_from_slice(&values[row * width..(row + 1) * width]);
    }
    buffer
}
