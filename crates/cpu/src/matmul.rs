//! Quantised matrix × quantised activations: the kernel nearly all time goes into.
//!
//! Within a group of rows every weight is loaded and unpacked once per tile of input rows, and a group stays in the
//! first-level cache while all tiles pass, so weights cross the memory bus once however many tokens there are.

use std::ops::Range;

use foreword_model::BlockKind;

use crate::activations::Activations;
use crate::lanes::{Lanes, Task};
use crate::pack::PackedMatrix;

/// `out[row] = W · act[row]` (or `+=`) for some of the groups of `W`.
#[derive(Clone, Copy)]
pub(crate) struct Matmul<'a> {
    pub(crate) weights: &'a PackedMatrix,
    pub(crate) act: &'a Activations,
    /// `[act.rows, stride]`, where `stride` leaves room for whole groups.
    pub(crate) out: *mut f32,
    pub(crate) stride: usize,
    pub(crate) add: bool,
}

// SAFETY: threads write disjoint groups, that is disjoint columns of `out`, and only read the rest.
unsafe impl Sync for Matmul<'_> {}

/// Some groups of a [`Matmul`].
pub(crate) struct MatmulGroups<'a, 'b> {
    pub(crate) matmul: &'b Matmul<'a>,
    pub(crate) groups: Range<usize>,
}

impl Task for MatmulGroups<'_, '_> {
    type Output = ();

    /// # Safety
    /// `out` is writable as described, and nothing else touches these groups' columns meanwhile.
    #[inline(always)]
    unsafe fn run<L: Lanes>(self) {
        let m = self.matmul;
        debug_assert_eq!((m.weights.width, m.weights.cols / 32), (L::WIDTH, m.act.scales(0).len()));
        let mut group = self.groups.start;
        while group < self.groups.end {
            let weights = m.weights.group(group).as_ptr();
            // A single row leaves registers free: with two groups at a time each activation is loaded half as often.
            let pair =
                L::WIDTH == 16 && m.act.rows == 1 && m.weights.kind == BlockKind::Q4_1 && group + 1 < self.groups.end;
            let mut row = 0;
            while row < m.act.rows {
                // SAFETY: `row + T <= act.rows` in each arm, and `pair` only where two groups are left; the rest is the
                // caller's promise.
                unsafe {
                    let out = m.out.add(row * m.stride + group * L::WIDTH);
                    row += match (m.weights.kind, m.act.rows - row) {
                        (BlockKind::Q4_1, 8..) if L::WIDTH == 16 => tile4::<L, 8, 1>(m, weights, row, out),
                        (BlockKind::Q4_1, 4..) => tile4::<L, 4, 1>(m, weights, row, out),
                        (BlockKind::Q4_1, 3) => tile4::<L, 3, 1>(m, weights, row, out),
                        (BlockKind::Q4_1, 2) => tile4::<L, 2, 1>(m, weights, row, out),
                        (BlockKind::Q4_1, _) if pair => tile4::<L, 1, 2>(m, weights, row, out),
                        (BlockKind::Q4_1, _) => tile4::<L, 1, 1>(m, weights, row, out),
                        (BlockKind::Q8_0, 3..) => tile8::<L, 3>(m, weights, row, out),
                        (BlockKind::Q8_0, 2) => tile8::<L, 2>(m, weights, row, out),
                        (BlockKind::Q8_0, _) => tile8::<L, 1>(m, weights, row, out),
                    };
                }
            }
            group += if pair { 2 } else { 1 };
        }
    }
}

/// `G` groups of 4-bit rows times `T` rows of activations.
#[inline(always)]
unsafe fn tile4<L: Lanes, const T: usize, const G: usize>(
    m: &Matmul<'_>,
    weights: *const u8,
    row: usize,
    out: *mut f32,
) -> usize {
    let group_bytes = m.weights.group_bytes();
    // SAFETY: pointers stay within the packed groups, the activations of rows `row..row + T` and their outputs.
    unsafe {
        let act: [*const i16; T] = std::array::from_fn(|t| m.act.row(row + t).as_ptr());
        let scales: [*const [f32; 2]; T] = std::array::from_fn(|t| m.act.scales(row + t).as_ptr());
        let mut sums = [[L::splat(0.0); T]; G];
        for block in 0..m.weights.blocks() {
            let mut dots = [[L::zero4(); T]; G];
            let packed: [*const u8; G] = std::array::from_fn(|g| weights.add(g * group_bytes + block * 20 * L::WIDTH));
            for unit in 0..4 {
                let w: [L::Nibbles; G] = std::array::from_fn(|g| L::nibbles(packed[g].add(unit * 4 * L::WIDTH)));
                for t in 0..T {
                    for g in 0..G {
                        dots[g][t] = L::dot_nibbles(dots[g][t], w[g], act[t].add(block * 32 + unit * 8));
                    }
                }
            }
            for g in 0..G {
                let (scale, minimum) = L::pairs(packed[g].add(16 * L::WIDTH));
                for t in 0..T {
                    let [factor, sum] = *scales[t].add(block);
                    sums[g][t] = L::fma(L::sum4(dots[g][t]), L::mul(scale, L::splat(factor)), sums[g][t]);
                    sums[g][t] = L::fma(minimum, L::splat(sum), sums[g][t]);
                }
            }
        }
        for (g, sums) in sums.into_iter().enumerate() {
            finish::<L, T>(m, sums, out.add(g * L::WIDTH));
        }
        T
    }
}

/// One group of 8-bit rows times `T` rows of activations.
#[inline(always)]
unsafe fn tile8<L: Lanes, const T: usize>(m: &Matmul<'_>, weights: *const u8, row: usize, out: *mut f32) -> usize {
    // SAFETY: as in `tile4`.
    unsafe {
        let act: [*const i16; T] = std::array::from_fn(|t| m.act.row(row + t).as_ptr());
        let scales: [*const [f32; 2]; T] = std::array::from_fn(|t| m.act.scales(row + t).as_ptr());
        let mut sums = [L::splat(0.0); T];
        for block in 0..m.weights.blocks() {
            let packed = weights.add(block * 36 * L::WIDTH);
            let mut dots = [L::zero8(); T];
            for unit in 0..8 {
                let w = L::bytes(packed.add(unit * 4 * L::WIDTH));
                for t in 0..T {
                    dots[t] = L::dot_bytes(dots[t], w, act[t].add(block * 32 + unit * 4));
                }
            }
            let scale = L::load(packed.add(32 * L::WIDTH).cast());
            for t in 0..T {
                let factor = L::splat((*scales[t].add(block))[0]);
                sums[t] = L::fma(L::sum8(dots[t]), L::mul(scale, factor), sums[t]);
            }
        }
        finish::<L, T>(m, sums, out)
    }
}

#[inline(always)]
unsafe fn finish<L: Lanes, const T: usize>(m: &Matmul<'_>, sums: [L::F; T], out: *mut f32) -> usize {
    for (t, mut sum) in sums.into_iter().enumerate() {
        // SAFETY: one vector per row of the output is within its stride.
        unsafe {
            let out = out.add(t * m.stride);
            if m.add {
                sum = L::add(sum, L::load(out));
            }
            L::store(out, sum);
        }
    }
    T
}
