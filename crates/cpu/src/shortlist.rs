//! The likeliest rows of a large table without scoring all of it: see [`PreviewSource`].

use foreword_decode::Candidate;
use foreword_model::{BlockKind, MatrixSource, OpsError, Part, PreviewSource, RowOrder};
use foreword_text::TokenId;

use crate::activations::{Activations, Quantise};
use crate::simd::{Simd, Task};
use crate::math::RoughSumExp;
use crate::matmul::{Matmul, MatmulGroup, units};
use crate::rank::{normaliser, top};
use crate::{Isa, PackedMatrix};

/// Rows scored in full, about: those among the best by their previewed scores ...
const EXACT: usize = 256;

/// ... that come this near to the best, in nats. Previewed scores were off by 0.6 on average
/// in a trial; what this distance loses is printed by `models/training/preview.py`.
const NEAR: f32 = 6.0;

/// Stands for a score that is counted elsewhere: its exponential is nothing, and yet it is finite.
const COUNTED: f32 = -1e30;

/// A preview of some rows of a table.
#[derive(Debug)]
pub struct Preview {
    /// `[rank, d_model]`.
    pub(crate) into: PackedMatrix,
    /// `[rows, rank]`.
    pub(crate) out: PackedMatrix,
    /// Which rows of the table.
    rows: Vec<TokenId>,
    /// Logarithm of what the previewed sum is multiplied by.
    tail: f32,
}

impl Preview {
    pub(crate) fn new(
        isa: Isa,
        table: &PackedMatrix,
        rows: &[TokenId],
        source: &PreviewSource<'_>,
    ) -> Result<Self, OpsError> {
        let &PreviewSource { kind, rank, d_model: d, .. } = source;
        let part = |bytes, rows| [Part { bytes, rows, order: RowOrder::Stored }];
        let into = MatrixSource { kind, cols: d, parts: &part(source.into, rank) };
        let into = PackedMatrix::new(&into, isa.width())?;
        let mut basis = vec![0.0; rank * d];
        let blocks = source.basis.chunks_exact(kind.bytes()).zip(basis.chunks_exact_mut(BlockKind::LEN));
        for (n, (block, out)) in blocks.enumerate() {
            kind.dequantise(block, out);
            if !out.iter().all(|x| x.is_finite()) {
                return Err(OpsError::WeightNotFinite { row: n * BlockKind::LEN / d });
            }
        }
        let mut act = Activations::default();
        let quantise =
            Quantise { input: &basis, stride: d, cols: d, rows: rank, norm: None, kind: table.kind, out: &mut act };
        // SAFETY: the task uses slices only.
        unsafe { isa.run(quantise) };

        // Each row of the table times the basis, group by group, since rows lie side by side.
        let row_bytes = rank / BlockKind::LEN * BlockKind::Q8_0.bytes();
        let mut bytes = Vec::with_capacity(rows.len() * row_bytes);
        let mut scores = vec![0.0; rank * table.width];
        let mut group = None;
        let mut values = vec![0.0; rank];
        for &row in rows {
            let (of, lane) = (row as usize / table.width, row as usize % table.width);
            if group != Some(of) {
                group = Some(of);
                score_group(isa, table, &act, of, 0..rank, &mut scores);
            }
            values.iter_mut().zip(scores.chunks_exact(table.width)).for_each(|(value, row)| *value = row[lane]);
            values.chunks_exact(BlockKind::LEN).for_each(|block| push_q8_0(block, &mut bytes));
        }
        let out = MatrixSource { kind: BlockKind::Q8_0, cols: rank, parts: &part(&bytes, rows.len()) };
        let out = PackedMatrix::new(&out, isa.width())?;
        Ok(Self { into, out, rows: rows.to_vec(), tail: source.tail.ln() })
    }

