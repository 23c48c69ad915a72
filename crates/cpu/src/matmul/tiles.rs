//! Tiles: some vectors of weights times some rows of activations, with as many sums as registers hold.

use std::ops::Range;

use foreword_model::BlockKind;

use super::product::Matmul;
use crate::simd::Simd;

/// A group of weights times all rows of the activations.
///
/// Vectors of a group that are taken together load the activations once. They are as many as leave registers for the sums.
#[inline(always)]
pub(super) unsafe fn multiply_vectors<L: Simd>(m: &Matmul<'_>, weights: *const u8, out: *mut f32) {
    let is_bytes = L::MULTIPLIES_BYTES && m.act.is_bytes;
    // SAFETY: the caller gives a whole group and its columns of every row.
    unsafe {
        if m.weights.is_sevens {
            return multiply_sevens::<L>(m, weights, out);
        }
        if L::VECTORS == 2 {
            match (m.weights.kind, m.act.rows, is_bytes) {
                (BlockKind::Q4_1, 1, false) => return tile4::<L, 2, 1, false>(m, weights, 0, out),
                (BlockKind::Q4_1, 1, true) => return tile4::<L, 2, 1, true>(m, weights, 0, out),
                (BlockKind::Q4_1, 2, false) => return tile4::<L, 2, 2, false>(m, weights, 0, out),
                (BlockKind::Q4_1, 2, true) => return tile4::<L, 2, 2, true>(m, weights, 0, out),
                (BlockKind::Q4_1, 3, true) => return tile4::<L, 2, 3, true>(m, weights, 0, out),
                (BlockKind::Q4_1, 4, true) => return tile4::<L, 2, 4, true>(m, weights, 0, out),
                (BlockKind::Q8_0, 1, _) => return tile8::<L, 2, 1>(m, weights, 0, out),
                _ => {}
            }
        }
        for vector in 0..L::VECTORS {
            let (weights, out) = (weights.add(4 * L::WIDTH * vector), out.add(L::WIDTH * vector));
            multiply_vector::<L>(m, weights, 0..m.act.rows, out);
        }
    }
}

/// One vector of rows of weights times rows of activations, in tiles.
#[inline(always)]
pub(super) unsafe fn multiply_vector<L: Simd>(m: &Matmul<'_>, weights: *const u8, rows: Range<usize>, out: *mut f32) {
    let is_bytes = L::MULTIPLIES_BYTES && m.act.is_bytes;
    let mut row = rows.start;
    while row < rows.end {
        let left = rows.end - row;
        let tile = match m.weights.kind {
            BlockKind::Q4_1 if left >= 8 && L::WIDTH == 16 => 8,
            BlockKind::Q4_1 => left.min(4),
            BlockKind::Q8_0 => left.min(3),
        };
        // SAFETY: `row + tile <= rows.end`; the rest is the caller's promise.
        unsafe {
            let out = out.add((row - rows.start) * m.stride);
            match (m.weights.kind, tile) {
                (BlockKind::Q4_1, _) if is_bytes => some4::<L, true>(m, weights, row, tile, out),
                (BlockKind::Q4_1, _) => some4::<L, false>(m, weights, row, tile, out),
                (BlockKind::Q8_0, 3) => tile8::<L, 1, 3>(m, weights, row, out),
                (BlockKind::Q8_0, 2) => tile8::<L, 1, 2>(m, weights, row, out),
                (BlockKind::Q8_0, _) => tile8::<L, 1, 1>(m, weights, row, out),
            }
        }
        row += tile;
    }
}

/// A vector of 4-bit rows times `tile` rows of activations.
#[inline(always)]
unsafe fn some4<L: Simd, const BYTES: bool>(
    m: &Matmul<'_>,
    weights: *const u8,
    row: usize,
    tile: usize,
    out: *mut f32,
) {
    // SAFETY: the caller's promise.
    unsafe {
        match tile {
            8 if L::WIDTH == 16 => tile4::<L, 1, 8, BYTES>(m, weights, row, out),
            4 => tile4::<L, 1, 4, BYTES>(m, weights, row, out),
            3 => tile4::<L, 1, 3, BYTES>(m, weights, row, out),
            2 => tile4::<L, 1, 2, BYTES>(m, weights, row, out),
            _ => tile4::<L, 1, 1, BYTES>(m, weights, row, out),
        }
    }
}

