use std::rc::Rc;

use foreword_decode::{Sources, StepModel};
use foreword_text::TokenId;

/// Distributions remembered: while a word is being typed, those before it and after its first tokens.
const REMEMBERED: usize = 4;

/// State of one text field: its prefix, and what the model has read.
pub struct Session<M: StepModel> {
    pub(crate) context: M::Context,
    pub(crate) revision: u64,
    /// Tokens that are read before every text; empty without a prefix.
    pub(crate) prefix: Vec<TokenId>,
    /// Opinions beside the model's in place of the completer's.
    pub(crate) sources: Option<Rc<dyn Sources>>,
    /// Contexts with the distribution of what follows, the latest last.
    distributions: Vec<(Vec<TokenId>, Vec<f32>)>,
    /// The context that sources have been told of.
    pub(crate) observed: Vec<TokenId>,
}

impl<M: StepModel> Session<M> {
    pub(crate) fn new(context: M::Context, prefix: Vec<TokenId>) -> Self {
        Self { context, revision: 0, prefix, sources: None, distributions: Vec::new(), observed: Vec::new() }
    }

    /// Gives the session opinions of its own beside the model's, in place of those that the completer has.
    pub fn set_sources(&mut self, sources: Option<Rc<dyn Sources>>) {
        self.sources = sources;
    }

    /// Log-probabilities of what follows `tokens`, if they were computed lately.
    pub(crate) fn cached_distribution(&self, tokens: &[TokenId]) -> Option<&[f32]> {
        let found = self.distributions.iter().find(|(context, _)| context == tokens);
        found.map(|(_, log_probs)| log_probs.as_slice())
    }

    pub(crate) fn cache_distribution(&mut self, tokens: &[TokenId], log_probs: Vec<f32>) {
        if self.distributions.len() == REMEMBERED {
            self.distributions.remove(0);
        }
        self.distributions.push((tokens.to_vec(), log_probs));
    }

    /// Bytes that it takes: keys and values of what was read, and the distributions that are remembered.
    pub fn bytes(&self, model: &M) -> usize {
        let distributions = self
            .distributions
            .iter()
            .map(|(tokens, log_probs)| size_of_val(tokens.as_slice()) + size_of_val(log_probs.as_slice()));
        model.context_bytes(&self.context) + distributions.sum::<usize>()
    }

    /// Gives the memory of what was read back; it is read again when it is needed.
    pub fn clear(&mut self, model: &M) {
        self.context = model.context();
        self.distributions = Vec::new();
        self.observed = Vec::new();
    }
}
