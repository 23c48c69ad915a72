use foreword_text::TokenId;

/// Why bytes are not an n-gram table, or why none could be built.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NgramError {
    /// The bytes are not as many as the header promises, or too few for a header.
    #[error("an n-gram table of {found} bytes, expected {expected}")]
    Length {
        /// What the header, or the format, asks for.
        expected: u64,
        /// Bytes given.
        found: u64,
    },
    /// The first eight bytes are others.
    #[error("not an n-gram table: it starts with {found:02x?}")]
    Magic {
        /// The bytes.
        found: [u8; 8],
    },
    /// Another version of the format.
    #[error("an n-gram table of version {found}, this program reads {expected}")]
    Version {
        /// The version this program reads.
        expected: u32,
        /// The version of the table.
        found: u32,
    },
    /// A number of the header is outside its range.
    #[error("the n-gram table's {what} is {found}, not between {least} and {most}")]
    Header {
        /// Which number.
        what: &'static str,
        /// Its value.
        found: u64,
        /// The least that is accepted.
        least: u64,
        /// The most that is accepted.
        most: u64,
    },
    /// The checksum of the bytes is not the one that the header gives.
    #[error("the n-gram table is damaged: checksum {found:#018x}, expected {expected:#018x}")]
    Checksum {
        /// What the header gives.
        expected: u64,
        /// What the bytes give.
        found: u64,
    },
    /// A logarithm is not finite or out of range.
    #[error("the n-gram table's {what} number {index} is {found}")]
    Level {
        /// Which list of numbers.
        what: &'static str,
        /// Position in the list.
        index: usize,
        /// The number.
        found: f32,
    },
    /// The directory of an order does not agree with its contexts.
    #[error("bucket {bucket} of order {order}: {what} {found}, expected {expected}")]
    Bucket {
        /// 2, 3 or 4.
        order: usize,
        /// Which bucket, from 0.
        bucket: usize,
        /// What disagrees.
        what: &'static str,
        /// What the directory says.
        found: u64,
        /// What the contexts before it give, or the most that the order holds.
        expected: u64,
    },
    /// The successors of a context are not in ascending order, or outside the vocabulary.
    #[error("successor {index} of order {order} is token {token} after {before:?}, of {vocab_size}")]
    Successor {
        /// 2, 3 or 4.
        order: usize,
        /// Position among the order's successors.
        index: usize,
        /// The token.
        token: TokenId,
        /// The one before it in the same context.
        before: Option<TokenId>,
        /// Number of tokens.
        vocab_size: u32,
    },
    /// A line to count has a token outside the vocabulary, or the boundary inside.
    #[error("token {token} at {index} of a line: it is the boundary or outside the vocabulary of {vocab_size}")]
    Line {
        /// The token.
        token: TokenId,
        /// Its place in the line.
        index: usize,
        /// Number of tokens.
        vocab_size: u32,
    },
    /// A line's weight is not a positive number.
    #[error("a line weighs {found}")]
    Weight {
        /// The weight.
        found: f32,
    },
    /// Not even the header and the unigrams fit.
    #[error("an n-gram table needs at least {least} bytes, the budget is {budget}")]
    Budget {
        /// Header, levels and unigrams.
        least: usize,
        /// What was asked for.
        budget: usize,
    },
    /// More text than 32-bit offsets can number.
    #[error("more than {most} tokens of text")]
    TooMuchText {
        /// The most that are accepted.
        most: usize,
    },
}
