//! Lines of any length.

use super::bounded::Bounded;

/// A line without its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) bytes: &'a [u8],
    /// Byte of the file at which it begins.
    pub(crate) start: u64,
    /// Byte after its line end.
    pub(crate) end: u64,
    /// Whether more stood in it.
    pub(crate) is_cut: bool,
    /// Whether it has a line end: all but a file's last have.
    pub(crate) has_end: bool,
}

/// Finds lines in bytes that come in parts.
#[derive(Debug)]
pub(crate) struct LineSplitter {
    line: Bounded,
    start: u64,
    at: u64,
    cap: usize,
}

impl LineSplitter {
    /// For bytes from position `at` on. At most `cap` bytes of a line are kept.
    pub(crate) fn new(at: u64, cap: usize) -> Self {
        Self { line: Bounded::default(), start: at, at, cap }
    }

    pub(crate) fn push(&mut self, mut bytes: &[u8], mut each: impl FnMut(Line<'_>)) {
        while let Some(newline) = bytes.iter().position(|&b| b == b'\n') {
            let (line, rest) = (bytes.get(..newline).unwrap_or(bytes), bytes.get(newline + 1..).unwrap_or(&[]));
            self.at += newline as u64 + 1;
            if self.line.is_empty() && line.len() <= self.cap {
                // Most lines lie whole in what came: no copy.
                each(Line {
                    bytes: without_return(line),
                    start: self.start,
                    end: self.at,
                    is_cut: false,
                    has_end: true,
                });
            } else {
                self.line.extend(line, self.cap);
                self.give(&mut each, true);
            }
            self.start = self.at;
            bytes = rest;
        }
        self.at += bytes.len() as u64;
        self.line.extend(bytes, self.cap);
    }

    /// The last line, if it has no end.
    pub(crate) fn finish(&mut self, mut each: impl FnMut(Line<'_>)) {
        if !self.line.is_empty() {
            self.give(&mut each, false);
            self.start = self.at;
        }
    }

    fn give(&mut self, each: &mut impl FnMut(Line<'_>), has_end: bool) {
        let bytes = without_return(self.line.bytes());
        each(Line { bytes, start: self.start, end: self.at, is_cut: self.line.is_cut(), has_end });
        self.line.clear();
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}
