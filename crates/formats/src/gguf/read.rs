use super::GgufError;

/// Why reading stopped.
pub(super) enum Stop {
    /// The file may be fine, but more of it is needed: at least so many bytes from its start.
    Need(u64),
    /// The file is not.
    Bad(GgufError),
}

impl From<GgufError> for Stop {
    fn from(error: GgufError) -> Self {
        Self::Bad(error)
    }
}

/// Reads a prefix of a file from front to back.
pub(super) struct Reader<'a> {
    prefix: &'a [u8],
    at: usize,
    file_len: u64,
}

impl<'a> Reader<'a> {
    /// `prefix` is no longer than `file_len`.
    pub(super) fn new(prefix: &'a [u8], file_len: u64) -> Self {
        Self { prefix, at: 0, file_len }
    }

    /// All bytes at hand, from the beginning of the file.
    pub(super) fn prefix(&self) -> &'a [u8] {
        self.prefix
    }

    pub(super) fn at(&self) -> u64 {
        self.at as u64
    }

    /// Makes sure that `need` more bytes are at hand, without reading them.
    pub(super) fn require(&self, need: u64, what: &'static str) -> Result<(), Stop> {
        let at = self.at();
        let left = self.file_len - at;
        if need > left {
            return Err(GgufError::Truncated { what, at, need, left }.into());
        }
        if at + need > self.prefix.len() as u64 {
            return Err(Stop::Need(at + need));
        }
        Ok(())
    }

    pub(super) fn take(&mut self, len: u64, what: &'static str) -> Result<&'a [u8], Stop> {
        self.require(len, what)?;
        // `require` compared `len` with the length of a slice.
        let bytes = &self.prefix[self.at..self.at + len as usize];
        self.at += bytes.len();
        Ok(bytes)
    }

    pub(super) fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], Stop> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N as u64, what)?);
        Ok(array)
    }

    pub(super) fn u32(&mut self, what: &'static str) -> Result<u32, Stop> {
        self.array(what).map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self, what: &'static str) -> Result<u64, Stop> {
        self.array(what).map(u64::from_le_bytes)
    }

    /// A count of items of at least `item_len` bytes each, all of which are at hand.
    pub(super) fn count(&mut self, item_len: u64, most: u64, what: &'static str) -> Result<usize, Stop> {
        let at = self.at();
        let found = self.u64(what)?;
        if found > most {
            return Err(GgufError::TooMany { what, at, found, most }.into());
        }
        self.require(found.saturating_mul(item_len), what)?;
        Ok(found as usize)
    }

    /// A string of at most `most` bytes.
    pub(super) fn string(&mut self, most: u64, what: &'static str) -> Result<&'a str, Stop> {
        let len = self.count(1, most, what)? as u64;
        let at = self.at();
        let bytes = self.take(len, what)?;
        std::str::from_utf8(bytes).map_err(|e| GgufError::Utf8 { what, at, valid: e.valid_up_to() }.into())
    }
}
