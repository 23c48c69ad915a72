//! A model small enough to know its answers by heart.

use std::cell::Cell;

use foreword_text::TokenId;

use crate::{Cancelled, Candidate, Encoded, Pace, StepInput, StepModel};

/// Thinks every token is followed by the next number.
pub(crate) struct Chain {
    vocab_size: TokenId,
    steps: Cell<usize>,
}

impl Chain {
    /// Minus the log-probability of every likeliest token.
    pub(crate) const STEP: f32 = 0.25;

    pub(crate) fn new(vocab_size: TokenId) -> Self {
        Self { vocab_size, steps: Cell::new(0) }
    }

    pub(crate) fn steps(&self) -> usize {
        self.steps.get()
    }

    fn after(&self, token: TokenId, count: usize) -> Vec<Candidate> {
        (0..count as TokenId)
            .map(|i| Candidate { token: (token + 1 + i) % self.vocab_size, log_prob: -Self::STEP * (i + 1) as f32 })
            .collect()
    }
}

/// Runs a future that never waits.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    pollster::block_on(future)
}

impl StepModel for Chain {
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
        pace: &impl Pace,
    ) -> Result<Encoded, Cancelled> {
        pace.breathe().await?;
        *context = tokens.to_vec();
        Ok(Encoded { encoded: tokens.len(), reused: 0 })
    }

    async fn first(&self, context: &Vec<TokenId>, count: usize) -> Result<Vec<Candidate>, Cancelled> {
        Ok(self.after(context.last().copied().unwrap_or(0), count))
    }

    fn drafts(&self, count: usize, _max_tokens: usize) -> usize {
        count
    }

    async fn step(
        &self,
        _context: &Vec<TokenId>,
        drafts: &mut usize,
        input: StepInput<'_>,
        count: usize,
    ) -> Result<Vec<Vec<Candidate>>, Cancelled> {
        self.steps.set(self.steps.get() + 1);
        let StepInput::Rows(rows) = input;
        assert_eq!(rows.len(), *drafts);
        Ok(rows.iter().map(|&token| self.after(token, count)).collect())
    }
}
