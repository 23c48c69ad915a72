//! Attention of query rows over cached keys and values, several rows and query heads per key/value head at a time.

mod kernels;

use foreword_model::AttentionShape;

use crate::attention::kernels::{Start, exponentials, scale, score, weigh};
use crate::cache::Segment;
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
    pub(crate) scores: &'a mut Vec<f32>,
}

impl Task for Attend<'_> {
    type Output = ();

    /// # Safety
    /// `out` is writable where the queries are readable, and nothing else touches these places meanwhile.
    #[inline(always)]
    unsafe fn run<L: Simd>(mut self) {
        let count = self.rows * self.heads;
        assert!(self.rows <= ROWS && self.queries.len() >= (self.rows - 1) * self.stride + self.heads * self.head_dim);
        let mut at = 0;
        // Six queries at a time would leave WebAssembly engines, which keep a register for themselves, too few of them:
        // two rows took 1.4 times as long as with three.
        while at < count {
            // SAFETY: the caller's promise; `at + H <= count` in each arm.
            unsafe {
                at += match count - at {
                    6.. if L::WIDTH > 4 => self.some::<L, 6>(at),
                    3.. => self.some::<L, 3>(at),
                    _ => self.some::<L, 1>(at),
                };
            }
        }
    }
}

impl Attend<'_> {
    /// `H` queries, counted through the rows.
    #[inline(always)]
    unsafe fn some<L: Simd, const H: usize>(&mut self, at: usize) -> usize {
        let row = |h: usize| (at + h) / self.heads;
        let place = |h: usize, stride: usize| row(h) * stride + (at + h) % self.heads * self.head_dim;
        let shared = self.shared.len.next_multiple_of(L::WIDTH);
        let own = self.own[0].len.next_multiple_of(L::WIDTH);
        let padded = shared + own;
        self.scores.resize(H * padded, 0.0);
        // SAFETY: queries, scores and outputs are as long as `run` and the caller ensure.
        unsafe {
            let queries: [*const f32; H] = std::array::from_fn(|h| self.queries.as_ptr().add(place(h, self.stride)));
            let out: [*mut f32; H] = std::array::from_fn(|h| self.out.add(place(h, self.out_stride)));
            let scores = self.scores.as_mut_ptr();
            score::<L, H>(&queries, self.head_dim, self.shared.keys, padded, scores);
            self.own_scores::<L, H>(&queries, row, padded, scores.add(shared));
            let mut inverse = [0.0; H];
            for (h, (inverse, scores)) in inverse.iter_mut().zip(self.scores.chunks_exact_mut(padded)).enumerate() {
                let unseen = [self.seen[row(h)]..shared, shared + self.own[row(h)].len..padded];
                *inverse = 1.0 / exponentials::<L>(scores, &unseen);
            }
            let scores = self.scores.as_ptr();
            let weights: [*const f32; H] = std::array::from_fn(|h| scores.add(h * padded));
            weigh::<L, H>(&self.shared, self.head_dim, &weights, Start::Zero, &out);
            self.add_own_values::<L, H>(row, &weights.map(|weights| weights.add(shared)), &out);
            for (out, inverse) in out.into_iter().zip(inverse) {
                scale::<L>(out, self.head_dim, inverse);
            }
        }
        H
    }

    /// Scores of each query for what its `row` alone sees; those of query `h` go to `to + h · padded`.
    #[inline(always)]
    unsafe fn own_scores<L: Simd, const H: usize>(
        &self,
        queries: &[*const f32; H],
        row: impl Fn(usize) -> usize,
        padded: usize,
        to: *mut f32,
    ) {
        // SAFETY: the caller gives room.
        unsafe {
            if self.heads == 3 {
                for (n, three) in queries.as_chunks::<3>().0.iter().enumerate() {
                    score::<L, 3>(three, self.head_dim, self.own[row(3 * n)].keys, padded, to.add(3 * n * padded));
                }
            } else {
                for (h, &query) in queries.iter().enumerate() {
                    score::<L, 1>(&[query], self.head_dim, self.own[row(h)].keys, padded, to.add(h * padded));
                }
            }
        }
    }

    /// Adds to each query's output what its `row` alone sees.
    #[inline(always)]
    unsafe fn add_own_values<L: Simd, const H: usize>(
        &self,
        row: impl Fn(usize) -> usize,
        weights: &[*const f32; H],
        out: &[*mut f32; H],
    ) {
        // SAFETY: the caller gives outputs of `head_dim`, and as many weights as there are positions.
        unsafe {
            if self.heads == 3 {
                let threes = weights.as_chunks::<3>().0.iter().zip(out.as_chunks::<3>().0);
                for (n, (weights, out)) in threes.enumerate() {
                    weigh::<L, 3>(&self.own[row(3 * n)], self.head_dim, weights, Start::There, out);
                }
            } else {
                for (h, (&weights, &out)) in weights.iter().zip(out).enumerate() {
                    weigh::<L, 1>(&self.own[row(h)], self.head_dim, &[weights], Start::There, &[out]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
