use foreword_decode::StepModel;
use foreword_text::TokenId;

use crate::completion::DraftText;

/// Distributions remembered: while a word is being typed, those before it and after its first tokens.
const REMEMBERED: usize = 4;

/// State of one text field: what the model has read of it, and what was drafted last.
pub struct Session<M: StepModel> {
    pub(crate) context: M::Context,
    pub(crate) revision: u64,
    /// Contexts with the distribution of what follows, the latest last.
    distributions: Vec<(Vec<TokenId>, Vec<f32>)>,
    pub(crate) shown: Option<Shown>,
}

/// The drafts given last, and for what.
pub(crate) struct Shown {
    pub(crate) text: String,
    pub(crate) drafts: Vec<DraftText>,
}

impl<M: StepModel> Session<M> {
    pub(crate) fn new(context: M::Context) -> Self {
        Self { context, revision: 0, distributions: Vec::new(), shown: None }
    }

    /// Log-probabilities of what follows `tokens`, if they were computed lately.
    pub(crate) fn distribution(&self, tokens: &[TokenId]) -> Option<&[f32]> {
        let found = self.distributions.iter().find(|(context, _)| context == tokens);
        found.map(|(_, log_probs)| log_probs.as_slice())
    }

    pub(crate) fn remember(&mut self, tokens: &[TokenId], log_probs: Vec<f32>) {
        if self.distributions.len() == REMEMBERED {
            self.distributions.remove(0);
        }
        self.distributions.push((tokens.to_vec(), log_probs));
    }

    /// Earlier drafts that still fit `text`, without the letters typed since; none unless the best one fits.
    ///
    /// The best draft decides: once it is wrong, better ones than the remaining can be had.
    pub(crate) fn still_fitting(&self, text: &str) -> Vec<DraftText> {
        let Some(shown) = &self.shown else { return Vec::new() };
        let Some(typed) = text.strip_prefix(shown.text.as_str()).filter(|typed| !typed.is_empty()) else {
            return Vec::new();
        };
        let rest_of = |draft: &DraftText| {
            let rest = draft.text.strip_prefix(typed).filter(|rest| !rest.trim().is_empty())?;
            Some(DraftText { text: rest.to_owned(), ..draft.clone() })
        };
        match shown.drafts.first().and_then(rest_of) {
            Some(_) => shown.drafts.iter().filter_map(rest_of).collect(),
            None => Vec::new(),
        }
    }
}
