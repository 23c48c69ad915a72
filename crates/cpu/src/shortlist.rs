//! The likeliest rows of a large table without scoring all of it: see [`ShortlistSource`].

use std::hint::black_box;

use foreword_decode::{Candidate, Want};
use foreword_model::{ActivationBits, BlockKind, MatrixSource, OpsError, Part, RowOrder, ShortlistSource};
use foreword_text::TokenId;

use crate::activations::{Activations, Quantise};
use crate::math::RoughSumExp;
use crate::matmul::{Matmul, MatmulRow, multiply, units};
use crate::rank::{entropy, normaliser, top};
use crate::simd::{Simd, Task};
use crate::{Buffer, Isa, PackedMatrix};

/// About how many rows are scored in full at most: the best by their estimated scores.
const EXACT: usize = 256;

/// Rows whose estimated score is further than this from the best, in nats, are not scored in full. Estimates were off by
/// 0.6 on average in a trial; `models/training/preview.py` prints what this distance loses.
const NEAR: f32 = 6.0;

/// Rows that are put side by side at a time when a shortlist is made: whole groups, few enough for a second-level cache.
const AT_ONCE: usize = 256;

/// Rows whose estimated score is so many nats below the best add next to nothing to the sum of all.
const NEGLIGIBLE: f32 = 12.0;

/// Stands for a score that is counted elsewhere: its exponential is nothing, and yet it is finite.
const COUNTED: f32 = -1e30;

/// What estimates the scores of some rows of a table.
#[derive(Debug)]
pub(crate) struct Shortlist {
    /// `[rank, d_model]`.
    pub(crate) into: PackedMatrix,
    /// `[rows, rank]`.
    pub(crate) out: PackedMatrix,
    /// Which rows of the table.
    rows: Vec<TokenId>,
    /// Logarithm of the factor that corrects the estimated sum.
    tail: f32,
}

impl Shortlist {
    pub(crate) fn new(
        isa: Isa,
        table: &PackedMatrix,
        rows: Vec<TokenId>,
        source: &ShortlistSource<'_>,
    ) -> Result<Self, OpsError> {
        let &ShortlistSource { kind, rank, d_model: d, .. } = source;
        let part = |bytes, rows| [Part { bytes, rows, order: RowOrder::Stored }];
        let into =
            MatrixSource { kind, cols: d, parts: &part(source.into, rank), activations: ActivationBits::Sixteen };
        let into = PackedMatrix::new(&into, isa.group_rows())?;
        let act = directions(isa, table, source)?;
        // Each of the rows times the basis.
        let mut bytes = Vec::with_capacity(rows.len() * (rank / BlockKind::LEN * BlockKind::Q8_0.bytes()));
        let (mut scores, mut values) = (Buffer::default(), vec![0.0; rank]);
        for some in rows.chunks(AT_ONCE) {
            let chosen = table.select(some, isa.group_rows());
            scores.resize(rank, some.len());
            multiply(isa, &chosen, &act, &mut scores, false, 0..chosen.groups());
            for column in 0..some.len() {
                values.iter_mut().enumerate().for_each(|(direction, value)| *value = scores.row(direction)[column]);
                values.chunks_exact(BlockKind::LEN).for_each(|block| push_q8_0(block, &mut bytes));
            }
        }
        let out = MatrixSource {
            kind: BlockKind::Q8_0,
            cols: rank,
            parts: &part(&bytes, rows.len()),
            activations: ActivationBits::Sixteen,
        };
        let out = PackedMatrix::new(&out, isa.group_rows())?;
        let out = if isa.multiplies_bytes() { out.in_sevens() } else { out };
        Ok(Self { into, out, rows, tail: source.tail.ln() })
    }

    /// The likeliest tokens for row `row` of `exact.act`, whose estimated scores are `estimated` (overwritten); and the
    /// entropy of the estimated distribution, if the state is wanted.
    ///
    /// # Errors
    /// [`OpsError::NotFinite`].
    pub(crate) fn rank(
        &self,
        exact: &Exact<'_>,
        row: usize,
        estimated: &mut [f32],
        want: Want,
    ) -> Result<(Vec<Candidate>, Option<f32>), OpsError> {
        let Scored { best, kept, log, .. } = self.score(exact, row, estimated, want.candidates)?;
        let mut likeliest = top(&kept, log, want.candidates);
        for candidate in &mut likeliest {
            candidate.token = self.rows[best[candidate.token as usize]];
        }
        // An estimated probability is e^(score + tail − log); it is 0 where the exact score counts.
        let entropy = want.state.then(|| entropy(&kept, log) + entropy(estimated, log - self.tail));
        Ok((likeliest, entropy))
    }

