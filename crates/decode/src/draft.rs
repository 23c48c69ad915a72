use foreword_text::TokenId;

use crate::{Candidate, Depth, Place, Row, Source, Sources, Start, Want};

/// Candidates of a row that tell how likely white space is in a token's place.
const LOOKED_AT: usize = 8;

/// A continuation under way or done.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    /// Its tokens, in order.
    pub tokens: Vec<TokenId>,
    /// Natural logarithm of their joint probability under the model and sources that wrote them, no length penalty.
    pub log_prob: f32,
    /// What each token added to it.
    pub log_probs: Vec<f32>,
    /// Which source each token is from.
    pub sources: Vec<Source>,
    /// For each token, how likely white space was in its place, which would end the word before it; `None` where nothing
    /// tells.
    pub spaces: Vec<Option<f32>>,
    /// Tokens of the beginning that it was given, one or a whole entry.
    pub copied: usize,
    /// Those of them that are still to come, in order.
    pub(crate) pending: Vec<TokenId>,
}

impl Draft {
    /// A draft that begins as `start` says. Only the first token stands in it yet: a decoder takes one at a time.
    pub(crate) fn starting(with: &Start) -> Self {
        let (first, pending) = with.tokens.split_first().unwrap_or((&0, &[]));
        let mut draft = Self { copied: with.tokens.len(), pending: pending.to_vec(), ..Self::default() };
        draft.push(Candidate { token: *first, log_prob: with.log_prob, source: with.source });
        draft
    }

    /// Adds a token of whose place nothing else is known.
    pub fn push(&mut self, next: Candidate) {
        self.add(Choice { next, space: None });
    }

    /// Adds the token that was chosen.
    pub(crate) fn add(&mut self, Choice { next, space }: Choice) {
        self.tokens.push(next.token);
        self.log_prob += next.log_prob;
        self.log_probs.push(next.log_prob);
        self.sources.push(next.source);
        self.spaces.push(space);
    }

    /// The next token of the entry that the draft began with, if one is still to come. It is certain: the probability of
    /// the whole entry stands at its first token.
    pub(crate) fn take_pending(&mut self) -> Option<Candidate> {
        let source = self.sources.last().copied().unwrap_or_default();
        (!self.pending.is_empty()).then(|| Candidate { token: self.pending.remove(0), log_prob: 0.0, source })
    }

    /// The last token, which the next step is fed.
    pub(crate) fn last(&self) -> TokenId {
        self.tokens.last().copied().unwrap_or_default()
    }

    /// Its tokens, as they were added.
    pub(crate) fn choices(&self) -> impl Iterator<Item = Choice> + '_ {
        let opinions = self.log_probs.iter().zip(&self.sources).zip(&self.spaces);
        let choice = |(&token, ((&log_prob, &source), &space))| {
            let next = Candidate { token, log_prob, source };
            Choice { next, space }
        };
        self.tokens.iter().zip(opinions).map(choice)
    }
}

/// A token, and what was known of its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Choice {
    /// The token.
    pub(crate) next: Candidate,
    /// How likely white space was in its place.
    pub(crate) space: Option<f32>,
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
    /// Number of drafts.
    pub drafts: usize,
    /// Tokens per draft at most.
    pub max_tokens: usize,
}

/// One request for drafts.
pub struct Request<'a> {
    /// Which layers write.
    pub depth: Depth,
    /// Possible beginnings, likeliest first: all drafts begin with one of them.
    pub starts: &'a [Start],
    /// How many, and how long.
    pub limits: Limits,
    /// Whether a draft ends at a token.
    pub ends: &'a dyn Fn(TokenId) -> End,
    /// Whether a token begins with white space.
    pub is_space: &'a dyn Fn(TokenId) -> bool,
    /// Tokens of the context, for sources.
    pub context: &'a [TokenId],
    /// Whether more tokens could make a draft worth more.
    pub is_worth_extending: &'a dyn Fn(&Draft) -> bool,
    /// Whether time is up: drafts are returned as far as they are.
    pub deadline_passed: &'a dyn Fn() -> bool,
    /// Opinions beside the model's.
    pub sources: &'a dyn Sources,
    /// Seed of strategies that sample.
    pub seed: u64,
}

impl Request<'_> {
    /// Drafts of one token, as many as were asked for.
    pub(crate) fn begin(&self) -> Vec<Draft> {
        if self.limits.max_tokens == 0 {
            return Vec::new();
        }
        self.starts.iter().take(self.limits.drafts).map(Draft::starting).collect()
    }

    /// The row's candidates in the opinion of model and sources together, likeliest first.
    pub(crate) fn rescored(&self, draft: &[TokenId], row: &Row) -> Vec<Candidate> {
        let mut row = row.clone();
        self.sources.rescore(Place { context: self.context, draft }, &mut row);
        row.candidates
    }

    /// How much of a row is looked at: what sources want, and what tells whether a word is over.
    pub(crate) fn want(&self) -> Want {
        let want = self.sources.want();
        Want { candidates: want.candidates.max(LOOKED_AT), ..want }
    }

    /// The likeliest token of the row in the opinion of model and sources together.
    pub(crate) fn choose(&self, draft: &[TokenId], row: &Row) -> Option<Choice> {
        let candidates = self.rescored(draft, row);
        let next = *candidates.first()?;
        let likeliest = &candidates[..candidates.len().min(LOOKED_AT)];
        let all: f32 = likeliest.iter().map(|candidate| candidate.log_prob.exp()).sum();
        let spaces = likeliest.iter().filter(|candidate| (self.is_space)(candidate.token));
        let space = spaces.map(|candidate| candidate.log_prob.exp()).sum::<f32>() / all;
        Some(Choice { next, space: space.is_finite().then_some(space) })
    }

    /// Whether the draft has come to its end.
    pub(crate) fn is_done(&self, draft: &Draft) -> bool {
        let ends = (self.ends)(draft.last()) == End::After;
        ends || draft.pending.is_empty() && !(self.is_worth_extending)(draft)
    }
}
