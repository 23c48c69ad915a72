//! Rows of a table: comma-separated values and its relatives.

/// One row.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) cells: &'a [Vec<u8>],
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) is_cut: bool,
}

/// Finds rows in bytes that come in parts. Cells may stand in quotation marks; one within is written twice.
#[derive(Debug)]
pub(crate) struct RowSplitter {
    delimiter: u8,
    cap: usize,
    cells: Vec<Vec<u8>>,
    cell: Vec<u8>,
    size: usize,
    is_cut: bool,
    start: u64,
    at: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of the cell was seen.
    Begin,
    Plain,
    Quoted,
    /// A quotation mark within a quoted cell: its end, or the first of two.
    Mark,
}

impl RowSplitter {
    pub(crate) fn new(at: u64, delimiter: u8, cap: usize) -> Self {
        let (cells, cell) = (Vec::new(), Vec::new());
        Self { delimiter, cap, cells, cell, size: 0, is_cut: false, start: at, at, state: State::Begin }
    }

    pub(crate) fn push(&mut self, bytes: &[u8], mut each: impl FnMut(Row<'_>)) {
        for &byte in bytes {
            self.at += 1;
            self.state = match (self.state, byte) {
                (State::Begin, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::Mark,
                (State::Mark, b'"') => {
                    self.keep(b'"');
                    State::Quoted
                }
                (State::Quoted, _) => {
                    self.keep(byte);
                    State::Quoted
                }
                (_, b'\n') => {
                    self.give(&mut each);
                    State::Begin
                }
                (_, _) if byte == self.delimiter => {
                    self.end_cell();
                    State::Begin
                }
                (_, _) => {
                    self.keep(byte);
                    State::Plain
                }
            };
        }
    }

    /// The last row, if it has no end. Returns whether a quotation mark was left open.
    pub(crate) fn finish(&mut self, mut each: impl FnMut(Row<'_>)) -> bool {
        if self.at > self.start {
            self.give(&mut each);
        }
        self.state == State::Quoted
    }

    fn keep(&mut self, byte: u8) {
        if self.size < self.cap {
            self.size += 1;
            self.cell.push(byte);
        } else {
            self.is_cut = true;
        }
    }

    fn end_cell(&mut self) {
        // Empty cells take memory too.
        if self.size < self.cap {
            self.size += size_of::<Vec<u8>>().min(self.cap - self.size);
            self.cells.push(std::mem::take(&mut self.cell));
        } else {
            self.is_cut = true;
            self.cell.clear();
        }
    }

    fn give(&mut self, each: &mut impl FnMut(Row<'_>)) {
        if self.cell.last() == Some(&b'\r') {
            self.cell.pop();
        }
        self.cells.push(std::mem::take(&mut self.cell));
        each(Row { cells: &self.cells, start: self.start, end: self.at, is_cut: self.is_cut });
        self.cells.clear();
        (self.size, self.is_cut, self.start) = (0, false, self.at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_in_quotation_marks() {
        let mut splitter = RowSplitter::new(0, b',', 1000);
        let mut rows = Vec::new();
        let mut take = |row: Row<'_>| {
            let cells: Vec<String> = row.cells.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
            rows.push((row.start, cells.join("|")));
        };
        splitter.push(b"a,\"b,\"\"c\"\"\nd\",\r\n,\"\"\nlast", &mut take);
        assert!(!splitter.finish(&mut take));
        let expected = [(0, "a|b,\"c\"\nd|"), (16, "|"), (20, "last")];
        assert_eq!(rows, expected.map(|(at, row)| (at, row.to_owned())));
    }

    #[test]
    fn a_row_is_bounded() {
        for hostile in [b",".repeat(10_000), b"x".repeat(10_000), b"\"x".repeat(10_000)] {
            let mut splitter = RowSplitter::new(0, b',', 500);
            splitter.push(&hostile, |_| ());
            let bytes: usize = splitter.cells.iter().map(|cell| cell.len() + size_of::<Vec<u8>>()).sum();
            assert!(bytes + splitter.cell.len() <= 600, "{bytes}");
            splitter.finish(|row| assert!(row.is_cut));
        }
    }
}
