//! The seam between decoding and execution.

use foreword_text::TokenId;

use crate::{Outlook, Preview, Row, Want};

/// What [`StepModel::encode`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Encoded {
    /// Tokens that were run through the encoder.
    pub encoded: usize,
    /// Tokens whose keys and values were still in the cache.
    pub reused: usize,
}

/// The work was abandoned because somebody asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Lets long work pause and stop: called between layers and between steps.
///
/// In a browser worker the implementation returns to the event loop now and then, so that a newer request can
/// overtake this one; natively it looks at a flag.
#[allow(async_fn_in_trait, reason = "executors are single-threaded: a worker or a blocking caller")]
pub trait Scheduler {
    /// Returns when the work may go on.
    ///
    /// # Errors
    /// [`Cancelled`] if it should not.
    async fn yield_now(&self) -> Result<(), Cancelled>;
}

/// A [`Scheduler`] that never pauses and is never cancelled.
#[derive(Debug, Clone, Copy, Default)]
pub struct NeverCancel;

impl Scheduler for NeverCancel {
    async fn yield_now(&self) -> Result<(), Cancelled> {
        Ok(())
    }
}

/// The input of one decoder step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StepInput<'a> {
    /// One token per draft; the drafts do not see each other.
    Rows(&'a [TokenId]),
    /// One token per lane and its mixture weight: lanes share the trunk's pass on the weighted mean of their
    /// embeddings. Weights are positive and sum to 1. Needs [`Depth::Shallow`].
    Lanes {
        /// Last token of each lane.
        tokens: &'a [TokenId],
        /// Weight of each lane.
        weights: &'a [f32],
    },
    /// A single row fed with a mixture: the published form of Superposed Decoding, all drafts in one row.
    Mixture(&'a [(TokenId, f32)]),
}

impl StepInput<'_> {
    /// Distributions that come back.
    pub fn rows(&self) -> usize {
        match self {
            Self::Rows(tokens) | Self::Lanes { tokens, .. } => tokens.len(),
            Self::Mixture(_) => 1,
        }
    }
}

/// Which layers write the drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The trained decoder of few layers.
    Shallow,
    /// All layers of the encoder.
    Full,
}

/// A model that reads a context once and then extends several drafts of its continuation, a token at a time.
///
/// All state is passed in, so one model serves any number of sessions through `&self`. Methods are `async`
/// because reading results back from a GPU is.
#[allow(async_fn_in_trait, reason = "executors are single-threaded: a worker or a blocking caller")]
pub trait StepModel {
    /// Keys and values of a context: the state of one session.
    type Context;
    /// Keys and values of the drafts under way.
    type Drafts;
    /// What can go wrong; always includes being cancelled.
    type Error: std::error::Error + From<Cancelled> + 'static;

    /// An empty context.
    fn context(&self) -> Self::Context;

    /// The longest context in tokens.
    fn window(&self) -> usize;

    /// Makes `context` hold exactly `tokens`, running the encoder only from the first token that changed.
    ///
    /// # Errors
    /// Cancelled, or `tokens` is empty, longer than [`window`](Self::window) or outside the vocabulary.
    /// After an error `context` is still valid and holds some prefix of the old or the new tokens.
    async fn encode(
        &self,
        context: &mut Self::Context,
        tokens: &[TokenId],
        scheduler: &impl Scheduler,
    ) -> Result<Encoded, Self::Error>;

    /// Natural log-probability of every token to follow the context, `[vocab_size]`.
    ///
    /// # Errors
    /// The context is empty, or was shortened since it was read; or the distribution is not finite.
    async fn next(&self, context: &Self::Context) -> Result<Vec<f32>, Self::Error>;

