use crate::TokenId;

/// Why a vocabulary cannot be used, or a token list cannot be decoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenizerError {
    /// The vocabulary has more tokens, or more bytes of spelling, than 32 bits can count.
    #[error("the vocabulary has {found} tokens, more than {most}")]
    TooManyTokens {
        /// The larger of the number of tokens and the number of bytes.
        found: usize,
        /// Upper bound of both.
        most: usize,
    },
    /// Two tokens have the same spelling.
    #[error("tokens {first} and {second} are both spelled {token:?}")]
    DuplicateToken {
        /// Spelling of both tokens.
        token: String,
        /// The lower id.
        first: TokenId,
        /// The higher id.
        second: TokenId,
    },
    /// A token has no characters.
    #[error("token {id} is empty")]
    EmptyToken {
        /// Id of the empty token.
        id: TokenId,
    },
    /// An ordinary token is spelled with a character that stands for no byte.
    #[error("token {id} contains {found:?}, which stands for no byte")]
    NotByteLevel {
        /// Id of the token.
        id: TokenId,
        /// First character outside the byte-level alphabet.
        found: char,
    },
    /// A special token's id is outside the vocabulary.
    #[error("special token {id} is outside the vocabulary of {vocab_size}")]
    UnknownSpecial {
        /// Id that was called special.
        id: TokenId,
        /// Number of tokens in the vocabulary.
        vocab_size: usize,
    },
    /// Some bytes that every text may contain have no token.
    #[error("{count} of the bytes that must have a token have none, the first is {first:#04x}")]
    MissingBytes {
        /// Number of bytes without a token.
        count: usize,
        /// Lowest byte without a token.
        first: u8,
    },
    /// A merge is not two tokens separated by one space.
    #[error("merge {index} is {merge:?}, not two tokens with a space between them")]
    MergeSyntax {
        /// Position in the list of merges, from 0.
        index: usize,
        /// Text of the merge, as given.
        merge: String,
    },
    /// A merge reads or produces a token that is special or not in the vocabulary.
    #[error("merge {index} needs {token:?}, which is not an ordinary token of the vocabulary")]
    MergeToken {
        /// Position in the list of merges, from 0.
        index: usize,
        /// Spelling of that token.
        token: String,
    },
    /// The BPE model refused the vocabulary or a text.
    #[error("the BPE model failed: {reason}")]
    Model {
        /// Message of the `tokenizers` crate.
        reason: String,
    },
    /// The byte lengths of a piece's tokens do not add up to the length of the piece.
    #[error("the tokens of the text from byte {start} to {end} end at byte {found}")]
    Spans {
        /// Start of the piece, in bytes of the text.
        start: usize,
        /// End of the piece, in bytes of the text.
        end: usize,
        /// End of the last token, in bytes of the text.
        found: usize,
    },
    /// A token to decode is outside the vocabulary.
    #[error("token {id} is outside the vocabulary of {vocab_size}")]
    UnknownToken {
        /// Id to decode.
        id: TokenId,
        /// Number of tokens in the vocabulary.
        vocab_size: usize,
    },
}
