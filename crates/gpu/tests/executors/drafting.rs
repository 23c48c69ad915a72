//! What the drafting decoder needs on top, on random small shapes, on the GPU and on the CPU.

use foreword_cpu::CpuOps;
use foreword_decode::{Row, Want};
use foreword_model::{
    AttentionShape, BlockKind, DraftSlots, Fork, ForkInput, Head, Norm, Ops, SeenContext, ShortlistSource, VocabSource,
};
use pollster::block_on;
use proptest::prelude::*;

use crate::compare::{BOUND, Inspect, blocks, matrix, noise};
use crate::operations::{attention_bound, cases, check, input, norm, on_both, with_every_gpu, with_gpu};

fn weights<O: Ops>(ops: &O, kind: BlockKind, rows: usize, cols: usize, seed: u64) -> O::Matrix {
    matrix(ops, kind, cols, &blocks(kind, rows, cols, 0.2, seed)).unwrap()
}

/// A fork over `lanes` lanes; the trunk has a row for all, or one each.
fn fork<O: Ops>(ops: &O, kind: BlockKind, d: usize, lanes: usize, is_shared: bool, seed: u64) -> O::Buffer {
    let matrix = |n| weights(ops, kind, d, d, seed + n);
    let weights = Fork::<O::Matrix, O::Vector> {
        input: [matrix(0), matrix(1), matrix(2)],
        unit: Norm { weight: ops.vector(&vec![1.0; d]).unwrap(), eps: 1e-5 },
        output: matrix(3),
        lane: matrix(4),
    };
    let trunk_rows = if is_shared { 1 } else { lanes };
    let [trunk, mixed] = [5, 6].map(|n| input(ops, d, 0, trunk_rows, seed + n));
    let last = input(ops, d, 0, lanes, seed + 7);
    // Zero at the first step.
    let mut before = ops.buffer();
    let zero = weights_of_zero(ops, d);
    ops.embed(&zero, &vec![&[][..]; lanes], &mut before);
    let mut out = ops.buffer();
    ops.fork(&weights, ForkInput { trunk: &trunk, mixed: &mixed, last: &last, before: &before }, &mut out);
    out
}

fn weights_of_zero<O: Ops>(ops: &O, cols: usize) -> O::Matrix {
    matrix(ops, BlockKind::Q8_0, cols, &blocks(BlockKind::Q8_0, 1, cols, 0.0, 1)).unwrap()
}

fn bridge<O: Ops>(ops: &O, kind: BlockKind, d: usize, rows: usize, seed: u64) -> O::Buffer {
    let mut x = input(ops, d, 0, rows, seed);
    let bias = ops.vector(&noise(seed + 1, d)).unwrap();
    ops.bridge(&weights(ops, kind, d, d, seed + 2), &bias, &mut x);
    x
}

/// Candidates among chosen rows of a table, a third of them, and all log-probabilities of the first row.
fn ranked<O: Ops>(ops: &O, rows: usize, count: usize, seed: u64) -> (Vec<Row>, Vec<f32>) {
    const D: usize = 64;
    let table = weights(ops, BlockKind::Q8_0, 3 * rows, D, seed);
    let chosen: Vec<u32> = (0..rows as u32).map(|row| 3 * row + row % 3).collect();
    let norm = norm(ops, D, seed + 1);
    let vocab = ops.vocab(&table, VocabSource { tokens: chosen, shortlist: None }).unwrap();
    let (x, head) = (input(ops, D, 0, 3, seed + 2), Head { norm: &norm, table: &table });
    let best = block_on(ops.rank_vocab(&x, head, &vocab, Want::likeliest(count))).unwrap();
    let all = block_on(ops.log_probs(&input(ops, D, 0, 1, seed + 2), head)).unwrap();
    (best, all)
}

