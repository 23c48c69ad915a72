//! Keys and values of one layer, in 16-bit whole numbers.

use half::f16;

use crate::aligned::AlignedBytes;
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
    keys: Halves,
    values: Halves,
    key_scales: Vec<f32>,
    value_scales: Vec<f32>,
    slots: usize,
    capacity: usize,
    kv_heads: usize,
    head_dim: usize,
    width: usize,
}

/// 16-bit whole numbers that start on a cache line.
#[derive(Debug)]
struct Halves(AlignedBytes);

impl Halves {
    fn zeroed(len: usize) -> Self {
        Self(AlignedBytes::zeroed(len * size_of::<i16>()))
    }

    fn get(&self) -> &[i16] {
        bytemuck::cast_slice(self.0.as_slice())
    }

    fn get_mut(&mut self) -> &mut [i16] {
        bytemuck::cast_slice_mut(self.0.as_mut_slice())
    }
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
        let [keys, values] = [(); 2].map(|()| Halves::zeroed(vectors * head_dim));
        let [key_scales, value_scales] = [(); 2].map(|()| vec![0.0; vectors]);
        Self { keys, values, key_scales, value_scales, slots, capacity, kv_heads, head_dim, width }
    }

    /// Stores the key and value of one head at a position.
    pub(crate) fn store(&mut self, slot: usize, position: usize, head: usize, key: &[f32], value: &[f32]) {
        assert!(slot < self.slots && position < self.capacity, "the network checks slots and positions");
        let (start, width) = (self.vector(slot, head), self.width);
        let (numbers, len) = (start * self.head_dim, self.capacity * self.head_dim);

        let scale = scale_by_norm(key);
        self.key_scales[start + position] = scale;
        let inverse = inverse_of(scale);
        let tile = numbers + position / width * width * self.head_dim;
        let tile = &mut self.keys.get_mut()[tile..tile + width * self.head_dim];
        for (pairs, k) in tile.chunks_exact_mut(2 * width).zip(key.as_chunks::<2>().0) {
            pairs.as_chunks_mut::<2>().0[position % width] = k.map(|k| round_half(k, inverse));
        }

        let scale = scale_by_largest(value);
        self.value_scales[start + position] = scale;
        let inverse = inverse_of(scale);
        let columns = BLOCK * width;
        let blocks = self.values.get_mut()[numbers..numbers + len].chunks_exact_mut(self.capacity * columns);
        for (block, values) in blocks.zip(value.chunks_exact(columns)) {
            let at = position / 2 * 2 * columns;
            let pairs = block[at..at + 2 * columns].as_chunks_mut::<2>().0.iter_mut();
            pairs.zip(values).for_each(|(pair, v)| pair[position % 2] = round_half(*v, inverse));
        }
    }

    /// Makes slot `i` what slot `parents[i]` was.
    pub(crate) fn reorder(&mut self, parents: &[usize]) {
        if parents.iter().enumerate().all(|(slot, &parent)| slot == parent) {
            return;
        }
        let vectors = self.capacity * self.kv_heads;
        copy_slots(self.keys.get_mut(), vectors * self.head_dim, parents);
        copy_slots(self.values.get_mut(), vectors * self.head_dim, parents);
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
            other.keys.get_mut()[to..to + len].copy_from_slice(&self.keys.get()[from..from + len]);
            for column in (0..self.head_dim).step_by(block) {
                let (from, to) = (from + column * self.capacity, to + column * other.capacity);
                other.values.get_mut()[to..to + kept * block]
                    .copy_from_slice(&self.values.get()[from..from + kept * block]);
            }
        }
        *self = other;
    }

    pub(crate) fn bytes(&self) -> usize {
        let scales = size_of_val(self.key_scales.as_slice()) + size_of_val(self.value_scales.as_slice());
        size_of_val(self.keys.get()) + size_of_val(self.values.get()) + scales
    }

    /// The first `len` positions of slot 0, `[keys, values][kv head][position][head_dim]`.
    pub(crate) fn read(&self, len: usize) -> Vec<f16> {
        assert!(len <= self.capacity, "the network counts what it stored");
        let mut out = Vec::with_capacity(2 * len * self.kv_heads * self.head_dim);
        let half = |whole: i16, scale: f32| f16::from_f32(f32::from(whole) * scale);
        for head in 0..self.kv_heads {
            for position in 0..len {
                let scale = self.key_scales[self.vector(0, head) + position];
                let pairs = self.keys.get()[self.key(0, head, position)..].chunks(2).step_by(self.width);
                out.extend(pairs.take(self.head_dim / 2).flatten().map(|&key| half(key, scale)));
            }
        }
        for head in 0..self.kv_heads {
            for position in 0..len {
                let scale = self.value_scales[self.vector(0, head) + position];
                let blocks = self.value_blocks(0, head, position);
                let values =
                    blocks.flat_map(|block| self.values.get()[block..].iter().step_by(2).take(BLOCK * self.width));
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
            keys: &self.keys.get()[numbers..numbers + whole * self.head_dim],
            key_scales: &self.key_scales[start..start + whole],
            values: &self.values.get()[numbers..numbers + self.capacity * self.head_dim],
            stride: self.capacity * BLOCK * self.width,
            value_scales: &self.value_scales[start..start + whole],
            len,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads what was written: off by no more than half floats are, and half a whole number.
    fn check(width: usize, len: usize, values: &[f16]) {
        let mut cache = KvCache::new(1, 64, 3, 32, width);
        cache.write(values);
        let found = cache.read(len);
        assert_eq!(found.len(), values.len());
        let vectors = found.chunks_exact(32).zip(values.chunks_exact(32));
        for (n, (found, values)) in vectors.enumerate() {
            let values: Vec<f64> = values.iter().map(|value| value.to_f64()).collect();
            let norm = values.iter().map(|value| value * value).sum::<f64>().sqrt();
            let largest = values.iter().fold(0.0f64, |most, value| most.max(value.abs()));
            let whole = if n < 3 * len { norm } else { largest } / 32_767.0;
            for (found, value) in found.iter().zip(values) {
                let off = (found.to_f64() - value).abs();
                let most = 0.501 * whole + (value.abs() + whole) / 2048.0 + 3e-8;
                assert!(off <= most, "{width} {len}: vector {n}: {found} for {value}");
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back_but_for_rounding() {
        let finite: Vec<f16> = (0..=u16::MAX).map(f16::from_bits).filter(|value| value.is_finite()).collect();
        for (width, len) in [(4, 0), (4, 9), (8, 37), (16, 16), (16, 61)] {
            // In the order of their bits neighbours are alike; with a step vectors have large and small numbers.
            for step in [1, 1021] {
                let values = finite.iter().cycle().skip(7 * len).step_by(step).take(2 * 3 * 32 * len);
                check(width, len, &values.copied().collect::<Vec<_>>());
            }
        }
    }
}
