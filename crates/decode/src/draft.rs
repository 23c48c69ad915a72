use foreword_text::TokenId;

use crate::{Candidate, Depth, NgramModel};

/// A continuation under way or done.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its tokens, in order.
    pub tokens: Vec<TokenId>,
    /// Natural logarithm of their joint probability under the model that wrote them, no length penalty.
    pub log_prob: f32,
    /// What each token added to it.
    pub log_probs: Vec<f32>,
}

impl Draft {
    pub(crate) fn starting(with: Candidate) -> Self {
        Self { tokens: vec![with.token], log_prob: with.log_prob, log_probs: vec![with.log_prob] }
    }

    pub(crate) fn push(&mut self, next: Candidate) {
        self.tokens.push(next.token);
        self.log_prob += next.log_prob;
        self.log_probs.push(next.log_prob);
    }

    /// The last token, which the next step is fed.
    pub(crate) fn last(&self) -> TokenId {
        self.tokens.last().copied().unwrap_or_default()
    }
}

/// Where a draft ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It goes on.
    No,
    /// Before this token, which is not part of it.
    Before,
    /// With this token.
    After,
}

/// How many drafts, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Drafts wanted.
    pub drafts: usize,
    /// Tokens per draft at most.
    pub max_tokens: usize,
}

/// What is to be drafted.
pub struct Request<'a> {
    /// Which layers write.
    pub depth: Depth,
    /// Possible first tokens, likeliest first: all drafts begin with one of them.
    pub first: &'a [Candidate],
    /// How many, and how long.
    pub limits: Limits,
    /// Whether a draft ends at a token.
    pub ends: &'a dyn Fn(TokenId) -> End,
    /// Tokens of the context, for n-grams.
    pub history: &'a [TokenId],
    /// Whether a draft is as long as it is worth being: it is written no further.
    pub suffices: &'a dyn Fn(&Draft) -> bool,
    /// Whether time is up: drafts are given back as far as they are.
    pub deadline_passed: &'a dyn Fn() -> bool,
    /// A second opinion.
    pub ngrams: &'a dyn NgramModel,
    /// Its weight against the model's, 0 (off) to 1.
    pub alpha: f32,
    /// Seed of strategies that sample.
    pub seed: u64,
}

impl Request<'_> {
    /// The first tokens, as many as there are drafts.
    pub(crate) fn starts(&self) -> Vec<Draft> {
        if self.limits.max_tokens == 0 {
            return Vec::new();
        }
        self.first.iter().take(self.limits.drafts).copied().map(Draft::starting).collect()
    }

    /// Model and n-grams together: the natural logarithm that choices are made by.
    pub(crate) fn smoothed(&self, draft: &[TokenId], next: Candidate) -> f32 {
        if self.alpha == 0.0 {
            return next.log_prob;
        }
        let mut history: Vec<TokenId> = self.history.iter().rev().take(3).rev().copied().collect();
        history.extend_from_slice(draft);
        (1.0 - self.alpha) * next.log_prob + self.alpha * self.ngrams.log_prob(&history, next.token)
    }

    /// The best of `candidates` to follow `draft`.
    pub(crate) fn best(&self, draft: &[TokenId], candidates: &[Candidate]) -> Option<Candidate> {
        let score = |c: &Candidate| self.smoothed(draft, *c);
        candidates.iter().copied().reduce(|a, b| if score(&b) > score(&a) { b } else { a })
    }

    /// Candidates to ask the model for: one suffices where nothing but the model is asked.
    pub(crate) fn width(&self) -> usize {
        if self.alpha == 0.0 { 1 } else { 8 }
    }
}
