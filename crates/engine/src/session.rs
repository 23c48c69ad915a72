use std::rc::Rc;

use foreword_decode::{Sources, StepModel};
use foreword_text::TokenId;

use crate::known::Known;

/// Places remembered: while a word is being typed, those before it and after its first tokens.
const REMEMBERED: usize = 4;

/// State of one text field: its prefix, and what the model has read.
pub struct Session<M: StepModel> {
    pub(crate) context: M::Context,
    pub(crate) revision: u64,
    /// Tokens that are read before every text; empty without a prefix.
    pub(crate) prefix: Vec<TokenId>,
    /// Opinions beside the model's in place of the completer's.
    pub(crate) sources: Option<Rc<dyn Sources>>,
    /// What is known of the places read last, the latest last.
    places: Vec<Known>,
    /// The context that sources have been told of.
    pub(crate) observed: Vec<TokenId>,
}

impl<M: StepModel> Session<M> {
    pub(crate) fn new(context: M::Context, prefix: Vec<TokenId>) -> Self {
        Self { context, revision: 0, prefix, sources: None, places: Vec::new(), observed: Vec::new() }
    }

    /// Gives the session opinions of its own beside the model's, in place of those that the completer has.
    pub fn set_sources(&mut self, sources: Option<Rc<dyn Sources>>) {
        self.sources = sources;
    }

    /// What is known of the place after `tokens`, if they were read lately.
    pub(crate) fn known(&self, tokens: &[TokenId]) -> Option<&Known> {
        self.places.iter().find(|known| known.tokens == tokens)
    }

    pub(crate) fn remember(&mut self, place: Known) {
        if self.places.len() == REMEMBERED {
            self.places.remove(0);
        }
        self.places.push(place);
    }

    /// Bytes that it takes: keys and values of what was read, and what is remembered of places.
    pub fn bytes(&self, model: &M) -> usize {
        model.context_bytes(&self.context) + self.places.iter().map(Known::bytes).sum::<usize>()
    }

    /// Gives the memory of what was read back; it is read again when it is needed.
    pub fn clear(&mut self, model: &M) {
        self.context = model.context();
        self.places = Vec::new();
        self.observed = Vec::new();
    }
}
