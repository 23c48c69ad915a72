use foreword_formats::{BlockKind, RowOrder};

/// Rows from one stored tensor.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// `rows × cols / 32` blocks.
    pub bytes: &'a [u8],
    /// Number of rows.
    pub rows: usize,
    /// Their order.
    pub order: RowOrder,
}

/// A quantised matrix as its file has it: one or more tensors of the same width, stacked.
#[derive(Debug, Clone, Copy)]
pub struct MatrixSource<'a> {
    /// Storage of every part.
    pub kind: BlockKind,
    /// Row length; a multiple of 32.
    pub cols: usize,
    /// Parts from top to bottom.
    pub parts: &'a [Part<'a>],
    /// How finely what meets the matrix must be rounded at least.
    pub activations: ActivationBits,
}

/// Whole numbers that activations are rounded to, per block of 32, before an executor multiplies them with quantised
/// weights. An executor may round more finely, or not at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ActivationBits {
    /// Small enough to change nothing that can be told: for whatever reads texts.
    #[default]
    Sixteen,
    /// One byte: for drafts, which are checked.
    Eight,
}

impl<'a> MatrixSource<'a> {
    /// Rows of all parts.
    pub fn rows(&self) -> usize {
        self.parts.iter().map(|part| part.rows).sum()
    }

    /// Bytes of one row.
    pub fn row_bytes(&self) -> usize {
        self.cols / BlockKind::LEN * self.kind.bytes()
    }

    /// The blocks of running row `row`, `None` past the end or where a part is shorter than it claims.
    pub fn row(&self, mut row: usize) -> Option<&'a [u8]> {
        for part in self.parts {
            if row < part.rows {
                let (stored, len) = (part.order.stored(row), self.row_bytes());
                return part.bytes.get(stored * len..(stored + 1) * len);
            }
            row -= part.rows;
        }
        None
    }
}
