use super::base::Kept;
use super::deflate::inflate;
use super::{Header, PackedError};

/// Unpacks a file whose bytes come in order, in chunks of any size.
///
/// First the whole base, if the header names one, then what follows the header. At no time is more held than the
/// base's bytes that are needed, one segment, and the chunk.
pub struct Unpacker {
    header: Header,
    base: Kept,
    /// The segment under way.
    next: usize,
    /// Its bytes so far.
    pending: Vec<u8>,
    received: u64,
}

impl Unpacker {
    /// An unpacker for the file with this header, as [`Header::parse`] gives it.
    pub fn new(header: Header) -> Self {
        let base = Kept::new(&header);
        let received = header.len;
        Self { header, base, next: 0, pending: Vec::new(), received }
    }

    /// What the file says of itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Takes the next bytes of the base, from its first on.
    ///
    /// # Errors
    /// [`PackedError::BaseLen`] if they are more than the base has, or no base is needed.
    pub fn push_base(&mut self, chunk: &[u8]) -> Result<(), PackedError> {
        self.base.push(chunk)
    }

    /// Takes the next bytes of the packed file, from [`Header::len`] on, and puts what they unpack to at the end of
    /// `out`.
    ///
    /// # Errors
    /// The bytes are damaged or too many, or a segment needs a part of the base that hasn't been given. What `out` has
    /// by then is a right beginning of the file; the unpacker is of no use afterwards.
    pub fn push(&mut self, mut chunk: &[u8], out: &mut Vec<u8>) -> Result<(), PackedError> {
        self.received = self.received.saturating_add(chunk.len() as u64);
        while let Some(segment) = self.header.segments.get(self.next) {
            let (now, rest) = chunk.split_at((segment.deflated as usize - self.pending.len()).min(chunk.len()));
            if now.len() < segment.deflated as usize {
                self.pending.extend_from_slice(now);
            }
            chunk = rest;
            let stream = if self.pending.is_empty() { now } else { &self.pending };
            if stream.len() < segment.deflated as usize {
                return Ok(());
            }
            let base = self.base.get(segment.form, segment.len)?;
            let arranged = inflate(self.next, stream, segment.form.arranged_len(segment.len as usize))?;
            segment.form.restore(&arranged, base, out);
            self.pending.clear();
            self.next += 1;
        }
        if chunk.is_empty() { Ok(()) } else { Err(self.packed_len()) }
    }

    /// Ends the unpacking.
    ///
    /// # Errors
    /// [`PackedError::PackedLen`] if bytes are missing.
    pub fn finish(self) -> Result<(), PackedError> {
        if self.next < self.header.segments.len() { Err(self.packed_len()) } else { Ok(()) }
    }

    fn packed_len(&self) -> PackedError {
        let deflated: u64 = self.header.segments.iter().map(|segment| u64::from(segment.deflated)).sum();
        PackedError::PackedLen { expected: self.header.len + deflated, found: self.received }
    }
}