/// `V` vectors of 4-bit rows times `T` rows of activations.
#[inline(always)]
unsafe fn tile4<L: Simd, const V: usize, const T: usize, const BYTES: bool>(
    m: &Matmul<'_>,
    weights: *const u8,
    row: usize,
    out: *mut f32,
) {
    // Elements that hold 8 activations.
    let eight = if BYTES { 4 } else { 8 };
    // SAFETY: pointers stay within the packed group, the activations of rows `row..row + T` and their outputs.
    unsafe {
        let act: [*const i16; T] = std::array::from_fn(|t| m.act.row(row + t).as_ptr());
        let scales: [*const [f32; 2]; T] = std::array::from_fn(|t| m.act.scales(row + t).as_ptr());
        let mut sums = [[L::splat(0.0); T]; V];
        let low = L::low_bits();
        for block in 0..m.weights.blocks() {
            let packed = weights.add(block * 20 * L::ROWS);
            let mut dots = [[L::zero4(); V]; T];
            for unit in 0..if cfg!(target_family = "wasm") { m.units } else { 4 } {
                let packed = packed.add(unit * 4 * L::ROWS);
                let w: [L::Nibbles; V] = std::array::from_fn(|v| L::nibbles(packed.add(4 * L::WIDTH * v), low));
                for t in 0..T {
                    let act = act[t].add((block * 4 + unit) * eight);
                    if T == 1 {
                        L::dot_nibbles::<BYTES, true, V>(&mut dots[t], &w, act);
                    } else {
                        L::dot_nibbles::<BYTES, false, V>(&mut dots[t], &w, act);
                    }
                }
            }
            for (v, sums) in sums.iter_mut().enumerate() {
                let (scale, minimum) = L::pairs(packed.add(16 * L::ROWS + 4 * L::WIDTH * v));
                for t in 0..T {
                    let [factor, sum] = *scales[t].add(block);
                    let dot =
                        if T == 1 { L::sum4::<BYTES, true>(dots[t][v]) } else { L::sum4::<BYTES, false>(dots[t][v]) };
                    sums[t] = L::fma(dot, L::mul(scale, L::splat(factor)), sums[t]);
                    sums[t] = L::fma(minimum, L::splat(sum), sums[t]);
                }
            }
        }
        finish::<L, V, T>(m, sums, out);
    }
}

/// `V` vectors of 8-bit rows times `T` rows of activations.
#[inline(always)]
unsafe fn tile8<L: Simd, const V: usize, const T: usize>(
    m: &Matmul<'_>,
    weights: *const u8,
    row: usize,
    out: *mut f32,
) {
    // SAFETY: as in `tile4`.
    unsafe {
        let act: [*const i16; T] = std::array::from_fn(|t| m.act.row(row + t).as_ptr());
        let scales: [*const [f32; 2]; T] = std::array::from_fn(|t| m.act.scales(row + t).as_ptr());
        let mut sums = [[L::splat(0.0); T]; V];
        for block in 0..m.weights.blocks() {
            let packed = weights.add(block * 36 * L::ROWS);
            let mut dots = [[L::zero8(); T]; V];
            for unit in 0..if cfg!(target_family = "wasm") { m.units } else { 8 } {
                let packed = packed.add(unit * 4 * L::ROWS);
                let w: [L::Bytes; V] = std::array::from_fn(|v| L::bytes(packed.add(4 * L::WIDTH * v)));
                for t in 0..T {
                    let act = act[t].add(block * 32 + unit * 4);
                    for (dots, &w) in dots.iter_mut().zip(&w) {
                        dots[t] = L::dot_bytes(dots[t], w, act);
                    }
                }
            }
            for (v, (sums, dots)) in sums.iter_mut().zip(dots).enumerate() {
                let scale = L::load(packed.add(32 * L::ROWS + 4 * L::WIDTH * v).cast());
                for t in 0..T {
                    let factor = L::splat((*scales[t].add(block))[0]);
                    sums[t] = L::fma(L::sum8(dots[t]), L::mul(scale, factor), sums[t]);
                }
            }
        }
        finish::<L, V, T>(m, sums, out);
    }
}

