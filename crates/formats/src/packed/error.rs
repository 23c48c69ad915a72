use crate::FileKind;

/// Why bytes are not a packed file, or one cannot be unpacked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackedError {
    /// The file does not begin with the magic bytes.
    #[error("not a packed file: it is {found}")]
    Magic {
        /// What it seems to be.
        found: FileKind,
    },
    /// Another version than 1.
    #[error("packed file of version {found}, only version 1 is known")]
    Version {
        /// The file's version.
        found: u32,
    },
    /// The file is shorter or longer than its segments, or other bytes came than it has.
    #[error("the packed file should have {expected} bytes, it has {found}")]
    PackedLen {
        /// Bytes by its description.
        expected: u64,
        /// Bytes there are.
        found: u64,
    },
    /// The segments don't cover what they should.
    #[error("the segments cover {found} bytes of an unpacked file of {expected}")]
    UnpackedLen {
        /// Length announced.
        expected: u64,
        /// Sum of the segments.
        found: u64,
    },
    /// More segments than a model has use for.
    #[error("{found} segments, at most {most} are accepted")]
    Segments {
        /// The count.
        found: u64,
        /// The largest accepted.
        most: u64,
    },
    /// A form that doesn't exist.
    #[error("segment {segment} has form {found}, only 0 to 2 are known")]
    Form {
        /// Which segment.
        segment: usize,
        /// The form's number.
        found: u8,
    },
    /// A size of a segment that its form doesn't allow.
    #[error("segment {segment}: {what} {found}, expected {expected}")]
    Size {
        /// Which segment.
        segment: usize,
        /// Which size.
        what: &'static str,
        /// What is accepted.
        expected: String,
        /// What the file says.
        found: u64,
    },
    /// A segment refers to bytes that the base doesn't have.
    #[error("segment {segment} needs bytes {start} to {end} of a base of {base_len}")]
    BaseRange {
        /// Which segment.
        segment: usize,
        /// First byte.
        start: u64,
        /// End.
        end: u64,
        /// Length of the base announced.
        base_len: u64,
    },
    /// The base hasn't been given, or only a part of it, or more than there should be of it.
    #[error("a base of {expected} bytes is needed, {found} were given")]
    BaseLen {
        /// Length announced.
        expected: u64,
        /// Bytes given.
        found: u64,
    },
    /// A segment's compressed bytes are damaged.
    #[error("segment {segment} is damaged: {found} of {expected} bytes could be inflated from {deflated}")]
    Inflate {
        /// Which segment.
        segment: usize,
        /// Bytes there should be.
        expected: usize,
        /// Bytes there are.
        found: usize,
        /// Bytes of its compressed form.
        deflated: usize,
    },
    /// The compressor failed; it never should.
    #[error("{0} bytes could not be deflated")]
    Deflate(usize),
    /// The file to pack is neither GGUF nor safetensors.
    #[error("{what} cannot be packed: {reason}")]
    Source {
        /// `"the file"` or `"the base"`.
        what: &'static str,
        /// What its reader says.
        reason: String,
    },
}
