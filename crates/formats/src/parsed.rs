/// What a reader of headers makes of the first bytes of a file, `H` being the header.
///
/// A caller with [`Parsed::Incomplete`] reads on and hands over the longer prefix, from the file's first byte again. It
/// should at least double the prefix ([`next_prefix`]), so that all attempts together take time proportional to the
/// header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed<H> {
    /// Nothing is wrong so far, but the header is longer than what was given.
    Incomplete {
        /// Bytes from the start of the file that the header takes at least: more than were given, never more than the
        /// file has.
        need_at_least: u64,
    },
    /// The header is all there.
    Complete(H),
}

/// How long a prefix to try next, after one of `len` bytes of a file of `file_len` was too short.
pub fn next_prefix(len: u64, need_at_least: u64, file_len: u64) -> u64 {
    need_at_least.max(2 * len).min(file_len)
}
