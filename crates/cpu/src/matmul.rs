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

mod rows;
mod tiles;

use rows::{multiply_row, multiply_rows};
use tiles::{multiply_vector, multiply_vectors};

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
    let may_be_bytes = weights.is_sevens || weights.kind == BlockKind::Q4_1 && isa.multiplies_bytes();
    is_packed_for(isa, weights.kind, weights.width) && if is_bytes { may_be_bytes } else { !weights.is_sevens }
}

/// Whether kernels of that instruction set can read matrices of that kind in groups of `width` rows.
pub(crate) fn is_packed_for(isa: Isa, kind: BlockKind, width: usize) -> bool {
    width == isa.group_rows() || width == 1 && kind == BlockKind::Q8_0
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
        debug_assert_eq!(m.weights.blocks(), m.act.scales(0).len());
        // SAFETY: these groups' columns of every row are writable, as the caller promised.
        unsafe {
            if m.weights.width == 1 && !self.groups.is_empty() {
                let weights = m.weights.group(self.groups.start).as_ptr();
                return multiply_rows::<L>(m, weights, self.groups.len(), m.out.add(self.groups.start));
            }
            for group in self.groups {
                multiply_vectors::<L>(m, m.weights.group(group).as_ptr(), m.out.add(group * L::ROWS));
            }
        }
    }
}

/// The row of weights, or the vector of rows that it is in, times some rows of the activations.
pub(crate) struct MatmulRow<'a, 'b> {
    /// Its `out` is `[rows.len(), stride]`.
    pub(crate) matmul: &'b Matmul<'a>,
    pub(crate) row: usize,
    pub(crate) rows: Range<usize>,
}

impl Task for MatmulRow<'_, '_> {
    /// The column of `out` in which the row's products stand.
    type Output = usize;

    /// # Safety
    /// `out` is writable as described, `WIDTH` columns of it.
    #[inline(always)]
    unsafe fn run<L: Simd>(self) -> usize {
        let (m, width) = (self.matmul, self.matmul.weights.width);
        debug_assert_eq!(m.weights.blocks(), m.act.scales(0).len());
        let group = m.weights.group(self.row / width);
        // SAFETY: the caller's promise.
        unsafe {
            if width == 1 {
                multiply_row::<L>(m, group.as_ptr(), self.rows, m.out);
                return 0;
            }
            let (vector, lane) = (self.row % width / L::WIDTH, self.row % L::WIDTH);
            multiply_vector::<L>(m, group[4 * L::WIDTH * vector..].as_ptr(), self.rows, m.out);
            lane
        }
    }
}
