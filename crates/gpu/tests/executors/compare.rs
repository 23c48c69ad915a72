//! Random weights, and one encoder layer on two executors. Compiled into the browser's check too (`examples/`).

use foreword_cpu::CpuOps;
use foreword_decode::Want;
use foreword_gpu::GpuOps;
use foreword_model::{
    ActivationBits, AttentionShape, BlockKind, DraftSlots, Fork, ForkInput, Head, Layer, MatrixSource, Norm, Ops,
    OpsError, Part, RowOrder, SeenContext, TextCache, VocabSource,
};

/// Deterministic values in −1..1 from a seed.
pub fn noise(seed: u64, len: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    };
    (0..len).map(|_| next()).collect()
}

/// Random blocks of a stored matrix: weights spread over about ±`size`.
pub fn blocks(kind: BlockKind, rows: usize, cols: usize, size: f32, seed: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rows * cols / BlockKind::LEN * kind.bytes());
    let put = |value: f32| half::f16::from_f32(value).to_le_bytes();
    for values in noise(seed, rows * cols).chunks_exact(BlockKind::LEN) {
        match kind {
            BlockKind::Q4_1 => {
                let scale = size * (1.0 + 0.5 * values[16]) / 7.5;
                bytes.extend(put(scale));
                bytes.extend(put(-scale * (7.5 + values[17])));
                bytes.extend(values[..16].iter().map(|x| (x * 127.9) as i8 as u8));
            }
            BlockKind::Q8_0 => {
                bytes.extend(put(size * (1.0 + 0.5 * values[0]) / 127.0));
                bytes.extend(values.iter().map(|x| (x * 127.9) as i8 as u8));
            }
        }
    }
    bytes
}

/// A matrix of one part.
pub fn matrix<O: Ops>(ops: &O, kind: BlockKind, cols: usize, bytes: &[u8]) -> Result<O::Matrix, OpsError> {
    let rows = bytes.len() / (cols / BlockKind::LEN * kind.bytes());
    ops.matrix(&MatrixSource {
        kind,
        cols,
        parts: &[Part { bytes, rows, order: RowOrder::Stored }],
        activations: ActivationBits::Sixteen,
    })
}

/// An executor whose buffers a test can look at.
#[allow(async_fn_in_trait, reason = "tests are single-threaded")]
pub trait Inspect: Ops {
    /// All rows, one after the other.
    async fn read(&self, buffer: &Self::Buffer) -> Result<Vec<f32>, OpsError>;
}

impl Inspect for CpuOps {
    async fn read(&self, buffer: &Self::Buffer) -> Result<Vec<f32>, OpsError> {
        Ok((0..buffer.rows()).flat_map(|row| buffer.row(row).to_vec()).collect())
    }
}

impl Inspect for GpuOps {
    async fn read(&self, buffer: &Self::Buffer) -> Result<Vec<f32>, OpsError> {
        GpuOps::read(self, buffer).await
    }
}

/// ‖found − expected‖ ÷ ‖expected‖, Euclidean; infinite where lengths differ or a value isn't finite.
pub fn relative_error(found: &[f32], expected: &[f32]) -> f64 {
    if found.len() != expected.len() || expected.is_empty() {
        return f64::INFINITY;
    }
    let square = |x: f64| x * x;
    let distance: f64 = found.iter().zip(expected).map(|(&f, &e)| square(f64::from(f) - f64::from(e))).sum();
    let size: f64 = expected.iter().map(|&e| square(f64::from(e))).sum();
    let error = (distance / size).sqrt();
    if error.is_finite() { error } else { f64::INFINITY }
}

/// SmolLM2-135M's sizes.
const SHAPE: AttentionShape =
    AttentionShape { n_heads: 9, n_kv_heads: 3, head_dim: 64, rope_theta: 100_000.0, positions: 32 };
const D_MODEL: usize = 576;
const D_FF: usize = 1536;
const EPS: f32 = 1e-5;

/// Largest [`relative_error`] that counts as equal.
///
/// The CPU rounds what it multiplies with weights to whole numbers per block of 32, and keys and values to 16 bits; the GPU
/// computes in f32.
pub const BOUND: f64 = 1.2e-3;

/// What the layer does, in the order in which [`compare_layer`] reports it.
pub const STAGES: [&str; 8] = [
    "12 tokens read",
    "5 more tokens read",
    "1 more token read",
    "step 1 of 3 drafts",
    "step 2 of 3 drafts",
    "bridge",
    "fork",
    "likeliest tokens",
];

