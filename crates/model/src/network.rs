use foreword_decode::{
    Candidate, Depth, Encoded, NeverCancel, Outlook, Preview, Row, Scheduler, StepInput, StepModel, Want,
};
use foreword_formats::Fingerprint;
use foreword_text::TokenId;

use crate::context::{GROWTH, Reading};
use crate::decoder::{Decoder, DecoderState, Encoder, embed, embed_tokens};
use crate::{Config, ContextCache, DraftSlots, Head, Layer, ModelError, Norm, Ops, OpsError, Scratch, SeenContext};

/// Tokens that go through the encoder together: enough to use each weight many times per load, few enough that
/// cancelling between two layers is quick.
const CHUNK: usize = 32;

/// Natural logarithm of the probability that a token has for a place to be previewed. Where none is as likely, many are in
/// question, rare ones among them: beginnings of names, which drafts aren't made of.
const LIKELY: f32 = -2.3;

/// The pretrained network on its device: a causal encoder whose own head continues drafts with all layers.
pub struct Network<O: Ops> {
    pub(crate) ops: O,
    pub(crate) config: Config,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) attention: O::Attention,
    pub(crate) embedding: O::Matrix,
    pub(crate) layers: Vec<Layer<O::Matrix, O::Vector>>,
    pub(crate) norm: Norm<O::Vector>,
    pub(crate) decoder: Option<Decoder<O>>,
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
    Full { layers: Vec<O::Cache>, scratch: Scratch<O::Buffer> },
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

    /// The executor.
    pub fn ops(&self) -> &O {
        &self.ops
    }

    /// Tells models apart whose keys and values differ; the same on every executor.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Runs once through everything that is done for a keystroke, so that an executor compiles its kernels now and not
    /// at the first keystroke.
    ///
    /// # Errors
    /// As [`StepModel::encode`] and [`StepModel::step`].
    pub async fn warm_up(&self) -> Result<(), ModelError> {
        /// Drafts that kernels are made for: as many as one workgroup takes at once, then in portions of the largest.
        const LANES: [usize; 4] = [1, 2, 3, 4];
        let mut context = self.context();
        let token = self.config.end_of_text;
        // Many tokens at once, then the few of a keystroke.
        let most = self.config.window.min(CHUNK);
        for tokens in [most, most.div_ceil(2)].into_iter().chain(LANES) {
            context.truncate(self.config.window - tokens);
            let end = context.tokens.len() + tokens;
            self.reserve(&mut context, end);
            self.read_chunk(&mut context, &vec![token; tokens], Reading::Exact, &NeverCancel).await?;
            self.next(&context).await?;
        }
        self.reserve(&mut context, (GROWTH + 1).min(self.config.window));
        for depth in [Depth::Shallow, Depth::Full] {
            if depth == Depth::Shallow && self.decoder.is_none() {
                continue;
            }
            for lanes in LANES {
                let mut drafts = self.drafts(depth, lanes, 2)?;
                let (tokens, weights) = (vec![token; lanes], vec![1.0 / lanes as f32; lanes]);
                let want = Want::likeliest(2);
                self.step(&context, &mut drafts, StepInput::Rows(&tokens), want).await?;
                if depth == Depth::Shallow {
                    let input = StepInput::Lanes { tokens: &tokens, weights: &weights };
                    self.step(&context, &mut drafts, input, want).await?;
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
        let rows = self.extend(&mut self.context(), tokens, Want::likeliest(1), scheduler).await?;
        let score = |row: Row| Some(Score { log_prob: row.given?, top: row.candidates.first().copied()? });
        Ok(rows.into_iter().filter_map(score).collect())
    }

    pub(crate) fn head(&self) -> Head<'_, O::Matrix, O::Vector> {
        Head { norm: &self.norm, table: &self.embedding }
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
                    return Err(ModelError::LanesOfAllLayers { lanes: tokens.len() });
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
        if tokens.is_empty() {
            return Err(ModelError::EmptyContext);
        }
        self.check_fit(tokens)
    }

    /// Checks that the vocabulary has all of `tokens` and that the window holds them.
    pub(crate) fn check_fit(&self, tokens: &[TokenId]) -> Result<(), ModelError> {
        let vocab_size = self.config.vocab_size;
        if tokens.len() > self.config.window {
            return Err(ModelError::Window { tokens: tokens.len(), window: self.config.window });
        }
        match tokens.iter().find(|&&token| token as usize >= vocab_size) {
            Some(&token) => Err(ModelError::Token { token, vocab_size }),
            None => Ok(()),
        }
    }

    /// Reads `tokens` after the context and has `rank` say, for each chunk of states and the tokens given after them, what
    /// follows.
    async fn read_and_rank(
        &self,
        context: &mut ContextCache<O>,
        tokens: &[TokenId],
        how: Reading,
        scheduler: &impl Scheduler,
        rank: impl AsyncFn(&O::Buffer, &[TokenId]) -> Result<Vec<Row>, OpsError>,
    ) -> Result<Vec<Row>, ModelError> {
        self.check_tokens(tokens)?;
        let (total, window) = (context.tokens.len() + tokens.len(), self.config.window);
        if total > window {
            return Err(ModelError::Window { tokens: total, window });
        }
        self.reserve(context, total);
        let mut rows = Vec::with_capacity(tokens.len());
        for start in (0..tokens.len()).step_by(CHUNK) {
            let end = tokens.len().min(start + CHUNK);
            self.read_chunk(context, &tokens[start..end], how, scheduler).await?;
            let given = &tokens[start + 1..tokens.len().min(end + 1)];
            rows.append(&mut rank(&context.scratch.x, given).await?);
        }
        Ok(rows)
    }
}

impl<O: Ops> StepModel for Network<O> {
    type Context = ContextCache<O>;
    type Drafts = DraftCache<O>;
    type Error = ModelError;

    fn context(&self) -> Self::Context {
        self.empty_context()
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
        let exact = &context.tokens[..context.exact_len()];
        let mut reused = exact.iter().zip(tokens).take_while(|(old, new)| old == new).count();
        if reused == tokens.len() && context.last_at != reused {
            // After a deletion the state behind the new last token is gone: read that token again.
            reused -= 1;
        }
        context.truncate(reused);
        self.reserve(context, tokens.len());
        let mut left = &tokens[reused..];
        while !left.is_empty() {
            let (chunk, rest) = left.split_at(Self::next_chunk(context, left, CHUNK));
            self.read_chunk(context, chunk, Reading::Exact, scheduler).await?;
            left = rest;
        }
        Ok(Encoded { encoded: tokens.len() - reused, reused })
    }

    async fn next(&self, context: &Self::Context) -> Result<Vec<f32>, ModelError> {
        Ok(self.ops.log_probs(self.last_state(context)?, self.head()).await?)
    }

    async fn outlook(&self, context: &Self::Context) -> Result<Outlook, ModelError> {
        let x = self.last_state(context)?;
        let decoder = self.decoder.as_ref();
        match decoder.map(|decoder| self.ops.preview(x, self.head(), &decoder.vocab)).transpose()?.flatten() {
            Some(preview) if preview.greatest() >= LIKELY => Ok(Outlook::Preview(preview)),
            _ => self.next(context).await.map(Outlook::Whole),
        }
    }

    fn log_probs_of(&self, preview: &Preview, tokens: &[TokenId]) -> Vec<f32> {
        let known = |&&token: &&TokenId| (token as usize) < self.config.vocab_size;
        let rows: Vec<TokenId> = tokens.iter().filter(known).copied().collect();
        let mut scores = self.ops.scores(&self.embedding, &preview.state, &rows).into_iter();
        let log_prob = |token| {
            let score = known(&token).then(|| scores.next()).flatten();
            score.map_or(f32::NEG_INFINITY, |score| score - preview.normaliser)
        };
        tokens.iter().map(log_prob).collect()
    }

    async fn query(&self, context: &Self::Context) -> Result<Vec<f32>, ModelError> {
        let rows = self.ops.normalised(self.last_state(context)?, &self.norm).await?;
        rows.into_iter().next().ok_or(ModelError::EmptyContext)
    }

    async fn extend(
        &self,
        context: &mut Self::Context,
        tokens: &[TokenId],
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Row>, ModelError> {
        let rank = async |x: &_, given: &_| self.ops.rank(x, self.head(), want, given).await;
        self.read_and_rank(context, tokens, Reading::Exact, scheduler, rank).await
    }

    async fn review(
        &self,
        context: &mut Self::Context,
        tokens: &[TokenId],
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Row>, ModelError> {
        let Some(decoder) = &self.decoder else { return self.extend(context, tokens, want, scheduler).await };
        let rank = async |x: &_, _: &_| self.ops.rank_vocab(x, self.head(), &decoder.vocab, want).await;
        self.read_and_rank(context, tokens, Reading::Coarse, scheduler, rank).await
    }

    fn tokens<'a>(&self, context: &'a Self::Context) -> &'a [TokenId] {
        &context.tokens
    }

    fn shorten(&self, context: &mut Self::Context, len: usize) {
        context.truncate(len);
        context.under_way = None;
        if context.tokens.is_empty() {
            self.reserve(context, 0);
        }
    }

    fn draft_exactly(&self, is_exact: bool) {
        self.ops.round_coarsely(!is_exact);
    }

    fn context_bytes(&self, context: &Self::Context) -> usize {
        self.bytes_of(context)
    }

    async fn snapshot(&self, context: &Self::Context) -> Result<Vec<u8>, ModelError> {
        self.take_snapshot(context).await
    }

    async fn restore(&self, context: &mut Self::Context, snapshot: &[u8]) -> Result<(), ModelError> {
        self.put_snapshot(context, snapshot)
    }

    fn drafts(&self, depth: Depth, count: usize, max_tokens: usize) -> Result<Self::Drafts, ModelError> {
        let state = match depth {
            Depth::Shallow => {
                let decoder = self.decoder.as_ref().ok_or(ModelError::NoDecoder)?;
                DraftState::Shallow(decoder.state(&self.ops, &self.attention, count, max_tokens))
            }
            Depth::Full => DraftState::Full {
                layers: self.layers.iter().map(|_| self.ops.cache(&self.attention, count, max_tokens)).collect(),
                scratch: self.ops.scratch(),
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
        self.check_step(drafts, input)?;
        let (ops, step) = (&self.ops, drafts.steps);
        drafts.steps += 1;
        match &mut drafts.state {
            DraftState::Shallow(state) => {
                let decoder = self.decoder.as_ref().ok_or(ModelError::NoDecoder)?;
                let encoder = Encoder { ops, attention: &self.attention, embedding: &self.embedding };
                decoder.forward(encoder, context, state, step, input);
                let head = Head { norm: &decoder.norm, table: &self.embedding };
                Ok(ops.rank_vocab(&state.scratch.x, head, &decoder.vocab, want).await?)
            }
            DraftState::Full { layers, scratch } => {
                match input {
                    StepInput::Rows(tokens) | StepInput::Lanes { tokens, .. } => {
                        embed_tokens(ops, &self.embedding, tokens, &mut scratch.x);
                    }
                    StepInput::Mixture(mixture) => embed(ops, &self.embedding, &[mixture.to_vec()], &mut scratch.x),
                }
                let len = context.tokens.len();
                for ((layer, source), cache) in self.layers.iter().zip(&context.layers).zip(layers) {
                    let (seen, own) = (SeenContext { cache: source, len }, DraftSlots { cache, step });
                    ops.draft_layer(layer, &self.attention, seen, own, scratch);
                }
                Ok(ops.rank(&scratch.x, self.head(), want, &[]).await?)
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
