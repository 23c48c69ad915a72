//! Every operation on random small shapes, on the GPU and on the CPU.
//!
//! Inputs are rows that both executors embed from the same 8-bit table. [`BOUND`] is for what the CPU does with
//! activations that it rounds to whole numbers first, [`attention_bound`] for keys and values.

use std::cell::Cell;

use foreword_cpu::CpuOps;
use foreword_decode::{Row, Want};
use foreword_gpu::GpuOps;
use foreword_model::{
    ActivationBits, AttentionShape, BlockKind, DraftSlots, Head, MatrixSource, Norm, Ops, OpsError, Part, RowOrder,
    SeenContext, TextCache,
};
use pollster::block_on;
use proptest::prelude::*;

use crate::compare::{BOUND, Inspect, blocks, matrix, noise};
use crate::open_variants;

/// Of attention where the GPU computes in f32: the CPU keeps keys and values as whole numbers of 16 bits.
const WHOLE: f64 = 2e-4;

/// Where the GPU keeps keys and values as 16-bit floats.
const HALF: f64 = 1e-3;

/// So many cases, or as many as `PROPTEST_CASES` says. Few, since on a driver that runs on the CPU each shape has its
/// kernels compiled anew, for seconds.
pub(crate) fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|asked| asked.parse().ok());
    ProptestConfig::with_cases(asked.unwrap_or(usual))
}

thread_local! {
    /// One for every variant of the kernels that the adapter can run.
    static GPUS: Vec<GpuOps> = open_variants();
    static NEXT: Cell<usize> = const { Cell::new(0) };
}

/// Runs something with the variants of the kernels in turn, one each time.
pub(crate) fn with_gpu<T>(run: impl FnOnce(&GpuOps) -> T) -> T {
    GPUS.with(|gpus| run(&gpus[NEXT.replace(NEXT.get() + 1) % gpus.len()]))
}

/// Largest relative error of attention to so many positions.
///
/// The CPU gives each weight as a whole number, of which all weights together have 32,767. What rounding adds grows with the
/// root of the positions, and a mean of random values shrinks with it.
pub(crate) fn attention_bound(gpu: &GpuOps, positions: usize) -> f64 {
    (if gpu.variant().uses_f16 { HALF } else { WHOLE }) + positions as f64 / 65_534.0
}

/// Runs something with every variant of the kernels.
pub(crate) fn with_every_gpu(run: impl Fn(&GpuOps)) {
    GPUS.with(|gpus| gpus.iter().for_each(run));
}

/// Random rows as an executor's buffer: `from..from + rows` of a table of `cols` columns.
pub(crate) fn input<O: Ops>(ops: &O, cols: usize, from: usize, rows: usize, seed: u64) -> O::Buffer {
    let kind = BlockKind::Q8_0;
    let table = matrix(ops, kind, cols, &blocks(kind, from + rows, cols, 1.0, seed)).unwrap();
    let rows: Vec<[(u32, f32); 1]> = (from..from + rows).map(|token| [(token as u32, 1.0)]).collect();
    let rows: Vec<&[(u32, f32)]> = rows.iter().map(|row| row.as_slice()).collect();
    let mut buffer = ops.buffer();
    ops.embed(&table, &rows, &mut buffer);
    buffer
}

pub(crate) fn norm<O: Ops>(ops: &O, width: usize, seed: u64) -> Norm<O::Vector> {
    let weight: Vec<f32> = noise(seed, width).iter().map(|x| 1.0 + 0.5 * x).collect();
    Norm { weight: ops.vector(&weight).unwrap(), eps: 1e-5 }
}

/// A matrix product case.
#[derive(Debug, Clone)]
struct Product {
    kind: BlockKind,
    rows: usize,
    cols: usize,
    tokens: usize,
    seed: u64,
}

fn products() -> impl Strategy<Value = Product> {
    let kind = prop::sample::select(vec![BlockKind::Q4_1, BlockKind::Q8_0]);
    (kind, 1usize..70, 1usize..6, 1usize..14, 0u64..1 << 40).prop_map(|(kind, rows, blocks, tokens, seed)| Product {
        kind,
        rows,
        cols: 32 * blocks,
        tokens,
        seed,
    })
}

