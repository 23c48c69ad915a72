use foreword_model::VocabSource;
use foreword_text::TokenId;

use crate::kernels::GATHER;
use crate::launch::{Gpu, Launch};
use crate::matrix::{LANES, Matrix};
use crate::shader::Kernel;

/// The tokens that a decoder can draft. All are scored in full: on a GPU a product with all of them is one short launch,
/// and a shortlist first would be a launch and a wait more.
#[derive(Debug)]
pub struct Vocab {
    pub(crate) table: Matrix,
    pub(crate) tokens: Vec<TokenId>,
}

impl Vocab {
    pub(crate) fn new(gpu: &Gpu, table: &Matrix, source: VocabSource<'_>) -> Self {
        Self { table: select(gpu, table, &source.tokens), tokens: source.tokens }
    }
}

/// A matrix of some rows of `table`.
fn select(gpu: &Gpu, table: &Matrix, rows: &[TokenId]) -> Matrix {
    let out = Matrix::lasting(gpu, table.kind, rows.len(), table.cols);
    if rows.is_empty() {
        return out;
    }
    let mut chosen = rows.to_vec();
    chosen.resize(rows.len().next_multiple_of(LANES), 0);
    let chosen = gpu.upload(bytemuck::cast_slice(&chosen).to_vec());
    gpu.launch(&Launch {
        kernel: Kernel::new(&GATHER, []),
        groups: (table.row_words(), out.groups()),
        buffers: &[&table.blocks, &chosen, &out.blocks],
        parameters: &[table.row_words() as u32, rows.len() as u32],
        weight_bytes: out.bytes(),
    });
    out
}
