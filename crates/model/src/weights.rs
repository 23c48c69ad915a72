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
