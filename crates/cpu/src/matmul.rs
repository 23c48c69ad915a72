//! Quantised matrix × quantised activations: the kernel nearly all time goes into.
//!
//! Within a group of rows every weight is loaded and unpacked once per tile of input rows, and a group stays in the
//! first-level cache while all tiles pass, so weights cross the memory bus once however many tokens there are.

use std::ops::Range;

use foreword_model::BlockKind;

use crate::activations::Activations;
use crate::pack::PackedMatrix;
use crate::simd::{Simd, Task};
use crate::{Buffer, Isa};

/// `out[row] = W · act[row]` (or `+=`) for some of the groups of `W`.
#[derive(Clone, Copy)]
pub(crate) struct Matmul<'a> {
    pub(crate) weights: &'a PackedMatrix,
    pub(crate) act: &'a Activations,
    /// `[act.rows, stride]`, where `stride` leaves room for whole groups.
    pub(crate) out: *mut f32,
    pub(crate) stride: usize,
    pub(crate) add: bool,
    /// [`units`] of `weights`.
    pub(crate) units: usize,
}

// SAFETY: threads write disjoint groups, that is disjoint columns of `out`, and only read the rest.
unsafe impl Sync for Matmul<'_> {}

/// Whether `weights` can meet activations of that form on this instruction set.
pub(crate) fn may_multiply(isa: Isa, weights: &PackedMatrix, is_bytes: bool) -> bool {
    weights.width == isa.width() && (!is_bytes || weights.kind == BlockKind::Q4_1 && isa.multiplies_bytes())
}

/// Some groups of `out = weights · act` (or `+=`), in this thread.
pub(crate) fn multiply(
    isa: Isa,
    weights: &PackedMatrix,
    act: &Activations,
    out: &mut Buffer,
    add: bool,
    groups: Range<usize>,
) {
    assert!(groups.end <= weights.groups() && may_multiply(isa, weights, act.is_bytes), "the callers check both");
    assert!(act.cols() == weights.cols && out.rows() == act.rows && out.width() == weights.rows, "sizes fit");
    let (stride, units) = (out.stride(), units(weights.kind));
    let matmul = Matmul { weights, act, out: out.padded_mut().as_mut_ptr(), stride, add, units };
    // SAFETY: `out` has whole vectors for every group (rows are padded to 16 columns), and is borrowed for this alone.
    unsafe { isa.run(MatmulGroups { matmul: &matmul, groups }) }
}

/// Steps of one vector of weights within a block of 32 columns.
///
/// Constant for each kind, yet WebAssembly kernels take it as a variable: a loop that the compiler cannot unroll keeps
/// its sums in registers. Unrolled, its loads all come first and spill, which costs a third (a tile of one row) to a half.
pub(crate) fn units(kind: BlockKind) -> usize {
    match kind {
        BlockKind::Q4_1 => 4,
        BlockKind::Q8_0 => 8,
    }
}

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
    unsafe fn run<L: Simd>(self) {
        let m = self.matmul;
        debug_assert_eq!((m.weights.width, m.weights.cols / 32), (L::WIDTH, m.act.scales(0).len()));
        for group in self.groups {
            let weights = m.weights.group(group).as_ptr();
            // SAFETY: this group's columns of every row are writable, as the caller promised.
            unsafe { one_group::<L>(m, weights, 0..m.act.rows, m.out.add(group * L::WIDTH)) };
        }
    }
}

/// One group times some rows of the activations.
pub(crate) struct MatmulGroup<'a, 'b> {
    /// Its `out` is `[rows.len(), stride]`, of which the first columns get the group.
    pub(crate) matmul: &'b Matmul<'a>,
    pub(crate) group: usize,
    pub(crate) rows: Range<usize>,
}

impl Task for MatmulGroup<'_, '_> {
    type Output = ();

    /// # Safety
    /// `out` is writable as described.
    #[inline(always)]
    unsafe fn run<L: Simd>(self) {
        let (m, weights) = (self.matmul, self.matmul.weights.group(self.group).as_ptr());
        debug_assert_eq!((m.weights.width, m.weights.cols / 32), (L::WIDTH, m.act.scales(0).len()));
        // SAFETY: the caller's promise.
        unsafe { one_group::<L>(m, weights, self.rows, m.out) };
    }
}

