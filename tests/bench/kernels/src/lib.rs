//! The matrix kernels as a WebAssembly module for `tests/bench/kernels.mjs`: layers of one shape after the other, as a
//! pass of the network meets them.

use std::cell::RefCell;
use std::ops::Range;

use foreword_cpu::{Attention, Buffer, CpuOps, KvCache, PackedMatrix};
use foreword_model::{ActivationBits, AttentionShape, BlockKind, MatrixSource, Ops, Part, RowOrder, TextCache};

struct Bench {
    ops: CpuOps,
    layers: Vec<PackedMatrix>,
    input: Buffer,
    out: Buffer,
}

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
}

/// Bytes of a linear congruential generator.
fn noise() -> impl FnMut() -> u8 {
    let mut state = 1u32;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    }
}

/// Makes `layers` matrices of 4-bit blocks, `[rows, cols]`, and an input of `tokens` rows. Returns bytes of weights, or 0 if
/// the shape is refused.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(layers: usize, rows: usize, cols: usize, tokens: usize, bits: usize) -> usize {
    let activations = if bits == 8 { ActivationBits::Eight } else { ActivationBits::Sixteen };
    let ops = CpuOps::new(1);
    let mut byte = noise();
    let mut matrices = Vec::with_capacity(layers);
    let kind = BlockKind::Q4_1;
    for _ in 0..layers {
        let mut bytes = Vec::with_capacity(rows * cols / BlockKind::LEN * kind.bytes());
        for _ in 0..rows * cols / BlockKind::LEN {
            // A scale of 2⁻⁷ and a minimum of −2⁻⁴, as half floats.
            bytes.extend([0x00, 0x20, 0x00, 0xac]);
            bytes.extend((0..16).map(|_| byte()));
        }
        let parts = [Part { bytes: &bytes, rows, order: RowOrder::Stored }];
        let Ok(matrix) = ops.matrix(&MatrixSource { kind, cols, parts: &parts, activations }) else { return 0 };
        matrices.push(matrix);
    }
    // Columns of an embedding of one row are values like any other.
    let mut input = ops.buffer();
    let given: Vec<&[(u32, f32)]> = (0..tokens).map(|_| &[(0, 1.0)][..]).collect();
    let Some(first) = matrices.first() else { return 0 };
    ops.embed(first, &given, &mut input);
    let mut out = ops.buffer();
    let norm = foreword_model::Norm { weight: vec![1.0; cols], eps: 1e-5 };
    ops.norm_matmul(&input, &norm, first, &mut out);
    BENCH.with_borrow_mut(|bench| *bench = Some(Bench { ops, layers: matrices, input, out }));
    layers * rows * cols / BlockKind::LEN * kind.bytes()
}

/// Multiplies the input with every layer, `times` times. Returns a value of the result, so that nothing is left out.
#[unsafe(no_mangle)]
pub extern "C" fn multiply(times: usize) -> f32 {
    BENCH.with_borrow_mut(|bench| {
        let Some(Bench { ops, layers, input, out }) = bench else { return f32::NAN };
        for _ in 0..times {
            for layer in layers.iter() {
                ops.matmul_add(input, layer, out);
            }
        }
        out.row(0).first().copied().unwrap_or(f32::NAN)
    })
}

/// Numbers of other memory that [`walk`] reads for each layer: 2 MiB, about what a layer's weights take.
const WALKED: usize = 1 << 18;

struct Reader {
    ops: CpuOps,
    attention: Attention,
    layers: Vec<KvCache>,
    qkv: Buffer,
    out: Buffer,
    start: usize,
    /// What stands for the weights that pass between two layers' attention.
    weights: Vec<u64>,
}

thread_local! {
    static READER: RefCell<Option<Reader>> = const { RefCell::new(None) };
}

/// Makes a table of 8-bit blocks, `[rows, cols]`, as what scores a vocabulary, and an input of one row. Returns bytes of
/// weights, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn prepare_head(rows: usize, cols: usize) -> usize {
    let ops = CpuOps::new(1);
    let bytes = q8_0(rows * cols);
    let parts = [Part { bytes: &bytes, rows, order: RowOrder::Stored }];
    let activations = ActivationBits::Sixteen;
    let source = MatrixSource { kind: BlockKind::Q8_0, cols, parts: &parts, activations };
    let Ok(table) = ops.table(&source) else { return 0 };
    let mut input = ops.buffer();
    ops.embed(&table, &[&[(0, 1.0)]], &mut input);
    let mut out = ops.buffer();
    let norm = foreword_model::Norm { weight: vec![1.0; cols], eps: 1e-5 };
    ops.norm_matmul(&input, &norm, &table, &mut out);
    BENCH.with_borrow_mut(|bench| *bench = Some(Bench { ops, layers: vec![table], input, out }));
    bytes.len()
}