/// What drafts attend to after their slots changed places.
fn reordered<O: Inspect>(ops: &O, parents: &[usize], seed: u64) -> Vec<f32> {
    let shape = AttentionShape { n_heads: 3, n_kv_heads: 1, head_dim: 64, rope_theta: 1e5, positions: 16 };
    let attention = ops.attention(shape);
    let context = ops.cache(&attention, 1, 4);
    let mut drafts = ops.cache(&attention, 3, 4);
    let mut out = ops.buffer();
    for step in 0..3 {
        let qkv = input(ops, shape.qkv_width(), 3 * step, 3, seed);
        let seen = SeenContext { cache: &context, len: 0 };
        ops.attend_drafts(&attention, &qkv, seen, DraftSlots { cache: &mut drafts, step }, &mut out);
        ops.reorder(&mut drafts, parents);
    }
    block_on(ops.read(&out)).unwrap()
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn forks(
        kind in prop::sample::select(vec![BlockKind::Q4_1, BlockKind::Q8_0]),
        blocks in 1usize..4, lanes in 1usize..9, is_shared: bool, seed in 0u64..1 << 40,
    ) {
        check(on_both!(|ops| fork(ops, kind, 32 * blocks, lanes, is_shared, seed)), 0.5, BOUND)?;
    }

    #[test]
    fn bridges(
        kind in prop::sample::select(vec![BlockKind::Q4_1, BlockKind::Q8_0]),
        blocks in 1usize..4, rows in 1usize..14, seed in 0u64..1 << 40,
    ) {
        check(on_both!(|ops| bridge(ops, kind, 32 * blocks, rows, seed)), 0.5, BOUND)?;
    }

    #[test]
    fn candidates_of_chosen_rows(rows in 1usize..700, count in 1usize..160, seed in 0u64..1 << 40) {
        let (best, all) = with_gpu(|gpu| ranked(gpu, rows, count, seed));
        let (expected, expected_all) = ranked(&CpuOps::new(1), rows, count, seed);
        prop_assert_eq!(best.len(), 3);
        for (found, expected) in best.iter().zip(&expected) {
            let (found, expected) = (&found.candidates, &expected.candidates);
            prop_assert_eq!(found.len(), expected.len());
            prop_assert!(found.is_sorted_by(|a, b| a.log_prob >= b.log_prob), "{:?}", found);
            for (found, expected) in found.iter().zip(expected) {
                prop_assert!((found.log_prob - expected.log_prob).abs() < 5e-3, "{:?} for {:?}", found, expected);
            }
        }
        prop_assert_eq!(all.len(), 3 * rows);
        // The same scores, normalised over fewer tokens: all differ by the same.
        let apart = |c: &foreword_decode::Candidate| c.log_prob - all[c.token as usize];
        for candidate in &best[0].candidates {
            prop_assert!((apart(candidate) - apart(&best[0].candidates[0])).abs() < 2e-3, "{:?}", candidate);
            prop_assert!(candidate.token % 3 == candidate.token / 3 % 3, "{:?} was not chosen", candidate);
        }
        for (found, expected) in all.iter().zip(&expected_all) {
            prop_assert!((found - expected).abs() < 5e-3, "{} for {}", found, expected);
        }
    }

    #[test]
    fn slots_change_places(parents in prop::collection::vec(0usize..3, 1..4), seed in 0u64..1 << 40) {
        let expected = reordered(&CpuOps::new(1), &parents, seed);
        let (found, bound) = with_gpu(|gpu| (reordered(gpu, &parents, seed), attention_bound(gpu, 3)));
        check((found, expected), 0.1, bound)?;
    }
}

/// More scores that are as good as the last one wanted than the kernel can hold.
#[test]
fn ties_without_end_go_to_the_lowest_tokens() {
    const N: usize = 2000;
    with_every_gpu(|ops| {
        let one = blocks(BlockKind::Q8_0, 1, 32, 1.0, 3);
        let table = matrix(ops, BlockKind::Q8_0, 32, &one.repeat(N)).unwrap();
        let (x, norm) = (input(ops, 32, 0, 2, 4), norm(ops, 32, 5));
        let head = Head { norm: &norm, table: &table };
        for row in block_on(ops.rank(&x, head, Want::likeliest(5), &[])).unwrap() {
            let row = row.candidates;
            assert_eq!(row.iter().map(|candidate| candidate.token).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
            assert!(row.iter().all(|candidate| (candidate.log_prob + (N as f32).ln()).abs() < 1e-3), "{row:?}");
        }
    });
}

/// The GPU scores everything in full, so a shortlist that knows nothing changes nothing.
#[test]
fn a_shortlist_is_not_needed() {
    with_every_gpu(|ops| {
        let (kind, d) = (BlockKind::Q8_0, 64);
        let table = weights(ops, kind, 90, d, 1);
        let nothing = blocks(kind, 32, d, 0.0, 1);
        let source = ShortlistSource { kind, rank: 32, d_model: d, into: &nothing, basis: &nothing, tail: 1.0 };
        let (x, norm) = (input(ops, d, 0, 2, 4), norm(ops, d, 5));
        let rank = |shortlist| {
            let tokens = (0..40).map(|row| 2 * row).collect();
            let vocab = ops.vocab(&table, VocabSource { tokens, shortlist }).unwrap();
            block_on(ops.rank_vocab(&x, Head { norm: &norm, table: &table }, &vocab, Want::likeliest(7))).unwrap()
        };
        assert_eq!(rank(Some(source)), rank(None));
    });
}
