/// How the weights of a matrix are stored, in blocks of 32 along a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// f16 scale, f16 minimum, 32 unsigned 4-bit values: `w = scale · q + minimum`; 20 bytes.
    Q4_1,
    /// f16 scale, 32 signed bytes: `w = scale · q`; 34 bytes.
    Q8_0,
}

impl BlockKind {
    /// Weights in a block.
    pub const LEN: usize = 32;

    /// Bytes of a block.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Q4_1 => 20,
            Self::Q8_0 => 34,
        }
    }

    /// Writes the 32 weights of one block to `out`.
    ///
    /// The plain form of the format, for embedding look-ups on slow paths and for tests.
    ///
    /// # Panics
    /// If `block` or `out` is shorter than a block.
    pub fn dequantise(self, block: &[u8], out: &mut [f32]) {
        let half = |at: usize| half::f16::from_le_bytes([block[at], block[at + 1]]).to_f32();
        match self {
            Self::Q4_1 => {
                let (scale, minimum) = (half(0), half(2));
                for (i, &byte) in block[4..20].iter().enumerate() {
                    out[i] = f32::from(byte & 15) * scale + minimum;
                    out[i + 16] = f32::from(byte >> 4) * scale + minimum;
                }
            }
            Self::Q8_0 => {
                let scale = half(0);
                for (w, &byte) in out[..32].iter_mut().zip(&block[2..34]) {
                    *w = f32::from(byte as i8) * scale;
                }
            }
        }
    }
}

/// The order in which rows of a stored matrix become rows of the running one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowOrder {
    /// As stored.
    Stored,
    /// Query and key rows of a `llama` GGUF file: the two halves of each head are stored interleaved (row `2i + s`
    /// holds row `i` of half `s`). This puts them back, so that rotary embedding works on halves.
    Halves {
        /// Rows per head.
        head_dim: usize,
    },
}

impl RowOrder {
    /// Where running row `row` is stored. `head_dim` is even and not 0.
    pub fn stored(self, row: usize) -> usize {
        match self {
            Self::Stored => row,
            Self::Halves { head_dim } => {
                let (head, within) = (row / head_dim, row % head_dim);
                let (half, i) = (within / (head_dim / 2), within % (head_dim / 2));
                head * head_dim + 2 * i + half
            }
        }
    }
}