/// 8-bit blocks of noise.
fn q8_0(count: usize) -> Vec<u8> {
    let mut byte = noise();
    let mut bytes = Vec::with_capacity(count / BlockKind::LEN * BlockKind::Q8_0.bytes());
    for _ in 0..count / BlockKind::LEN {
        // A scale of 2⁻⁷, as a half float.
        bytes.extend([0x00, 0x20]);
        bytes.extend((0..BlockKind::LEN).map(|_| byte()));
    }
    bytes
}

/// Makes `layers` caches that hold `start` positions, and `tokens` rows that come after them, in the network's shape: nine
/// query heads of 64, three of keys and values. Returns bytes of keys and values, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn prepare_attention(layers: usize, start: usize, tokens: usize) -> usize {
    let ops = CpuOps::new(1);
    let positions = start + tokens;
    let shape = AttentionShape { n_heads: 9, n_kv_heads: 3, head_dim: 64, positions, rope_theta: 1e5 };
    let attention = ops.attention(shape);
    // Rows of an embedding are values like any other.
    let (kind, cols, rows) = (BlockKind::Q8_0, 15 * 64, positions);
    let bytes = q8_0(rows * cols);
    let parts = [Part { bytes: &bytes, rows, order: RowOrder::Stored }];
    let source = MatrixSource { kind, cols, parts: &parts, activations: ActivationBits::Sixteen };
    let Ok(table) = ops.matrix(&source) else { return 0 };
    let buffer = |tokens: Range<usize>| {
        let tokens: Vec<_> = tokens.map(|token| [(token as u32, 1.0)]).collect();
        let mut buffer = ops.buffer();
        ops.embed(&table, &tokens.iter().map(|token| &token[..]).collect::<Vec<_>>(), &mut buffer);
        buffer
    };
    let (text, qkv) = (buffer(0..start), buffer(start..positions));
    let (mut out, mut caches) = (ops.buffer(), Vec::new());
    for _ in 0..layers {
        let mut cache = ops.cache(&attention, 1, positions);
        if start > 0 {
            ops.attend_text(&attention, &text, TextCache { cache: &mut cache, start: 0 }, &mut out);
        }
        caches.push(cache);
    }
    let bytes = caches.iter().map(|cache| ops.cache_bytes(cache)).sum();
    let weights = vec![1; layers * WALKED];
    READER
        .with_borrow_mut(|reader| *reader = Some(Reader { ops, attention, layers: caches, qkv, out, start, weights }));
    bytes
}

/// Attends with every layer's cache, `times` times.
#[unsafe(no_mangle)]
pub extern "C" fn attend(times: usize) -> f32 {
    READER.with_borrow_mut(|reader| {
        let Some(Reader { ops, attention, layers, qkv, out, start, .. }) = reader else { return f32::NAN };
        for _ in 0..times {
            for cache in layers.iter_mut() {
                ops.attend_text(attention, qkv, TextCache { cache, start: *start }, out);
            }
        }
        out.row(0).first().copied().unwrap_or(f32::NAN)
    })
}

/// Reads 2 MiB of other memory for each layer, as the weights between two layers' attention are read, `times` times; and
/// attends in between if `attends`, with keys and values that are no longer near then.
#[unsafe(no_mangle)]
pub extern "C" fn walk(times: usize, attends: bool) -> f32 {
    READER.with_borrow_mut(|reader| {
        let Some(Reader { ops, attention, layers, qkv, out, start, weights }) = reader else { return f32::NAN };
        let mut sum = 0u64;
        for _ in 0..times {
            for (cache, weights) in layers.iter_mut().zip(weights.chunks_exact(WALKED)) {
                sum = weights.iter().fold(sum, |sum, weight| sum.wrapping_add(*weight));
                if attends {
                    ops.attend_text(attention, qkv, TextCache { cache, start: *start }, out);
                }
            }
        }
        out.row(0).first().copied().unwrap_or(0.0) + sum as f32
    })
}
