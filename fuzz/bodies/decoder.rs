//! What must hold for any bytes given as a drafting decoder. Shared by the fuzz target and by a test that replays the
//! saved inputs.

use foreword_decode::{Row, Want};
use foreword_model::{
    AttentionShape, Config, Decoder, DraftSlots, Fork, ForkInput, Head, MatrixSource, ModelError, Norm, Ops, OpsError,
    SeenContext, TextCache, VocabSource,
};
use half::f16;

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
    type Vocab = ();

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
    fn vocab(&self, table: &(usize, usize), source: VocabSource<'_>) -> Result<(), OpsError> {
        check_rows(table, &source.tokens);
        if let Some(source) = source.shortlist {
            let bytes = source.rank * source.d_model / 32 * source.kind.bytes();
            assert_eq!((source.into.len(), source.basis.len(), source.d_model), (bytes, bytes, 32));
            assert!(source.tail.is_finite() && source.tail > 0.0);
        }
        Ok(())
    }
    fn buffer(&self) {}
    fn buffer_bytes(&self, (): &()) -> usize {
        0
    }
    fn attention(&self, _: AttentionShape) {}
    fn cache(&self, (): &(), _: usize, _: usize) {}
    fn resize_cache(&self, (): &mut (), _: usize, _: usize) {}
    fn cache_bytes(&self, (): &()) -> usize {
        0
    }
    async fn read_cache(&self, (): &(), _: usize) -> Result<Vec<f16>, OpsError> {
        Ok(Vec::new())
    }
    fn write_cache(&self, (): &mut (), _: &[f16]) {}
    fn reorder(&self, (): &mut (), _: &[usize]) {}
    fn embed(&self, _: &(usize, usize), _: &[&[(u32, f32)]], (): &mut ()) {}
    fn norm_matmul(&self, (): &(), _: &Norm<usize>, _: &(usize, usize), (): &mut ()) {}
    fn matmul_add(&self, (): &(), _: &(usize, usize), (): &mut ()) {}
    fn norm_swiglu(&self, (): &(), _: &Norm<usize>, _: &(usize, usize), (): &mut ()) {}
    fn attend_text(&self, (): &(), (): &(), _: TextCache<'_, ()>, (): &mut ()) {}
    fn attend_drafts(&self, (): &(), (): &(), _: SeenContext<'_, ()>, _: DraftSlots<'_, ()>, (): &mut ()) {}
    fn last_row(&self, (): &(), (): &mut ()) {}
    fn bridge(&self, w: &(usize, usize), bias: &usize, (): &mut ()) {
        assert_eq!(*w, (*bias, *bias));
    }
    fn fork(&self, _: &Fork<(usize, usize), usize>, _: ForkInput<'_, ()>, (): &mut ()) {}
    async fn rank(&self, (): &(), _: SizesHead<'_>, _: Want, _: &[u32]) -> Result<Vec<Row>, OpsError> {
        Ok(Vec::new())
    }
    async fn rank_vocab(&self, (): &(), _: SizesHead<'_>, (): &(), _: Want) -> Result<Vec<Row>, OpsError> {
        Ok(Vec::new())
    }
    async fn log_probs(&self, (): &(), _: SizesHead<'_>) -> Result<Vec<f32>, OpsError> {
        Ok(Vec::new())
    }
    async fn normalised(&self, (): &(), _: &Norm<usize>) -> Result<Vec<Vec<f32>>, OpsError> {
        Ok(Vec::new())
    }
}

type SizesHead<'a> = Head<'a, (usize, usize), usize>;

fn check_rows(table: &(usize, usize), rows: &[u32]) {
    assert!(!rows.is_empty() && rows.iter().all(|&row| (row as usize) < table.0));
}