    /// The `count` likeliest rows for row `row` of `act`, whose previewed scores are `previewed` (overwritten).
    ///
    /// # Errors
    /// [`OpsError::NotFinite`].
    pub(crate) fn rank(
        &self,
        isa: Isa,
        table: &PackedMatrix,
        act: &Activations,
        (row, previewed): (usize, &mut [f32]),
        count: usize,
    ) -> Result<Vec<Candidate>, OpsError> {
        let (best, greatest) = best(isa, previewed, count, EXACT, NEAR);
        let mut exact = Vec::with_capacity(best.len());
        let (mut group, mut scores) = (None, [0.0; 16]);
        for &place in &best {
            let token = self.rows[place] as usize;
            let (of, lane) = (token / table.width, token % table.width);
            if group != Some(of) {
                group = Some(of);
                score_group(isa, table, act, of, row..row + 1, &mut scores);
            }
            exact.push(scores[lane]);
            previewed[place] = COUNTED;
        }
        // SAFETY: the task uses slices only.
        let others = unsafe { isa.run(RoughSumExp { row: previewed, most: greatest }) };
        if !others.is_finite() {
            return Err(OpsError::NotFinite { row });
        }
        let (others, kept) = (greatest + others.ln() + self.tail, normaliser(isa, &exact, row)?);
        let more = others.max(kept);
        let log = more + ((others - more).exp() + (kept - more).exp()).ln();
        let mut likeliest = top(&exact, log, count);
        for candidate in &mut likeliest {
            candidate.token = best[candidate.token as usize] as TokenId;
        }
        Ok(likeliest)
    }
}

/// Scores of one group of a table for some rows of activations: `[rows, width]`.
fn score_group(
    isa: Isa,
    table: &PackedMatrix,
    act: &Activations,
    group: usize,
    rows: std::ops::Range<usize>,
    out: &mut [f32],
) {
    assert!(out.len() >= rows.len() * table.width && rows.end <= act.rows, "the callers size what they pass");
    let (stride, units) = (table.width, units(table.kind));
    let matmul = Matmul { weights: table, act, out: out.as_mut_ptr(), stride, add: false, units };
    // SAFETY: `out` has a vector for every row.
    unsafe { isa.run(MatmulGroup { matmul: &matmul, group, rows }) };
}

/// Greatest scores of sets of places: set `n` holds `n / W · SET · W + n % W + i · W` for `i` in `0..SET`, `W` being the
/// instruction set's width, so that no maximum runs across a vector.
struct Greatest<'a> {
    scores: &'a [f32],
    out: &'a mut Vec<f32>,
}

/// Scores in a set.
const SET: usize = 16;

impl Task for Greatest<'_> {
    /// The width.
    type Output = usize;

    #[inline(always)]
    unsafe fn run<L: Simd>(self) -> usize {
        let span = SET * L::WIDTH;
        self.out.resize(self.scores.len().div_ceil(span) * L::WIDTH, 0.0);
        for (chunk, out) in self.scores.chunks(span).zip(self.out.chunks_exact_mut(L::WIDTH)) {
            // SAFETY: vectors of whole chunks and of `out` are in bounds; the instruction set is present.
            unsafe {
                let mut most = L::splat(f32::NEG_INFINITY);
                let vectors = chunk.chunks_exact(L::WIDTH);
                let rest = vectors.remainder();
                for vector in vectors {
                    most = L::max(most, L::load(vector.as_ptr()));
                }
                L::store(out.as_mut_ptr(), most);
                out.iter_mut().zip(rest).for_each(|(most, score)| *most = most.max(*score));
            }
        }
        L::WIDTH
    }
}

/// Places of the `least` greatest scores, and of more, up to about `most`, that are `near` the greatest, ascending; and the
/// greatest score.
fn best(isa: Isa, scores: &[f32], least: usize, most: usize, near: f32) -> (Vec<usize>, f32) {
    let mut sets = Vec::new();
    // SAFETY: the task uses slices only.
    let width = unsafe { isa.run(Greatest { scores, out: &mut sets }) };
    // Sets' greatest are scores too: what is among the n greatest scores reaches the n-th of them.
    let reach = |count: usize| match sets.len().checked_sub(count) {
        None | Some(0) => f32::NEG_INFINITY,
        Some(at) => *sets.clone().select_nth_unstable_by(at, f32::total_cmp).1,
    };
    let greatest = sets.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut bound = greatest - near;
    match sets.iter().filter(|&&greatest| greatest >= bound).count() {
        few if few < least => bound = reach(least),
        many if many > most => bound = reach(most),
        _ => {}
    }
    let mut places = Vec::with_capacity(2 * most);
    for (n, _) in sets.iter().enumerate().filter(|&(_, &greatest)| greatest >= bound) {
        let set = (0..SET).map(|i| n / width * SET * width + n % width + i * width);
        places.extend(set.filter(|&place| scores.get(place).is_some_and(|&score| score >= bound)));
    }
    places.sort_unstable();
    (places, greatest)
}

/// Rounds 32 values to a Q8_0 block.
fn push_q8_0(values: &[f32], out: &mut Vec<u8>) {
    let largest = values.iter().fold(0.0f32, |most, x| most.max(x.abs()));
    let scale = half::f16::from_f32(largest / 127.0);
    let inverse = if scale.to_f32() > 0.0 { 1.0 / scale.to_f32() } else { 0.0 };
    out.extend(scale.to_le_bytes());
    out.extend(values.iter().map(|x| (x * inverse).round().clamp(-127.0, 127.0) as i8 as u8));
}

