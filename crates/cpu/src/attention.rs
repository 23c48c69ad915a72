//! Attention of query rows over cached keys and values, several rows and query heads per key/value head at a time.

mod kernels;

use foreword_model::AttentionShape;

use crate::attention::kernels::{Queries, Start, exponentials, score, weigh};
use crate::cache::Segment;
use crate::halves::{WHOLE_HALF, inverse_of, round_half, scale_by_norm};
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

/// Rows of queries that are taken together at most.
pub(crate) const ROWS: usize = 4;

/// What a kernel writes down for one lot of queries.
#[derive(Default)]
pub(crate) struct Scratch {
    scores: Vec<f32>,
    weights: Vec<i16>,
    queries: Vec<i16>,
}

/// The query heads of one key/value head in up to [`ROWS`] rows, which see the same keys and values and some of their own.
///
/// Rows share the reading of keys and values. Each gets the same bits as it would alone.
pub(crate) struct Attend<'a> {
    /// Rotated and scaled queries: row `r` of head `h` begins at `r · stride + h · head_dim`.
    pub(crate) queries: &'a [f32],
    pub(crate) stride: usize,
    pub(crate) rows: usize,
    pub(crate) heads: usize,
    pub(crate) head_dim: usize,
    pub(crate) shared: Segment<'a>,
    /// Shared positions that each row sees.
    pub(crate) seen: [usize; ROWS],
    /// What each row alone sees; as many positions for every row.
    pub(crate) own: [Segment<'a>; ROWS],
    /// Laid out as the queries.
    pub(crate) out: *mut f32,
    pub(crate) out_stride: usize,
}

impl Task for (&Attend<'_>, &mut Scratch) {
    type Output = ();

    /// # Safety
    /// `out` is writable where the queries are readable, and nothing else touches these places meanwhile.
    #[inline(always)]
    unsafe fn run<L: Simd>(self) {
        let (attend, scratch) = self;
        let &Attend { rows, heads, stride, head_dim, .. } = attend;
        assert!(rows <= ROWS && attend.queries.len() >= (rows - 1) * stride + heads * head_dim);
        let count = rows * heads;
        let mut at = 0;
        // Six queries at a time would leave WebAssembly engines, which keep a register for themselves, too few of them:
        // two rows took 1.4 times as long as with three.
        while at < count {
            // SAFETY: the caller's promise; `at + H <= count` in each arm.
            unsafe {
                at += match count - at {
                    6.. if L::WIDTH > 4 => attend.some::<L, 6>(scratch, at),
                    3.. => attend.some::<L, 3>(scratch, at),
                    _ => attend.some::<L, 1>(scratch, at),
                };
            }
        }
    }
}

