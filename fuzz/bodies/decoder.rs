//! What must hold for any bytes given as a drafting decoder. Shared by the fuzz target and by a test that replays the
//! saved inputs.

use foreword_decode::Candidate;
use foreword_model::{
    AttentionShape, Config, Decoder, DraftOps, Fork, ForkInput, MatrixSource, ModelError, Norm, Ops, OpsError,
    PreviewSource,
};

/// The encoder's SHA-256 that seeds name.
pub const ENCODER: &str = "e";

/// A small encoder's sizes.
pub fn config() -> Config {
    Config {
        d_model: 32,
        n_layers: 3,
        n_heads: 1,
        n_kv_heads: 1,
        head_dim: 32,
        d_ff: 64,
        vocab_size: 40,
        rope_theta: 1e4,
        rms_eps: 1e-5,
        window: 16,
        end_of_text: 0,
    }
}

/// Reads `data` as a decoder; panics if what gets past the checks would not fit the network.
pub fn decoder(data: &[u8]) {
    let _ = read(data);
}

/// Reads `data` for the small encoder.
pub fn read(data: &[u8]) -> Result<(), ModelError> {
    Decoder::read(&Sizes, &(40, 32), &config(), data, ENCODER).map(|_| ())
}

/// An executor that looks at sizes only. A matrix is (rows, columns).
struct Sizes;

impl Ops for Sizes {
    type Buffer = ();
    type Vector = usize;
    type Matrix = (usize, usize);
    type Attention = ();
    type Cache = ();

    fn vector(&self, values: &[f32]) -> Result<usize, OpsError> {
        assert_eq!(values.len(), 32);
        Ok(values.len())
    }
    fn matrix(&self, source: &MatrixSource<'_>) -> Result<(usize, usize), OpsError> {
        let rows = source.rows();
        assert!((0..rows).all(|row| source.row(row).is_some_and(|blocks| blocks.len() == source.row_bytes())));
        assert!(source.row(rows).is_none());
        Ok((rows, source.cols))
    }
    fn buffer(&self) {}
    fn attention(&self, _: AttentionShape) {}
    fn cache(&self, (): &(), _: usize, _: usize) {}
    fn embed(&self, _: &(usize, usize), _: &[&[(u32, f32)]], (): &mut ()) {}
    fn norm_matmul(&self, (): &(), _: &Norm<usize>, _: &(usize, usize), (): &mut ()) {}
    fn matmul_add(&self, (): &(), _: &(usize, usize), (): &mut ()) {}
    fn norm_swiglu(&self, (): &(), _: &Norm<usize>, _: &(usize, usize), (): &mut ()) {}
    fn attend_text(&self, (): &(), (): &(), (): &mut (), _: usize, (): &mut ()) {}
    fn attend_drafts(&self, (): &(), (): &(), _: (&(), usize), _: (&mut (), usize), (): &mut ()) {}
    fn last_row(&self, (): &(), (): &mut ()) {}
    async fn rank(
        &self,
        (): &(),
        _: &Norm<usize>,
        _: &(usize, usize),
        _: usize,
    ) -> Result<Vec<Vec<Candidate>>, OpsError> {
        Ok(Vec::new())
    }
    async fn score(
        &self,
        (): &(),
        _: &Norm<usize>,
        _: &(usize, usize),
        _: &[u32],
    ) -> Result<Vec<(Candidate, f32)>, OpsError> {
        Ok(Vec::new())
    }
}

impl DraftOps for Sizes {
    type Preview = ();

    fn preview(&self, table: &(usize, usize), rows: &[u32], source: &PreviewSource<'_>) -> Result<(), OpsError> {
        check_rows(table, rows);
        let bytes = source.rank * source.d_model / 32 * source.kind.bytes();
        assert_eq!((source.into.len(), source.basis.len(), source.d_model), (bytes, bytes, 32));
        assert!(source.tail.is_finite() && source.tail > 0.0);
        Ok(())
    }
    fn select(&self, table: &(usize, usize), rows: &[u32]) -> (usize, usize) {
        check_rows(table, rows);
        (rows.len(), table.1)
    }
    async fn rank_previewed(
        &self,
        (): &(),
        _: &Norm<usize>,
        _: &(usize, usize),
        (): &(),
        _: usize,
    ) -> Result<Vec<Vec<Candidate>>, OpsError> {
        Ok(Vec::new())
    }
    async fn log_probs(&self, (): &(), _: &Norm<usize>, _: &(usize, usize)) -> Result<Vec<f32>, OpsError> {
        Ok(Vec::new())
    }
    fn reorder(&self, (): &mut (), _: &[usize]) {}
    fn bridge(&self, w: &(usize, usize), bias: &usize, (): &mut ()) {
        assert_eq!(*w, (*bias, *bias));
    }
    fn fork(&self, _: &Fork<(usize, usize), usize>, _: ForkInput<'_, ()>, (): &mut ()) {}
}

fn check_rows(table: &(usize, usize), rows: &[u32]) {
    assert!(!rows.is_empty() && rows.iter().all(|&row| (row as usize) < table.0));
}
