//! What follows the end of a text.

use foreword_text::TokenId;

/// What a model says of the token that follows a place, as far as it has worked it out.
#[derive(Debug, Clone, PartialEq)]
pub enum Outlook {
    /// Natural log-probability of every token, `[vocab_size]`.
    Whole(Vec<f32>),
    /// The likeliest tokens; [`StepModel::log_probs_of`](crate::StepModel::log_probs_of) works out others.
    Preview(Preview),
}

/// The likeliest tokens of a place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Preview {
    /// Tokens that drafts are made of, each with its natural log-probability: exact up to the normaliser for those near the
    /// likeliest, estimated for the others. In no order. Tokens that add nothing to the sum are left out.
    pub likely: Vec<(TokenId, f32)>,
    /// Logarithm of the sum over all tokens that scores are normalised by, as far as it is known.
    pub normaliser: f32,
    /// The last layer's state after the output norm, `[d_model]`.
    pub state: Vec<f32>,
}

impl Preview {
    /// Log-probability of the likeliest token.
    pub fn greatest(&self) -> f32 {
        self.likely.iter().map(|&(_, log_prob)| log_prob).fold(f32::NEG_INFINITY, f32::max)
    }
}

impl Outlook {
    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Whole(log_probs) => size_of_val(log_probs.as_slice()),
            Self::Preview(preview) => size_of_val(preview.likely.as_slice()) + size_of_val(preview.state.as_slice()),
        }
    }
}
