//! Keys and values of one layer, in 16-bit whole numbers.

use half::f16;

use crate::halves::{half_to_f32, inverse_of, round_half, scale_by_largest, scale_by_norm};

/// Vectors of values that stand together; with more, kernels run out of registers on narrow instruction sets.
pub(crate) const BLOCK: usize = 2;

/// `slots` sequences of up to `capacity` positions.
///
/// Instruction sets multiply 16-bit numbers in pairs and add the two products, so pairs are what stands together. Keys stand
/// in tiles of `width` positions and pairs of coordinates, `[slot][kv head][tile][head_dim / 2][width][2]`. Values stand in
/// blocks of coordinates and pairs of positions, `[slot][kv head][block][capacity / 2][BLOCK · width][2]`, so that what a
/// kernel adds up in its registers is one stream. Scales are `[slot][kv head][capacity]`.
#[derive(Debug)]
pub struct KvCache {
    keys: Vec<i16>,
    values: Vec<i16>,
    key_scales: Vec<f32>,
    value_scales: Vec<f32>,
    slots: usize,
    capacity: usize,
    kv_heads: usize,
    head_dim: usize,
    width: usize,
}

/// A run of positions as the attention kernel reads it, up to a whole number of vectors of positions.
#[derive(Clone, Copy)]
pub(crate) struct Segment<'a> {
    /// `[tiles][head_dim / 2][width][2]`.
    pub(crate) keys: &'a [i16],
    pub(crate) key_scales: &'a [f32],
    /// `[blocks][stride]`, each block `[positions / 2][BLOCK · width][2]`.
    pub(crate) values: &'a [i16],
    pub(crate) stride: usize,
    pub(crate) value_scales: &'a [f32],
    /// Positions that count.
    pub(crate) len: usize,
}

impl KvCache {
    pub(crate) fn new(slots: usize, capacity: usize, kv_heads: usize, head_dim: usize, width: usize) -> Self {
        let capacity = capacity.next_multiple_of(width);
        let vectors = slots * capacity * kv_heads;
        let [keys, values] = [(); 2].map(|()| vec![0; vectors * head_dim]);
        let [key_scales, value_scales] = [(); 2].map(|()| vec![0.0; vectors]);
        Self { keys, values, key_scales, value_scales, slots, capacity, kv_heads, head_dim, width }
    }

    /// Stores the key and value of one head at a position.
    pub(crate) fn store(&mut self, slot: usize, position: usize, head: usize, key: &[f32], value: &[f32]) {
        assert!(slot < self.slots && position < self.capacity, "the network checks slots and positions");
        let at = self.vector(slot, head) + position;
        self.key_scales[at] = scale_by_norm(key);
        let inverse = inverse_of(self.key_scales[at]);
        for (out, k) in self.keys_mut(slot, head, position).zip(key.as_chunks::<2>().0) {
            out.copy_from_slice(&k.map(|k| round_half(k, inverse)));
        }
        self.value_scales[at] = scale_by_largest(value);
        let inverse = inverse_of(self.value_scales[at]);
        for (out, v) in self.values_mut(slot, head, position).zip(value) {
            *out = round_half(*v, inverse);
        }
    }

    /// Makes slot `i` what slot `parents[i]` was.
    pub(crate) fn reorder(&mut self, parents: &[usize]) {
        if parents.iter().enumerate().all(|(slot, &parent)| slot == parent) {
            return;
        }
        let vectors = self.capacity * self.kv_heads;
        copy_slots(&mut self.keys, vectors * self.head_dim, parents);
        copy_slots(&mut self.values, vectors * self.head_dim, parents);
        copy_slots(&mut self.key_scales, vectors, parents);
        copy_slots(&mut self.value_scales, vectors, parents);
    }

    /// Makes room for `capacity` positions and keeps the first `kept`.
    pub(crate) fn resize(&mut self, capacity: usize, kept: usize) {
        let mut other = Self::new(self.slots, capacity, self.kv_heads, self.head_dim, self.width);
        // Whole tiles are kept, which are whole in both.
        let kept = kept.next_multiple_of(self.width).min(self.capacity).min(other.capacity);
        let block = BLOCK * self.width;
        for (slot, head) in (0..self.slots).flat_map(|slot| (0..self.kv_heads).map(move |head| (slot, head))) {
            let (from, to) = (self.vector(slot, head), other.vector(slot, head));
            other.key_scales[to..to + kept].copy_from_slice(&self.key_scales[from..from + kept]);
            other.value_scales[to..to + kept].copy_from_slice(&self.value_scales[from..from + kept]);
            let (from, to, len) = (from * self.head_dim, to * self.head_dim, kept * self.head_dim);
            other.keys[to..to + len].copy_from_slice(&self.keys[from..from + len]);
            for column in (0..self.head_dim).step_by(block) {
                let (from, to) = (from + column * self.capacity, to + column * other.capacity);
                other.values[to..to + kept * block].copy_from_slice(&self.values[from..from + kept * block]);
            }
        }
        *self = other;
    }

