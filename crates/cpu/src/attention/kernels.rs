//! The loops of attention: scores, softmax, weighted sums.

use std::ops::Range;

use crate::cache::{BLOCK, Segment};
use crate::math::{SHIFT, fold, total};
use crate::simd::Simd;

/// Queries in 16-bit whole numbers, and what makes their scores of them, but for the keys' scales.
pub(super) struct Queries<const H: usize> {
    pub(super) wholes: [*const i16; H],
    pub(super) scales: [f32; H],
}

/// Scores of all keys of a segment for `H` queries; those of query `h` go to `to + h · padded`.
///
/// Two tiles of keys are scored together, so that each pair of a query's coordinates is loaded once for both. With three,
/// the fifteen registers that WebAssembly engines leave are nearly used up, and nothing gets faster.
#[inline(always)]
pub(super) unsafe fn score<L: Simd, const H: usize>(
    queries: &Queries<H>,
    dim: usize,
    segment: &Segment<'_>,
    padded: usize,
    to: *mut f32,
) {
    const TILES: usize = 2;
    let tile = dim * L::WIDTH;
    let runs = segment.keys.chunks_exact(TILES * tile);
    let last = runs.remainder();
    let after_runs = (segment.keys.len() - last.len()) / dim;
    let scales = segment.key_scales.as_ptr();
    // SAFETY: a segment has whole tiles and as many scales; the caller gives room for their scores.
    unsafe {
        for (run, keys) in runs.enumerate() {
            let at = run * TILES * L::WIDTH;
            score_tiles::<L, H, TILES>(queries, dim, (keys, scales.add(at)), padded, to.add(at));
        }
        if !last.is_empty() {
            let (scales, to) = (scales.add(after_runs), to.add(after_runs));
            score_tiles::<L, H, 1>(queries, dim, (last, scales), padded, to);
        }
    }
}

/// Scores of `T` tiles of keys, `[T][dim / 2][width][2]` with their scales, for `H` queries; those of query `h` go to
/// `to + h · padded`.
#[inline(always)]
unsafe fn score_tiles<L: Simd, const H: usize, const T: usize>(
    queries: &Queries<H>,
    dim: usize,
    (keys, scales): (&[i16], *const f32),
    padded: usize,
    to: *mut f32,
) {
    // SAFETY: the caller gives `T` whole tiles, and room for their scores.
    unsafe {
        let mut sums = [[L::no_sums(); H]; T];
        for d in (0..dim).step_by(2) {
            let k: [L::Halves; T] = std::array::from_fn(|t| L::halves(keys.as_ptr().add((t * dim + d) * L::WIDTH)));
            for h in 0..H {
                let q = L::splat_pair(queries.wholes[h].add(d));
                for (sums, k) in sums.iter_mut().zip(k) {
                    sums[h] = L::dot_halves(sums[h], k, q);
                }
            }
        }
        for (t, sums) in sums.into_iter().enumerate() {
            let scale = L::load(scales.add(t * L::WIDTH));
            for (h, sum) in sums.into_iter().enumerate() {
                let score = L::mul(L::floats(sum), L::mul(scale, L::splat(queries.scales[h])));
                L::store(to.add(h * padded + t * L::WIDTH), score);
            }
        }
    }
}

/// Replaces scores by `e^(score − largest)` times the `scales` of values, those that are `unseen` by 0. Returns the sums of
/// what stands there then, and of what stood there before it met the scales.
#[inline(always)]
pub(super) unsafe fn exponentials<L: Simd>(
    scores: &mut [f32],
    unseen: &[Range<usize>],
    scales: [&[f32]; 2],
) -> (f32, f32) {
    // SAFETY: `scores` and `scales` are whole numbers of vectors, and as long.
    unsafe {
        for range in unseen {
            scores[range.clone()].fill(f32::NEG_INFINITY);
        }
        let mut most = L::splat(f32::NEG_INFINITY);
        for chunk in scores.chunks_exact(L::WIDTH) {
            most = L::max(most, L::load(chunk.as_ptr()));
        }
        let shift = L::splat(-fold::<L>(most, f32::max));
        // What is unseen adds less than 10⁻³⁷ to a sum of at least 1, which leaves its bits as they are.
        let mut sum = L::splat(0.0);
        let scales = scales.into_iter().flat_map(|scales| scales.chunks_exact(L::WIDTH));
        for (chunk, scales) in scores.chunks_exact_mut(L::WIDTH).zip(scales) {
            let e = decay::<L>(L::add(L::load(chunk.as_ptr()), shift));
            sum = L::add(sum, e);
            L::store(chunk.as_mut_ptr(), L::mul(e, L::load(scales.as_ptr())));
        }
        for range in unseen {
            scores[range.clone()].fill(0.0);
        }
        let mut scaled = L::splat(0.0);
        for chunk in scores.chunks_exact(L::WIDTH) {
            scaled = L::add(scaled, L::load(chunk.as_ptr()));
        }
        (total::<L>(scaled), total::<L>(sum))
    }
}

/// `eˣ` for `x ≤ 0` to about 3 in 10⁶, finer than weights are rounded; less than −87 counts as −87.
#[inline(always)]
unsafe fn decay<L: Simd>(x: L::F) -> L::F {
    // SAFETY: the caller promises the instruction set.
    unsafe {
        let x = L::max(x, L::splat(-87.0));
        let shifted = L::fma(x, L::splat(std::f32::consts::LOG2_E), L::splat(SHIFT));
        let n = L::add(shifted, L::splat(-SHIFT));
        let r = L::fma(n, L::splat(-std::f32::consts::LN_2), x);
        let mut y = L::splat(1.0 / 120.0);
        for c in [1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
            y = L::fma(y, r, L::splat(c));
        }
        L::scale_by_power(y, shifted)
    }
}

/// What sums of values begin with.
#[derive(Clone, Copy)]
pub(super) enum Start {
    Zero,
    /// What stands in the output.
    There,
}

/// Sums of a segment's values, weighted for each of `H` queries by its `weights`, times its `factors`.
#[inline(always)]
pub(super) unsafe fn weigh<L: Simd, const H: usize>(
    segment: &Segment<'_>,
    dim: usize,
    (weights, factors): (&[*const i16; H], &[f32; H]),
    start: Start,
    out: &[*mut f32; H],
) {
    let block = BLOCK * L::WIDTH;
    for column in (0..dim).step_by(block) {
        // SAFETY: `dim` is a multiple of 32, hence of a block; offsets stay within what the caller gives.
        unsafe {
            let mut sums = [[L::no_sums(); BLOCK]; H];
            let values = segment.values.as_ptr().add(column / block * segment.stride);
            for position in (0..segment.len).step_by(2) {
                let v: [L::Halves; BLOCK] =
                    std::array::from_fn(|i| L::halves(values.add(position * block + 2 * i * L::WIDTH)));
                for (sums, weights) in sums.iter_mut().zip(weights) {
                    let w = L::splat_pair(weights.add(position));
                    for (sum, v) in sums.iter_mut().zip(v) {
                        *sum = L::dot_halves(*sum, v, w);
                    }
                }
            }
            for ((sums, out), factor) in sums.into_iter().zip(out).zip(factors) {
                for (i, sum) in sums.into_iter().enumerate() {
                    let out = out.add(column + i * L::WIDTH);
                    let start = match start {
                        Start::Zero => L::splat(0.0),
                        Start::There => L::load(out),
                    };
                    L::store(out, L::fma(L::floats(sum), L::splat(*factor), start));
                }
            }
        }
    }
}