/// What `run` leaves in its buffer on both executors.
macro_rules! on_both {
    (|$ops:ident| $run:expr) => {{
        let expected = {
            let $ops = &CpuOps::new(1);
            let buffer = $run;
            block_on($ops.read(&buffer)).unwrap()
        };
        let found = crate::operations::with_gpu(|$ops| {
            let buffer = $run;
            block_on($ops.read(&buffer)).unwrap()
        });
        (found, expected)
    }};
}

pub(crate) use on_both;

/// Euclidean distance against the size of what was expected, or of as many values of `typical` size if that is more:
/// a sum of few terms may cancel to nothing, and its error doesn't.
pub(crate) fn check((found, expected): (Vec<f32>, Vec<f32>), typical: f64, bound: f64) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.len(), expected.len());
    let size = |values: &[f32]| values.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt();
    let least = typical * (expected.len() as f64).sqrt();
    let difference: Vec<f32> = found.iter().zip(&expected).map(|(f, e)| f - e).collect();
    let error = size(&difference) / size(&expected).max(least);
    let few = |values: &[f32]| values[..values.len().min(4)].to_vec();
    let (found, expected) = (few(&found), few(&expected));
    prop_assert!(error <= bound, "relative error {error:.2e}, at most {bound:.0e}: {found:?}… for {expected:?}…");
    Ok(())
}

/// Root mean square of a product of normed rows with weights that [`blocks`] spreads over ±`size`.
fn typical_product(size: f64, p: &Product) -> f64 {
    0.5 * size * (p.cols as f64).sqrt()
}

fn norm_matmul<O: Ops>(ops: &O, p: &Product) -> O::Buffer {
    let w = matrix(ops, p.kind, p.cols, &blocks(p.kind, p.rows, p.cols, 0.2, p.seed)).unwrap();
    let mut out = ops.buffer();
    ops.norm_matmul(&input(ops, p.cols, 0, p.tokens, p.seed + 1), &norm(ops, p.cols, p.seed + 2), &w, &mut out);
    out
}

fn matmul_add<O: Ops>(ops: &O, p: &Product) -> O::Buffer {
    let rows = p.rows.next_multiple_of(32);
    let w = matrix(ops, p.kind, p.cols, &blocks(p.kind, rows, p.cols, 0.2, p.seed)).unwrap();
    let mut x = input(ops, rows, 0, p.tokens, p.seed + 3);
    ops.matmul_add(&input(ops, p.cols, 0, p.tokens, p.seed + 1), &w, &mut x);
    x
}

fn norm_swiglu<O: Ops>(ops: &O, p: &Product, spread: f32) -> O::Buffer {
    // The width of a feed-forward layer is a multiple of 32 (`Config` sees to it), and the CPU's kernel relies on that.
    let rows = 2 * p.rows.next_multiple_of(32);
    let w = matrix(ops, p.kind, p.cols, &blocks(p.kind, rows, p.cols, spread, p.seed)).unwrap();
    let mut out = ops.buffer();
    ops.norm_swiglu(&input(ops, p.cols, 0, p.tokens, p.seed + 1), &norm(ops, p.cols, p.seed + 2), &w, &mut out);
    out
}

/// An attention case: a text read in two pieces, then `steps` steps of `drafts` drafts.
#[derive(Debug, Clone)]
struct Attend {
    heads: (usize, usize),
    len: usize,
    drafts: usize,
    steps: usize,
    seed: u64,
}

