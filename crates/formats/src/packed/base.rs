use std::ops::Range;

use super::{Form, Header, PackedError};

/// The bytes of the base that some segment needs, kept while the base goes by.
pub(super) struct Kept {
    len: u64,
    received: u64,
    /// Ascending, apart from each other.
    ranges: Vec<(Range<u64>, Vec<u8>)>,
    /// The first range that isn't complete.
    next: usize,
}

impl Kept {
    pub(super) fn new(header: &Header) -> Self {
        let mut wanted: Vec<Range<u64>> = header.segments.iter().filter_map(|s| range(s.form, s.len)).collect();
        wanted.sort_unstable_by_key(|range| range.start);
        let mut ranges: Vec<(Range<u64>, Vec<u8>)> = Vec::new();
        for range in wanted {
            match ranges.last_mut() {
                Some((last, _)) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => ranges.push((range, Vec::new())),
            }
        }
        Self { len: header.base.as_ref().map_or(0, |base| base.len), received: 0, ranges, next: 0 }
    }

    /// Takes the next bytes of the base.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), PackedError> {
        let start = self.received;
        let end = start.saturating_add(chunk.len() as u64);
        if end > self.len {
            return Err(PackedError::BaseLen { expected: self.len, found: end });
        }
        self.received = end;
        while let Some((range, bytes)) = self.ranges.get_mut(self.next) {
            let (from, to) = (range.start.max(start), range.end.min(end));
            if from < to {
                // Both lie in the chunk.
                let part = &chunk[(from - start) as usize..(to - start) as usize];
                // Exactly, since a browser's memory is short; and never by what the header claims, only by what is
                // there.
                bytes.reserve_exact(part.len());
                bytes.extend_from_slice(part);
            }
            if range.end > end {
                break;
            }
            self.next += 1;
        }
        Ok(())
    }

    /// The bytes that a segment needs: none, if it isn't a delta.
    ///
    /// # Errors
    /// They haven't come yet.
    pub(super) fn get(&self, form: Form, len: u32) -> Result<&[u8], PackedError> {
        let Some(wanted) = range(form, len) else { return Ok(&[]) };
        let after = self.ranges.partition_point(|(range, _)| range.start <= wanted.start);
        let found = after.checked_sub(1).and_then(|n| self.ranges.get(n)).and_then(|(range, bytes)| {
            let start = usize::try_from(wanted.start - range.start).ok()?;
            bytes.get(start..start.checked_add(len as usize)?)
        });
        found.ok_or(PackedError::BaseLen { expected: self.len, found: self.received })
    }
}

fn range(form: Form, len: u32) -> Option<Range<u64>> {
    match form {
        // The header was checked: the end lies in the base.
        Form::Delta { base, .. } => Some(base..base.saturating_add(len.into())),
        _ => None,
    }
}
