//! Text as the model sees it (tokens) and as a text field sees it (offsets, words, grapheme clusters).
//!
//! Every offset carries its unit in its type: [`ByteOffset`] counts UTF-8 bytes, [`Utf16Offset`] the code units a
//! browser counts. [`Tokenizer`] applies the byte-level BPE of the `tokenizers` crate after SmolLM2's pre-tokenisation.

mod alphabet;
mod boundary;
mod error;
mod letters;
mod offset;
mod pieces;
mod token;
mod tokenizer;
mod words;

pub use boundary::{is_grapheme_boundary, word_start};
pub use error::{OffsetError, TokenizerError};
pub use offset::{ByteOffset, OffsetMap, Utf16Offset};
pub use token::{Token, TokenId, Vocabulary};
pub use tokenizer::Tokenizer;
pub use words::{Word, Words, first_word, first_word_end, is_word_start, pieces, words};
