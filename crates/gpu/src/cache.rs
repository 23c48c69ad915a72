//! Keys and values.

use cubecl::server::Handle;
use foreword_model::{AttentionShape, OpsError};
use half::f16;

use crate::kernels::{REORDER, RESIZE};
use crate::launch::{Gpu, Launch};
use crate::shader::Kernel;

/// Keys and values of one layer. Keys are stored rotated.
///
/// `[slots, key heads, 2, capacity · head_dim]`: first keys, `[head_dim / 4, capacity]` quads, so that threads that look at
/// neighbouring positions read neighbouring memory; then values, `[capacity, head_dim / 4]` quads.
#[derive(Debug)]
pub struct Cache {
    pub(crate) values: Handle,
    /// Where slots go in another order; the two change places.
    other: Option<Handle>,
    slots: usize,
    kv_heads: usize,
    head_dim: usize,
    pub(crate) capacity: usize,
    slot_bytes: usize,
}

/// Bytes of a key's or value's coordinate.
fn value_bytes(gpu: &Gpu) -> usize {
    if gpu.variant.uses_f16 { 2 } else { 4 }
}

impl Cache {
    pub(crate) fn new(gpu: &Gpu, shape: &AttentionShape, slots: usize, capacity: usize) -> Self {
        Self::with_heads(gpu, slots, capacity, [shape.n_kv_heads, shape.head_dim])
    }

    fn with_heads(gpu: &Gpu, slots: usize, capacity: usize, [kv_heads, head_dim]: [usize; 2]) -> Self {
        // Not empty, even where nothing will ever be stored: a binding has a size.
        let (slots, capacity) = (slots.max(1), capacity.max(1));
        let slot_bytes = value_bytes(gpu) * 2 * kv_heads * capacity * head_dim;
        Self { values: gpu.empty(slots * slot_bytes), other: None, slots, kv_heads, head_dim, capacity, slot_bytes }
    }

    /// Makes slot `i` what slot `parents[i]` was.
    pub(crate) fn reorder(&mut self, gpu: &Gpu, parents: &[usize]) {
        if parents.iter().enumerate().all(|(slot, &parent)| slot == parent) {
            return;
        }
        let other = self.other.take().unwrap_or_else(|| gpu.empty(self.slots * self.slot_bytes));
        let quads = self.slot_bytes / 16;
        let mut parameters = vec![quads as u32, 0, 0, 0];
        for slot in 0..self.slots {
            let parent = parents.get(slot).copied().unwrap_or(slot).min(self.slots - 1);
            parameters.extend([parent as u32, 0, 0, 0]);
        }
        gpu.launch(&Launch {
            kernel: Kernel::new(&REORDER, []),
            groups: (quads.div_ceil(64), self.slots),
            buffers: &[&self.values, &other],
            parameters: &parameters,
            weight_bytes: 0,
        });
        self.other = Some(std::mem::replace(&mut self.values, other));
    }

    /// Makes room for `capacity` positions and keeps the first `kept`.
    pub(crate) fn resize(&mut self, gpu: &Gpu, capacity: usize, kept: usize) {
        let other = Self::with_heads(gpu, self.slots, capacity, [self.kv_heads, self.head_dim]);
        let kept = kept.min(self.capacity).min(other.capacity);
        let quads = self.head_dim / 4;
        let [positions, before, after] = [kept, self.capacity, other.capacity].map(|n| n as u32);
        // Without anything to keep there is no group, and nothing is launched.
        gpu.launch(&Launch {
            kernel: Kernel::new(&RESIZE, [quads as u32, gpu.variant.uses_f16.into()]),
            groups: ((kept * quads).div_ceil(64), self.slots * self.kv_heads),
            buffers: &[&self.values, &other.values],
            parameters: &[positions, before, after, 0],
            weight_bytes: 0,
        });
        *self = other;
    }

    pub(crate) fn bytes(&self) -> usize {
        self.slots * self.slot_bytes * (1 + usize::from(self.other.is_some()))
    }

    /// The first `len` positions of slot 0, `[keys, values][kv head][position][head_dim]`.
    pub(crate) async fn read(&self, gpu: &Gpu, len: usize) -> Result<Vec<f16>, OpsError> {
        if len == 0 {
            return Ok(Vec::new());
        }
        let words = gpu.read(&self.values, self.slot_bytes / 4).await?;
        let stored: Vec<f16> = if gpu.variant.uses_f16 {
            words.into_iter().flat_map(|word| [word as u16, (word >> 16) as u16]).map(f16::from_bits).collect()
        } else {
            words.into_iter().map(|word| f16::from_f32(f32::from_bits(word))).collect()
        };
        Ok(self.places(len).map(|place| stored[place]).collect())
    }

    /// Stores in slot 0 what [`read`](Self::read) gave. The cache is made anew: it has one slot.
    pub(crate) fn write(&mut self, gpu: &Gpu, values: &[f16]) {
        let len = values.len() / (2 * self.kv_heads * self.head_dim);
        let mut stored = vec![f16::ZERO; 2 * self.kv_heads * self.capacity * self.head_dim];
        self.places(len).zip(values).for_each(|(place, &value)| stored[place] = value);
        let bytes = if gpu.variant.uses_f16 {
            stored.iter().flat_map(|value| value.to_bits().to_le_bytes()).collect()
        } else {
            stored.iter().flat_map(|value| value.to_f32().to_le_bytes()).collect()
        };
        self.values = gpu.upload(bytes);
    }

    /// Where the values of slot 0 stand that [`read`](Self::read) gives, in its order.
    fn places(&self, len: usize) -> impl Iterator<Item = usize> + use<> {
        let (capacity, head_dim, kv_heads) = (self.capacity, self.head_dim, self.kv_heads);
        (0..2 * kv_heads * len * head_dim).map(move |n| {
            let (d, position, head) = (n % head_dim, n / head_dim % len, n / (head_dim * len) % kv_heads);
            let keys = head * 2 * capacity * head_dim;
            if n < kv_heads * len * head_dim {
                keys + d / 4 * 4 * capacity + 4 * position + d % 4
            } else {
                keys + (capacity + position) * head_dim + d
            }
        })
    }
}
