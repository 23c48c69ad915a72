//! Every instruction set of this machine against plain arithmetic in f64.

use foreword_decode::Want;
use foreword_model::{
    ActivationBits, AttentionShape, BlockKind, DraftSlots, Head, MatrixSource, Norm, Ops, Part, RowOrder, SeenContext,
    TextCache,
};
use proptest::prelude::*;

use crate::testing::{buffer, noise};
use crate::{Buffer, CpuOps, Isa};

fn every_isa() -> impl Iterator<Item = CpuOps> {
    Isa::available().into_iter().flat_map(|isa| [1, 2].map(|threads| CpuOps::with_isa(isa, threads).unwrap()))
}

/// Random blocks with scales as models have them.
fn blocks(kind: BlockKind, rows: usize, cols: usize, seed: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (i, chunk) in noise(seed, rows * cols).chunks(32).enumerate() {
        let tiny = if i % 7 == 3 { 1e-6 } else { 0.01 };
        bytes.extend(half::f16::from_f32(tiny * (1.5 + chunk[0])).to_le_bytes());
        if kind == BlockKind::Q4_1 {
            bytes.extend(half::f16::from_f32(-7.0 * tiny * chunk[1]).to_le_bytes());
            bytes.extend(chunk[..16].iter().map(|x| (x * 127.9) as i8 as u8));
        } else {
            bytes.extend(chunk.iter().map(|x| (x * 128.0).floor() as i8 as u8));
        }
    }
    bytes
}

fn dequantised(kind: BlockKind, bytes: &[u8]) -> Vec<f32> {
    let mut out = Vec::new();
    for block in bytes.chunks_exact(kind.bytes()) {
        let mut values = [0.0; 32];
        kind.dequantise(block, &mut values);
        out.extend(values);
    }
    out
}

fn close(found: f32, expected: f64, scale: f64) -> bool {
    (f64::from(found) - expected).abs() <= 2e-4 * scale + 1e-9
}

fn check_matmul(kind: BlockKind, rows: usize, blocks_per_row: usize, tokens: usize, seed: u64) {
    let cols = 32 * blocks_per_row;
    let bytes = blocks(kind, rows, cols, seed);
    let weights = dequantised(kind, &bytes);
    let input = noise(seed + 1, tokens * cols);
    let norm: Vec<f32> = noise(seed + 2, cols).iter().map(|x| x + 1.5).collect();
    for (ops, is_table) in every_isa().map(|ops| (ops, false)).chain(every_isa().map(|ops| (ops, true))) {
        let parts = [Part { bytes: &bytes, rows, order: RowOrder::Stored }];
        let source = MatrixSource { kind, cols, parts: &parts, activations: ActivationBits::Sixteen };
        let w = if is_table { ops.table(&source) } else { ops.matrix(&source) }.unwrap();
        let norm = Norm { weight: ops.vector(&norm).unwrap(), eps: 1e-5 };
        let x = buffer(tokens, &input);
        let mut plain = buffer(tokens, &vec![0.5; tokens * rows]);
        ops.matmul_add(&x, &w, &mut plain);
        let mut normed = Buffer::default();
        ops.norm_matmul(&x, &norm, &w, &mut normed);
        for t in 0..tokens {
            let row = &input[t * cols..(t + 1) * cols];
            let square = row.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>() / cols as f64;
            let factor = 1.0 / (square + 1e-5).sqrt();
            for r in 0..rows {
                let (mut sum, mut size, mut normed_sum) = (0.0, 0.0, 0.0);
                for c in 0..cols {
                    let product = f64::from(weights[r * cols + c]) * f64::from(row[c]);
                    sum += product;
                    size += product.abs();
                    normed_sum += product * factor * f64::from(norm.weight[c]);
                }
                let isa = ops.isa();
                let found = plain.row(t)[r];
                assert!(close(found, sum + 0.5, size + 0.5), "{isa:?} {kind:?} row {r} token {t}: {found} for {sum}");
                let found = normed.row(t)[r];
                assert!(
                    close(found, normed_sum, 2.5 * size * factor),
                    "{isa:?} {kind:?} normed: {found} for {normed_sum}"
                );
            }
        }
        for row in [0, rows / 2, rows - 1] {
            let mut x = Buffer::default();
            ops.embed(&w, &[&[(row as u32, 0.25), (0, 0.75)]], &mut x);
            for c in 0..cols {
                let expected = 0.25 * weights[row * cols + c] + 0.75 * weights[c];
                assert!((x.row(0)[c] - expected).abs() <= 1e-6 * expected.abs() + 1e-9, "embedding of row {row}");
            }
        }
    }
}

