//! What stands in GPU memory.

use burn_tensor::{Device, Tensor, TensorData};
use foreword_model::{BlockKind, MatrixSource, OpsError};

/// Activations, `[rows, width]`, f32.
#[derive(Debug, Default)]
pub struct Buffer {
    /// `None` where there are no rows: burn has no use for empty tensors.
    pub(crate) rows: Option<Tensor<2>>,
}

impl Buffer {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows.as_ref().map_or(0, |rows| rows.dims()[0])
    }

    /// Waits for the work that leads to this buffer and copies it from the device, row after row.
    ///
    /// # Errors
    /// The device failed.
    pub async fn read(&self) -> Result<Vec<f32>, OpsError> {
        match &self.rows {
            None => Ok(Vec::new()),
            Some(rows) => read(rows.clone()).await,
        }
    }
}

/// A vector of f32.
#[derive(Debug)]
pub struct Vector {
    pub(crate) values: Tensor<1>,
}

/// A matrix, `[rows, cols]`, dequantised to f32.
#[derive(Debug)]
pub struct Matrix {
    pub(crate) weights: Tensor<2>,
}

impl Matrix {
    /// Rows.
    pub(crate) fn rows(&self) -> usize {
        self.weights.dims()[0]
    }

    /// `input · Wᵀ`, `[rows of input, rows of W]`.
    pub(crate) fn product(&self, input: Tensor<2>) -> Tensor<2> {
        input.matmul(self.weights.clone().transpose())
    }

    /// Dequantises and uploads.
    pub(crate) fn upload(source: &MatrixSource<'_>, device: &Device, most_bytes: u64) -> Result<Self, OpsError> {
        let (rows, cols) = (source.rows(), source.cols);
        // All rows are looked for before memory for them is asked for: the size is only a claim until then.
        if let Some(row) = (0..rows).find(|&row| source.row(row).is_none()) {
            return Err(OpsError::Incomplete { rows, cols, row });
        }
        let bytes = 4 * rows as u64 * cols as u64;
        if bytes > most_bytes {
            let reason = format!("a matrix of {rows} × {cols} takes {bytes} bytes, a shader sees {most_bytes} at most");
            return Err(OpsError::Device(reason));
        }
        let mut weights = vec![0.0; rows * cols];
        for (row, out) in weights.chunks_exact_mut(cols.max(1)).enumerate() {
            let blocks = source.row(row).ok_or(OpsError::Incomplete { rows, cols, row })?;
            for (block, out) in blocks.chunks_exact(source.kind.bytes()).zip(out.chunks_exact_mut(BlockKind::LEN)) {
                source.kind.dequantise(block, out);
            }
            if !out.iter().all(|weight| weight.is_finite()) {
                return Err(OpsError::WeightNotFinite { row });
            }
        }
        Ok(Self { weights: Tensor::from_data(TensorData::new(weights, [rows, cols]), device) })
    }
}

/// Copies a tensor's values from the device.
pub(crate) async fn read(tensor: Tensor<2>) -> Result<Vec<f32>, OpsError> {
    let data = tensor.into_data_async().await.map_err(|error| OpsError::Device(format!("reading back: {error}")))?;
    data.try_into_vec().map_err(|error| OpsError::Device(format!("reading back: {error:?}")))
}
