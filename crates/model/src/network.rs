use foreword_decode::{Candidate, Encoded, Pace, StepInput, StepModel};
use foreword_text::TokenId;

use crate::{Config, Layer, ModelError, Norm, Ops, Scratch};

/// Tokens that go through the encoder together: enough to use each weight many times per load, few enough that
/// cancelling between two layers is quick.
const CHUNK: usize = 32;

/// The pretrained network on its device: a causal encoder whose own head continues drafts with all layers.
pub struct Network<O: Ops> {
    pub(crate) ops: O,
    pub(crate) config: Config,
    pub(crate) attention: O::Attention,
    pub(crate) embedding: O::Matrix,
    pub(crate) layers: Vec<Layer<O>>,
    pub(crate) norm: Norm<O::Vector>,
}

/// What the encoder remembers of one context.
pub struct ContextCache<O: Ops> {
    tokens: Vec<TokenId>,
    layers: Vec<O::Cache>,
    scratch: Scratch<O>,
    /// Residual stream after the last layer at token `last_at - 1`, `[1, d_model]`.
    last: O::Buffer,
    last_at: usize,
}

impl<O: Ops> ContextCache<O> {
    /// The tokens whose keys and values are held.
    pub fn tokens(&self) -> &[TokenId] {
        &self.tokens
    }
}

/// What the drafts under way remember: one slot per draft, on top of the context's cache.
pub struct DraftCache<O: Ops> {
    layers: Vec<O::Cache>,
    scratch: Scratch<O>,
    count: usize,
    max_tokens: usize,
    steps: usize,
}

/// How the model judges one token of a text it was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Natural log-probability of the token that is really there.
    pub log_prob: f32,
    /// The token the model thought likeliest.
    pub top: Candidate,
}

impl<O: Ops> Network<O> {
    /// Sizes and constants.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Judges each token of `tokens` but the first, given those before it.
    ///
    /// # Errors
    /// As [`StepModel::encode`].
    pub async fn score(&self, tokens: &[TokenId], pace: &impl Pace) -> Result<Vec<Score>, ModelError> {
        self.check_tokens(tokens)?;
        let mut context = self.context();
        let mut scores = Vec::with_capacity(tokens.len());
        for start in (0..tokens.len().saturating_sub(1)).step_by(CHUNK) {
            let end = tokens.len().min(start + CHUNK);
            self.read_chunk(&mut context, &tokens[start..end], pace).await?;
            let targets: Vec<_> = (start + 1..=end).map(|i| tokens.get(i).copied().unwrap_or(0)).collect();
            let rows = self.ops.score(&context.scratch.x, &self.norm, &self.embedding, &targets).await?;
            scores.extend(rows.into_iter().map(|(top, log_prob)| Score { log_prob, top }));
        }
        scores.truncate(tokens.len() - 1);
        Ok(scores)
    }

    /// Runs all layers over the next tokens of a context and appends them to it.
    async fn read_chunk(
        &self,
        context: &mut ContextCache<O>,
        tokens: &[TokenId],
        pace: &impl Pace,
    ) -> Result<(), ModelError> {
        let start = context.tokens.len();
        embed_tokens(&self.ops, &self.embedding, tokens, &mut context.scratch.x);
        for (layer, cache) in self.layers.iter().zip(&mut context.layers) {
            pace.breathe().await?;
            layer.read(&self.ops, &self.attention, cache, start, &mut context.scratch);
        }
        self.ops.last_row(&context.scratch.x, &mut context.last);
        context.tokens.extend_from_slice(tokens);
        context.last_at = context.tokens.len();
        Ok(())
    }

    fn check_tokens(&self, tokens: &[TokenId]) -> Result<(), ModelError> {
        let vocab_size = self.config.vocab_size;
        if tokens.is_empty() {
            return Err(ModelError::EmptyContext);
        }
        if tokens.len() > self.config.window {
            return Err(ModelError::Window { tokens: tokens.len(), window: self.config.window });
        }
        match tokens.iter().find(|&&token| token as usize >= vocab_size) {
            Some(&token) => Err(ModelError::Token { token, vocab_size }),
            None => Ok(()),
        }
    }
}

impl<O: Ops> StepModel for Network<O> {
    type Context = ContextCache<O>;
    type Drafts = DraftCache<O>;
    type Error = ModelError;

    fn context(&self) -> Self::Context {
        ContextCache {
            tokens: Vec::new(),
            layers: self.layers.iter().map(|_| self.ops.cache(&self.attention, 1, self.config.window)).collect(),
            scratch: Scratch::new(&self.ops),
            last: self.ops.buffer(),
            last_at: 0,
        }
    }

    fn window(&self) -> usize {
        self.config.window
    }

    async fn encode(
        &self,
        context: &mut Self::Context,
        tokens: &[TokenId],
        pace: &impl Pace,
    ) -> Result<Encoded, ModelError> {
        self.check_tokens(tokens)?;
        let mut reused = context.tokens.iter().zip(tokens).take_while(|(old, new)| old == new).count();
        if reused == tokens.len() && context.last_at != reused {
            // After a deletion the state behind the new last token is gone: read that token again.
            reused -= 1;
        }
        context.tokens.truncate(reused);
        for chunk in tokens[reused..].chunks(CHUNK) {
            self.read_chunk(context, chunk, pace).await?;
        }
        Ok(Encoded { encoded: tokens.len() - reused, reused })
    }

    async fn first(&self, context: &Self::Context, count: usize) -> Result<Vec<Candidate>, ModelError> {
        if context.tokens.is_empty() || context.last_at != context.tokens.len() {
            return Err(ModelError::EmptyContext);
        }
        let rows = self.ops.rank(&context.last, &self.norm, &self.embedding, count).await?;
        Ok(rows.into_iter().next().unwrap_or_default())
    }

    fn drafts(&self, count: usize, max_tokens: usize) -> Self::Drafts {
        DraftCache {
            layers: self.layers.iter().map(|_| self.ops.cache(&self.attention, count, max_tokens)).collect(),
            scratch: Scratch::new(&self.ops),
            count,
            max_tokens,
            steps: 0,
        }
    }

    async fn step(
        &self,
        context: &Self::Context,
        drafts: &mut Self::Drafts,
        input: StepInput<'_>,
        count: usize,
    ) -> Result<Vec<Vec<Candidate>>, ModelError> {
        let StepInput::Rows(tokens) = input;
        self.check_tokens(tokens)?;
        for (what, most, found) in
            [("rows", drafts.count, tokens.len()), ("steps", drafts.max_tokens, drafts.steps + 1)]
        {
            if found > most {
                return Err(ModelError::Drafts { what, most, found });
            }
        }
        embed_tokens(&self.ops, &self.embedding, tokens, &mut drafts.scratch.x);
        for ((layer, source), cache) in self.layers.iter().zip(&context.layers).zip(&mut drafts.layers) {
            let context = (source, context.tokens.len());
            layer.draft(&self.ops, &self.attention, context, (cache, drafts.steps), &mut drafts.scratch);
        }
        drafts.steps += 1;
        Ok(self.ops.rank(&drafts.scratch.x, &self.norm, &self.embedding, count).await?)
    }
}

fn embed_tokens<O: Ops>(ops: &O, table: &O::Matrix, tokens: &[TokenId], x: &mut O::Buffer) {
    let rows: Vec<[(TokenId, f32); 1]> = tokens.iter().map(|&token| [(token, 1.0)]).collect();
    let rows: Vec<&[(TokenId, f32)]> = rows.iter().map(|row| row.as_slice()).collect();
    ops.embed(table, &rows, x);
}
