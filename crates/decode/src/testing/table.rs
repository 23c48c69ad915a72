use std::cell::{Cell, RefCell};

use foreword_text::TokenId;

use super::FakeContext;
use crate::{Cancelled, Candidate, Depth, Encoded, Row, Scheduler, StepInput, StepModel, Want};

/// Follows each token by a fixed distribution; counts its passes and remembers every mixture it was fed.
#[derive(Debug)]
pub struct Table {
    /// Log-probabilities, `[vocab, vocab]`.
    scores: Vec<Vec<f32>>,
    passes: Cell<usize>,
    /// Weights of the lanes or mixture of every step, in order.
    pub weights: RefCell<Vec<Vec<f32>>>,
}

impl Table {
    /// A table of scores, `[vocab, vocab]`: row `i` says what follows token `i`. They are normalised.
    pub fn new(scores: Vec<Vec<f32>>) -> Self {
        let rows = scores.into_iter().map(|row| {
            let log_sum = row.iter().map(|s| s.exp()).sum::<f32>().ln();
            row.into_iter().map(|s| s - log_sum).collect()
        });
        Self { scores: rows.collect(), passes: Cell::new(0), weights: RefCell::default() }
    }

    /// Forward passes so far, whatever their number of rows.
    pub fn passes(&self) -> usize {
        self.passes.get()
    }

    /// The `count` likeliest tokens after a mixture of tokens.
    pub fn after(&self, mixture: &[(TokenId, f32)], count: usize) -> Vec<Candidate> {
        let log_prob = |token: usize| mixture.iter().map(|&(from, w)| w * self.scores[from as usize][token]).sum();
        let mut all: Vec<_> =
            (0..self.scores.len()).map(|token| Candidate::model(token as TokenId, log_prob(token))).collect();
        all.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob).then(a.token.cmp(&b.token)));
        all.truncate(count);
        all
    }

    fn row(&self, mixture: &[(TokenId, f32)], want: Want) -> Row {
        Row { candidates: self.after(mixture, want.candidates), ..Row::default() }
    }
}

impl StepModel for Table {
    type Context = FakeContext;
    type Drafts = usize;
    type Error = Cancelled;

    fn context(&self) -> FakeContext {
        FakeContext::default()
    }

    fn window(&self) -> usize {
        16
    }

    async fn encode(
        &self,
        context: &mut FakeContext,
        tokens: &[TokenId],
        scheduler: &impl Scheduler,
    ) -> Result<Encoded, Cancelled> {
        scheduler.yield_now().await?;
        let encoded = context.read(tokens);
        Ok(Encoded { encoded, reused: tokens.len() - encoded })
    }

    async fn next(&self, context: &FakeContext) -> Result<Vec<f32>, Cancelled> {
        Ok(self.scores[context.tokens.last().copied().unwrap_or(0) as usize].clone())
    }

    async fn query(&self, _context: &FakeContext) -> Result<Vec<f32>, Cancelled> {
        Ok(Vec::new())
    }

    async fn extend(
        &self,
        context: &mut FakeContext,
        tokens: &[TokenId],
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Row>, Cancelled> {
        scheduler.yield_now().await?;
        *context = FakeContext::of(&[&context.tokens, tokens].concat());
        let given = |i: usize| tokens.get(i + 1).map(|&next| self.scores[tokens[i] as usize][next as usize]);
        let row = |(i, &token)| Row { given: given(i), ..self.row(&[(token, 1.0)], want) };
        Ok(tokens.iter().enumerate().map(row).collect())
    }

    fn tokens<'a>(&self, context: &'a FakeContext) -> &'a [TokenId] {
        &context.tokens
    }

    fn shorten(&self, context: &mut FakeContext, len: usize) {
        context.tokens.truncate(len);
    }

    fn context_bytes(&self, context: &FakeContext) -> usize {
        context.tokens.len()
    }

    async fn snapshot(&self, context: &FakeContext) -> Result<Vec<u8>, Cancelled> {
        Ok(context.to_bytes())
    }

    async fn restore(&self, context: &mut FakeContext, snapshot: &[u8]) -> Result<(), Cancelled> {
        *context = FakeContext::from_bytes(snapshot);
        Ok(())
    }

    fn drafts(&self, _depth: Depth, count: usize, _max_tokens: usize) -> Result<usize, Cancelled> {
        Ok(count)
    }

    async fn step(
        &self,
        _context: &FakeContext,
        drafts: &mut usize,
        input: StepInput<'_>,
        want: Want,
    ) -> Result<Vec<Row>, Cancelled> {
        self.passes.set(self.passes.get() + 1);
        assert!(input.rows() <= *drafts, "{} rows in {drafts} slots", input.rows());
        Ok(match input {
            StepInput::Rows(tokens) => tokens.iter().map(|&t| self.row(&[(t, 1.0)], want)).collect(),
            StepInput::Lanes { tokens, weights } => {
                self.weights.borrow_mut().push(weights.to_vec());
                tokens.iter().map(|&t| self.row(&[(t, 1.0)], want)).collect()
            }
            StepInput::Mixture(mixture) => {
                self.weights.borrow_mut().push(mixture.iter().map(|m| m.1).collect());
                vec![self.row(mixture, want)]
            }
        })
    }

    fn reorder(&self, drafts: &mut usize, parents: &[usize]) {
        *drafts = parents.len();
    }
}