fn rotated(vector: &[f32], position: usize, theta: f64) -> Vec<f64> {
    let half = vector.len() / 2;
    let mut out = vec![0.0; vector.len()];
    for i in 0..half {
        let angle = position as f64 * theta.powf(-2.0 * i as f64 / vector.len() as f64);
        let (a, b) = (f64::from(vector[i]), f64::from(vector[i + half]));
        out[i] = a * angle.cos() - b * angle.sin();
        out[i + half] = b * angle.cos() + a * angle.sin();
    }
    out
}

/// Softmax attention of one head in f64, over (key, value) pairs at their positions.
fn attention(query: &[f32], position: usize, seen: &[(&[f32], &[f32], usize)]) -> Vec<f64> {
    let q = rotated(query, position, 1e5);
    let scores: Vec<f64> = seen
        .iter()
        .map(|(key, _, at)| {
            let k = rotated(key, *at, 1e5);
            q.iter().zip(&k).map(|(a, b)| a * b).sum::<f64>() / (q.len() as f64).sqrt()
        })
        .collect();
    let most = scores.iter().copied().fold(f64::MIN, f64::max);
    let total: f64 = scores.iter().map(|s| (s - most).exp()).sum();
    let mut out = vec![0.0; q.len()];
    for ((_, value, _), score) in seen.iter().zip(&scores) {
        for (o, v) in out.iter_mut().zip(*value) {
            *o += (score - most).exp() / total * f64::from(*v);
        }
    }
    out
}

fn at(cache: &mut crate::KvCache, start: usize) -> TextCache<'_, crate::KvCache> {
    TextCache { cache, start }
}

