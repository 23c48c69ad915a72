use foreword_decode::{Candidate, Depth, Encoded, NeverCancel, Row, Scheduler, StepInput, StepModel, Want};
use foreword_text::TokenId;

use crate::decoder::{Decoder, DecoderState, embed};
use crate::ops::DraftOps;
use crate::{Config, Layer, ModelError, Norm, Ops, Scratch};

/// Tokens that go through the encoder together: enough to use each weight many times per load, few enough that
/// cancelling between two layers is quick.
const CHUNK: usize = 32;

/// The pretrained network on its device: a causal encoder whose own head continues drafts with all layers.
pub struct Network<O: DraftOps> {
    pub(crate) ops: O,
    pub(crate) config: Config,
    pub(crate) attention: O::Attention,
    pub(crate) embedding: O::Matrix,
    pub(crate) layers: Vec<Layer<O>>,
    pub(crate) norm: Norm<O::Vector>,
    pub(crate) decoder: Option<Decoder<O>>,
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

/// What the drafts under way remember: one slot per draft, on top of the context's cache.
pub struct DraftCache<O: Ops> {
    state: DraftState<O>,
    count: usize,
    max_tokens: usize,
    steps: usize,
}

enum DraftState<O: Ops> {
    Shallow(DecoderState<O>),
    Full { layers: Vec<O::Cache>, scratch: Scratch<O> },
}

/// How the model judges one token of a text it was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Natural log-probability of the token that is really there.
    pub log_prob: f32,
    /// The token the model thought likeliest.
    pub top: Candidate,
}

impl<O: DraftOps> Network<O> {
    /// Sizes and constants.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The executor.
    pub fn ops(&self) -> &O {
        &self.ops
    }

    /// Runs once through everything that is done for a keystroke, so that an executor compiles its kernels now and not
    /// at the first keystroke.
    ///
    /// # Errors
    /// As [`StepModel::encode`] and [`StepModel::step`].
    pub async fn warm_up(&self) -> Result<(), ModelError> {
        /// Drafts that kernels are made for: as many as one workgroup takes at once, and then in portions of the largest.
        const LANES: [usize; 4] = [1, 2, 3, 4];
        let mut context = self.context();
        let token = self.config.end_of_text;
        // Many tokens at once, then the few of a keystroke.
        let most = self.config.window.min(CHUNK);
        for tokens in [most, most.div_ceil(2)].into_iter().chain(LANES) {
            context.tokens.truncate(self.config.window - tokens);
            self.read_chunk(&mut context, &vec![token; tokens], &NeverCancel).await?;
            self.next(&context).await?;
        }
        for depth in [Depth::Shallow, Depth::Full] {
            if depth == Depth::Shallow && self.decoder.is_none() {
                continue;
            }
            for lanes in LANES {
                let mut drafts = self.drafts(depth, lanes, 2)?;
                let (tokens, weights) = (vec![token; lanes], vec![1.0 / lanes as f32; lanes]);
                self.step(&context, &mut drafts, StepInput::Rows(&tokens), Want::likeliest(2)).await?;
                if depth == Depth::Shallow {
                    let input = StepInput::Lanes { tokens: &tokens, weights: &weights };
                    self.step(&context, &mut drafts, input, Want::likeliest(2)).await?;
                }
            }
        }
        Ok(())
    }