/// What attention gives for the second piece of the text, and for each step.
fn attend<O: Inspect>(ops: &O, case: &Attend) -> Vec<Vec<f32>> {
    let ((n_heads, n_kv_heads), positions) = (case.heads, case.len + case.steps);
    let shape = AttentionShape { n_heads, n_kv_heads, head_dim: 64, rope_theta: 1e5, positions };
    let attention = ops.attention(shape);
    let width = shape.qkv_width();
    let (mut cache, mut out, mut found) = (ops.cache(&attention, 1, case.len), ops.buffer(), Vec::new());
    let cut = case.len / 3;
    for (start, rows) in [(0, cut), (cut, case.len - cut)] {
        if rows > 0 {
            let text = TextCache { cache: &mut cache, start };
            ops.attend_text(&attention, &input(ops, width, start, rows, case.seed), text, &mut out);
            found.push(block_on(ops.read(&out)).unwrap());
        }
    }
    // More slots than are used, as when one draft has ended.
    let mut drafts = ops.cache(&attention, case.drafts + 1, case.steps);
    for step in 0..case.steps {
        let qkv = input(ops, width, step * case.drafts, case.drafts, case.seed + 1);
        let seen = SeenContext { cache: &cache, len: case.len };
        ops.attend_drafts(&attention, &qkv, seen, DraftSlots { cache: &mut drafts, step }, &mut out);
        found.push(block_on(ops.read(&out)).unwrap());
    }
    found
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn embedding_of_mixtures(
        kind in prop::sample::select(vec![BlockKind::Q4_1, BlockKind::Q8_0]),
        mixtures in prop::collection::vec(prop::collection::vec((0u32..50, -2f32..2.0), 0..4), 1..5),
        seed in 0u64..1 << 40,
    ) {
        let rows: Vec<&[(u32, f32)]> = mixtures.iter().map(Vec::as_slice).collect();
        let (found, expected) = on_both!(|ops| {
            let table = matrix(ops, kind, 64, &blocks(kind, 50, 64, 1.0, seed)).unwrap();
            let mut x = ops.buffer();
            ops.embed(&table, &rows, &mut x);
            x
        });
        prop_assert_eq!(found.len(), expected.len());
        for (f, e) in found.iter().zip(&expected) {
            prop_assert!((f - e).abs() < 1e-5, "{} for {}", f, e);
        }
    }

    #[test]
    fn products_of_normed_rows(p in products()) {
        check(on_both!(|ops| norm_matmul(ops, &p)), typical_product(0.2, &p), BOUND)?;
    }

    #[test]
    fn products_added_to_rows(p in products()) {
        check(on_both!(|ops| matmul_add(ops, &p)), 0.5, BOUND)?;
    }

    #[test]
    fn swiglu(p in products(), spread in 0.05f32..20.0) {
        // Small or large, a gate through silu is about half of itself in size.
        let typical = typical_product(spread.into(), &p).powi(2) / 2.0;
        check(on_both!(|ops| norm_swiglu(ops, &p, spread)), typical, BOUND)?;
    }

    #[test]
    fn attention_over_text_and_drafts(
        heads in prop::sample::select(vec![(3, 1), (9, 3), (4, 2), (4, 4)]),
        len in 1usize..40, drafts in 1usize..4, steps in 1usize..5, seed in 0u64..1 << 40,
    ) {
        let case = Attend { heads, len, drafts, steps, seed };
        let expected = attend(&CpuOps::new(1), &case);
        let (found, bound) = with_gpu(|gpu| (attend(gpu, &case), attention_bound(gpu, len + steps)));
        prop_assert_eq!(found.len(), expected.len());
        for pair in found.into_iter().zip(expected) {
            check(pair, 0.1, bound)?;
        }
    }

    #[test]
    fn last_row(tokens in 1usize..9, seed in 0u64..1 << 40) {
        let (found, expected) = on_both!(|ops| {
            let mut out = ops.buffer();
            ops.last_row(&input(ops, 64, 0, tokens, seed), &mut out);
            out
        });
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn ranks_and_given_tokens(p in products(), candidates in 0usize..9, state: bool) {
        let given: Vec<u32> = (0..p.tokens).map(|i| ((i * 31 + 7) % p.rows) as u32).collect();
        let want = Want { candidates, state };
        let found = with_gpu(|gpu| ranked(gpu, &p, want, &given));
        let expected = ranked(&CpuOps::new(1), &p, want, &given);
        prop_assert_eq!(found.len(), p.tokens);
        for (found, expected) in found.iter().zip(&expected) {
            prop_assert_eq!(found.candidates.len(), expected.candidates.len());
            prop_assert!(found.candidates.is_sorted_by(|a, b| a.log_prob >= b.log_prob), "{:?}", found);
            // Tokens that are as good as equal may change places: their log-probabilities may not.
            for (found, expected) in found.candidates.iter().zip(&expected.candidates) {
                prop_assert!((found.log_prob - expected.log_prob).abs() < 5e-3, "{:?} for {:?}", found, expected);
            }
            let (Some(found_given), Some(expected_given)) = (found.given, expected.given) else { panic!("not given") };
            prop_assert!((found_given - expected_given).abs() < 5e-3, "{} for {}", found_given, expected_given);
            prop_assert_eq!((found.state.is_some(), expected.state.is_some()), (state, state));
            if let (Some(found), Some(expected)) = (&found.state, &expected.state) {
                prop_assert!((found.entropy - expected.entropy).abs() < 1e-2, "{:?} for {:?}", found, expected);
                for (found, expected) in found.query.iter().zip(&expected.query) {
                    prop_assert!((found - expected).abs() < 1e-4, "{} for {}", found, expected);
                }
                prop_assert_eq!(found.query.len(), p.cols);
            }
        }
    }

    /// What one executor writes, the other restores; and caches keep what they hold when they grow.
    #[test]
    fn caches_change_executors(len in 1usize..40, more in 0usize..100, seed in 0u64..1 << 40) {
        let shape = AttentionShape { n_heads: 4, n_kv_heads: 2, head_dim: 64, rope_theta: 1e5, positions: 200 };
        let cpu = CpuOps::new(1);
        let expected = stored(&cpu, shape, len, seed);
        let attention = cpu.attention(shape);
        with_gpu(|gpu| {
            let found = stored(gpu, shape, len, seed);
            prop_assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                let (found, expected) = (found.to_f32(), expected.to_f32());
                prop_assert!((found - expected).abs() <= expected.abs() / 500.0 + 2e-4, "{} for {}", found, expected);
            }
            let gpu_attention = gpu.attention(shape);
            let mut on_gpu = gpu.cache(&gpu_attention, 1, len);
            gpu.write_cache(&mut on_gpu, &expected);
            prop_assert_eq!(&block_on(gpu.read_cache(&on_gpu, len)).unwrap(), &expected);
            for capacity in [len + more, len] {
                gpu.resize_cache(&mut on_gpu, capacity, len);
                prop_assert_eq!(&block_on(gpu.read_cache(&on_gpu, len)).unwrap(), &expected);
            }
            let mut on_cpu = cpu.cache(&attention, 1, len);
            cpu.write_cache(&mut on_cpu, &found);
            let again = block_on(cpu.read_cache(&on_cpu, len)).unwrap();
            prop_assert_eq!(again.len(), found.len());
            // It rounds once more, by the norm of a key or the largest of a value.
            for (again, found) in again.iter().zip(&found) {
                let (again, found) = (again.to_f32(), found.to_f32());
                prop_assert!((again - found).abs() <= found.abs() / 1000.0 + 2e-4, "{} for {}", again, found);
            }
            Ok(())
        })?;
    }
}

