//! A model small enough to know its answers by heart.

use std::cell::Cell;

use foreword_text::TokenId;
use proptest::prelude::*;

use crate::{Cancelled, Candidate, Depth, Encoded, End, Limits, NoNgrams, Request, Scheduler, StepInput, StepModel};

/// Follows tokens by a fixed random table; counts its passes and remembers every mixture it was fed.
#[derive(Debug)]
pub(crate) struct Table {
    /// Log-probabilities, `[vocab, vocab]`.
    scores: Vec<Vec<f32>>,
    passes: Cell<usize>,
    pub(crate) weights: std::cell::RefCell<Vec<Vec<f32>>>,
}

impl Table {
    pub(crate) fn new(scores: Vec<Vec<f32>>) -> Self {
        let rows = scores.into_iter().map(|row| {
            let log_sum = row.iter().map(|s| s.exp()).sum::<f32>().ln();
            row.into_iter().map(|s| s - log_sum).collect()
        });
        Self { scores: rows.collect(), passes: Cell::new(0), weights: Default::default() }
    }

    /// Forward passes so far, whatever their number of rows.
    pub(crate) fn passes(&self) -> usize {
        self.passes.get()
    }

    pub(crate) fn after(&self, mixture: &[(TokenId, f32)], count: usize) -> Vec<Candidate> {
        let vocab = self.scores.len();
        let log_prob = |token: usize| mixture.iter().map(|&(from, w)| w * self.scores[from as usize][token]).sum();
        let mut all: Vec<_> =
            (0..vocab).map(|token| Candidate { token: token as TokenId, log_prob: log_prob(token) }).collect();
        all.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob).then(a.token.cmp(&b.token)));
        all.truncate(count);
        all
    }
}

/// Tables over a few tokens.
pub(crate) fn tables() -> impl Strategy<Value = Table> {
    (4usize..12).prop_flat_map(|vocab| {
        prop::collection::vec(prop::collection::vec(-4.0f32..0.0, vocab), vocab).prop_map(Table::new)
    })
}

/// Runs a future that never waits.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    pollster::block_on(future)
}

/// What is asked of strategies here unless a test says otherwise.
pub(crate) fn request<'a>(first: &'a [Candidate], limits: Limits, ends: &'a dyn Fn(TokenId) -> End) -> Request<'a> {
    Request {
        depth: Depth::Shallow,
        first,
        limits,
        ends,
        history: &[1],
        suffices: &|_| false,
        deadline_passed: &|| false,
        ngrams: &NoNgrams,
        alpha: 0.0,
        seed: 3,
    }
}

impl StepModel for Table {
    type Context = Vec<TokenId>;
    type Drafts = usize;
    type Error = Cancelled;

    fn context(&self) -> Vec<TokenId> {
        Vec::new()
    }

    fn window(&self) -> usize {
        16
    }

    async fn encode(
        &self,
        context: &mut Vec<TokenId>,
        tokens: &[TokenId],
        scheduler: &impl Scheduler,
    ) -> Result<Encoded, Cancelled> {
        scheduler.yield_now().await?;
        *context = tokens.to_vec();
        Ok(Encoded { encoded: tokens.len(), reused: 0 })
    }

    async fn next(&self, context: &Vec<TokenId>) -> Result<Vec<f32>, Cancelled> {
        Ok(self.scores[context.last().copied().unwrap_or(0) as usize].clone())
    }

    async fn extend(
        &self,
        context: &mut Vec<TokenId>,
        tokens: &[TokenId],
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Candidate>, Cancelled> {
        scheduler.yield_now().await?;
        context.extend_from_slice(tokens);
        Ok(tokens.iter().flat_map(|&token| self.after(&[(token, 1.0)], 1)).collect())
    }

    fn tokens<'a>(&self, context: &'a Vec<TokenId>) -> &'a [TokenId] {
        context
    }

    fn shorten(&self, context: &mut Vec<TokenId>, len: usize) {
        context.truncate(len);
    }

    fn drafts(&self, _depth: Depth, count: usize, _max_tokens: usize) -> Result<usize, Cancelled> {
        Ok(count)
    }

    async fn step(
        &self,
        _context: &Vec<TokenId>,
        drafts: &mut usize,
        input: StepInput<'_>,
        count: usize,
    ) -> Result<Vec<Vec<Candidate>>, Cancelled> {
        self.passes.set(self.passes.get() + 1);
        assert!(input.rows() <= *drafts, "{} rows in {drafts} slots", input.rows());
        Ok(match input {
            StepInput::Rows(tokens) => tokens.iter().map(|&t| self.after(&[(t, 1.0)], count)).collect(),
            StepInput::Lanes { tokens, weights } => {
                self.weights.borrow_mut().push(weights.to_vec());
                tokens.iter().map(|&t| self.after(&[(t, 1.0)], count)).collect()
            }
            StepInput::Mixture(mixture) => {
                self.weights.borrow_mut().push(mixture.iter().map(|m| m.1).collect());
                vec![self.after(mixture, count)]
            }
        })
    }

    fn reorder(&self, drafts: &mut usize, parents: &[usize]) {
        *drafts = parents.len();
    }
}
