//! What the drafting decoder needs.

use foreword_decode::Candidate;
use foreword_model::{DraftOps, Fork, ForkInput, Norm, OpsError, PreviewSource};
use foreword_text::TokenId;

use crate::kernels::{FORK_IN, FORK_OUT, GATHER};
use crate::launch::Launch;
use crate::matrix::LANES;
use crate::products::{End, Many, few, matmul, matvec};
use crate::shader::Kernel;
use crate::{Buffer, Cache, GpuOps, Matrix, Vector};

/// Rows of a table that can be drafted. All are scored in full: on a GPU a product with all of them is one short launch,
/// and rough scores first would be a launch and a wait more.
#[derive(Debug)]
pub struct Preview {
    rows: Matrix,
}

impl DraftOps for GpuOps {
    type Preview = Preview;

    fn preview(&self, table: &Matrix, rows: &[TokenId], _: &PreviewSource<'_>) -> Result<Preview, OpsError> {
        Ok(Preview { rows: self.select(table, rows) })
    }

    /// Scores of all rows are exact here, and so is the sum they are normalised by.
    async fn rank_previewed(
        &self,
        x: &Buffer,
        norm: &Norm<Vector>,
        _: &Matrix,
        preview: &Preview,
        count: usize,
    ) -> Result<Vec<Vec<Candidate>>, OpsError> {
        foreword_model::Ops::rank(self, x, norm, &preview.rows, count).await
    }

    fn select(&self, table: &Matrix, rows: &[TokenId]) -> Matrix {
        let out = Matrix::lasting(&self.gpu, table.kind, rows.len(), table.cols);
        if rows.is_empty() {
            return out;
        }
        let mut chosen = rows.to_vec();
        chosen.resize(rows.len().next_multiple_of(LANES), 0);
        let chosen = self.gpu.upload(bytemuck::cast_slice(&chosen).to_vec());
        self.gpu.launch(&Launch {
            kernel: Kernel::new(&GATHER, []),
            groups: (table.row_words(), out.groups()),
            buffers: &[&table.blocks, &chosen, &out.blocks],
            parameters: &[table.row_words() as u32, rows.len() as u32],
            weight_bytes: out.bytes(),
        });
        out
    }

    async fn log_probs(&self, x: &Buffer, norm: &Norm<Vector>, table: &Matrix) -> Result<Vec<f32>, OpsError> {
        let mut scores = self.score_all(x, norm, table);
        let log_probs = self.all_log_probs(&mut scores).await;
        self.keep(scores);
        log_probs
    }

    fn reorder(&self, cache: &mut Cache, parents: &[usize]) {
        cache.reorder(&self.gpu, parents);
    }

    fn bridge(&self, w: &Matrix, bias: &Vector, x: &mut Buffer) {
        let x = x.inner.get_mut();
        let tile = few(&self.gpu, x.rows, w.cols);
        if tile.is_none() {
            x.settle(&self.gpu);
        }
        let out = x.other(&self.gpu);
        match tile {
            Some(tile) => matvec(&self.gpu, (x, tile), None, w, (End::Bridge(bias), &out)),
            None => matmul(&self.gpu, x, None, w, (Many::Bridge(bias), &out)),
        }
        x.settled();
    }

    fn fork(&self, weights: &Fork<Matrix, Vector>, input: ForkInput<'_, Buffer>, out: &mut Buffer) {
        let gpu = &self.gpu;
        let inputs = [input.trunk, input.mixed, input.last, input.before].map(|buffer| {
            let mut inner = buffer.inner.borrow_mut();
            inner.settle(gpu);
            (inner.values(gpu).clone(), inner.rows as u32)
        });
        let [(trunk, trunk_rows), (mixed, mixed_rows), (last, _), (before, _)] = &inputs;
        let (lanes, d) = (input.last.rows(), weights.output.rows);
        let hidden = self.forked.borrow_mut().resize(gpu, lanes, d).clone();
        let out = out.inner.get_mut().resize(gpu, lanes, d);
        let narrow = u32::from(gpu.variant.is_narrow);
        let [a, b, c] = &weights.input;
        gpu.launch(&Launch {
            kernel: Kernel::new(&FORK_IN, [d as u32, a.constant(), b.constant(), c.constant(), narrow]),
            groups: (a.groups(), lanes),
            buffers: &[trunk, last, before, &a.blocks, &b.blocks, &c.blocks, &hidden],
            parameters: &[*trunk_rows, weights.unit.eps.to_bits()],
            weight_bytes: (a.bytes() + b.bytes() + c.bytes()) * lanes as u64,
        });
        let (output, lane) = (&weights.output, &weights.lane);
        gpu.launch(&Launch {
            kernel: Kernel::new(&FORK_OUT, [d as u32, output.constant(), lane.constant(), narrow]),
            groups: (output.groups(), lanes),
            buffers: &[trunk, mixed, last, &hidden, &output.blocks, &lane.blocks, out],
            parameters: &[*trunk_rows, *mixed_rows],
            weight_bytes: (output.bytes() + lane.bytes()) * lanes as u64,
        });
    }
}
