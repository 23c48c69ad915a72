//! What a model says at one place of a text.

use foreword_text::TokenId;

use crate::source::Source;

/// One possible next token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The token.
    pub token: TokenId,
    /// Natural logarithm of its probability given everything before it.
    pub log_prob: f32,
    /// Which source thinks it likely.
    pub source: Source,
}

impl Candidate {
    /// A candidate as the model gives it.
    pub fn model(token: TokenId, log_prob: f32) -> Self {
        Self { token, log_prob, source: Source::Model }
    }
}

/// How much of a distribution to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Want {
    /// Likeliest next tokens per row.
    pub candidates: usize,
    /// Whether [`Row::state`] is needed. It costs an executor on the GPU a larger read-back.
    pub state: bool,
}

impl Want {
    /// The `candidates` likeliest tokens, and nothing else.
    pub fn likeliest(candidates: usize) -> Self {
        Self { candidates, state: false }
    }
}

/// The distribution of the token that follows one place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The likeliest tokens, in descending order of probability; ties go to the lower token.
    pub candidates: Vec<Candidate>,
    /// Natural log-probability of the token that was given after this place, where one was
    /// ([`StepModel::extend`](crate::StepModel::extend)).
    pub given: Option<f32>,
    /// What sources with learned keys need, if it was asked for.
    pub state: Option<RowState>,
}

/// The model's state at one place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowState {
    /// Entropy of the next token's distribution in nats.
    pub entropy: f32,
    /// The last layer's state after the output norm, `[d_model]`.
    pub query: Vec<f32>,
}
