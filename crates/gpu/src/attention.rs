//! Rotary positions, keys and values, and attention over them.

use burn_tensor::activation::softmax;
use burn_tensor::{Device, Tensor, TensorData};
use foreword_model::AttentionShape;

/// Added to the score of a position that a row may not see: the softmax makes it exactly zero.
const HIDDEN: f32 = -1e30;

/// Rotary tables and head layout.
#[derive(Debug)]
pub struct Attention {
    pub(crate) shape: AttentionShape,
    /// `[positions, head_dim]`: the cosine of each pair's angle, twice.
    cos: Tensor<2>,
    /// `[positions, head_dim]`: the sine of each pair's angle, negative in the first half.
    sin: Tensor<2>,
    device: Device,
}

/// Keys and values of one layer, each `[slots, kv heads, capacity, head_dim]`. Keys are stored rotated.
#[derive(Debug)]
pub struct Cache {
    keys: Tensor<4>,
    values: Tensor<4>,
}

/// Queries, keys and values of some rows, the first two rotated; each `[rows, heads, head_dim]`.
struct Heads {
    queries: Tensor<3>,
    keys: Tensor<3>,
    values: Tensor<3>,
}

impl Cache {
    pub(crate) fn new(attention: &Attention, slots: usize, capacity: usize) -> Self {
        let AttentionShape { n_kv_heads, head_dim, .. } = attention.shape;
        // Not empty, even where nothing will ever be stored: burn has no use for empty tensors.
        let shape = [slots.max(1), n_kv_heads, capacity.max(1), head_dim];
        let zeros = || Tensor::zeros(shape, &attention.device);
        Self { keys: zeros(), values: zeros() }
    }

    /// Stores `[slots, kv heads, positions, head_dim]` from slot 0 and `position` on.
    fn store(&mut self, position: usize, keys: Tensor<4>, values: Tensor<4>) {
        let [slots, heads, rows, head_dim] = keys.dims();
        let place = [0..slots, 0..heads, position..position + rows, 0..head_dim];
        // `inplace` leaves burn the only reference, so that it writes into the cache and doesn't copy it.
        self.keys.inplace(|all| all.slice_assign(place.clone(), keys));
        self.values.inplace(|all| all.slice_assign(place.clone(), values));
    }

    /// Keys and values of the first slots and positions.
    fn seen(&self, slots: usize, positions: usize) -> (Tensor<4>, Tensor<4>) {
        let part = |all: &Tensor<4>| all.clone().narrow(0, 0, slots).narrow(2, 0, positions);
        (part(&self.keys), part(&self.values))
    }
}

impl Attention {
    pub(crate) fn new(shape: AttentionShape, device: &Device) -> Self {
        let (half, theta) = (shape.head_dim / 2, f64::from(shape.rope_theta));
        let angle = |position: usize, pair: usize| position as f64 * theta.powf(-(pair as f64) / half as f64);
        let table = |value: &dyn Fn(f64, bool) -> f64| {
            let row =
                |position| (0..2 * half).map(move |column| value(angle(position, column % half), column < half) as f32);
            let values: Vec<f32> = (0..shape.positions).flat_map(row).collect();
            Tensor::from_data(TensorData::new(values, [shape.positions, 2 * half]), device)
        };
        let cos = table(&|angle, _| angle.cos());
        let sin = table(&|angle, is_first| if is_first { -angle.sin() } else { angle.sin() });
        Self { shape, cos, sin, device: device.clone() }
    }

    /// Takes `qkv` apart and rotates. `positions` has a position per row, or one for all rows.
    fn heads(&self, qkv: &Tensor<2>, start: usize, positions: usize) -> Heads {
        let AttentionShape { n_heads, n_kv_heads, head_dim, .. } = self.shape;
        let rows = qkv.dims()[0];
        let part = |from: usize, heads: usize| {
            qkv.clone().narrow(1, from * head_dim, heads * head_dim).reshape([rows, heads, head_dim])
        };
        let angles = |table: &Tensor<2>| table.clone().narrow(0, start, positions).unsqueeze_dim::<3>(1);
        let rotate = |x: Tensor<3>| {
            let half = |from| x.clone().narrow(2, from, head_dim / 2);
            let swapped = Tensor::cat(vec![half(head_dim / 2), half(0)], 2);
            x * angles(&self.cos) + swapped * angles(&self.sin)
        };
        Heads {
            queries: rotate(part(0, n_heads)) / (head_dim as f32).sqrt(),
            keys: rotate(part(n_heads, n_kv_heads)),
            values: part(n_heads + n_kv_heads, n_kv_heads),
        }
    }

