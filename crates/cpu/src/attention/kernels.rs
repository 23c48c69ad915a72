//! The loops of attention: scores, softmax, weighted sums.

use std::ops::Range;

use crate::cache::Segment;
use crate::math::{exp, fold, total};
use crate::simd::Simd;

/// Scores of all `keys` for `H` queries; those of query `h` go to `to + h · padded`.
///
/// Tiles of keys are scored together, so that each coordinate of a query is loaded once for all: as many as fit the sixteen
/// registers of narrow instruction sets.
#[inline(always)]
pub(super) unsafe fn score<L: Simd, const H: usize>(
    queries: &[*const f32; H],
    dim: usize,
    keys: &[f32],
    padded: usize,
    to: *mut f32,
) {
    // SAFETY: the caller's promise.
    unsafe {
        match H {
            0..=3 => score_by::<L, H, 3>(queries, dim, keys, padded, to),
            _ => score_by::<L, H, 2>(queries, dim, keys, padded, to),
        }
    }
}

/// The same, `T` tiles at a time.
#[inline(always)]
unsafe fn score_by<L: Simd, const H: usize, const T: usize>(
    queries: &[*const f32; H],
    dim: usize,
    keys: &[f32],
    padded: usize,
    to: *mut f32,
) {
    let tile = dim * L::WIDTH;
    let runs = keys.chunks_exact(T * tile);
    let last = runs.remainder();
    let after_runs = (keys.len() - last.len()) / dim;
    // SAFETY: the caller gives whole tiles, and room for their scores.
    unsafe {
        for (run, keys) in runs.enumerate() {
            score_tiles::<L, H, T>(queries, dim, keys, padded, to.add(run * T * L::WIDTH));
        }
        for (one, keys) in last.chunks_exact(tile).enumerate() {
            score_tiles::<L, H, 1>(queries, dim, keys, padded, to.add(after_runs + one * L::WIDTH));
        }
    }
}

/// Scores of `T` tiles of keys, `[T][dim][width]`, for `H` queries; those of query `h` go to `to + h · padded`.
#[inline(always)]
unsafe fn score_tiles<L: Simd, const H: usize, const T: usize>(
    queries: &[*const f32; H],
    dim: usize,
    keys: &[f32],
    padded: usize,
    to: *mut f32,
) {
    // SAFETY: the caller gives `T` whole tiles, and room for their scores.
    unsafe {
        let mut sums = [[L::splat(0.0); H]; T];
        for d in 0..dim {
            let k: [L::F; T] = std::array::from_fn(|t| L::load(keys.as_ptr().add((t * dim + d) * L::WIDTH)));
            for h in 0..H {
                let q = L::splat(*queries[h].add(d));
                for (sums, k) in sums.iter_mut().zip(k) {
                    sums[h] = L::fma(q, k, sums[h]);
                }
            }
        }
        for (t, sums) in sums.into_iter().enumerate() {
            for (h, sum) in sums.into_iter().enumerate() {
                L::store(to.add(h * padded + t * L::WIDTH), sum);
            }
        }
    }
}

/// Replaces scores by `e^(score − largest)`, those that are `unseen` by 0, and returns their sum.
#[inline(always)]
pub(super) unsafe fn exponentials<L: Simd>(scores: &mut [f32], unseen: &[Range<usize>]) -> f32 {
    // SAFETY: `scores` is a whole number of vectors.
    unsafe {
        for range in unseen {
            scores[range.clone()].fill(f32::NEG_INFINITY);
        }
        let mut most = L::splat(f32::NEG_INFINITY);
        for chunk in scores.chunks_exact(L::WIDTH) {
            most = L::max(most, L::load(chunk.as_ptr()));
        }
        let shift = L::splat(-fold::<L>(most, f32::max));
        for chunk in scores.chunks_exact_mut(L::WIDTH) {
            L::store(chunk.as_mut_ptr(), exp::<L>(L::add(L::load(chunk.as_ptr()), shift)));
        }
        for range in unseen {
            scores[range.clone()].fill(0.0);
        }
        let mut sum = L::splat(0.0);
        for chunk in scores.chunks_exact(L::WIDTH) {
            sum = L::add(sum, L::load(chunk.as_ptr()));
        }
        total::<L>(sum)
    }
}

/// What sums of values begin with.
#[derive(Clone, Copy)]
pub(super) enum Start {
    Zero,
    /// What stands in the output.
    There,
}

/// Sums of `values`, weighted for each of `H` queries by its `weights`.
#[inline(always)]
pub(super) unsafe fn weigh<L: Simd, const H: usize>(
    segment: &Segment<'_>,
    dim: usize,
    weights: &[*const f32; H],
    start: Start,
    out: &[*mut f32; H],
) {
    // Two vectors per head: with more, narrow instruction sets run out of registers.
    const PAIR: usize = 2;
    for column in (0..dim).step_by(PAIR * L::WIDTH) {
        // SAFETY: `dim` is a multiple of 32, hence of two vectors; offsets stay within what the caller gives.
        unsafe {
            let mut sums: [[L::F; PAIR]; H] = std::array::from_fn(|h| {
                std::array::from_fn(|i| match start {
                    Start::Zero => L::splat(0.0),
                    Start::There => L::load(out[h].add(column + i * L::WIDTH)),
                })
            });
            let values = segment.values.as_ptr().add(column);
            for position in 0..segment.len {
                let v: [L::F; PAIR] = std::array::from_fn(|i| L::load(values.add(position * dim + i * L::WIDTH)));
                for (sums, weights) in sums.iter_mut().zip(weights) {
                    let w = L::splat(*weights.add(position));
                    for (sum, v) in sums.iter_mut().zip(v) {
                        *sum = L::fma(w, v, *sum);
                    }
                }
            }
            for (sums, out) in sums.into_iter().zip(out) {
                for (i, sum) in sums.into_iter().enumerate() {
                    L::store(out.add(column + i * L::WIDTH), sum);
                }
            }
        }
    }
}

/// Multiplies `dim` numbers by `factor`.
#[inline(always)]
pub(super) unsafe fn scale<L: Simd>(out: *mut f32, dim: usize, factor: f32) {
    for at in (0..dim).step_by(L::WIDTH) {
        // SAFETY: `dim` is a multiple of 32; the caller gives as many writable numbers.
        unsafe {
            let out = out.add(at);
            L::store(out, L::mul(L::load(out), L::splat(factor)));
        }
    }
}
