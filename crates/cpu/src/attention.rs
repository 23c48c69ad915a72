//! Attention of one query row over cached keys and values, several query heads per key/value head at a time.

use foreword_model::AttentionShape;

use crate::cache::Segment;
use crate::math::{exp, fold, total};
use crate::simd::{Simd, Task};

/// Head layout and rotary tables.
#[derive(Debug)]
pub struct Attention {
    pub(crate) shape: AttentionShape,
    /// Cosine and sine of each position and pair of coordinates, `[positions, head_dim / 2]`.
    angles: Vec<[f32; 2]>,
}

impl Attention {
    pub(crate) fn new(shape: AttentionShape) -> Self {
        let half = shape.head_dim / 2;
        let angle = |i: usize| {
            let (position, pair) = ((i / half) as f64, (i % half) as f64);
            let angle = position * f64::from(shape.rope_theta).powf(-2.0 * pair / shape.head_dim as f64);
            [angle.cos() as f32, angle.sin() as f32]
        };
        Self { shape, angles: (0..shape.positions * half).map(angle).collect() }
    }

    /// Rotates a head's vector to `position`, times `factor`.
    pub(crate) fn rotate(&self, vector: &mut [f32], position: usize, factor: f32) {
        let half = self.shape.head_dim / 2;
        let angles = &self.angles[position * half..(position + 1) * half];
        let (low, high) = vector.split_at_mut(half);
        for ((a, b), [cos, sin]) in low.iter_mut().zip(high).zip(angles) {
            (*a, *b) = ((*a * cos - *b * sin) * factor, (*b * cos + *a * sin) * factor);
        }
    }
}

/// One softmax over all segments, for the query heads of one key/value head.
pub(crate) struct Attend<'a> {
    /// Rotated and scaled queries, `[heads, head_dim]`.
    pub(crate) queries: &'a [f32],
    pub(crate) head_dim: usize,
    pub(crate) segments: &'a [Segment<'a>],
    /// `[heads, head_dim]`.
    pub(crate) out: &'a mut [f32],
    pub(crate) scores: &'a mut Vec<f32>,
}

impl Task for Attend<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<L: Simd>(self) {
        let padded: usize = self.segments.iter().map(|s| s.len.next_multiple_of(L::WIDTH)).sum();
        let heads = self.queries.len() / self.head_dim;
        let mut head = 0;
        while head < heads {
            let group = if heads - head >= 3 { 3 } else { 1 };
            self.scores.resize(group * padded, 0.0);
            let range = head * self.head_dim..(head + group) * self.head_dim;
            let (queries, out) = (&self.queries[range.clone()], &mut self.out[range]);
            // SAFETY: slices are as long as the functions demand; the instruction set is present.
            unsafe {
                if group == 3 {
                    attend_heads::<L, 3>(queries, self.head_dim, self.segments, padded, self.scores, out);
                } else {
                    attend_heads::<L, 1>(queries, self.head_dim, self.segments, padded, self.scores, out);
                }
            }
            head += group;
        }
    }
}

