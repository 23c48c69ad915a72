use crate::TokenId;

/// Why a vocabulary cannot be used, or a token list cannot be decoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenizerError {
    /// More tokens than a [`TokenId`] can number.
    #[error("the vocabulary has {found} tokens, more than {most}")]
    TooManyTokens {
        /// Tokens given.
        found: usize,
        /// The most that are accepted.
        most: usize,
    },
    /// Two tokens have the same spelling.
    #[error("tokens {first} and {second} are both spelled {token:?}")]
    DuplicateToken {
        /// The spelling.
        token: String,
        /// The lower id.
        first: TokenId,
        /// The higher id.
        second: TokenId,
    },
    /// A token without a single character.
    #[error("token {id} is empty")]
    EmptyToken {
        /// Its id.
        id: TokenId,
    },
    /// An ordinary token is spelled with a character that stands for no byte.
    #[error("token {id} contains {found:?}, which stands for no byte")]
    NotByteLevel {
        /// Its id.
        id: TokenId,
        /// The character.
        found: char,
    },
    /// A special token's id is outside the vocabulary.
    #[error("special token {id} is outside the vocabulary of {vocab_size}")]
    UnknownSpecial {
        /// The id.
        id: TokenId,
        /// Number of tokens.
        vocab_size: usize,
    },
    /// Bytes that every text may contain have no token.
    #[error("{count} of the bytes that must have a token have none, the first is {first:#04x}")]
    MissingBytes {
        /// How many are missing.
        count: usize,
        /// The lowest of them.
        first: u8,
    },
    /// A merge is not two tokens with one space between them.
    #[error("merge {index} is {merge:?}, not two tokens with a space between them")]
    MergeSyntax {
        /// Position in the list of merges, from 0.
        index: usize,
        /// The merge.
        merge: String,
    },
    /// A merge takes or makes a token that is not in the vocabulary, or is special.
    #[error("merge {index} needs {token:?}, which is not an ordinary token of the vocabulary")]
    MergeToken {
        /// Position in the list of merges, from 0.
        index: usize,
        /// The token that is missing.
        token: String,
    },
    /// The BPE model refused the vocabulary or a text.
    #[error("the BPE model failed: {reason}")]
    Model {
        /// What it said.
        reason: String,
    },
    /// The tokens of a piece of text do not add up to its length.
    #[error("the tokens of the text from byte {start} to {end} end at byte {found}")]
    Spans {
        /// Start of the piece.
        start: usize,
        /// End of the piece.
        end: usize,
        /// Where its tokens end.
        found: usize,
    },
    /// A token to decode is outside the vocabulary.
    #[error("token {id} is outside the vocabulary of {vocab_size}")]
    UnknownToken {
        /// The id.
        id: TokenId,
        /// Number of tokens.
        vocab_size: usize,
    },
}