/// Runs the same random layer (4-bit weights of the real sizes), and what follows it in the drafting decoder, on both
/// executors over [`STAGES`].
///
/// Returns, per stage, the [`relative_error`] of what the layer adds to its input: the input itself, which both have
/// alike, is taken away, since it would hide errors.
///
/// # Errors
/// An executor refuses.
pub async fn compare_layer(cpu: &CpuOps, gpu: &GpuOps) -> Result<[f64; STAGES.len()], OpsError> {
    let expected = run_layer(cpu).await?;
    let found = run_layer(gpu).await?;
    Ok(std::array::from_fn(|stage| relative_error(&found[stage], &expected[stage])))
}

async fn run_layer<O: Inspect>(ops: &O) -> Result<[Vec<f32>; STAGES.len()], OpsError> {
    let kind = BlockKind::Q4_1;
    let weights = |rows: usize, cols: usize, seed| matrix(ops, kind, cols, &blocks(kind, rows, cols, 0.15, seed));
    let norm = |seed| {
        let weight: Vec<f32> = noise(seed, D_MODEL).iter().map(|x| 1.0 + 0.5 * x).collect();
        Ok(Norm { weight: ops.vector(&weight)?, eps: EPS })
    };
    let layer = Layer::<O::Matrix, O::Vector> {
        attn_norm: norm(1)?,
        qkv: weights(SHAPE.qkv_width(), D_MODEL, 2)?,
        attn_output: weights(D_MODEL, D_MODEL, 3)?,
        ffn_norm: norm(4)?,
        gate_up: weights(2 * D_FF, D_MODEL, 5)?,
        down: weights(D_MODEL, D_FF, 6)?,
    };
    let kind = BlockKind::Q8_0;
    let embedding = matrix(ops, kind, D_MODEL, &blocks(kind, 32, D_MODEL, 1.0, 7))?;
    let attention = ops.attention(SHAPE);
    let mut context = ops.cache(&attention, 1, 18);
    let mut drafts = ops.cache(&attention, 3, 2);
    let mut scratch = ops.scratch();
    let mut stages = <[Vec<f32>; STAGES.len()]>::default();
    for (stage, tokens) in [0..12, 12..17, 17..18, 18..21, 21..24].into_iter().enumerate() {
        let rows: Vec<[(u32, f32); 1]> = tokens.map(|token| [(token, 1.0)]).collect();
        let rows: Vec<&[(u32, f32)]> = rows.iter().map(|row| row.as_slice()).collect();
        ops.embed(&embedding, &rows, &mut scratch.x);
        let before = ops.read(&scratch.x).await?;
        match stage {
            0..3 => {
                let text = TextCache { cache: &mut context, start: [0, 12, 17][stage] };
                ops.read_layer(&layer, &attention, text, &mut scratch);
            }
            _ => {
                let seen = SeenContext { cache: &context, len: 18 };
                let own = DraftSlots { cache: &mut drafts, step: stage - 3 };
                ops.draft_layer(&layer, &attention, seen, own, &mut scratch);
            }
        }
        let after = ops.read(&scratch.x).await?;
        stages[stage] = after.iter().zip(&before).map(|(after, before)| after - before).collect();
    }
    let bias = ops.vector(&noise(8, D_MODEL))?;
    let before = ops.read(&scratch.x).await?;
    ops.bridge(&weights(D_MODEL, D_MODEL, 9)?, &bias, &mut scratch.x);
    let x = ops.read(&scratch.x).await?;
    stages[5] = x.iter().zip(&before).map(|(after, before)| after - before).collect();

    let square = |seed| weights(D_MODEL, D_MODEL, seed);
    let fork = Fork::<O::Matrix, O::Vector> {
        input: [square(10)?, square(11)?, square(12)?],
        unit: Norm { weight: ops.vector(&[1.0; D_MODEL])?, eps: EPS },
        output: square(13)?,
        lane: square(14)?,
    };
    let [mut mixed, mut last, mut before, mut lanes] = [ops.buffer(), ops.buffer(), ops.buffer(), ops.buffer()];
    let rows: [&[(u32, f32)]; 3] = [&[(1, 1.0)], &[(2, 1.0)], &[(3, 1.0)]];
    ops.embed_all(
        &embedding,
        [&[&[(1, 0.5), (2, 0.25), (3, 0.25)]], &rows, &[&[], &[], &[]]],
        [&mut mixed, &mut last, &mut before],
    );
    ops.fork(&fork, ForkInput { trunk: &scratch.x, mixed: &mixed, last: &last, before: &before }, &mut lanes);
    stages[6] = ops.read(&lanes).await?;
    let chosen: Vec<u32> = (0..32).filter(|token| token % 3 != 1).collect();
    let vocab = ops.vocab(&embedding, VocabSource { tokens: chosen, shortlist: None })?;
    let norm = norm(15)?;
    let head = Head { norm: &norm, table: &embedding };
    let ranked = ops.rank_vocab(&lanes, head, &vocab, Want::likeliest(4)).await?;
    stages[7] = ranked.iter().flat_map(|row| &row.candidates).map(|candidate| candidate.log_prob).collect();
    Ok(stages)
}