/// `queries` and `out` are `[H, dim]`, `scores` is `[H, padded]`.
#[inline(always)]
unsafe fn attend_heads<L: Simd, const H: usize>(
    queries: &[f32],
    dim: usize,
    segments: &[Segment<'_>],
    padded: usize,
    scores: &mut [f32],
    out: &mut [f32],
) {
    // SAFETY: offsets stay within the slices, whose lengths the caller ensures.
    unsafe {
        let mut at = 0;
        for segment in segments {
            let tile = dim * L::WIDTH;
            let pairs = segment.keys.chunks_exact(TILES * tile);
            let last = pairs.remainder();
            let after_pairs = at + (segment.keys.len() - last.len()) / dim;
            for (pair, keys) in pairs.enumerate() {
                let to = scores.as_mut_ptr().add(at + pair * TILES * L::WIDTH);
                score_tiles::<L, H, TILES>(queries, dim, keys, padded, to);
            }
            for (one, keys) in last.chunks_exact(tile).enumerate() {
                let to = scores.as_mut_ptr().add(after_pairs + one * L::WIDTH);
                score_tiles::<L, H, 1>(queries, dim, keys, padded, to);
            }
            let end = at + segment.len.next_multiple_of(L::WIDTH);
            for h in 0..H {
                scores[h * padded + at + segment.len..h * padded + end].fill(f32::NEG_INFINITY);
            }
            at = end;
        }
        let mut inverse = [0.0; H];
        for (h, inverse) in inverse.iter_mut().enumerate() {
            *inverse = 1.0 / exponentials::<L>(&mut scores[h * padded..(h + 1) * padded], segments);
        }
        weighted_values::<L, H>(segments, dim, padded, scores, &inverse, out);
    }
}

/// Tiles of keys that are scored together: each coordinate of a query is loaded once for all. More would not fit the sixteen
/// registers of narrow instruction sets.
const TILES: usize = 2;

/// Scores of `T` tiles of keys, `[T][dim][width]`, for `H` queries; those of query `h` go to `to + h · padded`.
#[inline(always)]
unsafe fn score_tiles<L: Simd, const H: usize, const T: usize>(
    queries: &[f32],
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
                let q = L::splat(*queries.get_unchecked(h * dim + d));
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

/// Replaces scores by `e^(score − largest)` and returns their sum.
#[inline(always)]
unsafe fn exponentials<L: Simd>(scores: &mut [f32], segments: &[Segment<'_>]) -> f32 {
    // SAFETY: `scores` is a whole number of vectors.
    unsafe {
        let mut most = L::splat(f32::NEG_INFINITY);
        for chunk in scores.chunks_exact(L::WIDTH) {
            most = L::max(most, L::load(chunk.as_ptr()));
        }
        let shift = L::splat(-fold::<L>(most, f32::max));
        for chunk in scores.chunks_exact_mut(L::WIDTH) {
            L::store(chunk.as_mut_ptr(), exp::<L>(L::add(L::load(chunk.as_ptr()), shift)));
        }
        let mut at = 0;
        for segment in segments {
            let end = at + segment.len.next_multiple_of(L::WIDTH);
            scores[at + segment.len..end].fill(0.0);
            at = end;
        }
        let mut sum = L::splat(0.0);
        for chunk in scores.chunks_exact(L::WIDTH) {
            sum = L::add(sum, L::load(chunk.as_ptr()));
        }
        total::<L>(sum)
    }
}

#[inline(always)]
unsafe fn weighted_values<L: Simd, const H: usize>(
    segments: &[Segment<'_>],
    dim: usize,
    padded: usize,
    weights: &[f32],
    inverse: &[f32; H],
    out: &mut [f32],
) {
    // Two vectors per head: with more, narrow instruction sets run out of registers.
    const PAIR: usize = 2;
    for column in (0..dim).step_by(PAIR * L::WIDTH) {
        // SAFETY: `dim` is a multiple of 32, hence of two vectors; offsets stay within the slices.
        unsafe {
            let mut sums = [[L::splat(0.0); PAIR]; H];
            let mut at = 0;
            for segment in segments {
                let values = segment.values.as_ptr().add(column);
                for position in 0..segment.len {
                    let v: [L::F; PAIR] = std::array::from_fn(|i| L::load(values.add(position * dim + i * L::WIDTH)));
                    for (h, sums) in sums.iter_mut().enumerate() {
                        let w = L::splat(*weights.get_unchecked(h * padded + at + position));
                        for (sum, v) in sums.iter_mut().zip(v) {
                            *sum = L::fma(w, v, *sum);
                        }
                    }
                }
                at += segment.len.next_multiple_of(L::WIDTH);
            }
            for (h, sums) in sums.into_iter().enumerate() {
                for (i, sum) in sums.into_iter().enumerate() {
                    let out = out.as_mut_ptr().add(h * dim + column + i * L::WIDTH);
                    L::store(out, L::mul(sum, L::splat(inverse[h])));
                }
            }
        }
    }
}