    /// Log-probabilities of all rows that come into question, exact for the best of them, in no order; and the logarithm of
    /// the sum that they are normalised by. Arguments are those of [`rank`](Self::rank).
    ///
    /// # Errors
    /// [`OpsError::NotFinite`].
    pub(crate) fn preview(
        &self,
        exact: &Exact<'_>,
        row: usize,
        estimated: &mut [f32],
    ) -> Result<(Vec<(TokenId, f32)>, f32), OpsError> {
        let Scored { best, kept, greatest, log } = self.score(exact, row, estimated, 0)?;
        let mut likely = Vec::with_capacity(estimated.len() / 2);
        likely.extend(best.iter().zip(&kept).map(|(&place, score)| (self.rows[place], score - log)));
        let least = greatest - NEGLIGIBLE;
        let others = self.rows.iter().zip(&*estimated).filter(|&(_, &score)| score > least);
        likely.extend(others.map(|(&token, score)| (token, score + self.tail - log)));
        Ok((likely, log))
    }

    /// Scores in full the `least` best of the estimated scores and more, as far as they come near; their places in `estimated`
    /// count for nothing afterwards.
    fn score(&self, exact: &Exact<'_>, row: usize, estimated: &mut [f32], least: usize) -> Result<Scored, OpsError> {
        let isa = exact.isa;
        let (best, greatest) = best(isa, estimated, least, EXACT, NEAR);
        let kept = exact.scores(best.iter().map(|&place| self.rows[place]), row);
        best.iter().for_each(|&place| estimated[place] = COUNTED);
        // SAFETY: the task uses slices only.
        let others = unsafe { isa.run(RoughSumExp { row: estimated, most: greatest }) };
        if !others.is_finite() {
            return Err(OpsError::NotFinite { row });
        }
        let (others, of_kept) = (greatest + others.ln() + self.tail, normaliser(isa, &kept, row)?);
        let more = others.max(of_kept);
        let log = more + ((others - more).exp() + (of_kept - more).exp()).ln();
        Ok(Scored { best, kept, greatest, log })
    }
}

/// Rows that were scored in full.
struct Scored {
    /// Their places in the shortlist, ascending.
    best: Vec<usize>,
    /// Their scores.
    kept: Vec<f32>,
    /// The greatest estimated score.
    greatest: f32,
    /// Logarithm of the sum over all rows, exact and estimated.
    log: f32,
}

/// The basis, as what rows of `table` are multiplied with.
fn directions(isa: Isa, table: &PackedMatrix, source: &ShortlistSource<'_>) -> Result<Activations, OpsError> {
    let &ShortlistSource { kind, rank, d_model: d, .. } = source;
    let mut basis = vec![0.0; rank * d];
    let blocks = source.basis.chunks_exact(kind.bytes()).zip(basis.chunks_exact_mut(BlockKind::LEN));
    for (n, (block, out)) in blocks.enumerate() {
        kind.dequantise(block, out);
        if !out.iter().all(|x| x.is_finite()) {
            return Err(OpsError::WeightNotFinite { row: n * BlockKind::LEN / d });
        }
    }
    let mut act = Activations::default();
    let quantise = Quantise {
        input: &basis,
        stride: d,
        cols: d,
        rows: rank,
        norm: None,
        kind: table.kind,
        is_sevens: false,
        bits: table.activations,
        out: &mut act,
    };
    // SAFETY: the task uses slices only.
    unsafe { isa.run(quantise) };
    Ok(act)
}

/// What scores rows of a table in full.
pub(crate) struct Exact<'a> {
    pub(crate) isa: Isa,
    pub(crate) table: &'a PackedMatrix,
    pub(crate) act: &'a Activations,
}

impl Exact<'_> {
    /// Scores of some rows of the table for row `act` of the activations.
    ///
    /// The rows stand far apart. Scored one after the other each would be waited for, so all are looked at first, which a
    /// processor does with many at a time.
    pub(crate) fn scores(&self, rows: impl Iterator<Item = TokenId> + Clone, act: usize) -> Vec<f32> {
        black_box(rows.clone().fold(0, |sum, row| sum ^ self.table.touch(row as usize)));
        rows.map(|row| self.score(row as usize, act)).collect()
    }

    /// Score of a row of the table for row `act` of the activations.
    fn score(&self, row: usize, act: usize) -> f32 {
        let mut out = [0.0; 16];
        let &Self { isa, table, act: all } = self;
        assert!(row < table.rows && act < all.rows && isa.width() <= out.len(), "the callers know both sizes");
        let (stride, units) = (isa.width(), units(table.kind));
        let matmul = Matmul { weights: table, act: all, out: out.as_mut_ptr(), stride, add: false, units };
        // SAFETY: `out` has room for any vector.
        let lane = unsafe { isa.run(MatmulRow { matmul: &matmul, row, rows: act..act + 1 }) };
        out[lane]
    }
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

