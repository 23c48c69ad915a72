//! 8-bit rows that stand one by one.

use std::ops::Range;

use super::Matmul;
use crate::math::total;
use crate::simd::Simd;

/// `count` rows of weights times all rows of activations.
#[inline(always)]
pub(super) unsafe fn multiply_rows<L: Simd>(m: &Matmul<'_>, weights: *const u8, count: usize, out: *mut f32) {
    for row in 0..count {
        // SAFETY: the caller gives so many rows, and their columns of every row of the output.
        unsafe { multiply_row::<L>(m, weights.add(row * m.weights.group_bytes()), 0..m.act.rows, out.add(row)) };
    }
}

/// One row of weights times some rows of activations.
#[inline(always)]
pub(super) unsafe fn multiply_row<L: Simd>(m: &Matmul<'_>, weights: *const u8, rows: Range<usize>, out: *mut f32) {
    let mut row = rows.start;
    while row < rows.end {
        // SAFETY: `row + T <= rows.end` in each arm; the rest is the caller's promise.
        unsafe {
            let out = out.add((row - rows.start) * m.stride);
            row += match rows.end - row {
                3.. => some::<L, 3>(m, weights, row, out),
                2 => some::<L, 2>(m, weights, row, out),
                _ => some::<L, 1>(m, weights, row, out),
            };
        }
    }
}

/// One row of weights times `T` rows of activations; returns `T`.
///
/// Two rows of weights at a time, to load activations half as often, took 2.5 times as long in WebAssembly.
#[inline(always)]
unsafe fn some<L: Simd, const T: usize>(m: &Matmul<'_>, weights: *const u8, row: usize, out: *mut f32) -> usize {
    // SAFETY: pointers stay within the packed row, the activations of rows `row..row + T` and their outputs.
    unsafe {
        let act: [*const i16; T] = std::array::from_fn(|t| m.act.row(row + t).as_ptr());
        let scales: [*const [f32; 2]; T] = std::array::from_fn(|t| m.act.scales(row + t).as_ptr());
        let mut sums = [L::splat(0.0); T];
        for block in 0..m.weights.blocks() {
            let packed = weights.add(block * 36);
            let w = L::row(packed);
            let scale = packed.add(32).cast::<f32>().read_unaligned();
            for t in 0..T {
                let factor = (*scales[t].add(block))[0];
                sums[t] = L::fma(L::dot_row(w, act[t].add(block * 32)), L::splat(scale * factor), sums[t]);
            }
        }
        for (t, sum) in sums.into_iter().enumerate() {
            let (out, sum) = (out.add(t * m.stride), total::<L>(sum));
            *out = if m.add { *out + sum } else { sum };
        }
        T
    }
}
