//! Keys and values of one layer.

use half::f16;

use crate::halves::half_to_f32;

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
        let (start, at) = (self.start(slot, head), self.key(slot, head, position));
        for (out, k) in self.keys[at..].iter_mut().step_by(self.width).zip(key) {
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

    /// Makes room for `capacity` positions and keeps the first `kept`.
    pub(crate) fn resize(&mut self, capacity: usize, kept: usize) {
        let mut other = Self::new(self.slots, capacity, self.kv_heads, self.head_dim, self.width);
        let kept = kept.min(self.capacity).min(other.capacity);
        // Keys are kept in whole tiles, which are whole in both.
        let (keys, values) = (kept.next_multiple_of(self.width) * self.head_dim, kept * self.head_dim);
        for (slot, head) in (0..self.slots).flat_map(|slot| (0..self.kv_heads).map(move |head| (slot, head))) {
            let (from, to) = (self.start(slot, head), other.start(slot, head));
            other.keys[to..to + keys].copy_from_slice(&self.keys[from..from + keys]);
            other.values[to..to + values].copy_from_slice(&self.values[from..from + values]);
        }
        *self = other;
    }

    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.keys.as_slice()) + size_of_val(self.values.as_slice())
    }

    /// The first `len` positions of slot 0, `[keys, values][kv head][position][head_dim]`.
    pub(crate) fn read(&self, len: usize) -> Vec<f16> {
        assert!(len <= self.capacity, "the network counts what it stored");
        let mut out = Vec::with_capacity(2 * len * self.kv_heads * self.head_dim);
        for head in 0..self.kv_heads {
            for position in 0..len {
                let key = self.keys[self.key(0, head, position)..].iter().step_by(self.width).take(self.head_dim);
                out.extend(key.copied().map(f16::from_f32));
            }
        }
        for head in 0..self.kv_heads {
            let values = self.segment(0, head, len).values;
            out.extend(values.iter().copied().map(f16::from_f32));
        }
        out
    }

    /// Stores in slot 0 what [`read`](Self::read) gave.
    pub(crate) fn write(&mut self, values: &[f16]) {
        let (keys, values) = values.split_at(values.len() / 2);
        let len = keys.len() / (self.kv_heads * self.head_dim);
        assert!(len <= self.capacity, "the network makes room first");
        // Each is converted in one loop that compilers turn into vectors; the library's own conversion is a call for every
        // number where there is no instruction for it, as in WebAssembly.
        let plain = |out: &mut [f32], values: &[f16]| {
            out.iter_mut().zip(values).for_each(|(out, value)| *out = half_to_f32(value.to_bits()));
        };
        let mut row = vec![0.0; self.head_dim];
        for (n, key) in keys.chunks_exact(self.head_dim).enumerate() {
            plain(&mut row, key);
            let at = self.key(0, n / len, n % len);
            for (out, k) in self.keys[at..].iter_mut().step_by(self.width).zip(&row) {
                *out = *k;
            }
        }
        for (head, values) in values.chunks_exact((len * self.head_dim).max(1)).enumerate() {
            let start = self.start(0, head);
            plain(&mut self.values[start..start + values.len()], values);
        }
    }

    /// The first `len` positions of a slot and head.
    pub(crate) fn segment(&self, slot: usize, head: usize, len: usize) -> Segment<'_> {
        let start = self.start(slot, head);
        let keys = len.next_multiple_of(self.width) * self.head_dim;
        Segment { keys: &self.keys[start..start + keys], values: &self.values[start..start + len * self.head_dim], len }
    }

    /// Where the first coordinate of a key stands; the others follow at a distance of `width`.
    fn key(&self, slot: usize, head: usize, position: usize) -> usize {
        self.start(slot, head) + position / self.width * self.width * self.head_dim + position % self.width
    }

    fn start(&self, slot: usize, head: usize) -> usize {
        (slot * self.kv_heads + head) * self.capacity * self.head_dim
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_to_the_bit() {
        let finite: Vec<f16> = (0..=u16::MAX).map(f16::from_bits).filter(|value| value.is_finite()).collect();
        for (width, len) in [(4, 0), (4, 9), (8, 37), (16, 16), (16, 61)] {
            let mut cache = KvCache::new(1, 64, 3, 32, width);
            let values: Vec<f16> = finite.iter().copied().cycle().skip(7 * len).take(2 * 3 * 32 * len).collect();
            cache.write(&values);
            let bits = |values: Vec<f16>| values.into_iter().map(f16::to_bits).collect::<Vec<_>>();
            assert_eq!(bits(cache.read(len)), bits(values), "{width} {len}");
        }
    }
}
