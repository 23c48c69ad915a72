use burn_tensor::activation::silu;
use burn_tensor::{Device, Int, Tensor, TensorData};
use foreword_decode::Candidate;
use foreword_model::{AttentionShape, MatrixSource, Norm, Ops, OpsError};
use foreword_text::TokenId;

use crate::device::{self, Opened};
use crate::rank::Scores;
use crate::tensors::read;
use crate::{Attention, Buffer, Cache, Matrix, Vector};

/// Executes the network on a GPU.
pub struct GpuOps {
    device: Device,
    adapter: String,
    max_binding_bytes: u64,
}

impl GpuOps {
    /// Opens the system's preferred adapter. A software adapter counts too, if it is the only one.
    ///
    /// # Errors
    /// [`OpsError::Device`] if there is no adapter, or it gives no device.
    pub async fn new() -> Result<Self, OpsError> {
        let Opened { device, name, max_binding_bytes } = device::open().await?;
        Ok(Self { device, adapter: name, max_binding_bytes })
    }

    /// The adapter's name and, in brackets, the interface to it.
    pub fn adapter(&self) -> &str {
        &self.adapter
    }

    /// Scores of all rows, one row after the other, read back.
    async fn scores(&self, x: &Tensor<2>, norm: &Norm<Vector>, table: &Matrix) -> Result<Vec<f32>, OpsError> {
        read(table.product(rms_norm(x, norm))).await
    }
}

fn rms_norm(x: &Tensor<2>, norm: &Norm<Vector>) -> Tensor<2> {
    let mean_square = x.clone().square().mean_dim(1);
    let factor = (mean_square + norm.eps).sqrt().recip();
    x.clone() * factor * norm.weight.values.clone().unsqueeze()
}

impl Ops for GpuOps {
    type Buffer = Buffer;
    type Vector = Vector;
    type Matrix = Matrix;
    type Attention = Attention;
    type Cache = Cache;

    fn buffer(&self) -> Buffer {
        Buffer::default()
    }

    fn vector(&self, values: &[f32]) -> Result<Vector, OpsError> {
        match values.iter().position(|value| !value.is_finite()) {
            Some(row) => Err(OpsError::WeightNotFinite { row }),
            None => Ok(Vector { values: Tensor::from_floats(values, &self.device) }),
        }
    }

    fn matrix(&self, source: &MatrixSource<'_>) -> Result<Matrix, OpsError> {
        Matrix::upload(source, &self.device, self.max_binding_bytes)
    }

    fn attention(&self, shape: AttentionShape) -> Attention {
        Attention::new(shape, &self.device)
    }

    fn cache(&self, attention: &Attention, slots: usize, capacity: usize) -> Cache {
        Cache::new(attention, slots, capacity)
    }

    fn embed(&self, table: &Matrix, rows: &[&[(TokenId, f32)]], x: &mut Buffer) {
        let mixture: Vec<(usize, TokenId, f32)> = rows
            .iter()
            .enumerate()
            .flat_map(|(i, row)| row.iter().map(move |&(token, weight)| (i, token, weight)))
            .collect();
        if rows.is_empty() {
            x.rows = None;
            return;
        }
        if mixture.is_empty() {
            x.rows = Some(Tensor::zeros([rows.len(), table.weights.dims()[1]], &self.device));
            return;
        }
        let tokens: Vec<i32> = mixture.iter().map(|&(_, token, _)| token as i32).collect();
        let tokens = Tensor::<1, Int>::from_data(TensorData::new(tokens, [mixture.len()]), &self.device);
        let found = table.weights.clone().select(0, tokens);
        let is_plain = rows.iter().all(|row| matches!(row, [(_, 1.0)]));
        x.rows = Some(if is_plain {
            found
        } else {
            // [rows, tokens of all rows]: each row takes its own tokens by their weights.
            let mut weights = vec![0.0; rows.len() * mixture.len()];
            for (at, &(row, _, weight)) in mixture.iter().enumerate() {
                weights[row * mixture.len() + at] = weight;
            }
            let weights = TensorData::new(weights, [rows.len(), mixture.len()]);
            Tensor::<2>::from_data(weights, &self.device).matmul(found)
        });
    }

    fn norm_matmul(&self, x: &Buffer, norm: &Norm<Vector>, w: &Matrix, out: &mut Buffer) {
        out.rows = x.rows.as_ref().map(|x| w.product(rms_norm(x, norm)));
    }

    fn matmul_add(&self, input: &Buffer, w: &Matrix, x: &mut Buffer) {
        if let (Some(sum), Some(input)) = (x.rows.take(), &input.rows) {
            x.rows = Some(sum + w.product(input.clone()));
        }
    }

    fn norm_swiglu(&self, x: &Buffer, norm: &Norm<Vector>, w: &Matrix, out: &mut Buffer) {
        let width = w.rows() / 2;
        out.rows = x.rows.as_ref().map(|x| {
            let both = w.product(rms_norm(x, norm));
            silu(both.clone().narrow(1, 0, width)) * both.narrow(1, width, width)
        });
    }

    fn attend_text(&self, attention: &Attention, qkv: &Buffer, cache: &mut Cache, start: usize, out: &mut Buffer) {
        out.rows = qkv.rows.as_ref().map(|qkv| attention.text(qkv, cache, start));
    }

    fn attend_drafts(
        &self,
        attention: &Attention,
        qkv: &Buffer,
        context: (&Cache, usize),
        drafts: (&mut Cache, usize),
        out: &mut Buffer,
    ) {
        out.rows = qkv.rows.as_ref().map(|qkv| attention.drafts(qkv, context, drafts));
    }

    fn last_row(&self, x: &Buffer, out: &mut Buffer) {
        out.rows = x.rows.as_ref().map(|rows| rows.clone().narrow(0, x.rows() - 1, 1));
    }

    async fn rank(
        &self,
        x: &Buffer,
        norm: &Norm<Vector>,
        table: &Matrix,
        count: usize,
    ) -> Result<Vec<Vec<Candidate>>, OpsError> {
        let Some(x) = &x.rows else { return Ok(Vec::new()) };
        let scores = self.scores(x, norm, table).await?;
        let rows = scores.chunks_exact(table.rows().max(1)).enumerate();
        rows.map(|(row, scores)| Ok(Scores::new(scores, row)?.top(count))).collect()
    }

    async fn score(
        &self,
        x: &Buffer,
        norm: &Norm<Vector>,
        table: &Matrix,
        targets: &[TokenId],
    ) -> Result<Vec<(Candidate, f32)>, OpsError> {
        let Some(x) = &x.rows else { return Ok(Vec::new()) };
        let scores = self.scores(x, norm, table).await?;
        let judge = |(row, (scores, &target)): (usize, (&[f32], &TokenId))| {
            let scores = Scores::new(scores, row)?;
            let likeliest = scores.top(1).first().copied().ok_or(OpsError::NotFinite { row })?;
            Ok((likeliest, scores.log_prob(target)))
        };
        scores.chunks_exact(table.rows().max(1)).zip(targets).enumerate().map(judge).collect()
    }
}
