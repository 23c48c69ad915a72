use crate::ByteOffset;

/// The number of a token: its position in [`Vocabulary::tokens`].
pub type TokenId = u32;

/// One token of an encoded text.
///
/// Tokens cover the text without gaps: a token starts where the one before it ends (the first at 0), and the last
/// one ends at the text's length. A token may end inside a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    /// Which token.
    pub id: TokenId,
    /// Where it ends in the encoded text.
    pub end: ByteOffset,
}

/// What a [`Tokenizer`](crate::Tokenizer) is made of, as a GGUF file gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Spelling of each token in the byte-level alphabet (special tokens: any text), by id.
    pub tokens: Vec<String>,
    /// `"left right"`, the strongest merge first.
    pub merges: Vec<String>,
    /// Ids of the control tokens: no text is ever encoded to them.
    pub special: Vec<TokenId>,
}