fn check_attention(heads: (usize, usize), len: usize, drafts: usize, steps: usize, seed: u64) {
    let (n_heads, n_kv_heads) = heads;
    let head_dim = 64;
    let shape = AttentionShape { n_heads, n_kv_heads, head_dim, rope_theta: 1e5, positions: len + steps };
    let width = shape.qkv_width();
    let text = noise(seed, len * width);
    let draft = noise(seed + 9, steps * drafts * width);
    let head = |row: &[f32], n: usize| row[n * head_dim..(n + 1) * head_dim].to_vec();
    for ops in every_isa() {
        let attn = ops.attention(shape);
        let mut cache = ops.cache(&attn, 1, len);
        let mut out = Buffer::default();
        let cut = len / 3;
        if cut > 0 {
            ops.attend_text(&attn, &buffer(cut, &text[..cut * width]), at(&mut cache, 0), &mut out);
        }
        ops.attend_text(&attn, &buffer(len - cut, &text[cut * width..]), at(&mut cache, cut), &mut out);
        let row_of = |rows: &[f32], i: usize| rows[i * width..(i + 1) * width].to_vec();
        let key_value = |row: &[f32], kv: usize| (head(row, n_heads + kv), head(row, n_heads + n_kv_heads + kv));
        let check = |found: &[f32], query: &[f32], position: usize, seen: &[(Vec<f32>, Vec<f32>, usize)]| {
            let seen: Vec<_> = seen.iter().map(|(k, v, at)| (k.as_slice(), v.as_slice(), *at)).collect();
            for (f, e) in found.iter().zip(attention(query, position, &seen)) {
                // Each of at most 44 weights is off by half of 2⁻¹⁵ at most, in either direction.
                assert!((f64::from(*f) - e).abs() < 3e-4, "{:?} position {position}: {f} for {e}", ops.isa());
            }
        };
        for i in cut..len {
            for h in 0..n_heads {
                let kv = h / (n_heads / n_kv_heads);
                let seen: Vec<_> = (0..=i)
                    .map(|p| {
                        let (k, v) = key_value(&row_of(&text, p), kv);
                        (k, v, p)
                    })
                    .collect();
                check(&out.row(i - cut)[h * head_dim..(h + 1) * head_dim], &head(&row_of(&text, i), h), i, &seen);
            }
        }
        let mut draft_cache = ops.cache(&attn, drafts, steps);
        for step in 0..steps {
            let rows = &draft[step * drafts * width..(step + 1) * drafts * width];
            let (context, own) = (SeenContext { cache: &cache, len }, DraftSlots { cache: &mut draft_cache, step });
            ops.attend_drafts(&attn, &buffer(drafts, rows), context, own, &mut out);
            for d in 0..drafts {
                for h in 0..n_heads {
                    let kv = h / (n_heads / n_kv_heads);
                    let mut seen: Vec<_> = (0..len)
                        .map(|p| {
                            let (k, v) = key_value(&row_of(&text, p), kv);
                            (k, v, p)
                        })
                        .collect();
                    seen.extend((0..=step).map(|s| {
                        let (k, v) = key_value(&row_of(&draft, s * drafts + d), kv);
                        (k, v, len + s)
                    }));
                    check(&out.row(d)[h * head_dim..(h + 1) * head_dim], &head(&row_of(rows, d), h), len + step, &seen);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn four_bit_products(rows in 1usize..70, blocks in 1usize..6, tokens in 1usize..14, seed in 0u64..1 << 40) {
        check_matmul(BlockKind::Q4_1, rows, blocks, tokens, seed);
    }

    #[test]
    fn eight_bit_products(rows in 1usize..70, blocks in 1usize..6, tokens in 1usize..6, seed in 0u64..1 << 40) {
        check_matmul(BlockKind::Q8_0, rows, blocks, tokens, seed);
    }

    #[test]
    fn attention_over_text_and_drafts(
        heads in prop::sample::select(vec![(3, 1), (9, 3), (4, 2), (4, 1)]),
        len in 1usize..40, drafts in 1usize..8, steps in 1usize..5, seed in 0u64..1 << 40,
    ) {
        check_attention(heads, len, drafts, steps, seed);
    }

    #[test]
    fn swiglu(tokens in 1usize..4, seed in 0u64..1 << 40, spread in 1f32..60.0) {
        // An identity-like matrix is not at hand, so gate and up come out of a random one and are checked against it.
        let (rows, cols) = (64, 64);
        let bytes = blocks(BlockKind::Q4_1, rows, cols, seed);
        let input = noise(seed + 1, tokens * cols);
        for ops in every_isa() {
            let parts = [Part { bytes: &bytes, rows, order: RowOrder::Stored }];
            let w = ops.matrix(&MatrixSource { kind: BlockKind::Q4_1, cols, parts: &parts, activations: ActivationBits::Sixteen }).unwrap();
            let norm = Norm { weight: vec![spread; cols], eps: 1e-5 };
            let (mut both, mut out) = (Buffer::default(), Buffer::default());
            ops.norm_matmul(&buffer(tokens, &input), &norm, &w, &mut both);
            ops.norm_swiglu(&buffer(tokens, &input), &norm, &w, &mut out);
            for t in 0..tokens {
                for i in 0..rows / 2 {
                    let (gate, up) = (f64::from(both.row(t)[i]), f64::from(both.row(t)[i + rows / 2]));
                    let expected = gate / (1.0 + (-gate).exp()) * up;
                    let found = f64::from(out.row(t)[i]);
                    prop_assert!((found - expected).abs() <= 1e-5 * expected.abs() + 1e-6, "{:?}: {found} for {expected}", ops.isa());
                }
            }
        }
    }
}

/// Keys and values of 2 heads for `len` positions.
fn half_floats(len: usize, seed: u64) -> Vec<half::f16> {
    noise(seed, 2 * 2 * 32 * len).into_iter().map(half::f16::from_f32).collect()
}

#[test]
fn caches_are_written_and_read_alike_by_every_instruction_set_and_keep_what_they_hold() {
    let shape = AttentionShape { n_heads: 4, n_kv_heads: 2, head_dim: 32, rope_theta: 1e5, positions: 200 };
    let (len, qkv) = (37, noise(4, shape.qkv_width()));
    for ops in every_isa() {
        let attn = ops.attention(shape);
        let read = |cache: &crate::KvCache, len| pollster::block_on(ops.read_cache(cache, len)).unwrap();
        let mut cache = ops.cache(&attn, 1, 0);
        assert_eq!((ops.cache_bytes(&cache), read(&cache, 0).len()), (0, 0));
        ops.resize_cache(&mut cache, 64, 0);
        // Two bytes a number, and four for the scale of each key and value.
        assert_eq!(ops.cache_bytes(&cache), 2 * 2 * 64 * (2 * 32 + 4));
        let written = half_floats(len, 3);
        ops.write_cache(&mut cache, &written);
        let stored = read(&cache, len);
        for (found, written) in stored.iter().zip(&written) {
            // No vector is longer than √32.
            let off = (found.to_f64() - written.to_f64()).abs();
            assert!(off <= written.to_f64().abs() / 1024.0 + 1e-4, "{:?}: {found} for {written}", ops.isa());
        }

        // The next position sees the same, whatever the capacity.
        let attend = |cache: &mut crate::KvCache| {
            let mut out = Buffer::default();
            ops.attend_text(&attn, &buffer(1, &qkv), at(cache, len), &mut out);
            out.row(0).to_vec()
        };
        let expected = attend(&mut cache);
        for capacity in [128, 200, 64] {
            ops.resize_cache(&mut cache, capacity, len);
            assert_eq!(read(&cache, len), stored, "{:?}: {capacity} positions", ops.isa());
            assert_eq!(attend(&mut cache), expected, "{:?}: {capacity} positions", ops.isa());
        }
    }
}

#[test]
fn what_is_stored_is_read_rounded_to_half_floats_and_alike_on_every_instruction_set() {
    let shape = AttentionShape { n_heads: 2, n_kv_heads: 1, head_dim: 32, rope_theta: 1e5, positions: 20 };
    let (len, width) = (19, shape.qkv_width());
    let qkv = noise(5, len * width);
    for ops in every_isa() {
        let attn = ops.attention(shape);
        let (mut cache, mut out) = (ops.cache(&attn, 1, 20), Buffer::default());
        ops.attend_text(&attn, &buffer(len, &qkv), at(&mut cache, 0), &mut out);
        let found = pollster::block_on(ops.read_cache(&cache, len)).unwrap();
        let row = |position: usize| &qkv[position * width..(position + 1) * width];
        let keys = (0..len).flat_map(|at| rotated(&row(at)[64..96], at, 1e5));
        let values = (0..len).flat_map(|at| row(at)[96..].iter().map(|&value| f64::from(value)));
        assert_eq!(found.len(), 2 * len * 32);
        for (found, expected) in found.iter().zip(keys.chain(values)) {
            let off = (found.to_f64() - expected).abs();
            // No vector is longer than √32.
            assert!(off <= expected.abs() / 2000.0 + 1e-4, "{:?}: {found} for {expected}", ops.isa());
        }
    }
}

#[test]
fn rows_hold_what_is_wanted() {
    let bytes = blocks(BlockKind::Q8_0, 40, 32, 1);
    for ops in every_isa() {
        let parts = [Part { bytes: &bytes, rows: 40, order: RowOrder::Stored }];
        let table = ops
            .matrix(&MatrixSource {
                kind: BlockKind::Q8_0,
                cols: 32,
                parts: &parts,
                activations: ActivationBits::Sixteen,
            })
            .unwrap();
        let norm = Norm { weight: noise(2, 32), eps: 1e-5 };
        let (x, head) = (buffer(2, &noise(3, 64)), Head { norm: &norm, table: &table });
        let rank = |state| pollster::block_on(ops.rank(&x, head, Want { candidates: 40, state }, &[7])).unwrap();
        let queries = pollster::block_on(ops.normalised(&x, &norm)).unwrap();
        for ((row, plain), query) in rank(true).into_iter().zip(rank(false)).zip(queries) {
            assert_eq!((&row.candidates, row.given, plain.state), (&plain.candidates, plain.given, None));
            let state = row.state.unwrap();
            let entropy: f32 = row.candidates.iter().map(|c| -c.log_prob * c.log_prob.exp()).sum();
            assert!((state.entropy - entropy).abs() < 1e-4, "{} for {entropy}", state.entropy);
            assert_eq!(state.query, query);
        }
        let rows = rank(false);
        let of_seven = rows[0].candidates.iter().find(|candidate| candidate.token == 7).unwrap();
        assert_eq!((rows[0].given, rows[1].given), (Some(of_seven.log_prob), None));
        let row = x.row(1);
        let square = row.iter().map(|x| x * x).sum::<f32>() / 32.0 + 1e-5;
        for (found, (x, weight)) in
            pollster::block_on(ops.normalised(&x, &norm)).unwrap()[1].iter().zip(row.iter().zip(&norm.weight))
        {
            assert!((found - x * weight / square.sqrt()).abs() < 1e-5, "{found}");
        }
    }
}

#[test]
fn query_and_key_rows_are_put_back_in_halves() {
    let (rows, cols, head_dim) = (16, 32, 8);
    let bytes = blocks(BlockKind::Q8_0, rows, cols, 5);
    let ops = CpuOps::with_isa(Isa::Portable, 1).unwrap();
    let matrix = |order| {
        let parts = [Part { bytes: &bytes, rows, order }];
        ops.matrix(&MatrixSource { kind: BlockKind::Q8_0, cols, parts: &parts, activations: ActivationBits::Sixteen })
            .unwrap()
    };
    let (stored, halves) = (matrix(RowOrder::Stored), matrix(RowOrder::Halves { head_dim }));
    let row = |m, r| {
        let mut x = Buffer::default();
        ops.embed(m, &[&[(r, 1.0)]], &mut x);
        x.row(0).to_vec()
    };
    // Within a head, row i of the first half is stored at 2i, row i of the second at 2i + 1.
    assert_eq!(row(&halves, 8 + 3), row(&stored, 8 + 6));
    assert_eq!(row(&halves, 8 + 4 + 1), row(&stored, 8 + 3));
}

#[test]
fn a_scale_that_is_not_finite_is_refused() {
    let mut bytes = blocks(BlockKind::Q4_1, 3, 64, 1);
    bytes[2 * 40 + 20..][..2].copy_from_slice(&half::f16::INFINITY.to_le_bytes());
    let parts = [Part { bytes: &bytes, rows: 3, order: RowOrder::Stored }];
    for ops in every_isa() {
        let error = ops
            .matrix(&MatrixSource {
                kind: BlockKind::Q4_1,
                cols: 64,
                parts: &parts,
                activations: ActivationBits::Sixteen,
            })
            .unwrap_err();
        assert!(error.to_string().contains("row 2"), "{error}");
        let short = [Part { bytes: &bytes[..50], rows: 3, order: RowOrder::Stored }];
        assert!(
            ops.matrix(&MatrixSource {
                kind: BlockKind::Q4_1,
                cols: 64,
                parts: &short,
                activations: ActivationBits::Sixteen
            })
            .is_err()
        );
    }
}

#[test]
fn a_nan_in_the_network_comes_out_as_an_error() {
    let bytes = blocks(BlockKind::Q8_0, 40, 32, 1);
    for ops in every_isa() {
        let parts = [Part { bytes: &bytes, rows: 40, order: RowOrder::Stored }];
        let table = ops
            .matrix(&MatrixSource {
                kind: BlockKind::Q8_0,
                cols: 32,
                parts: &parts,
                activations: ActivationBits::Sixteen,
            })
            .unwrap();
        let norm = Norm { weight: vec![1.0; 32], eps: 1e-5 };
        let mut x = noise(3, 64);
        x[40] = f32::NAN;
        let head = Head { norm: &norm, table: &table };
        let error = pollster::block_on(ops.rank(&buffer(2, &x), head, Want::likeliest(3), &[])).unwrap_err();
        assert!(error.to_string().contains("row 1"), "{:?}: {error}", ops.isa());
    }
}

#[test]
fn selected_rows_and_reordered_slots_are_copies() {
    for (ops, kind) in every_isa().flat_map(|ops| {
        let isa = ops.isa();
        let again = move || CpuOps::with_isa(isa, 1).unwrap();
        [(ops, BlockKind::Q4_1), (again(), BlockKind::Q8_0)]
    }) {
        let bytes = blocks(kind, 50, 64, 8);
        let parts = [Part { bytes: &bytes, rows: 50, order: RowOrder::Stored }];
        let table =
            ops.table(&MatrixSource { kind, cols: 64, parts: &parts, activations: ActivationBits::Sixteen }).unwrap();
        let rows = [3, 4, 17, 31, 32, 49, 2];
        let selected = table.select(&rows, ops.isa().group_rows());
        let (mut a, mut b) = (Buffer::default(), Buffer::default());
        for (to, &from) in rows.iter().enumerate() {
            ops.embed(&table, &[&[(from, 1.0)]], &mut a);
            ops.embed(&selected, &[&[(to as u32, 1.0)]], &mut b);
            assert_eq!(a.row(0), b.row(0), "{:?} {kind:?} row {from}", ops.isa());
        }

        let shape = AttentionShape { n_heads: 3, n_kv_heads: 1, head_dim: 64, rope_theta: 1e5, positions: 8 };
        let attn = ops.attention(shape);
        let (context, mut drafts) = (ops.cache(&attn, 1, 4), ops.cache(&attn, 3, 4));
        let step = |drafts: &mut crate::KvCache, rows: &[f32], step| {
            let mut out = Buffer::default();
            let (context, own) = (SeenContext { cache: &context, len: 0 }, DraftSlots { cache: drafts, step });
            ops.attend_drafts(&attn, &buffer(rows.len() / 320, rows), context, own, &mut out);
            out
        };
        step(&mut drafts, &noise(1, 3 * 320), 0);
        let next = noise(2, 320);
        let before = step(&mut drafts, &next.repeat(3), 1);
        ops.reorder(&mut drafts, &[2, 2]);
        let after = step(&mut drafts, &next.repeat(2), 1);
        assert_eq!(after.row(0), before.row(2));
        assert_eq!(after.row(1), before.row(2));
        assert_ne!(before.row(0), before.row(2));
    }
}

/// Values rounded to whole numbers of at most 127 per block of 32, times their scale; and how far those are off that lie so
/// near the middle of two whole numbers that either is right.
fn rounded_to_bytes(values: &[f32]) -> Vec<(f64, f64)> {
    let block = |block: &[f32]| {
        let scale = f64::from(block.iter().fold(0.0f32, |most, x| most.max(x.abs()))) / 127.0;
        let round = |x: &f32| {
            let exact = f64::from(*x) / scale;
            let is_between = (exact.fract().abs() - 0.5).abs() < 1e-4;
            (exact.round_ties_even() * scale, if is_between { scale } else { 0.0 })
        };
        block.iter().map(round).collect::<Vec<_>>()
    };
    values.chunks_exact(32).flat_map(block).collect()
}

proptest! {
    #[test]
    fn activations_of_one_byte_are_rounded_and_no_more(
        rows in 1usize..70, blocks_per_row in 1usize..5, tokens in 1usize..12, seed in 0u64..1000,
    ) {
        let (kind, cols) = (BlockKind::Q4_1, 32 * blocks_per_row);
        let bytes = blocks(kind, rows, cols, seed);
        let weights = dequantised(kind, &bytes);
        let input = noise(seed + 1, tokens * cols);
        for ops in every_isa() {
            let parts = [Part { bytes: &bytes, rows, order: RowOrder::Stored }];
            let source = MatrixSource { kind, cols, parts: &parts, activations: ActivationBits::Eight };
            let w = ops.matrix(&source).unwrap();
            let mut out = buffer(tokens, &vec![0.0; tokens * rows]);
            ops.matmul_add(&buffer(tokens, &input), &w, &mut out);
            let fine = ops.matrix(&MatrixSource { activations: ActivationBits::Sixteen, ..source }).unwrap();
            let [mut finely, mut asked] = [(); 2].map(|()| buffer(tokens, &vec![0.0; tokens * rows]));
            ops.matmul_add(&buffer(tokens, &input), &fine, &mut finely);
            ops.round_coarsely(false);
            ops.matmul_add(&buffer(tokens, &input), &w, &mut asked);
            (0..tokens).for_each(|t| assert_eq!(asked.row(t), finely.row(t), "{:?}: exactly", ops.isa()));
            for t in 0..tokens {
                let exact = &input[t * cols..(t + 1) * cols];
                // Plain Rust multiplies 16 bits as fast as 8, so that it has no reason to round.
                let met: Vec<(f64, f64)> = if ops.isa() == Isa::Portable {
                    exact.iter().map(|&x| (f64::from(x), 0.0)).collect()
                } else {
                    rounded_to_bytes(exact)
                };
                for r in 0..rows {
                    let row = &weights[r * cols..(r + 1) * cols];
                    let pairs = || row.iter().map(|&w| f64::from(w)).zip(&met);
                    let sum: f64 = pairs().map(|(w, (x, _))| w * x).sum();
                    let size: f64 = pairs().map(|(w, (x, _))| (w * x).abs()).sum();
                    let slack: f64 = pairs().map(|(w, (_, slack))| w.abs() * slack).sum();
                    let off = (f64::from(out.row(t)[r]) - sum).abs();
                    prop_assert!(off <= 2e-4 * size + slack + 1e-9, "{:?}: {off} off {sum}", ops.isa());
                }
            }
        }
    }
}

proptest! {
    /// A weight in sevens is half a step of eight bits beside what it was, and meets activations of one byte.
    #[test]
    fn matrices_in_sevens_are_those_of_eight_bits_less_one(
        rows in 1usize..70, blocks_per_row in 1usize..5, tokens in 1usize..8, seed in 0u64..1000,
    ) {
        let (kind, cols) = (BlockKind::Q8_0, 32 * blocks_per_row);
        let bytes = blocks(kind, rows, cols, seed);
        let mut weights = dequantised(kind, &bytes);
        for (block, weights) in bytes.chunks_exact(kind.bytes()).zip(weights.chunks_exact_mut(32)) {
            let half_a_step = half::f16::from_le_bytes([block[0], block[1]]).to_f32() / 2.0;
            for (weight, byte) in weights.iter_mut().zip(&block[2..]) {
                *weight += if byte % 2 == 0 { half_a_step } else { -half_a_step };
            }
        }
        let input = noise(seed + 1, tokens * cols);
        for ops in every_isa() {
            let parts = [Part { bytes: &bytes, rows, order: RowOrder::Stored }];
            let source = MatrixSource { kind, cols, parts: &parts, activations: ActivationBits::Sixteen };
            let w = ops.matrix(&source).unwrap().in_sevens();
            let mut out = buffer(tokens, &vec![0.0; tokens * rows]);
            ops.matmul_add(&buffer(tokens, &input), &w, &mut out);
            for t in 0..tokens {
                let met = rounded_to_bytes(&input[t * cols..(t + 1) * cols]);
                for r in 0..rows {
                    let row = &weights[r * cols..(r + 1) * cols];
                    let pairs = || row.iter().map(|&w| f64::from(w)).zip(&met);
                    let sum: f64 = pairs().map(|(w, (x, _))| w * x).sum();
                    let size: f64 = pairs().map(|(w, (x, _))| (w * x).abs()).sum();
                    let slack: f64 = pairs().map(|(w, (_, slack))| w.abs() * slack).sum();
                    let off = (f64::from(out.row(t)[r]) - sum).abs();
                    prop_assert!(off <= 2e-4 * size + slack + 1e-9, "{:?}: {off} off {sum}", ops.isa());
                }
            }
        }
    }
}
