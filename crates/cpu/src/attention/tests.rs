use foreword_model::{AttentionShape, DraftSlots, Ops, SeenContext, TextCache};
use proptest::prelude::*;

use crate::attention::{Attend, ROWS, Scratch};
use crate::testing::{buffer, noise};
use crate::{Buffer, CpuOps, Isa, KvCache};

/// Rows of a text read together, and drafts written together, against the same one by one.
fn check(heads: (usize, usize), before: usize, rows: usize, seed: u64) {
    let (n_heads, n_kv_heads) = heads;
    let shape = AttentionShape { n_heads, n_kv_heads, head_dim: 32, rope_theta: 1e5, positions: before + rows + 1 };
    let width = shape.qkv_width();
    let (text, drafts) = (noise(seed, (before + rows) * width), noise(seed + 1, rows * width));
    for isa in Isa::available() {
        let ops = CpuOps::with_isa(isa, 1).unwrap();
        let attention = ops.attention(shape);
        let read = |cache: &mut crate::KvCache, range: std::ops::Range<usize>| {
            let (mut out, values) = (Buffer::default(), &text[range.start * width..range.end * width]);
            let start = range.start;
            ops.attend_text(&attention, &buffer(range.len(), values), TextCache { cache, start }, &mut out);
            (0..range.len()).map(|row| out.row(row).to_vec()).collect::<Vec<_>>()
        };
        let new = || ops.cache(&attention, 1, before + rows);
        let (mut together, mut alone) = (new(), new());
        for cache in [&mut together, &mut alone] {
            read(cache, 0..before);
        }
        let expected: Vec<_> = (before..before + rows).flat_map(|at| read(&mut alone, at..at + 1)).collect();
        assert_eq!(read(&mut together, before..before + rows), expected, "{isa:?}");

        let draft = |slots: std::ops::Range<usize>| {
            let (mut out, values) = (Buffer::default(), &drafts[slots.start * width..slots.end * width]);
            let mut own = ops.cache(&attention, slots.len(), 1);
            let context = SeenContext { cache: &together, len: before };
            let own = DraftSlots { cache: &mut own, step: 0 };
            ops.attend_drafts(&attention, &buffer(slots.len(), values), context, own, &mut out);
            (0..slots.len()).map(|row| out.row(row).to_vec()).collect::<Vec<_>>()
        };
        let expected: Vec<_> = (0..rows).flat_map(|slot| draft(slot..slot + 1)).collect();
        assert_eq!(draft(0..rows), expected, "{isa:?}");
    }
}

/// One query, and the keys and values it sees, `[positions][dim]`.
struct Case {
    dim: usize,
    query: Vec<f32>,
    keys: Vec<f32>,
    values: Vec<f32>,
}

impl Case {
    /// What the kernel makes of it, if the last `own` positions are the row's own.
    fn attend(&self, isa: Isa, own: usize) -> Vec<f32> {
        let (dim, positions) = (self.dim, self.keys.len() / self.dim);
        let shared = positions - own;
        let [mut text, mut draft] = [shared, own].map(|len| KvCache::new(1, len, 1, dim, isa.width()));
        let rows = self.keys.chunks_exact(dim).zip(self.values.chunks_exact(dim));
        for (position, (key, value)) in rows.enumerate() {
            match position.checked_sub(shared) {
                None => text.store(0, position, 0, key, value),
                Some(step) => draft.store(0, step, 0, key, value),
            }
        }
        let mut out = vec![f32::NAN; dim];
        let attend = Attend {
            queries: &self.query,
            stride: dim,
            rows: 1,
            heads: 1,
            head_dim: dim,
            shared: text.segment(0, 0, shared),
            seen: [shared; ROWS],
            own: [draft.segment(0, 0, own); ROWS],
            out: out.as_mut_ptr(),
            out_stride: dim,
        };
        // SAFETY: the output is as long as the query.
        unsafe { isa.run((&attend, &mut Scratch::default())) };
        out
    }

