//! One open file: what its bytes are encoded in, and its reader.

use crate::decode;
use crate::format::{Format, Found, Mark, Sink, open};
use crate::kind::Kind;
use crate::limits::{Limit, Limits};
use crate::split::Bounded;

/// Reads a file's bytes in order.
pub(crate) struct Reading {
    front: Front,
    kind: Kind,
    limits: Limits,
}

enum Front {
    /// The first bytes, until it is known whether there is a byte order mark.
    Begin(Vec<u8>),
    /// Bytes go to the reader as they are.
    Bytes(Box<dyn Format>),
    /// UTF-16: collected, and read at the end.
    Utf16 { bytes: Bounded, is_big_endian: bool },
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

impl Reading {
    /// A file from `mark` on.
    pub(crate) fn new(kind: Kind, mark: Mark, limits: &Limits) -> Self {
        let front = if mark.offset == 0 { Front::Begin(Vec::new()) } else { Front::Bytes(open(kind, mark, limits)) };
        Self { front, kind, limits: *limits }
    }

    pub(crate) fn push(&mut self, mut bytes: &[u8], sink: Sink<'_>) {
        if let Front::Begin(first) = &mut self.front {
            let (more, rest) = bytes.split_at(bytes.len().min(MARK.len() - first.len()));
            first.extend_from_slice(more);
            bytes = rest;
            if first.len() < MARK.len() {
                return;
            }
            self.begin(sink);
        }
        match &mut self.front {
            Front::Begin(_) => {}
            Front::Bytes(format) => format.push(bytes, sink),
            Front::Utf16 { bytes: all, .. } => all.extend(bytes, self.limits.document_bytes),
        }
    }

    pub(crate) fn finish(&mut self, sink: Sink<'_>) {
        self.begin(sink);
        match &mut self.front {
            Front::Begin(_) => {}
            Front::Bytes(format) => format.finish(sink),
            Front::Utf16 { bytes, is_big_endian } => {
                if bytes.is_cut() {
                    sink(Found::Limit(Limit::DocumentBytes));
                }
                let text = decode::utf_16(bytes.bytes(), *is_big_endian);
                let mut format = open(self.kind, Mark::default(), &self.limits);
                format.push(text.as_bytes(), sink);
                format.finish(sink);
            }
        }
    }

    /// Where reading may go on later.
    pub(crate) fn mark(&self) -> Mark {
        match &self.front {
            Front::Begin(_) | Front::Utf16 { .. } => Mark::default(),
            Front::Bytes(format) => format.mark(),
        }
    }

    /// Chooses by the first bytes, if that isn't done.
    fn begin(&mut self, sink: Sink<'_>) {
        let Front::Begin(first) = &mut self.front else { return };
        let first = std::mem::take(first);
        if first.starts_with(b"\xff\xfe") || first.starts_with(b"\xfe\xff") {
            let mut bytes = Bounded::default();
            bytes.extend(&first, self.limits.document_bytes);
            self.front = Front::Utf16 { bytes, is_big_endian: first.starts_with(b"\xfe") };
            return;
        }
        let has_mark = first == MARK;
        let mark = Mark { offset: if has_mark { MARK.len() as u64 } else { 0 }, ..Mark::default() };
        let mut format = open(self.kind, mark, &self.limits);
        if !has_mark {
            format.push(&first, sink);
        }
        self.front = Front::Bytes(format);
    }
}