/// One group of weights times rows of activations, in tiles.
#[inline(always)]
unsafe fn one_group<L: Simd>(m: &Matmul<'_>, weights: *const u8, rows: Range<usize>, out: *mut f32) {
    let mut row = rows.start;
    while row < rows.end {
        // SAFETY: `row + T <= rows.end` in each arm; the rest is the caller's promise.
        unsafe {
            let out = out.add((row - rows.start) * m.stride);
            row += match (m.weights.kind, rows.end - row) {
                (BlockKind::Q4_1, left) if L::MULTIPLIES_BYTES && m.act.is_bytes => {
                    tiles4::<L, true>(m, weights, row, left, out)
                }
                (BlockKind::Q4_1, left) => tiles4::<L, false>(m, weights, row, left, out),
                (BlockKind::Q8_0, 3..) => tile8::<L, 3>(m, weights, row, out),
                (BlockKind::Q8_0, 2) => tile8::<L, 2>(m, weights, row, out),
                (BlockKind::Q8_0, _) => tile8::<L, 1>(m, weights, row, out),
            };
        }
    }
}

/// One group of 4-bit rows times as many of the `left` rows of activations as fit a tile.
#[inline(always)]
unsafe fn tiles4<L: Simd, const BYTES: bool>(
    m: &Matmul<'_>,
    weights: *const u8,
    row: usize,
    left: usize,
    out: *mut f32,
) -> usize {
    // SAFETY: a tile has at most `left` rows.
    unsafe {
        match left {
            8.. if L::WIDTH == 16 => tile4::<L, 8, BYTES>(m, weights, row, out),
            4.. => tile4::<L, 4, BYTES>(m, weights, row, out),
            3 => tile4::<L, 3, BYTES>(m, weights, row, out),
            2 => tile4::<L, 2, BYTES>(m, weights, row, out),
            _ => tile4::<L, 1, BYTES>(m, weights, row, out),
        }
    }
}

/// One group of 4-bit rows times `T` rows of activations.
///
/// Taking two groups at a time for a single row, to load activations half as often, was tried: it is slower by a third, on
/// AVX-512 and in WebAssembly alike.
#[inline(always)]
unsafe fn tile4<L: Simd, const T: usize, const BYTES: bool>(
    m: &Matmul<'_>,
    weights: *const u8,
    row: usize,
    out: *mut f32,
) -> usize {
    // Elements that hold 8 activations.
    let eight = if BYTES { 4 } else { 8 };
    // SAFETY: pointers stay within the packed group, the activations of rows `row..row + T` and their outputs.
    unsafe {
        let act: [*const i16; T] = std::array::from_fn(|t| m.act.row(row + t).as_ptr());
        let scales: [*const [f32; 2]; T] = std::array::from_fn(|t| m.act.scales(row + t).as_ptr());
        let mut sums = [L::splat(0.0); T];
        for block in 0..m.weights.blocks() {
            let packed = weights.add(block * 20 * L::WIDTH);
            let mut dots = [L::zero4(); T];
            for unit in 0..if cfg!(target_family = "wasm") { m.units } else { 4 } {
                let w = L::nibbles(packed.add(unit * 4 * L::WIDTH));
                for t in 0..T {
                    dots[t] = L::dot_nibbles::<BYTES>(dots[t], w, act[t].add((block * 4 + unit) * eight));
                }
            }
            let (scale, minimum) = L::pairs(packed.add(16 * L::WIDTH));
            for t in 0..T {
                let [factor, sum] = *scales[t].add(block);
                sums[t] = L::fma(L::sum4::<BYTES>(dots[t]), L::mul(scale, L::splat(factor)), sums[t]);
                sums[t] = L::fma(minimum, L::splat(sum), sums[t]);
            }
        }
        finish::<L, T>(m, sums, out)
    }
}

/// One group of 8-bit rows times `T` rows of activations.
#[inline(always)]
unsafe fn tile8<L: Simd, const T: usize>(m: &Matmul<'_>, weights: *const u8, row: usize, out: *mut f32) -> usize {
    // SAFETY: as in `tile4`.
    unsafe {
        let act: [*const i16; T] = std::array::from_fn(|t| m.act.row(row + t).as_ptr());
        let scales: [*const [f32; 2]; T] = std::array::from_fn(|t| m.act.scales(row + t).as_ptr());
        let mut sums = [L::splat(0.0); T];
        for block in 0..m.weights.blocks() {
            let packed = weights.add(block * 36 * L::WIDTH);
            let mut dots = [L::zero8(); T];
            for unit in 0..if cfg!(target_family = "wasm") { m.units } else { 8 } {
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
unsafe fn finish<L: Simd, const T: usize>(m: &Matmul<'_>, sums: [L::F; T], out: *mut f32) -> usize {
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