    /// Plain attention in f64, and how far off rounding may be.
    fn expected(&self) -> Vec<(f64, f64)> {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
        let norm = |a: &[f32]| dot(a, a).sqrt();
        let keys = || self.keys.chunks_exact(self.dim);
        let scores: Vec<f64> = keys().map(|key| dot(key, &self.query)).collect();
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        let total: f64 = scores.iter().map(|score| (score - most).exp()).sum();
        let weights: Vec<f64> = scores.iter().map(|score| (score - most).exp() / total).collect();
        let values = || weights.iter().zip(self.values.chunks_exact(self.dim));
        // Both vectors are off by half a whole number in each coordinate, which is √dim / 2 of 32,767 of their norms.
        let rounded = (self.dim as f64).sqrt() / 32_767.0 + 1e-6;
        let longest = keys().map(norm).fold(0.0, f64::max);
        let off = (2.0 * rounded * norm(&self.query) * longest).exp_m1() + 2e-5;
        let largest = |value: &[f32]| f64::from(value.iter().fold(0.0f32, |most, x| most.max(x.abs())));
        let scaled: f64 = values().map(|(weight, value)| weight * largest(value)).sum();
        let coordinate = |c: usize| {
            let sum = values().map(|(weight, value)| weight * f64::from(value[c])).sum();
            let size: f64 = values().map(|(weight, value)| weight * f64::from(value[c]).abs()).sum();
            // Values are off by half a whole number of theirs, each weight by half a one of all.
            (sum, off * 2.0 * size + scaled * (1.0 + weights.len() as f64) / 65_534.0 * (1.0 + off) + 1e-30)
        };
        (0..self.dim).map(coordinate).collect()
    }

    fn check(&self, own: usize) {
        for isa in Isa::available() {
            for (c, (found, (sum, most))) in self.attend(isa, own).iter().zip(self.expected()).enumerate() {
                let off = (f64::from(*found) - sum).abs();
                assert!(off <= most, "{isa:?}, coordinate {c}: {found} for {sum}, {off} off, at most {most}");
            }
        }
    }
}

#[test]
fn products_as_large_as_they_get_fit() {
    for dim in [32, 64, 128] {
        let flat = vec![(1.0 / dim as f32).sqrt(); dim];
        let mut one = vec![0.0; dim];
        one[dim - 1] = -1.0;
        for query in [flat, one] {
            let (keys, values) = (query.repeat(41), vec![-3e30; 41 * dim]);
            Case { dim, query, keys, values }.check(0);
        }
    }
}

#[test]
fn zeros_are_attended_to_and_values_that_are_no_numbers_are_not_hidden() {
    let (dim, positions) = (32, 19);
    let case =
        || Case { dim, query: noise(1, dim), keys: noise(2, positions * dim), values: noise(3, positions * dim) };
    let zeros = |len: usize| vec![0.0; len * dim];
    Case { query: zeros(1), ..case() }.check(3);
    Case { keys: zeros(positions), ..case() }.check(3);
    Case { values: zeros(positions), ..case() }.check(3);
    // Query, key and value come from one product, so that one of them is enough to tell.
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut case = case();
        case.values[17] = bad;
        for isa in Isa::available() {
            let out = case.attend(isa, 3);
            assert!(out.iter().all(|x| !x.is_finite()), "{isa:?}: {bad} gives {out:?}");
        }
    }
}

proptest! {
    #[test]
    fn rounding_moves_attention_no_further_than_it_may(
        dim in prop::sample::select(vec![32usize, 64, 96, 128]),
        positions in 1usize..300, own in 0usize..9, seed in 0u64..1 << 40,
        length in prop::sample::select(vec![1e-3f32, 0.1, 1.0, 3.0]),
        outlier in prop::option::of(0usize..3),
    ) {
        let mut case = Case {
            dim,
            query: noise(seed, dim).iter().map(|q| q * length).collect(),
            keys: noise(seed + 1, positions * dim),
            values: noise(seed + 2, positions * dim),
        };
        if let Some(which) = outlier {
            let vectors = [&mut case.query, &mut case.keys, &mut case.values];
            vectors[which].chunks_exact_mut(dim).for_each(|vector| vector[seed as usize % dim] *= 1000.0);
        }
        case.check(own.min(positions - 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rows_that_are_taken_together_get_the_same_bits_as_alone(
        heads in prop::sample::select(vec![(3, 1), (9, 3), (4, 2), (4, 1), (8, 1)]),
        before in 1usize..40, rows in 1usize..10, seed in 0u64..1 << 40,
    ) {
        check(heads, before, rows, seed);
    }
}
