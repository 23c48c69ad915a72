use std::cell::Cell;

use foreword_text::TokenId;

use super::FakeContext;
use crate::{
    Cancelled, Candidate, Depth, Encoded, Outlook, Preview, Row, RowState, Scheduler, StepInput, StepModel, Want,
};

/// Probability that is spread over all tokens, so that nothing is impossible.
const SMOOTHING: f32 = 0.01;

/// Tokens that a preview has exactly; others it is a nat off.
const PREVIEWED: usize = 3;

/// Continues phrases: what followed the longest stretch of the context's last tokens in one of them, the earlier phrase
/// first.
///
/// All layers know `phrases`, the drafting decoder may know others, so that there is something to verify.
#[derive(Debug, Clone)]
pub struct Phrases {
    vocab_size: usize,
    window: usize,
    phrases: Vec<Vec<TokenId>>,
    shallow: Vec<Vec<TokenId>>,
    previews: bool,
    read: Cell<usize>,
}

impl Phrases {
    /// A model that knows `phrases`, over so many tokens.
    pub fn new(vocab_size: usize, phrases: Vec<Vec<TokenId>>) -> Self {
        Self { vocab_size, window: 64, shallow: phrases.clone(), phrases, previews: false, read: Cell::new(0) }
    }

    /// The same with a drafting decoder that knows other phrases.
    #[must_use]
    pub fn with_shallow(self, shallow: Vec<Vec<TokenId>>) -> Self {
        Self { shallow, ..self }
    }

    /// The same with a window of so many tokens.
    #[must_use]
    pub fn with_window(self, window: usize) -> Self {
        Self { window, ..self }
    }

    /// The same, but places are previewed.
    #[must_use]
    pub fn previewing(self) -> Self {
        Self { previews: true, ..self }
    }

    /// Tokens read so far by all layers, over all contexts.
    pub fn tokens_read(&self) -> usize {
        self.read.get()
    }

    /// Natural log-probability of every token after `history`.
    fn distribution(&self, history: &[TokenId], phrases: &[Vec<TokenId>]) -> Vec<f32> {
        let mut weights = vec![SMOOTHING / self.vocab_size as f32; self.vocab_size];
        let mut left = 1.0 - SMOOTHING;
        let matched = |phrase: &[TokenId], at: usize| {
            phrase[..at].iter().rev().zip(history.iter().rev()).take_while(|(a, b)| a == b).count()
        };
        let places = phrases.iter().flat_map(|phrase| (0..phrase.len()).map(move |at| (phrase.as_slice(), at)));
        let longest = places.clone().map(|(phrase, at)| matched(phrase, at)).max().unwrap_or(0);
        for (phrase, at) in places {
            if matched(phrase, at) == longest {
                weights[phrase[at] as usize] += left / 2.0;
                left /= 2.0;
            }
        }
        let sum: f32 = weights.iter().sum();
        weights.into_iter().map(|weight| (weight / sum).ln()).collect()
    }

    fn row(&self, history: &[TokenId], phrases: &[Vec<TokenId>], want: Want) -> Row {
        let log_probs = self.distribution(history, phrases);
        let state = want.state.then(|| RowState {
            entropy: -log_probs.iter().map(|l| l * l.exp()).sum::<f32>(),
            query: vec![history.last().copied().unwrap_or(0) as f32],
        });
        let all = log_probs.into_iter().enumerate();
        let mut candidates: Vec<_> = all.map(|(token, l)| Candidate::model(token as TokenId, l)).collect();
        candidates.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob).then(a.token.cmp(&b.token)));
        candidates.truncate(want.candidates);
        Row { candidates, given: None, state }
    }
}

/// Drafts under way: the tokens of each.
#[derive(Debug, Clone)]
pub struct PhraseDrafts {
    depth: Depth,
    rows: Vec<Vec<TokenId>>,
}

impl StepModel for Phrases {
    type Context = FakeContext;
    type Drafts = PhraseDrafts;
    type Error = Cancelled;