/// What is read of the cache of a text.
fn stored<O: Ops>(ops: &O, shape: AttentionShape, len: usize, seed: u64) -> Vec<half::f16> {
    let attention = ops.attention(shape);
    let (mut cache, mut out) = (ops.cache(&attention, 1, len), ops.buffer());
    let qkv = input(ops, shape.qkv_width(), 0, len, seed);
    ops.attend_text(&attention, &qkv, TextCache { cache: &mut cache, start: 0 }, &mut out);
    block_on(ops.read_cache(&cache, len)).unwrap()
}

fn ranked<O: Ops>(ops: &O, p: &Product, want: Want, given: &[u32]) -> Vec<Row> {
    let table = matrix(ops, p.kind, p.cols, &blocks(p.kind, p.rows, p.cols, 0.5, p.seed)).unwrap();
    let (x, norm) = (input(ops, p.cols, 0, p.tokens, p.seed + 1), norm(ops, p.cols, p.seed + 2));
    block_on(ops.rank(&x, Head { norm: &norm, table: &table }, want, given)).unwrap()
}

#[test]
fn no_rows_give_no_rows() {
    let shape = AttentionShape { n_heads: 2, n_kv_heads: 1, head_dim: 32, rope_theta: 1e4, positions: 4 };
    with_every_gpu(|ops| {
        let table = matrix(ops, BlockKind::Q8_0, 128, &blocks(BlockKind::Q8_0, 4, 128, 1.0, 1)).unwrap();
        let (norm, mut x, mut out) = (norm(ops, 128, 2), ops.buffer(), ops.buffer());
        ops.embed(&table, &[], &mut x);
        ops.norm_matmul(&x, &norm, &table, &mut out);
        ops.norm_swiglu(&x, &norm, &table, &mut out);
        ops.matmul_add(&out, &table, &mut x);
        let attention = ops.attention(shape);
        let mut cache = ops.cache(&attention, 0, 0);
        ops.attend_text(&attention, &x, TextCache { cache: &mut cache, start: 0 }, &mut out);
        ops.last_row(&x, &mut out);
        assert_eq!((x.rows(), out.rows()), (0, 0));
        assert!(block_on(ops.read(&out)).unwrap().is_empty());
        let head = Head { norm: &norm, table: &table };
        for state in [false, true] {
            assert!(block_on(ops.rank(&x, head, Want { candidates: 3, state }, &[])).unwrap().is_empty());
        }
    });
}

