use crate::FileKind;

/// Why bytes are not a GGUF file that can be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GgufError {
    /// The file does not begin with `GGUF`.
    #[error("not a GGUF file: it is {found}")]
    Magic {
        /// What it seems to be.
        found: FileKind,
    },
    /// Another version than 3.
    #[error("GGUF version {found}, only version 3 is known")]
    Version {
        /// The file's version.
        found: u32,
    },
    /// The file does not fit the address space.
    #[error("a file of {file_len} bytes cannot be addressed here, the most is {most}")]
    FileLen {
        /// Length of the file.
        file_len: u64,
        /// The largest length.
        most: u64,
    },
    /// More bytes were given than the file is said to have.
    #[error("{prefix} bytes were given of a file of {file_len}")]
    PrefixLen {
        /// Bytes given.
        prefix: u64,
        /// Length of the file.
        file_len: u64,
    },
    /// Something does not fit into what is left of the file.
    #[error("the file ends early: {what} at byte {at} needs {need} bytes, it has {left} more")]
    Truncated {
        /// What was being read.
        what: &'static str,
        /// Where it starts.
        at: u64,
        /// Bytes it needs at least.
        need: u64,
        /// Bytes from there to the end of the file.
        left: u64,
    },
    /// A count or a length is larger than is ever needed.
    #[error("{what} at byte {at}: {found} is more than {most}")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// Where the count stands.
        at: u64,
        /// The count.
        found: u64,
        /// The most that is accepted.
        most: u64,
    },
    /// A string is not UTF-8.
    #[error("{what} at byte {at} is not UTF-8 after {valid} bytes")]
    Utf8 {
        /// Which string.
        what: &'static str,
        /// Where it starts.
        at: u64,
        /// Bytes before the first wrong one.
        valid: usize,
    },
    /// A value has a type that GGUF does not define.
    #[error("{key:?} has type {found}, which GGUF does not define")]
    ValueType {
        /// The entry.
        key: String,
        /// The type's number.
        found: u32,
    },
    /// An array of arrays, which no known model has.
    #[error("{key:?} is an array of arrays")]
    NestedArray {
        /// The entry.
        key: String,
    },
    /// A boolean that is neither 0 nor 1.
    #[error("{key:?} is the boolean {found}")]
    Bool {
        /// The entry.
        key: String,
        /// The byte found.
        found: u8,
    },
    /// Two entries have the same key.
    #[error("the key {key:?} occurs twice")]
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// An entry that is needed is absent.
    #[error("the key {key:?} is missing")]
    MissingKey {
        /// The key.
        key: String,
    },
    /// An entry has another type than the one needed.
    #[error("{key:?} is {found}, expected {expected}")]
    WrongType {
        /// The entry.
        key: String,
        /// Type needed.
        expected: &'static str,
        /// Type in the file.
        found: String,
    },
    /// An entry has another value than the one this program works with.
    #[error("{key:?} is {found:?}, expected {expected:?}")]
    WrongValue {
        /// The entry.
        key: String,
        /// Value needed.
        expected: &'static str,
        /// Value in the file.
        found: String,
    },
    /// Two arrays that go together differ in length.
    #[error("{key:?} has {found} elements, expected {expected}")]
    ArrayLen {
        /// The entry.
        key: &'static str,
        /// Length of the other array.
        expected: usize,
        /// Its length.
        found: usize,
    },
    /// A token of a type other than normal (1) and control (3).
    #[error("token {id} has type {found}, only 1 (normal) and 3 (control) are known")]
    TokenType {
        /// Position in the vocabulary.
        id: usize,
        /// The type.
        found: i32,
    },
    /// `general.alignment` is not a usable alignment.
    #[error("general.alignment is {found}, not a power of two from 8 to 65536")]
    Alignment {
        /// The value.
        found: u32,
    },
    /// Two tensors have the same name.
    #[error("the tensor {name:?} occurs twice")]
    DuplicateTensor {
        /// The name.
        name: String,
    },
    /// A tensor's element type is not one this program reads.
    #[error("tensor {name:?} has ggml type {found}, which is not supported")]
    TensorKind {
        /// The tensor.
        name: String,
        /// ggml's number for the type.
        found: u32,
    },
    /// A tensor has no dimension, or more than four.
    #[error("tensor {name:?} has {found} dimensions, expected 1 to 4")]
    DimCount {
        /// The tensor.
        name: String,
        /// Number of dimensions.
        found: u32,
    },
    /// A tensor is empty, or has more bytes than can be counted.
    #[error("tensor {name:?} has the unusable dimensions {dims:?}")]
    Dims {
        /// The tensor.
        name: String,
        /// Its dimensions, row length first.
        dims: Vec<u64>,
    },
    /// A row does not consist of whole blocks.
    #[error("tensor {name:?} has rows of {row} elements, not a multiple of the block of {block}")]
    RowLen {
        /// The tensor.
        name: String,
        /// Elements in a row.
        row: u64,
        /// Elements in a block.
        block: u64,
    },
    /// A tensor does not start on the file's alignment.
    #[error("tensor {name:?} starts at data byte {offset}, not a multiple of {alignment}")]
    TensorOffset {
        /// The tensor.
        name: String,
        /// Where it starts, counted from the start of the data.
        offset: u64,
        /// The file's alignment.
        alignment: u64,
    },
    /// A tensor ends after the file does; of several the one that ends last.
    #[error(
        "the file ends early: it has {file_len} bytes and should have {} (tensor {name:?}, {bytes} bytes at data byte {offset})",
        data_start.saturating_add(*offset).saturating_add(*bytes)
    )]
    TensorPastEnd {
        /// The tensor.
        name: String,
        /// Where it starts, counted from `data_start`.
        offset: u64,
        /// Its length.
        bytes: u64,
        /// Where the data starts in the file.
        data_start: u64,
        /// Length of the file.
        file_len: u64,
    },
    /// The file goes on after its last tensor and what fills that up to the alignment.
    #[error("the file is longer than it says: it has {found} bytes and should have {expected}")]
    Longer {
        /// Where its last tensor ends.
        expected: u64,
        /// Length of the file.
        found: u64,
    },
    /// Two tensors share bytes.
    #[error("tensor {second:?} starts at byte {start}, before the end of {first:?} at {end}")]
    Overlap {
        /// The tensor that starts first.
        first: String,
        /// Where it ends.
        end: u64,
        /// The tensor that starts inside it.
        second: String,
        /// Where that one starts.
        start: u64,
    },
}
