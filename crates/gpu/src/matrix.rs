//! Weights in GPU memory, as few bits as the file has.

use cubecl::server::Handle;
use foreword_model::{BlockKind, MatrixSource, OpsError};

use crate::launch::Gpu;
use crate::shader;

/// Rows whose blocks lie side by side, so that neighbouring threads read neighbouring words.
pub(crate) const LANES: usize = 32;

/// A vector of f32.
#[derive(Debug)]
pub struct Vector {
    pub(crate) values: Handle,
}

/// A matrix, `[rows, cols]`, of 4-bit or 8-bit blocks of 32 columns.
///
/// ```text
/// group of 32 rows ┬ block of 32 columns ┬ word 0 of rows 0 … 31
///                  │                     ├ …
///                  │                     ├ word 3 (Q4_1) or 7 (Q8_0)
///                  │                     └ scale and minimum, two f16, of rows 0 … 31
///                  └ …
/// ```
///
/// Q4_1: word `i` holds columns `8i .. 8i + 4` in the low halves of its bytes and the next four in the high halves; 20 bytes
/// per block as in the file. Q8_0: columns `4i .. 4i + 4`, each plus 128, and no minimum; 36 bytes for the file's 34. Rows
/// that fill up the last group are zero.
#[derive(Debug)]
pub struct Matrix {
    pub(crate) blocks: Handle,
    pub(crate) kind: BlockKind,
    pub(crate) rows: usize,
    pub(crate) cols: usize,
}

impl Matrix {
    /// Memory taken.
    pub fn bytes(&self) -> u64 {
        bytes(self.kind, self.rows, self.cols)
    }

    /// Groups of rows.
    pub(crate) fn groups(&self) -> usize {
        self.rows.div_ceil(LANES)
    }

    /// The constant by which templates know the kind.
    pub(crate) fn constant(&self) -> u32 {
        match self.kind {
            BlockKind::Q4_1 => shader::Q4_1,
            BlockKind::Q8_0 => shader::Q8_0,
        }
    }

    /// Words of a row.
    pub(crate) fn row_words(&self) -> usize {
        self.cols / BlockKind::LEN * block_words(self.kind)
    }

    /// Packs and uploads.
    pub(crate) fn upload(source: &MatrixSource<'_>, gpu: &Gpu) -> Result<Self, OpsError> {
        let (kind, rows, cols) = (source.kind, source.rows(), source.cols);
        // All rows are looked for before memory for them is asked for: the size is only a claim until then.
        if let Some(row) = (0..rows).find(|&row| source.row(row).is_none()) {
            return Err(OpsError::Incomplete { rows, cols, row });
        }
        gpu.check_size(bytes(kind, rows, cols), || format!("a matrix of {rows} × {cols}"))?;
        let (blocks, words) = (cols / BlockKind::LEN, block_words(kind));
        let mut packed = vec![0u32; bytes(kind, rows, cols) as usize / 4];
        for row in 0..rows {
            let stored = source.row(row).ok_or(OpsError::Incomplete { rows, cols, row })?;
            let start = row / LANES * blocks * words * LANES + row % LANES;
            for (n, block) in stored.chunks_exact(kind.bytes()).enumerate() {
                if !scales_are_finite(kind, block) {
                    return Err(OpsError::WeightNotFinite { row });
                }
                let mut at = start + n * words * LANES;
                pack(kind, block, |word| {
                    packed[at] = word;
                    at += LANES;
                });
            }
        }
        let blocks = gpu.upload(bytemuck::cast_slice(&packed).to_vec());
        Ok(Self { blocks, kind, rows, cols })
    }

    /// An empty matrix, for a kernel to fill.
    pub(crate) fn lasting(gpu: &Gpu, kind: BlockKind, rows: usize, cols: usize) -> Self {
        Self { blocks: gpu.lasting(bytes(kind, rows, cols).max(4) as usize), kind, rows, cols }
    }
}

fn block_words(kind: BlockKind) -> usize {
    match kind {
        BlockKind::Q4_1 => 5,
        BlockKind::Q8_0 => 9,
    }
}

fn bytes(kind: BlockKind, rows: usize, cols: usize) -> u64 {
    4 * (rows.div_ceil(LANES) * LANES) as u64 * (cols / BlockKind::LEN * block_words(kind)) as u64
}

/// Hands the words of a stored block to `put`, in order.
fn pack(kind: BlockKind, block: &[u8], mut put: impl FnMut(u32)) {
    match kind {
        BlockKind::Q4_1 => {
            // A stored byte i holds columns i and 16 + i.
            let quant = |column: usize| {
                let byte = block[4 + column % 16];
                u32::from(if column < 16 { byte & 15 } else { byte >> 4 })
            };
            for word in 0..4 {
                let byte = |j: usize| quant(8 * word + j) | quant(8 * word + 4 + j) << 4;
                put((0..4).fold(0, |all, j| all | byte(j) << (8 * j)));
            }
            put(u32::from_le_bytes([block[0], block[1], block[2], block[3]]));
        }
        BlockKind::Q8_0 => {
            for four in block[2..34].chunks_exact(4) {
                put(u32::from_le_bytes([four[0], four[1], four[2], four[3]]) ^ 0x8080_8080);
            }
            put(u32::from_le_bytes([block[0], block[1], 0, 0]));
        }
    }
}

fn scales_are_finite(kind: BlockKind, block: &[u8]) -> bool {
    let is_finite = |at: usize| block[at + 1] & 0x7c != 0x7c;
    is_finite(0) && (kind != BlockKind::Q4_1 || is_finite(2))
}