/// A group of rows in sevens times all rows of the activations, which are bytes.
#[inline(always)]
unsafe fn multiply_sevens<L: Simd>(m: &Matmul<'_>, weights: *const u8, out: *mut f32) {
    let mut row = 0;
    while row < m.act.rows {
        // SAFETY: `row + T` rows are there in each arm; the rest is the caller's promise.
        unsafe {
            let out = out.add(row * m.stride);
            row += match (L::VECTORS, m.act.rows - row) {
                (2, 3..) => tile7::<L, 2, 3>(m, weights, row, out),
                (2, 2) => tile7::<L, 2, 2>(m, weights, row, out),
                (2, _) => tile7::<L, 2, 1>(m, weights, row, out),
                (_, 3..) => tile7::<L, 1, 3>(m, weights, row, out),
                (_, 2) => tile7::<L, 1, 2>(m, weights, row, out),
                _ => tile7::<L, 1, 1>(m, weights, row, out),
            };
        }
    }
}

/// `V` vectors of rows in sevens times `T` rows of activations; returns `T`.
#[inline(always)]
unsafe fn tile7<L: Simd, const V: usize, const T: usize>(
    m: &Matmul<'_>,
    weights: *const u8,
    row: usize,
    out: *mut f32,
) -> usize {
    /// What a weight stands above the number that it means.
    const ABOVE: f32 = 63.75;
    // SAFETY: as in `tile4`.
    unsafe {
        let act: [*const i16; T] = std::array::from_fn(|t| m.act.row(row + t).as_ptr());
        let scales: [*const [f32; 2]; T] = std::array::from_fn(|t| m.act.scales(row + t).as_ptr());
        let mut sums = [[L::splat(0.0); T]; V];
        for block in 0..m.weights.blocks() {
            let packed = weights.add(block * 36 * L::ROWS);
            let mut dots = [[L::zero7(); V]; T];
            for unit in 0..if cfg!(target_family = "wasm") { m.units } else { 8 } {
                let packed = packed.add(unit * 4 * L::ROWS);
                let w: [L::Sevens; V] = std::array::from_fn(|v| L::sevens(packed.add(4 * L::WIDTH * v)));
                for t in 0..T {
                    L::dot_sevens(&mut dots[t], &w, act[t].add(block * 16 + unit * 2));
                }
            }
            for (v, sums) in sums.iter_mut().enumerate() {
                let scale = L::load(packed.add(32 * L::ROWS + 4 * L::WIDTH * v).cast());
                for t in 0..T {
                    let [factor, sum] = *scales[t].add(block);
                    let dot = L::mul(L::sum7(dots[t][v]), L::splat(factor));
                    sums[t] = L::fma(L::add(dot, L::splat(-ABOVE * sum)), scale, sums[t]);
                }
            }
        }
        finish::<L, V, T>(m, sums, out);
        T
    }
}

#[inline(always)]
unsafe fn finish<L: Simd, const V: usize, const T: usize>(m: &Matmul<'_>, sums: [[L::F; T]; V], out: *mut f32) {
    for (v, sums) in sums.into_iter().enumerate() {
        for (t, mut sum) in sums.into_iter().enumerate() {
            // SAFETY: these vectors of each row of the output are within its stride.
            unsafe {
                let out = out.add(t * m.stride + v * L::WIDTH);
                if m.add {
                    sum = L::add(sum, L::load(out));
                }
                L::store(out, sum);
            }
        }
    }
}
