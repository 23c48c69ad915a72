use super::{Form, MAGIC, MAX_SEGMENT, PackedError};
use crate::{FileKind, Parsed, RowOrder};

/// Bytes before the list of segments.
pub(super) const FIXED: usize = 4 + 4 + 2 * (8 + 32) + 4;
/// Most segments accepted: sixty gigabytes of model.
const MAX_SEGMENTS: u32 = 1 << 16;
const VERSION: u32 = 1;

/// A file that is needed to unpack another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Its length.
    pub len: u64,
    /// Its SHA-256.
    pub sha256: [u8; 32],
}

/// A piece of the unpacked file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// How its bytes are arranged.
    pub form: Form,
    /// Bytes of the unpacked file, at most [`MAX_SEGMENT`].
    pub len: u32,
    /// Bytes of its DEFLATE stream.
    pub deflated: u32,
}

/// What a packed file says about itself. The numbers fit each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Length of the unpacked file.
    pub unpacked_len: u64,
    /// Its SHA-256.
    pub unpacked_sha256: [u8; 32],
    /// The file that must be at hand to unpack this one.
    pub base: Option<Base>,
    /// The pieces of the unpacked file, in order.
    pub segments: Vec<Segment>,
    /// Length of this header: where the first DEFLATE stream starts.
    pub len: u64,
}

/// Reads a prefix from front to back; `None` where it ends.
struct Reader<'a> {
    prefix: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let bytes = self.prefix.get(self.at..self.at.checked_add(N)?)?.try_into().ok()?;
        self.at += N;
        Some(bytes)
    }

    fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }
}

impl Header {
    /// Reads the header of a packed file of `file_len` bytes from its first bytes.
    ///
    /// Takes time proportional to the prefix.
    ///
    /// # Errors
    /// The file is not a packed file of this version, or its numbers contradict each other.
    pub fn parse(prefix: &[u8], file_len: u64) -> Result<Parsed<Self>, PackedError> {
        let found = prefix.len() as u64;
        if found > file_len {
            return Err(PackedError::PackedLen { expected: file_len, found });
        }
        let mut reader = Reader { prefix, at: 0 };
        match Self::read(&mut reader, file_len)? {
            Some(header) => Ok(Parsed::Complete(header)),
            None => {
                let need_at_least = (FIXED as u64).max(found + 1);
                if need_at_least > file_len {
                    return Err(PackedError::PackedLen { expected: need_at_least, found: file_len });
                }
                Ok(Parsed::Incomplete { need_at_least })
            }
        }
    }

    fn read(reader: &mut Reader<'_>, file_len: u64) -> Result<Option<Self>, PackedError> {
        let Some(found) = reader.array() else { return Ok(None) };
        if found != MAGIC {
            return Err(PackedError::Magic { found: FileKind::of(reader.prefix) });
        }
        let Some(found) = reader.u32() else { return Ok(None) };
        if found != VERSION {
            return Err(PackedError::Version { found });
        }
        let (Some(unpacked_len), Some(unpacked_sha256)) = (reader.u64(), reader.array()) else { return Ok(None) };
        let (Some(base_len), Some(sha256)) = (reader.u64(), reader.array()) else { return Ok(None) };
        let Some(count) = reader.u32() else { return Ok(None) };
        if count > MAX_SEGMENTS {
            return Err(PackedError::Segments { found: count.into(), most: MAX_SEGMENTS.into() });
        }
        let (mut segments, mut unpacked, mut packed) = (Vec::new(), 0, 0);
        for n in 0..count as usize {
            let Some(segment) = Segment::read(reader, n, base_len)? else { return Ok(None) };
            // At most 2¹⁶ numbers of 32 bits: no sum overflows.
            unpacked += u64::from(segment.len);
            packed += u64::from(segment.deflated);
            segments.push(segment);
        }
        if unpacked != unpacked_len {
            return Err(PackedError::UnpackedLen { expected: unpacked_len, found: unpacked });
        }
        let len = reader.at as u64;
        if len + packed != file_len {
            return Err(PackedError::PackedLen { expected: len + packed, found: file_len });
        }
        let base = (base_len > 0).then_some(Base { len: base_len, sha256 });
        Ok(Some(Self { unpacked_len, unpacked_sha256, base, segments, len }))
    }

    /// The bytes of a header with these contents; [`Header::len`] is of no account.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let none = Base { len: 0, sha256: [0; 32] };
        let base = self.base.as_ref().unwrap_or(&none);
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        for (len, sha256) in [(self.unpacked_len, &self.unpacked_sha256), (base.len, &base.sha256)] {
            out.extend(len.to_le_bytes());
            out.extend(sha256);
        }
        out.extend((self.segments.len() as u32).to_le_bytes());
        for segment in &self.segments {
            segment.write(&mut out);
        }
        out
    }
}

impl Segment {
    fn read(reader: &mut Reader<'_>, n: usize, base_len: u64) -> Result<Option<Self>, PackedError> {
        let (Some(form), Some(len), Some(deflated)) = (reader.u8(), reader.u32(), reader.u32()) else {
            return Ok(None);
        };
        let form = match form {
            0 => Some(Form::Raw),
            1 => (|| Some(Form::Planes { record: reader.u8()?, singles: reader.u8()? }))(),
            2 => (|| {
                let (base, row_blocks, head_dim) = (reader.u64()?, reader.u32()?, reader.u32()? as usize);
                let order = if head_dim == 0 { RowOrder::Stored } else { RowOrder::Halves { head_dim } };
                Some(Form::Delta { base, row_blocks, order })
            })(),
            found => return Err(PackedError::Form { segment: n, found }),
        };
        let Some(form) = form else { return Ok(None) };
        let segment = Self { form, len, deflated };
        segment.check(n, base_len)?;
        Ok(Some(segment))
    }

    fn check(&self, segment: usize, base_len: u64) -> Result<(), PackedError> {
        let between = |what, found: u32, most: usize| {
            if found == 0 || found as usize > most {
                return Err(PackedError::Size { segment, what, expected: format!("1 to {most}"), found: found.into() });
            }
            Ok(())
        };
        between("length", self.len, MAX_SEGMENT)?;
        // What cannot be compressed grows by five bytes in 32 thousand.
        between("deflated length", self.deflated, self.len as usize + self.len as usize / 4096 + 64)?;
        self.form.check(segment, self.len)?;
        if let Form::Delta { base: start, .. } = self.form {
            let end = start.saturating_add(self.len.into());
            if end > base_len {
                return Err(PackedError::BaseRange { segment, start, end, base_len });
            }
        }
        Ok(())
    }

    fn write(&self, out: &mut Vec<u8>) {
        let form = match self.form {
            Form::Raw => 0,
            Form::Planes { .. } => 1,
            Form::Delta { .. } => 2,
        };
        out.push(form);
        out.extend(self.len.to_le_bytes());
        out.extend(self.deflated.to_le_bytes());
        match self.form {
            Form::Raw => {}
            Form::Planes { record, singles } => out.extend([record, singles]),
            Form::Delta { base, row_blocks, order } => {
                let head_dim = match order {
                    RowOrder::Stored => 0,
                    RowOrder::Halves { head_dim } => head_dim as u32,
                };
                out.extend(base.to_le_bytes());
                out.extend(row_blocks.to_le_bytes());
                out.extend(head_dim.to_le_bytes());
            }
        }
    }
}