    pub(crate) fn bytes(&self) -> usize {
        let scales = size_of_val(self.key_scales.as_slice()) + size_of_val(self.value_scales.as_slice());
        size_of_val(self.keys.as_slice()) + size_of_val(self.values.as_slice()) + scales
    }

    /// The first `len` positions of slot 0, `[keys, values][kv head][position][head_dim]`.
    pub(crate) fn read(&self, len: usize) -> Vec<f16> {
        assert!(len <= self.capacity, "the network counts what it stored");
        let mut out = Vec::with_capacity(2 * len * self.kv_heads * self.head_dim);
        let half = |whole: i16, scale: f32| f16::from_f32(f32::from(whole) * scale);
        for head in 0..self.kv_heads {
            for position in 0..len {
                let scale = self.key_scales[self.vector(0, head) + position];
                let pairs = self.keys[self.key(0, head, position)..].chunks(2).step_by(self.width);
                out.extend(pairs.take(self.head_dim / 2).flatten().map(|&key| half(key, scale)));
            }
        }
        for head in 0..self.kv_heads {
            for position in 0..len {
                let scale = self.value_scales[self.vector(0, head) + position];
                let blocks = self.value_blocks(0, head, position);
                let values = blocks.flat_map(|block| self.values[block..].iter().step_by(2).take(BLOCK * self.width));
                out.extend(values.map(|&value| half(value, scale)));
            }
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
        let [mut key, mut value] = [(); 2].map(|()| vec![0.0; self.head_dim]);
        let rows = keys.chunks_exact(self.head_dim).zip(values.chunks_exact(self.head_dim));
        for (n, (keys, values)) in rows.enumerate() {
            plain(&mut key, keys);
            plain(&mut value, values);
            self.store(0, n % len, n / len, &key, &value);
        }
    }

    /// The first `len` positions of a slot and head.
    pub(crate) fn segment(&self, slot: usize, head: usize, len: usize) -> Segment<'_> {
        let (start, whole) = (self.vector(slot, head), len.next_multiple_of(self.width));
        let numbers = start * self.head_dim;
        Segment {
            keys: &self.keys[numbers..numbers + whole * self.head_dim],
            key_scales: &self.key_scales[start..start + whole],
            values: &self.values[numbers..numbers + self.capacity * self.head_dim],
            stride: self.capacity * BLOCK * self.width,
            value_scales: &self.value_scales[start..start + whole],
            len,
        }
    }

    /// Pairs of a key's coordinates.
    fn keys_mut(&mut self, slot: usize, head: usize, position: usize) -> impl Iterator<Item = &mut [i16]> {
        let start = self.key(slot, head, position);
        self.keys[start..].chunks_mut(2).step_by(self.width)
    }

    /// A value's coordinates.
    fn values_mut(&mut self, slot: usize, head: usize, position: usize) -> impl Iterator<Item = &mut i16> {
        let (start, block) = (self.vector(slot, head) * self.head_dim, BLOCK * self.width);
        let len = self.capacity * self.head_dim;
        let blocks = self.values[start..start + len].chunks_exact_mut((self.capacity * block).max(1));
        let within = position / 2 * 2 * block + position % 2;
        blocks.flat_map(move |values| values[within..].iter_mut().step_by(2).take(block))
    }

    /// Where the value of a position begins in each of its blocks.
    fn value_blocks(&self, slot: usize, head: usize, position: usize) -> impl Iterator<Item = usize> {
        let (start, block) = (self.vector(slot, head) * self.head_dim, BLOCK * self.width);
        let first = start + position / 2 * 2 * block + position % 2;
        (0..self.head_dim / block).map(move |n| first + n * self.capacity * block)
    }

    /// Where the first pair of coordinates of a key stands; the others follow at a distance of `width` pairs.
    fn key(&self, slot: usize, head: usize, position: usize) -> usize {
        let tile = position / self.width * self.width;
        (self.vector(slot, head) + tile) * self.head_dim + position % self.width * 2
    }

    /// Vectors before those of a slot and head.
    fn vector(&self, slot: usize, head: usize) -> usize {
        (slot * self.kv_heads + head) * self.capacity
    }
}

fn copy_slots<T: Copy>(all: &mut [T], slot: usize, parents: &[usize]) {
    let before = all.to_vec();
    for (to, &parent) in all.chunks_exact_mut(slot).zip(parents) {
        to.copy_from_slice(&before[parent * slot..(parent + 1) * slot]);
    }
}
