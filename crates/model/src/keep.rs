//! Contexts as snapshots and back.

use foreword_formats::{Snapshot, SnapshotShape, SnapshotView};
use half::f16;

use crate::{ContextCache, ModelError, Network, Ops};

impl<O: Ops> Network<O> {
    fn snapshot_shape(&self) -> SnapshotShape {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        SnapshotShape {
            layers: count(self.config.n_layers),
            kv_heads: count(self.config.n_kv_heads),
            head_dim: count(self.config.head_dim),
        }
    }

    pub(crate) async fn take_snapshot(&self, context: &ContextCache<O>) -> Result<Vec<u8>, ModelError> {
        let tokens = context.tokens[..context.exact_len()].to_vec();
        let shape = self.snapshot_shape();
        let mut values = Vec::with_capacity(context.layers.len() * shape.layer_values(tokens.len()));
        for cache in &context.layers {
            values.append(&mut self.ops.read_cache(cache, tokens.len()).await?);
        }
        Ok(Snapshot { fingerprint: self.fingerprint, shape, tokens, values }.to_bytes()?)
    }

    pub(crate) fn put_snapshot(&self, context: &mut ContextCache<O>, bytes: &[u8]) -> Result<(), ModelError> {
        let snapshot = SnapshotView::of(bytes)?;
        if snapshot.fingerprint != self.fingerprint || snapshot.shape != self.snapshot_shape() {
            let (expected, found) = (self.fingerprint, snapshot.fingerprint);
            return Err(ModelError::OtherModel {
                expected: u128::from_be_bytes(expected),
                found: u128::from_be_bytes(found),
            });
        }
        self.check_fit(&snapshot.tokens)?;
        context.truncate(0);
        (context.last_at, context.under_way) = (0, None);
        self.reserve(context, snapshot.tokens.len());
        let mut layer: Vec<f16> = Vec::new();
        for (n, cache) in context.layers.iter_mut().enumerate() {
            layer.clear();
            layer.extend(snapshot.layer(n));
            self.ops.write_cache(cache, &layer);
        }
        context.tokens = snapshot.tokens;
        Ok(())
    }
}