    /// Judges each token of `tokens` but the first, given those before it.
    ///
    /// # Errors
    /// As [`StepModel::encode`].
    pub async fn score(&self, tokens: &[TokenId], scheduler: &impl Scheduler) -> Result<Vec<Score>, ModelError> {
        self.check_tokens(tokens)?;
        let mut context = self.context();
        let mut scores = Vec::with_capacity(tokens.len());
        for start in (0..tokens.len().saturating_sub(1)).step_by(CHUNK) {
            let end = tokens.len().min(start + CHUNK);
            self.read_chunk(&mut context, &tokens[start..end], scheduler).await?;
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
        scheduler: &impl Scheduler,
    ) -> Result<(), ModelError> {
        let start = context.tokens.len();
        embed_tokens(&self.ops, &self.embedding, tokens, &mut context.scratch.x);
        for (layer, cache) in self.layers.iter().zip(&mut context.layers) {
            scheduler.yield_now().await?;
            layer.read(&self.ops, &self.attention, cache, start, &mut context.scratch);
        }
        self.ops.last_row(&context.scratch.x, &mut context.last);
        context.tokens.extend_from_slice(tokens);
        context.last_at = context.tokens.len();
        Ok(())
    }

    fn check_step(&self, drafts: &DraftCache<O>, input: StepInput<'_>) -> Result<(), ModelError> {
        let (rows, steps) = (input.rows(), drafts.steps + 1);
        for (what, most, found) in [("rows", drafts.count, rows), ("steps", drafts.max_tokens, steps)] {
            if found > most {
                return Err(ModelError::Drafts { what, most, found });
            }
        }
        match input {
            StepInput::Rows(tokens) => self.check_tokens(tokens),
            StepInput::Lanes { tokens, weights } => {
                if matches!(drafts.state, DraftState::Full { .. }) {
                    return Err(ModelError::NoDecoder);
                }
                if tokens.len() != weights.len() {
                    let (expected, found) = (tokens.len(), weights.len());
                    return Err(ModelError::Shape { what: "mixture weights", expected, found });
                }
                self.check_tokens(tokens)
            }
            StepInput::Mixture(mixture) => {
                let tokens: Vec<_> = mixture.iter().map(|&(token, _)| token).collect();
                self.check_tokens(&tokens)
            }
        }
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

impl<O: DraftOps> StepModel for Network<O> {
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
        scheduler: &impl Scheduler,
    ) -> Result<Encoded, ModelError> {
        self.check_tokens(tokens)?;
        let mut reused = context.tokens.iter().zip(tokens).take_while(|(old, new)| old == new).count();
        if reused == tokens.len() && context.last_at != reused {
            // After a deletion the state behind the new last token is gone: read that token again.
            reused -= 1;
        }
        context.tokens.truncate(reused);
        for chunk in tokens[reused..].chunks(CHUNK) {
            self.read_chunk(context, chunk, scheduler).await?;
        }
        Ok(Encoded { encoded: tokens.len() - reused, reused })
    }

    async fn next(&self, context: &Self::Context) -> Result<Vec<f32>, ModelError> {
        if context.tokens.is_empty() || context.last_at != context.tokens.len() {
            return Err(ModelError::EmptyContext);
        }
        Ok(self.ops.log_probs(&context.last, &self.norm, &self.embedding).await?)
    }

    async fn extend(
        &self,
        context: &mut Self::Context,
        tokens: &[TokenId],
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Row>, ModelError> {
        self.check_tokens(tokens)?;
        let (total, window) = (context.tokens.len() + tokens.len(), self.config.window);
        if total > window {
            return Err(ModelError::Window { tokens: total, window });
        }
        let mut all = Vec::with_capacity(tokens.len());
        for (n, chunk) in tokens.chunks(CHUNK).enumerate() {
            self.read_chunk(context, chunk, scheduler).await?;
            let targets: Vec<_> =
                (0..chunk.len()).map(|i| tokens.get(n * CHUNK + i + 1).copied().unwrap_or(0)).collect();
            let given = self.ops.score(&context.scratch.x, &self.norm, &self.embedding, &targets).await?;
            let rows = self.ops.rank(&context.scratch.x, &self.norm, &self.embedding, want.candidates).await?;
            all.extend(rows.into_iter().zip(given).map(|(candidates, (_, g))| Row {
                candidates,
                given: Some(g),
                state: None,
            }));
        }
        if let Some(last) = all.last_mut() {
            last.given = None;
        }
        Ok(all)
    }

    fn tokens<'a>(&self, context: &'a Self::Context) -> &'a [TokenId] {
        &context.tokens
    }

    fn shorten(&self, context: &mut Self::Context, len: usize) {
        context.tokens.truncate(len);
    }

    async fn query(&self, _context: &Self::Context) -> Result<Vec<f32>, ModelError> {
        Ok(Vec::new())
    }
    fn context_bytes(&self, _context: &Self::Context) -> usize {
        23_600_000
    }
    async fn snapshot(&self, _context: &Self::Context) -> Result<Vec<u8>, ModelError> {
        Err(ModelError::NoDecoder)
    }
    async fn restore(&self, _context: &mut Self::Context, _snapshot: &[u8]) -> Result<(), ModelError> {
        Err(ModelError::NoDecoder)
    }

    fn drafts(&self, depth: Depth, count: usize, max_tokens: usize) -> Result<Self::Drafts, ModelError> {
        let state = match depth {
            Depth::Shallow => {
                let decoder = self.decoder.as_ref().ok_or(ModelError::NoDecoder)?;
                DraftState::Shallow(decoder.state(&self.ops, &self.attention, count, max_tokens))
            }
            Depth::Full => DraftState::Full {
                layers: self.layers.iter().map(|_| self.ops.cache(&self.attention, count, max_tokens)).collect(),
                scratch: Scratch::new(&self.ops),
            },
        };
        Ok(DraftCache { state, count, max_tokens, steps: 0 })
    }

    async fn step(
        &self,
        context: &Self::Context,
        drafts: &mut Self::Drafts,
        input: StepInput<'_>,
        want: Want,
    ) -> Result<Vec<Row>, ModelError> {
        let count = want.candidates;
        self.check_step(drafts, input)?;
        let (ops, step) = (&self.ops, drafts.steps);
        drafts.steps += 1;
        match &mut drafts.state {
            DraftState::Shallow(state) => {
                let decoder = self.decoder.as_ref().ok_or(ModelError::NoDecoder)?;
                let context = (context.layers.as_slice(), context.tokens.len());
                decoder.forward(ops, &self.attention, &self.embedding, context, state, (input, step));
                Ok(rows_of(decoder.rank(ops, &self.embedding, state, count).await?))
            }
            DraftState::Full { layers, scratch } => {
                match input {
                    StepInput::Rows(tokens) | StepInput::Lanes { tokens, .. } => {
                        embed_tokens(ops, &self.embedding, tokens, &mut scratch.x);
                    }
                    StepInput::Mixture(mixture) => embed(ops, &self.embedding, &[mixture.to_vec()], &mut scratch.x),
                }
                for ((layer, source), cache) in self.layers.iter().zip(&context.layers).zip(layers) {
                    let context = (source, context.tokens.len());
                    layer.draft(ops, &self.attention, context, (cache, step), scratch);
                }
                Ok(rows_of(ops.rank(&scratch.x, &self.norm, &self.embedding, count).await?))
            }
        }
    }

    fn reorder(&self, drafts: &mut Self::Drafts, parents: &[usize]) {
        let caches = match &mut drafts.state {
            DraftState::Shallow(state) => state.reorder(parents),
            DraftState::Full { layers, .. } => layers,
        };
        for cache in caches {
            self.ops.reorder(cache, parents);
        }
    }
}

fn embed_tokens<O: Ops>(ops: &O, table: &O::Matrix, tokens: &[TokenId], x: &mut O::Buffer) {
    let rows: Vec<_> = tokens.iter().map(|&token| vec![(token, 1.0)]).collect();
    embed(ops, table, &rows, x);
}

fn rows_of(rows: Vec<Vec<Candidate>>) -> Vec<Row> {
    rows.into_iter().map(|candidates| Row { candidates, ..Row::default() }).collect()
}
