/// Activations, `[rows, width]`, with rows padded to a multiple of 16 columns so that kernels may store whole vectors.
#[derive(Debug, Default)]
pub struct Buffer {
    data: Vec<f32>,
    rows: usize,
    width: usize,
}

impl Buffer {
    /// Makes this `[rows, width]`; contents are unspecified.
    pub(crate) fn resize(&mut self, rows: usize, width: usize) {
        (self.rows, self.width) = (rows, width);
        self.data.resize(rows * self.stride(), 0.0);
    }

    pub(crate) fn stride(&self) -> usize {
        self.width.next_multiple_of(16)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns per row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// One row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.data[row * self.stride()..][..self.width]
    }

    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [f32] {
        let (stride, width) = (self.stride(), self.width);
        &mut self.data[row * stride..][..width]
    }

    /// All rows with their padding.
    pub(crate) fn padded(&self) -> &[f32] {
        &self.data
    }

    pub(crate) fn padded_mut(&mut self) -> &mut [f32] {
        &mut self.data
    }
}
