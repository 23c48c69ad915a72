/// Why an executor refused an operation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpsError {
    /// A weight, or a block's scale, is infinite or not a number.
    #[error("row {row} of a weight matrix holds a value that is not finite")]
    WeightNotFinite {
        /// The row.
        row: usize,
    },
    /// The distribution of the next token is not finite.
    #[error("the scores of row {row} are not finite")]
    NotFinite {
        /// Which of the rows given.
        row: usize,
    },
    /// A matrix's bytes do not match its announced size.
    #[error("a weight matrix of {rows} × {cols} is incomplete at row {row}")]
    Incomplete {
        /// Rows announced.
        rows: usize,
        /// Row length announced.
        cols: usize,
        /// First row that is missing.
        row: usize,
    },
    /// The device failed (GPU executors).
    #[error("the device failed: {0}")]
    Device(String),
}
