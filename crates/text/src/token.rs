use crate::ByteOffset;

/// The number of a token: its position in [`Vocabulary::tokens`].
pub type TokenId = u32;

/// One token of an encoded text.
///
/// Tokens cover the text without gaps: a token starts where the one before it ends (the first at 0), and the last
/// one ends at the text's length. A token may end inside a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    /// Id of the token in the vocabulary.
    pub id: TokenId,
    /// End of the token in the encoded text, exclusive.
    pub end: ByteOffset,
}

/// The input of [`Tokenizer::new`](crate::Tokenizer::new), in the form in which a GGUF file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Spelling of each token in the byte-level alphabet (special tokens: any text), by id.
    pub tokens: Vec<String>,
    /// Merges as `"left right"`, in descending priority.
    pub merges: Vec<String>,
    /// Ids of the control tokens. Encoding never produces them.
    pub special: Vec<TokenId>,
}
