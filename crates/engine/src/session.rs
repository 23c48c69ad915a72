use std::rc::Rc;

use foreword_decode::{Sources, StepModel};
use foreword_text::TokenId;

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

/// A place that was read.
pub(crate) struct Known {
    /// The context.
    tokens: Vec<TokenId>,
    /// Log-probabilities of what follows, `[vocab_size]`.
    pub(crate) log_probs: Vec<f32>,
    /// The model's state, if sources wanted it.
    pub(crate) query: Option<Vec<f32>>,
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

    /// Log-probabilities of what follows `tokens`, if they were computed lately.
    pub(crate) fn cached_distribution(&self, tokens: &[TokenId]) -> Option<&[f32]> {
        self.known(tokens).map(|known| known.log_probs.as_slice())
    }

    pub(crate) fn remember(&mut self, tokens: &[TokenId], log_probs: Vec<f32>, query: Option<Vec<f32>>) {
        if self.places.len() == REMEMBERED {
            self.places.remove(0);
        }
        self.places.push(Known { tokens: tokens.to_vec(), log_probs, query });
    }

    /// Bytes that it takes: keys and values of what was read, and the distributions that are remembered.
    pub fn bytes(&self, model: &M) -> usize {
        let places = self.places.iter().map(|known| {
            let query = known.query.as_deref().unwrap_or_default();
            size_of_val(known.tokens.as_slice()) + size_of_val(known.log_probs.as_slice()) + size_of_val(query)
        });
        model.context_bytes(&self.context) + places.sum::<usize>()
    }

    /// Gives the memory of what was read back; it is read again when it is needed.
    pub fn clear(&mut self, model: &M) {
        self.context = model.context();
        self.places = Vec::new();
        self.observed = Vec::new();
    }
}