#[cfg(test)]
mod tests {
    use foreword_model::{DraftOps, Norm, Ops};
    use proptest::prelude::*;

    use super::*;
    use crate::CpuOps;

    /// Q8_0 blocks of a matrix.
    fn q8_0(values: impl Iterator<Item = f32>) -> Vec<u8> {
        let (values, mut bytes) = (values.collect::<Vec<_>>(), Vec::new());
        values.chunks_exact(BlockKind::LEN).for_each(|block| push_q8_0(block, &mut bytes));
        bytes
    }

    /// With as many directions as columns, a preview knows everything but what rounding to 8 bits hides.
    #[test]
    fn a_preview_of_all_directions_ranks_like_the_whole_table() {
        const D: usize = 64;
        let wave = |i: usize| (i as f32 * 0.7371).sin() + (i as f32 * 0.0113).cos() * 0.5;
        let table = q8_0((0..900 * D).map(wave));
        let identity = q8_0((0..D * D).map(|i| if i / D == i % D { 1.0 } else { 0.0 }));
        let rows: Vec<TokenId> = (0..900).filter(|row| row % 3 != 1).collect();
        for isa in Isa::available() {
            let ops = CpuOps::with_isa(isa, 1).unwrap();
            let parts = [Part { bytes: &table, rows: 900, order: RowOrder::Stored }];
            let table = ops.matrix(&MatrixSource { kind: BlockKind::Q8_0, cols: D, parts: &parts }).unwrap();
            let (into, basis) = (identity.as_slice(), identity.as_slice());
            let source = PreviewSource { kind: BlockKind::Q8_0, rank: D, d_model: D, into, basis, tail: 1.0 };
            let preview = ops.preview(&table, &rows, &source).unwrap();
            let selected = ops.select(&table, &rows);
            let norm = Norm { weight: ops.vector(&[0.4; D]).unwrap(), eps: 1e-5 };
            let mut x = ops.buffer();
            ops.embed(&table, &[&[(5, 1.0)], &[(700, 0.6), (31, 0.4)], &[(899, 1.0)]], &mut x);
            let whole = pollster::block_on(ops.rank(&x, &norm, &selected, 20)).unwrap();
            let found = pollster::block_on(ops.rank_previewed(&x, &norm, &table, &preview, 20)).unwrap();
            for (whole, found) in whole.iter().zip(&found) {
                for (whole, found) in whole.iter().zip(found) {
                    assert_eq!(whole.token, found.token, "{isa:?}");
                    assert!((whole.log_prob - found.log_prob).abs() < 2e-3, "{isa:?}: {found:?} for {whole:?}");
                }
            }
            ops.embed(&table, &[&[(5, f32::NAN)]], &mut x);
            assert!(pollster::block_on(ops.rank_previewed(&x, &norm, &table, &preview, 3)).is_err(), "{isa:?}");
        }
    }

    #[test]
    fn weights_that_are_not_finite_are_refused() {
        let ops = CpuOps::new(1);
        let good = q8_0((0..32 * 32).map(|i| i as f32));
        let parts = [Part { bytes: &good, rows: 32, order: RowOrder::Stored }];
        let table = ops.matrix(&MatrixSource { kind: BlockKind::Q8_0, cols: 32, parts: &parts }).unwrap();
        let mut bad = good.clone();
        bad[34 * 7 + 1] = 0x7c;
        for (into, basis) in [(&good, &bad), (&bad, &good)] {
            let source = PreviewSource { kind: BlockKind::Q8_0, rank: 32, d_model: 32, into, basis, tail: 1.0 };
            assert!(matches!(ops.preview(&table, &[1, 2], &source), Err(OpsError::WeightNotFinite { row: 7 })));
        }
    }

    proptest! {
        #[test]
        fn the_best_are_among_those_found(scores in prop::collection::vec(-50.0f32..50.0, 1..900), count in 1usize..80) {
            for isa in Isa::available() {
                check(isa, &scores, count)?;
            }
        }
    }

    fn check(isa: Isa, scores: &[f32], count: usize) -> Result<(), TestCaseError> {
        let found = best(isa, scores, count, 2 * count, 5.0).0;
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        for place in order.iter().take(count) {
            prop_assert!(found.contains(place));
        }
        prop_assert!(found.is_sorted_by(|a, b| a < b));
        Ok(())
    }
}