    /// As [`next`](Self::next), for whoever asks for the likeliest tokens and for few others: a model may look for the
    /// likeliest among the tokens that drafts are made of, and leave the others for when they are asked for.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    async fn outlook(&self, context: &Self::Context) -> Result<Outlook, Self::Error> {
        self.next(context).await.map(Outlook::Whole)
    }

    /// Natural log-probabilities of `tokens`, in their order, at the place of a preview that [`outlook`](Self::outlook) gave;
    /// less than any other where the vocabulary lacks a token. Models that give no previews know none.
    fn log_probs_of(&self, _preview: &Preview, tokens: &[TokenId]) -> Vec<f32> {
        vec![f32::NEG_INFINITY; tokens.len()]
    }

    /// The last layer's state after the output norm, `[d_model]`, at the end of the context: what [`Row::state`] has of
    /// later places.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    async fn query(&self, context: &Self::Context) -> Result<Vec<f32>, Self::Error>;

    /// Reads `tokens` after the context, together, and returns for each what follows it; `context` holds them then.
    ///
    /// [`Row::given`] of each but the last is the log-probability of the token read after it.
    ///
    /// # Errors
    /// As [`encode`](Self::encode), and a distribution is not finite.
    async fn extend(
        &self,
        context: &mut Self::Context,
        tokens: &[TokenId],
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Row>, Self::Error>;

    /// As [`extend`](Self::extend), for whoever asks only whether the likeliest tokens are those of a draft: a model may look
    /// for them among the tokens that drafts are made of, and says nothing of what was [given](Row::given). It may also read
    /// less exactly; drafts then go on from what was read, and [`encode`](Self::encode) reads it again for a text.
    ///
    /// # Errors
    /// As [`extend`](Self::extend).
    async fn review(
        &self,
        context: &mut Self::Context,
        tokens: &[TokenId],
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Row>, Self::Error> {
        self.extend(context, tokens, want, scheduler).await
    }

    /// The tokens that `context` holds.
    fn tokens<'a>(&self, context: &'a Self::Context) -> &'a [TokenId];

    /// Makes `context` hold only its first `len` tokens, for drafting: [`next`](Self::next) needs them read again.
    fn shorten(&self, context: &mut Self::Context, len: usize);

    /// Whether drafts are computed as exactly as what is read, instead of as coarsely as drafts bear: for whoever compares two
    /// models that should be one. Models without such a difference do nothing.
    fn draft_exactly(&self, _is_exact: bool) {}

    /// Bytes of memory that `context` takes, on whatever device.
    fn context_bytes(&self, context: &Self::Context) -> usize;

    /// Tokens, keys and values of `context` in a form that is the same for every executor and instruction set, to be kept
    /// and given to [`restore`](Self::restore) later, also on another machine with the same model.
    ///
    /// # Errors
    /// The device failed.
    async fn snapshot(&self, context: &Self::Context) -> Result<Vec<u8>, Self::Error>;

    /// Makes `context` hold what a snapshot holds, without reading it. As after [`shorten`](Self::shorten),
    /// [`next`](Self::next) needs the last token read again.
    ///
    /// # Errors
    /// The bytes are no snapshot, are damaged, or are of another version or model; `context` is unchanged then.
    async fn restore(&self, context: &mut Self::Context, snapshot: &[u8]) -> Result<(), Self::Error>;

    /// Starts `count` drafts, each to be fed at most `max_tokens` tokens.
    ///
    /// # Errors
    /// The model has no layers of that depth.
    fn drafts(&self, depth: Depth, count: usize, max_tokens: usize) -> Result<Self::Drafts, Self::Error>;

    /// Feeds one more token per draft and returns what follows in each.
    ///
    /// # Errors
    /// More steps or rows than `drafts` was made for, a token outside the vocabulary, or a distribution that is
    /// not finite.
    async fn step(
        &self,
        context: &Self::Context,
        drafts: &mut Self::Drafts,
        input: StepInput<'_>,
        want: Want,
    ) -> Result<Vec<Row>, Self::Error>;

    /// Continues with fewer or other drafts: the one at place `i` goes on from what `parents[i]` remembers.
    ///
    /// `parents` are places in use, no more than there are.
    fn reorder(&self, drafts: &mut Self::Drafts, parents: &[usize]);
}
