//! The n-gram table as a model of its own: the baseline that knows three tokens and no network.

use foreword_decode::{Cancelled, Depth, Encoded, Row, Scheduler, StepInput, StepModel, Want};
use foreword_text::TokenId;

use crate::NgramTable;
use crate::source::REACH;

/// Drafts from an [`NgramTable`] alone, behind the same seam as the network.
///
/// Every [`Depth`] is the same, and lanes are rows: drafts never see each other.
#[derive(Debug, Clone)]
pub struct NgramOnly<B: AsRef<[u8]>> {
    table: NgramTable<B>,
    window: usize,
    /// By token: whether it stands for a line break.
    breaks: Vec<bool>,
}

/// Why [`NgramOnly`] has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NgramOnlyError {
    /// Somebody cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// There is nothing to continue.
    #[error("the context is empty")]
    EmptyContext,
    /// The context is too long.
    #[error("{tokens} tokens do not fit a window of {window}")]
    Window {
        /// Tokens given.
        tokens: usize,
        /// Tokens that fit.
        window: usize,
    },
    /// A token that the table does not know.
    #[error("token {token} is outside the vocabulary of {vocab_size}")]
    Token {
        /// The token.
        token: TokenId,
        /// Tokens there are.
        vocab_size: usize,
    },
    /// More rows or steps than the drafts were made for.
    #[error("{found} {what}, but the drafts were made for {most}")]
    Drafts {
        /// What there is too much of.
        what: &'static str,
        /// The most there may be.
        most: usize,
        /// What was given.
        found: usize,
    },
    /// Reading costs nothing, so there is nothing to store.
    #[error("an n-gram table has no keys and values to store")]
    NoSnapshots,
    /// Mixtures are of embeddings, and a table has none.
    #[error("an n-gram table cannot be fed a mixture of {tokens} tokens")]
    Mixture {
        /// Tokens in the mixture.
        tokens: usize,
    },
}

/// Tokens of the drafts under way.
#[derive(Debug, Clone)]
pub struct NgramDrafts {
    rows: Vec<Vec<TokenId>>,
    count: usize,
    max_tokens: usize,
    steps: usize,
}

impl<B: AsRef<[u8]>> NgramOnly<B> {
    /// A model that takes contexts of up to `window` tokens. `is_break` names the tokens that stand for the beginning of a
    /// line, as the table's own [`boundary`](NgramTable::boundary) does: nothing before them counts.
    pub fn new(table: NgramTable<B>, window: usize, is_break: impl Fn(TokenId) -> bool) -> Self {
        let tokens = 0..table.sizes().vocab_size as TokenId;
        Self { breaks: tokens.map(is_break).collect(), window, table }
    }

    /// The last tokens of the context and then of one draft, as the table counts them.
    fn history(&self, context: &[TokenId], draft: &[TokenId]) -> Vec<TokenId> {
        let last = draft.iter().rev().chain(context.iter().rev()).take(REACH);
        let is_break = |token: TokenId| self.breaks.get(token as usize).copied().unwrap_or(false);
        let mut history: Vec<_> =
            last.map(|&token| if is_break(token) { self.table.boundary() } else { token }).collect();
        history.reverse();
        history
    }

    fn check(&self, tokens: &[TokenId]) -> Result<(), NgramOnlyError> {
        let vocab_size = self.breaks.len();
        match tokens.iter().find(|&&token| token as usize >= vocab_size) {
            Some(&token) => Err(NgramOnlyError::Token { token, vocab_size }),
            None => Ok(()),
        }
    }
}

impl<B: AsRef<[u8]>> StepModel for NgramOnly<B> {
    type Context = Vec<TokenId>;
    type Drafts = NgramDrafts;
    type Error = NgramOnlyError;

    fn context(&self) -> Vec<TokenId> {
        Vec::new()
    }

    fn window(&self) -> usize {
        self.window
    }

    async fn encode(
        &self,
        context: &mut Vec<TokenId>,
        tokens: &[TokenId],
        scheduler: &impl Scheduler,
    ) -> Result<Encoded, NgramOnlyError> {
        self.check(tokens)?;
        if tokens.is_empty() {
            return Err(NgramOnlyError::EmptyContext);
        }
        if tokens.len() > self.window {
            return Err(NgramOnlyError::Window { tokens: tokens.len(), window: self.window });
        }
        scheduler.yield_now().await?;
        let reused = context.iter().zip(tokens).take_while(|(old, new)| old == new).count();
        context.truncate(reused);
        context.extend_from_slice(&tokens[reused..]);
        Ok(Encoded { encoded: tokens.len() - reused, reused })
    }

