//! Text as the model sees it (tokens) and as a text field sees it (offsets, words, grapheme clusters).
//!
//! [`words()`] is the one definition of a word. [`ByteOffset`] counts UTF-8 bytes. [`Tokenizer`] applies the byte-level
//! BPE of the `tokenizers` crate after SmolLM2's pre-tokenisation.

mod alphabet;
mod boundary;
mod error;
mod letters;
mod normal;
mod offset;
mod pieces;
mod token;
mod tokenizer;
mod words;

pub use boundary::is_grapheme_boundary;
pub use error::TokenizerError;
pub use normal::{Edge, is_unseemly, normalised};
pub use offset::{ByteOffset, OffsetError};
pub use token::{Token, TokenId, Vocabulary};
pub use tokenizer::Tokenizer;
pub use words::{Word, Words, first_word, first_word_end, is_word_start, pieces, words};