    fn context(&self) -> FakeContext {
        FakeContext::default()
    }

    fn window(&self) -> usize {
        self.window
    }

    async fn encode(
        &self,
        context: &mut FakeContext,
        tokens: &[TokenId],
        scheduler: &impl Scheduler,
    ) -> Result<Encoded, Cancelled> {
        scheduler.yield_now().await?;
        assert!(tokens.len() <= self.window, "{} tokens in a window of {}", tokens.len(), self.window);
        let encoded = context.read(tokens);
        self.read.set(self.read.get() + encoded);
        Ok(Encoded { encoded, reused: tokens.len() - encoded })
    }

    async fn next(&self, context: &FakeContext) -> Result<Vec<f32>, Cancelled> {
        assert_eq!(context.read, context.tokens.len(), "the last token must have been read");
        Ok(self.distribution(&context.tokens, &self.phrases))
    }

    async fn outlook(&self, context: &FakeContext) -> Result<Outlook, Cancelled> {
        let log_probs = self.next(context).await?;
        if !self.previews {
            return Ok(Outlook::Whole(log_probs));
        }
        let mut likely: Vec<(TokenId, f32)> = (0..).zip(log_probs.iter().copied()).collect();
        likely.sort_by(|a, b| b.1.total_cmp(&a.1));
        likely.iter_mut().skip(PREVIEWED).for_each(|(token, l)| *l += if *token % 2 == 0 { 1.0 } else { -1.0 });
        // The state is whatever tells what follows.
        Ok(Outlook::Preview(Preview { likely, normaliser: 0.0, state: log_probs }))
    }

    fn log_probs_of(&self, preview: &Preview, tokens: &[TokenId]) -> Vec<f32> {
        tokens.iter().map(|&token| preview.state.get(token as usize).copied().unwrap_or(f32::NEG_INFINITY)).collect()
    }

    async fn query(&self, context: &FakeContext) -> Result<Vec<f32>, Cancelled> {
        Ok(vec![context.tokens.last().copied().unwrap_or(0) as f32])
    }

    async fn extend(
        &self,
        context: &mut FakeContext,
        tokens: &[TokenId],
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Row>, Cancelled> {
        let mut rows = Vec::with_capacity(tokens.len());
        for (i, &token) in tokens.iter().enumerate() {
            scheduler.yield_now().await?;
            context.tokens.push(token);
            context.read = context.tokens.len();
            let next = tokens.get(i + 1);
            let given = next.map(|&next| self.distribution(&context.tokens, &self.phrases)[next as usize]);
            rows.push(Row { given, ..self.row(&context.tokens, &self.phrases, want) });
        }
        self.read.set(self.read.get() + tokens.len());
        Ok(rows)
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

    fn drafts(&self, depth: Depth, count: usize, _max_tokens: usize) -> Result<PhraseDrafts, Cancelled> {
        Ok(PhraseDrafts { depth, rows: vec![Vec::new(); count] })
    }

    async fn step(
        &self,
        context: &FakeContext,
        drafts: &mut PhraseDrafts,
        input: StepInput<'_>,
        want: Want,
    ) -> Result<Vec<Row>, Cancelled> {
        let tokens: Vec<TokenId> = match input {
            StepInput::Rows(tokens) | StepInput::Lanes { tokens, .. } => tokens.to_vec(),
            StepInput::Mixture(mixture) => mixture.iter().take(1).map(|&(token, _)| token).collect(),
        };
        let phrases = if drafts.depth == Depth::Shallow { &self.shallow } else { &self.phrases };
        let step = |(row, token): (&mut Vec<TokenId>, TokenId)| {
            row.push(token);
            self.row(&[context.tokens.as_slice(), row].concat(), phrases, want)
        };
        Ok(drafts.rows.iter_mut().zip(tokens).map(step).collect())
    }

    fn reorder(&self, drafts: &mut PhraseDrafts, parents: &[usize]) {
        drafts.rows = parents.iter().map(|&parent| drafts.rows[parent].clone()).collect();
    }
}