    async fn next(&self, context: &Vec<TokenId>) -> Result<Vec<f32>, NgramOnlyError> {
        if context.is_empty() {
            return Err(NgramOnlyError::EmptyContext);
        }
        let following = self.table.after(&self.history(context, &[]));
        Ok((0..self.breaks.len() as TokenId).map(|token| following.log_prob(token)).collect())
    }

    /// A table has no states: its query is empty.
    async fn query(&self, _context: &Vec<TokenId>) -> Result<Vec<f32>, NgramOnlyError> {
        Ok(Vec::new())
    }

    async fn extend(
        &self,
        context: &mut Vec<TokenId>,
        tokens: &[TokenId],
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Row>, NgramOnlyError> {
        self.check(tokens)?;
        let total = context.len() + tokens.len();
        if total > self.window {
            return Err(NgramOnlyError::Window { tokens: total, window: self.window });
        }
        scheduler.yield_now().await?;
        let mut rows = Vec::with_capacity(tokens.len());
        for (i, &token) in tokens.iter().enumerate() {
            context.push(token);
            let following = self.table.after(&self.history(context, &[]));
            let given = tokens.get(i + 1).map(|&next| following.log_prob(next));
            rows.push(Row { candidates: following.top(want.candidates), given, state: None });
        }
        Ok(rows)
    }

    fn tokens<'a>(&self, context: &'a Vec<TokenId>) -> &'a [TokenId] {
        context
    }

    fn shorten(&self, context: &mut Vec<TokenId>, len: usize) {
        context.truncate(len);
    }

    fn context_bytes(&self, context: &Vec<TokenId>) -> usize {
        size_of_val(context.as_slice())
    }

    async fn snapshot(&self, _context: &Vec<TokenId>) -> Result<Vec<u8>, NgramOnlyError> {
        Err(NgramOnlyError::NoSnapshots)
    }

    async fn restore(&self, _context: &mut Vec<TokenId>, _snapshot: &[u8]) -> Result<(), NgramOnlyError> {
        Err(NgramOnlyError::NoSnapshots)
    }

    fn drafts(&self, _depth: Depth, count: usize, max_tokens: usize) -> Result<NgramDrafts, NgramOnlyError> {
        Ok(NgramDrafts { rows: vec![Vec::new(); count], count, max_tokens, steps: 0 })
    }

    async fn step(
        &self,
        context: &Vec<TokenId>,
        drafts: &mut NgramDrafts,
        input: StepInput<'_>,
        want: Want,
    ) -> Result<Vec<Row>, NgramOnlyError> {
        let tokens = match input {
            StepInput::Rows(tokens) | StepInput::Lanes { tokens, .. } => tokens,
            StepInput::Mixture(mixture) => return Err(NgramOnlyError::Mixture { tokens: mixture.len() }),
        };
        self.check(tokens)?;
        for (what, most, found) in
            [("rows", drafts.rows.len(), tokens.len()), ("steps", drafts.max_tokens, drafts.steps + 1)]
        {
            if found > most {
                return Err(NgramOnlyError::Drafts { what, most, found });
            }
        }
        drafts.steps += 1;
        let rows = drafts.rows.iter_mut().zip(tokens).map(|(row, &token)| {
            row.push(token);
            Row { candidates: self.table.top(&self.history(context, row), want.candidates), ..Row::default() }
        });
        Ok(rows.collect())
    }

    fn reorder(&self, drafts: &mut NgramDrafts, parents: &[usize]) {
        let rows = parents.iter().take(drafts.count).filter_map(|&parent| drafts.rows.get(parent).cloned());
        drafts.rows = rows.collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use foreword_decode::testing::run;
    use foreword_decode::{Candidate, End, Limits, NeverCancel, NoSources, Request, Start, Strategy};

    use crate::{NgramCounts, TableOptions};

    /// After `0 1` comes 2, after `3 1` comes 0, and 4 ends a line; 5 is a token for the beginning of a text.
    fn model() -> NgramOnly<Vec<u8>> {
        let mut counts = NgramCounts::new(6, 4).unwrap();
        for _ in 0..50 {
            counts.push(&[0, 1, 2, 3], 1.0).unwrap();
            counts.push(&[3, 1, 0], 1.0).unwrap();
        }
        let bytes = counts.finish().table(&TableOptions { budget_bytes: 5_000, code_bits: 8 }).unwrap();
        NgramOnly::new(NgramTable::parse(bytes).unwrap(), 16, |token| token >= 4)
    }

    fn best(model: &NgramOnly<Vec<u8>>, context: &[TokenId]) -> TokenId {
        let log_probs = run(model.next(&context.to_vec())).unwrap();
        (0..6).max_by(|&a: &TokenId, &b| log_probs[a as usize].total_cmp(&log_probs[b as usize])).unwrap()
    }

    #[test]
    fn three_tokens_decide_and_a_break_ends_them() {
        let model = model();
        assert_eq!([best(&model, &[2, 2, 0, 1]), best(&model, &[2, 2, 3, 1])], [2, 0]);
        assert_eq!(model.history(&[0, 1, 5], &[]), [0, 1, 4]);
        assert_eq!(model.history(&[0, 1, 2], &[3, 0]), [2, 3, 0]);
        assert_eq!(model.history(&[0], &[1]), [0, 1]);
        let (text, line) = (run(model.next(&vec![5])).unwrap(), run(model.next(&vec![0, 1, 4])).unwrap());
        assert_eq!(text, line);
    }

    #[test]
    fn strategies_write_what_was_counted() {
        let model = model();
        let mut context = model.context();
        run(model.encode(&mut context, &[4, 0], &NeverCancel)).unwrap();
        let starts = [Candidate::model(1, -0.1), Candidate::model(3, -2.0)].map(Start::from);
        let ends = |token| if token == 4 { End::Before } else { End::No };
        let request = Request {
            depth: Depth::Full,
            starts: &starts,
            limits: Limits { drafts: 2, max_tokens: 4 },
            ends: &ends,
            is_space: &|_| false,
            context: &context,
            is_worth_extending: &|_| true,
            deadline_passed: &|| false,
            sources: &NoSources,
            seed: 1,
        };
        for strategy in [Strategy::KeepFirst, Strategy::BatchedBeam, Strategy::Superposed] {
            let drafts = run(strategy.write(&model, &context, &request, &NeverCancel)).unwrap();
            assert!(drafts.iter().any(|draft| draft.tokens == [1, 2, 3]), "{strategy}: {drafts:?}");
        }
        let published = run(Strategy::Published.write(&model, &context, &request, &NeverCancel));
        assert_eq!(published, Err(NgramOnlyError::Mixture { tokens: 2 }));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_numbers() {
        let model = model();
        let mut context = model.context();
        let mut read = |tokens: &[TokenId]| run(model.encode(&mut context, tokens, &NeverCancel));
        assert_eq!(read(&[]), Err(NgramOnlyError::EmptyContext));
        assert_eq!(read(&[6]), Err(NgramOnlyError::Token { token: 6, vocab_size: 6 }));
        assert_eq!(read(&[1; 17]), Err(NgramOnlyError::Window { tokens: 17, window: 16 }));
        assert_eq!(read(&[1, 2, 3]), Ok(Encoded { encoded: 3, reused: 0 }));
        assert_eq!(read(&[1, 2, 0]), Ok(Encoded { encoded: 1, reused: 2 }));
        let mut drafts = model.drafts(Depth::Full, 1, 1).unwrap();
        let mut step =
            |tokens: &[TokenId]| run(model.step(&context, &mut drafts, StepInput::Rows(tokens), Want::likeliest(2)));
        assert_eq!(step(&[1, 2]), Err(NgramOnlyError::Drafts { what: "rows", most: 1, found: 2 }));
        assert_eq!(step(&[9]), Err(NgramOnlyError::Token { token: 9, vocab_size: 6 }));
        assert_eq!(step(&[1]).unwrap()[0].candidates.len(), 2);
        assert_eq!(step(&[1]), Err(NgramOnlyError::Drafts { what: "steps", most: 1, found: 2 }));
    }
}
