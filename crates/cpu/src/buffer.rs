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

    /// Appends copies of the last row until there are `rows`; does nothing if there are.
    pub(crate) fn repeat_last(&mut self, rows: usize) {
        let stride = self.stride();
        let Some(last) = self.rows.checked_sub(1) else { return };
        for _ in self.rows..rows {
            self.data.extend_from_within(last * stride..(last + 1) * stride);
        }
        self.rows = self.rows.max(rows);
    }

    pub(crate) fn stride(&self) -> usize {
        self.width.next_multiple_of(16)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.data.capacity() * size_of::<f32>()
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
