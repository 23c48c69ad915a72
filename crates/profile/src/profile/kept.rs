use foreword_text::{TokenId, Tokenizer};

use crate::copy::{Keys, Use};
use crate::message::Example;
use crate::spelled::{Spelled, spelled};

/// A message and its tokens.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) example: Example,
    pub(super) tokens: Vec<TokenId>,
}

impl Kept {
    /// Gives it another text.
    pub(super) fn write(&mut self, parts: Vec<String>, tokens: Vec<TokenId>) {
        (self.example.parts, self.tokens, self.example.keys) = (parts, tokens, Keys::default());
    }

    /// Its words with their keys.
    pub(super) fn uses(&self, tokenizer: &Tokenizer) -> Vec<Use> {
        let keys = self.example.keys.0.iter().copied().map(Some).chain(std::iter::repeat(None));
        let words = spelled(tokenizer, &self.tokens).into_iter().zip(keys);
        words.map(|(Spelled { word, .. }, key)| Use { word, key }).collect()
    }
}