impl Attend<'_> {
    /// `H` queries, counted through the rows.
    #[inline(always)]
    unsafe fn some<L: Simd, const H: usize>(&self, scratch: &mut Scratch, at: usize) -> usize {
        let row = |h: usize| (at + h) / self.heads;
        let place = |h: usize, stride: usize| row(h) * stride + (at + h) % self.heads * self.head_dim;
        let shared = self.shared.len.next_multiple_of(L::WIDTH);
        let own = self.own[0].len.next_multiple_of(L::WIDTH);
        let padded = shared + own;
        let Scratch { scores, weights, queries: wholes } = scratch;
        scores.resize(H * padded, 0.0);
        weights.resize(H * padded, 0);
        wholes.resize(H * self.head_dim, 0);
        let mut scales = [0.0; H];
        for (h, (wholes, scale)) in wholes.chunks_exact_mut(self.head_dim).zip(&mut scales).enumerate() {
            let query = &self.queries[place(h, self.stride)..][..self.head_dim];
            *scale = scale_by_norm(query);
            let inverse = inverse_of(*scale);
            wholes.iter_mut().zip(query).for_each(|(whole, q)| *whole = round_half(*q, inverse));
        }
        let (wholes, scores_at, weights_at) = (wholes.as_ptr(), scores.as_mut_ptr(), weights.as_ptr());
        // SAFETY: queries, scores and outputs are as long as `run` and the caller ensure.
        unsafe {
            let queries = Queries { wholes: std::array::from_fn(|h| wholes.add(h * self.head_dim)), scales };
            let out: [*mut f32; H] = std::array::from_fn(|h| self.out.add(place(h, self.out_stride)));
            score::<L, H>(&queries, self.head_dim, &self.shared, padded, scores_at);
            self.own_scores::<L, H>(&queries, row, padded, scores_at.add(shared));
            let mut factors = [0.0; H];
            let rows = scores.chunks_exact_mut(padded).zip(weights.chunks_exact_mut(padded));
            for (h, (factor, (scores, weights))) in factors.iter_mut().zip(rows).enumerate() {
                let own = &self.own[row(h)];
                let unseen = [self.seen[row(h)]..shared, shared + own.len..padded];
                let scales = [self.shared.value_scales, own.value_scales];
                let (scaled, sum) = exponentials::<L>(scores, &unseen, scales);
                // Weights add up to `WHOLE_HALF` and what rounding adds, so that sums of values stay below 2³¹.
                let inverse = inverse_of(scaled / WHOLE_HALF);
                weights.iter_mut().zip(&*scores).for_each(|(weight, e)| *weight = round_half(*e, inverse));
                *factor = scaled / WHOLE_HALF / sum;
            }
            let weights: [*const i16; H] = std::array::from_fn(|h| weights_at.add(h * padded));
            weigh::<L, H>(&self.shared, self.head_dim, (&weights, &factors), Start::Zero, &out);
            self.add_own_values::<L, H>(row, (&weights.map(|weights| weights.add(shared)), &factors), &out);
        }
        H
    }

    /// Scores of each query for what its `row` alone sees; those of query `h` go to `to + h · padded`.
    #[inline(always)]
    unsafe fn own_scores<L: Simd, const H: usize>(
        &self,
        queries: &Queries<H>,
        row: impl Fn(usize) -> usize,
        padded: usize,
        to: *mut f32,
    ) {
        // SAFETY: the caller gives room.
        unsafe {
            if self.heads == 3 {
                let threes = queries.wholes.as_chunks::<3>().0.iter().zip(queries.scales.as_chunks::<3>().0);
                for (n, (&wholes, &scales)) in threes.enumerate() {
                    let (queries, to) = (Queries { wholes, scales }, to.add(3 * n * padded));
                    score::<L, 3>(&queries, self.head_dim, &self.own[row(3 * n)], padded, to);
                }
            } else {
                for (h, (&whole, &scale)) in queries.wholes.iter().zip(&queries.scales).enumerate() {
                    let (query, to) = (Queries { wholes: [whole], scales: [scale] }, to.add(h * padded));
                    score::<L, 1>(&query, self.head_dim, &self.own[row(h)], padded, to);
                }
            }
        }
    }

    /// Adds to each query's output what its `row` alone sees.
    #[inline(always)]
    unsafe fn add_own_values<L: Simd, const H: usize>(
        &self,
        row: impl Fn(usize) -> usize,
        (weights, factors): (&[*const i16; H], &[f32; H]),
        out: &[*mut f32; H],
    ) {
        // SAFETY: the caller gives outputs of `head_dim`, and as many weights as there are positions.
        unsafe {
            if self.heads == 3 {
                let threes = weights.as_chunks::<3>().0.iter().zip(factors.as_chunks::<3>().0);
                for (n, (weighted, out)) in threes.zip(out.as_chunks::<3>().0).enumerate() {
                    weigh::<L, 3>(&self.own[row(3 * n)], self.head_dim, weighted, Start::There, out);
                }
            } else {
                for (h, (&weights, &out)) in weights.iter().zip(out).enumerate() {
                    let weighted = (&[weights], &[factors[h]]);
                    weigh::<L, 1>(&self.own[row(h)], self.head_dim, weighted, Start::There, &[out]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