#[test]
fn bad_weights_are_refused() {
    let kind = BlockKind::Q4_1;
    let mut bytes = blocks(kind, 3, 64, 1.0, 1);
    bytes[2 * 40 + 20..][..2].copy_from_slice(&half::f16::INFINITY.to_le_bytes());
    with_every_gpu(|ops| {
        assert!(matches!(matrix(ops, kind, 64, &bytes), Err(OpsError::WeightNotFinite { row: 2 })));
        let upload = |rows, bytes| {
            ops.matrix(&MatrixSource {
                kind,
                cols: 64,
                parts: &[Part { bytes, rows, order: RowOrder::Stored }],
                activations: ActivationBits::Sixteen,
            })
        };
        assert!(matches!(upload(3, &bytes[..50]), Err(OpsError::Incomplete { rows: 3, cols: 64, row: 1 })));
        // A claim alone must not make memory be asked for.
        assert!(matches!(upload(usize::MAX / 64, &bytes), Err(OpsError::Incomplete { row: 3, .. })));
        assert!(matches!(ops.vector(&[1.0, f32::NAN]), Err(OpsError::WeightNotFinite { row: 1 })));
        // 4 GiB in f32; these zeros themselves are never touched, so they take no memory.
        let huge = vec![0; (1 << 24) * 40];
        assert!(upload(1 << 24, &huge).unwrap_err().to_string().contains("a shader sees"));
    });
}

#[test]
fn scores_that_are_not_finite_are_an_error() {
    with_every_gpu(|ops| {
        let table = matrix(ops, BlockKind::Q8_0, 32, &blocks(BlockKind::Q8_0, 40, 32, 1.0, 1)).unwrap();
        let mut x = ops.buffer();
        ops.embed(&table, &[&[(1, 1.0)], &[(1, f32::NAN)]], &mut x);
        let norm = norm(ops, 32, 2);
        let head = Head { norm: &norm, table: &table };
        let error = block_on(ops.rank(&x, head, Want::likeliest(3), &[])).unwrap_err();
        assert!(error.to_string().contains("row 1"), "{error}");
    });
}

/// With a device of its own, which it loses.
#[test]
fn a_lost_device_is_an_error() {
    let open = || block_on(GpuOps::new()).unwrap();
    let ops = open();
    let table = matrix(&ops, BlockKind::Q8_0, 32, &blocks(BlockKind::Q8_0, 40, 32, 1.0, 1)).unwrap();
    let (x, norm) = (input(&ops, 32, 0, 1, 4), norm(&ops, 32, 2));
    let head = Head { norm: &norm, table: &table };
    let rank = || block_on(ops.rank(&x, head, Want::likeliest(3), &[]));
    assert!(rank().is_ok());
    ops.give_up_device();
    for _ in 0..2 {
        let error = rank().unwrap_err();
        assert!(matches!(error, OpsError::Device(_)), "{error}");
    }
    let other = open();
    assert_eq!(block_on(other.read(&input(&other, 32, 0, 1, 4))).unwrap().len(), 32);
}