/// Rounds 32 finite values to a Q8_0 block.
fn push_q8_0(values: &[f32], out: &mut Vec<u8>) {
    let largest = f32::from_bits(values.iter().fold(0, |bits, x| bits.max(x.to_bits() & 0x7fff_ffff)));
    let scale = half::f16::from_f32(largest / 127.0);
    let inverse = if scale.to_f32() > 0.0 { 1.0 / scale.to_f32() } else { 0.0 };
    out.extend(scale.to_le_bytes());
    out.extend(values.iter().map(|x| rounded(x * inverse).clamp(-127.0, 127.0) as i8 as u8));
}

/// [`f32::round`], which WebAssembly has no instruction for.
fn rounded(x: f32) -> f32 {
    let whole = x.trunc();
    whole + if (x - whole).abs() >= 0.5 { 1.0f32.copysign(x) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use foreword_model::{Head, Norm, Ops, VocabSource};
    use proptest::prelude::*;

    use super::*;
    use crate::CpuOps;
    use crate::testing::noise;

    /// Q8_0 blocks of a matrix.
    fn q8_0(values: impl Iterator<Item = f32>) -> Vec<u8> {
        let (values, mut bytes) = (values.collect::<Vec<_>>(), Vec::new());
        values.chunks_exact(BlockKind::LEN).for_each(|block| push_q8_0(block, &mut bytes));
        bytes
    }

    /// With as many directions as columns, the estimate is exact but for rounding to 8 bits.
    #[test]
    fn a_shortlist_of_all_directions_ranks_like_the_whole_table() {
        const D: usize = 64;
        let wave = |i: usize| (i as f32 * 0.7371).sin() + (i as f32 * 0.0113).cos() * 0.5;
        let table = q8_0((0..900 * D).map(wave));
        let identity = q8_0((0..D * D).map(|i| if i / D == i % D { 1.0 } else { 0.0 }));
        let rows: Vec<TokenId> = (0..900).filter(|row| row % 3 != 1).collect();
        for isa in Isa::available() {
            let ops = CpuOps::with_isa(isa, 1).unwrap();
            let parts = [Part { bytes: &table, rows: 900, order: RowOrder::Stored }];
            let table = ops
                .matrix(&MatrixSource {
                    kind: BlockKind::Q8_0,
                    cols: D,
                    parts: &parts,
                    activations: ActivationBits::Sixteen,
                })
                .unwrap();
            let (into, basis) = (identity.as_slice(), identity.as_slice());
            let source = ShortlistSource { kind: BlockKind::Q8_0, rank: D, d_model: D, into, basis, tail: 1.0 };
            let vocab = |shortlist| ops.vocab(&table, VocabSource { tokens: rows.clone(), shortlist }).unwrap();
            let (whole, shortlisted) = (vocab(None), vocab(Some(source)));
            let norm = Norm { weight: ops.vector(&[0.4; D]).unwrap(), eps: 1e-5 };
            let head = Head { norm: &norm, table: &table };
            let mut x = ops.buffer();
            ops.embed(&table, &[&[(5, 1.0)], &[(700, 0.6), (31, 0.4)], &[(899, 1.0)]], &mut x);
            let rank = |x: &crate::Buffer, vocab, state| {
                pollster::block_on(ops.rank_vocab(x, head, vocab, Want { candidates: 20, state }))
            };
            let plain = rank(&x, &shortlisted, false).unwrap();
            for ((whole, found), plain) in
                rank(&x, &whole, true).unwrap().iter().zip(rank(&x, &shortlisted, true).unwrap()).zip(plain)
            {
                assert_eq!((&plain.candidates, plain.state), (&found.candidates, None));
                for (whole, found) in whole.candidates.iter().zip(&found.candidates) {
                    assert_eq!(whole.token, found.token, "{isa:?}");
                    assert!(rows.contains(&found.token), "{found:?} is not in the vocabulary");
                    assert!((whole.log_prob - found.log_prob).abs() < 2e-3, "{isa:?}: {found:?} for {whole:?}");
                }
                let (whole, found) = (whole.state.as_ref().unwrap(), found.state.unwrap());
                assert!((whole.entropy - found.entropy).abs() < 5e-3, "{} for {}", found.entropy, whole.entropy);
                assert_eq!(whole.query, found.query);
            }
            ops.embed(&table, &[&[(700, 0.6), (31, 0.4)]], &mut x);
            let preview = ops.preview(&x, head, &shortlisted).unwrap().unwrap();
            let expected = rank(&x, &whole, true).unwrap().remove(0);
            let state = expected.state.unwrap();
            assert_eq!(preview.state, state.query);
            let scores =
                ops.scores(&table, &preview.state, &expected.candidates.iter().map(|c| c.token).collect::<Vec<_>>());
            for (expected, score) in expected.candidates.iter().zip(scores) {
                let found = preview.likely.iter().find(|(token, _)| *token == expected.token).unwrap().1;
                assert!((found - expected.log_prob).abs() < 2e-3, "{isa:?}: {found} for {expected:?}");
                assert!((score - preview.normaliser - expected.log_prob).abs() < 2e-3, "{isa:?}: {expected:?}");
            }
            let mass: f32 = preview.likely.iter().map(|(_, log_prob)| log_prob.exp()).sum();
            assert!((mass - 1.0).abs() < 2e-3, "{isa:?}: {mass}");
            assert!(ops.preview(&x, head, &whole).unwrap().is_none());
            ops.embed(&table, &[&[(5, f32::NAN)]], &mut x);
            assert!(rank(&x, &shortlisted, false).is_err() && ops.preview(&x, head, &shortlisted).is_err(), "{isa:?}");
        }
    }

    /// Rows that are put side by side to be scored score as they do where they stand.
    #[test]
    fn estimates_are_made_of_the_same_bits_as_in_the_table() {
        const D: usize = 96;
        const RANK: usize = 64;
        let (table, basis) = (q8_0(noise(3, 1500 * D).into_iter()), q8_0(noise(4, RANK * D).into_iter()));
        let rows: Vec<TokenId> = (0..1500).filter(|row| row % 7 != 2 && row % 11 != 5).collect();
        let matrix = |bytes: &[u8], rows, cols, isa: Isa| {
            let (kind, activations) = (BlockKind::Q8_0, ActivationBits::Sixteen);
            let parts = [Part { bytes, rows, order: RowOrder::Stored }];
            PackedMatrix::new(&MatrixSource { kind, cols, parts: &parts, activations }, isa.group_rows()).unwrap()
        };
        for isa in Isa::available() {
            let table = matrix(&table, 1500, D, isa);
            let (into, basis) = (basis.as_slice(), basis.as_slice());
            let source = ShortlistSource { kind: BlockKind::Q8_0, rank: RANK, d_model: D, into, basis, tail: 1.0 };
            let found = Shortlist::new(isa, &table, rows.clone(), &source).unwrap().out;
            let act = directions(isa, &table, &source).unwrap();
            let (exact, mut bytes) = (Exact { isa, table: &table, act: &act }, Vec::new());
            for row in rows.iter().map(|&row| row as usize) {
                let values: Vec<f32> = (0..RANK).map(|direction| exact.score(row, direction)).collect();
                values.chunks_exact(BlockKind::LEN).for_each(|block| push_q8_0(block, &mut bytes));
            }
            let expected = matrix(&bytes, rows.len(), RANK, isa);
            let expected = if found.is_sevens { expected.in_sevens() } else { expected };
            assert!((0..found.groups()).all(|group| found.group(group) == expected.group(group)), "{isa:?}");
        }
    }

    #[test]
    fn weights_that_are_not_finite_are_refused() {
        let ops = CpuOps::new(1);
        let good = q8_0((0..32 * 32).map(|i| i as f32));
        let parts = [Part { bytes: &good, rows: 32, order: RowOrder::Stored }];
        let table = ops
            .matrix(&MatrixSource {
                kind: BlockKind::Q8_0,
                cols: 32,
                parts: &parts,
                activations: ActivationBits::Sixteen,
            })
            .unwrap();
        let mut bad = good.clone();
        bad[34 * 7 + 1] = 0x7c;
        for (into, basis) in [(&good, &bad), (&bad, &good)] {
            let source = ShortlistSource { kind: BlockKind::Q8_0, rank: 32, d_model: 32, into, basis, tail: 1.0 };
            let source = VocabSource { tokens: vec![1, 2], shortlist: Some(source) };
            assert!(matches!(ops.vocab(&table, source), Err(OpsError::WeightNotFinite { row: 7 })));
        }
    }

    proptest! {
        #[test]
        fn numbers_are_rounded_as_rust_does(bits: u32, near in -200.0f32..200.0, half in -200i16..200) {
            let half = f32::from(half) + 0.5;
            for x in [f32::from_bits(bits), near, half, half.next_down(), half.next_up(), 0.0, -0.0] {
                prop_assert!(rounded(x) == x.round() || x.is_nan() && rounded(x).is_nan(), "{x}: {}", rounded(x));
            }
        }

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