    /// See [`foreword_model::Ops::attend_text`].
    pub(crate) fn text(&self, qkv: &Tensor<2>, cache: &mut Cache, start: usize) -> Tensor<2> {
        let AttentionShape { n_heads, n_kv_heads, head_dim, .. } = self.shape;
        let (rows, group) = (qkv.dims()[0], n_heads / n_kv_heads);
        let Heads { queries, keys, values } = self.heads(qkv, start, rows);
        let by_head = |x: Tensor<3>| x.swap_dims(0, 1).unsqueeze::<4>();
        cache.store(start, by_head(keys), by_head(values));

        let (keys, values) = cache.seen(1, start + rows);
        // Query heads that share a key head become rows of one product: [1, kv heads, group × rows, …].
        let queries = queries.swap_dims(0, 1).reshape([1, n_kv_heads, group * rows, head_dim]);
        let mut scores = queries.matmul(keys.transpose());
        if rows > 1 {
            let by_row = [n_kv_heads, group, rows, start + rows];
            scores =
                (scores.reshape(by_row) + self.mask(rows, start)).reshape([1, n_kv_heads, group * rows, start + rows]);
        }
        let mixed = softmax(scores, 3).matmul(values);
        mixed.reshape([n_heads, rows, head_dim]).swap_dims(0, 1).reshape([rows, n_heads * head_dim])
    }

    /// `[1, 1, rows, start + rows]`: zero where row `i` may see, [`HIDDEN`] after position `start + i`.
    fn mask(&self, rows: usize, start: usize) -> Tensor<4> {
        let seen = |row, position| if position <= start + row { 0.0 } else { HIDDEN };
        let values: Vec<f32> = (0..rows).flat_map(|row| (0..start + rows).map(move |at| seen(row, at))).collect();
        Tensor::from_data(TensorData::new(values, [1, 1, rows, start + rows]), &self.device)
    }

    /// See [`foreword_model::Ops::attend_drafts`].
    pub(crate) fn drafts(
        &self,
        qkv: &Tensor<2>,
        (context, context_len): (&Cache, usize),
        (drafts, step): (&mut Cache, usize),
    ) -> Tensor<2> {
        let AttentionShape { n_heads, n_kv_heads, head_dim, .. } = self.shape;
        let (rows, group) = (qkv.dims()[0], n_heads / n_kv_heads);
        let Heads { queries, keys, values } = self.heads(qkv, context_len + step, 1);
        drafts.store(step, keys.unsqueeze_dim(2), values.unsqueeze_dim(2));

        let (own_keys, own_values) = drafts.seen(rows, step + 1);
        // [rows, kv heads, group, head_dim]: each draft meets its own keys.
        let queries = queries.reshape([rows, n_kv_heads, group, head_dim]);
        let own_scores = queries.clone().matmul(own_keys.transpose());
        let mixed = if context_len == 0 {
            softmax(own_scores, 3).matmul(own_values)
        } else {
            let (keys, values) = context.seen(1, context_len);
            // All drafts meet the same keys of the context: they are rows of one product.
            let together = queries.swap_dims(0, 1).reshape([1, n_kv_heads, rows * group, head_dim]);
            let scores = together.matmul(keys.transpose());
            let scores = scores.reshape([n_kv_heads, rows, group, context_len]).swap_dims(0, 1);
            let weights = softmax(Tensor::cat(vec![scores, own_scores], 3), 3);
            let own = weights.clone().narrow(3, context_len, step + 1).matmul(own_values);
            let weights = weights.narrow(3, 0, context_len).swap_dims(0, 1);
            let shared = weights.reshape([1, n_kv_heads, rows * group, context_len]).matmul(values);
            own + shared.reshape([n_kv_heads, rows, group, head_dim]).swap_dims(0, 1)
        };
        mixed.reshape([rows, n_heads * head_dim])
    }
}
