//! What a product is made of.

use crate::activations::Activations;
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
    /// [`units`](super::units) of `weights`.
    pub(crate) units: usize,
}

// SAFETY: threads write disjoint groups, that is disjoint columns of `out`, and only read the rest.
unsafe impl Sync for Matmul<'_> {}
