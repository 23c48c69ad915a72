//! The matrices of an executor by number.

use std::cell::RefCell;
use std::sync::{Arc, Weak};

use crate::PackedMatrix;
use crate::aligned::AlignedBytes;

/// All matrices that an executor has packed, in that order, as long as they live.
#[derive(Default)]
pub(crate) struct Stock(RefCell<Vec<(PackedMatrix, Weak<AlignedBytes>)>>);

impl Stock {
    /// Gives a matrix its number.
    pub(crate) fn add(&self, matrix: &mut PackedMatrix) {
        let PackedMatrix { kind, rows, cols, width, .. } = *matrix;
        let mut all = self.0.borrow_mut();
        matrix.number = Some(all.len());
        all.push((PackedMatrix::empty(kind, rows, cols, width), Arc::downgrade(matrix.bytes())));
    }

    pub(super) fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// What a matrix is like, and its bytes; `None` if it is gone.
    pub(super) fn with<T>(&self, number: usize, task: impl FnOnce(&PackedMatrix, &AlignedBytes) -> T) -> Option<T> {
        let all = self.0.borrow();
        let (matrix, bytes) = all.get(number)?;
        Some(task(matrix, &*bytes.upgrade()?))
    }
}
