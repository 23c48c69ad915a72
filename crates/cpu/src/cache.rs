//! Keys and values of one layer.

/// `slots` sequences of up to `capacity` positions.
///
/// Keys stand in tiles of `width` positions, `[slot][kv head][tile][head_dim][width]`, so that one vector holds the same
/// coordinate of `width` keys; values plainly, `[slot][kv head][position][head_dim]`.
#[derive(Debug)]
pub struct KvCache {
    keys: Vec<f32>,
    values: Vec<f32>,
    slots: usize,
    capacity: usize,
    kv_heads: usize,
    head_dim: usize,
    width: usize,
}

/// A run of positions as the attention kernel reads it.
#[derive(Clone, Copy)]
pub(crate) struct Segment<'a> {
    /// `[tiles][head_dim][width]`.
    pub(crate) keys: &'a [f32],
    /// `[positions][head_dim]`.
    pub(crate) values: &'a [f32],
    /// Positions that count.
    pub(crate) len: usize,
}

impl KvCache {
    pub(crate) fn new(slots: usize, capacity: usize, kv_heads: usize, head_dim: usize, width: usize) -> Self {
        let capacity = capacity.next_multiple_of(width);
        let len = slots * capacity * kv_heads * head_dim;
        Self { keys: vec![0.0; len], values: vec![0.0; len], slots, capacity, kv_heads, head_dim, width }
    }

    /// Stores the key and value of one head at a position.
    pub(crate) fn store(&mut self, slot: usize, position: usize, head: usize, key: &[f32], value: &[f32]) {
        assert!(slot < self.slots && position < self.capacity, "the network checks slots and positions");
        let start = self.start(slot, head);
        let tile = start + position / self.width * self.width * self.head_dim + position % self.width;
        for (out, k) in self.keys[tile..].iter_mut().step_by(self.width).zip(key) {
            *out = *k;
        }
        self.values[start + position * self.head_dim..][..self.head_dim].copy_from_slice(value);
    }

    /// Makes slot `i` what slot `parents[i]` was.
    pub(crate) fn reorder(&mut self, parents: &[usize]) {
        if parents.iter().enumerate().all(|(slot, &parent)| slot == parent) {
            return;
        }
        let slot = self.capacity * self.kv_heads * self.head_dim;
        for all in [&mut self.keys, &mut self.values] {
            let before = all.clone();
            for (to, &parent) in all.chunks_exact_mut(slot).zip(parents) {
                to.copy_from_slice(&before[parent * slot..(parent + 1) * slot]);
            }
        }
    }

    /// The first `len` positions of a slot and head.
    pub(crate) fn segment(&self, slot: usize, head: usize, len: usize) -> Segment<'_> {
        let start = self.start(slot, head);
        let keys = len.next_multiple_of(self.width) * self.head_dim;
        Segment { keys: &self.keys[start..start + keys], values: &self.values[start..start + len * self.head_dim], len }
    }

    fn start(&self, slot: usize, head: usize) -> usize {
        (slot * self.kv_heads + head) * self.capacity * self.head_dim
    }
}
