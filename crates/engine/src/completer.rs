use std::rc::Rc;
use std::sync::Arc;

use foreword_decode::{Encoded, NoSources, Scheduler, Sources, StepModel};
use foreword_text::{Edge, TokenId, Tokenizer, normalised};

use crate::effort::Pace;
use crate::{EngineError, Session, window};

/// Tells the time.
pub trait Clock {
    /// Milliseconds since some fixed moment.
    fn now_ms(&self) -> f64;
}

/// Completes texts with one model.
///
/// ```
/// use foreword_decode::NeverCancel;
/// use foreword_decode::testing::run;
/// use foreword_engine::testing::{Stopped, completer};
/// use foreword_engine::{Caret, Options};
///
/// // A model that knows one sentence by heart; `foreword-native` opens a real one.
/// let completer = completer(&["Thank you for your email."]);
/// let mut session = completer.session();
/// let caret = Caret::at_end_of("Thank you for");
/// let options = Options { min_confidence: 0.0, ..Options::default() };
/// let completion = run(completer.complete(&mut session, caret, &options, &NeverCancel, &Stopped)).unwrap();
/// assert_eq!(completion.drafts[0].text, " your email.");
/// ```
pub struct Completer<M: StepModel> {
    pub(crate) tokenizer: Arc<Tokenizer>,
    pub(crate) model: M,
    pub(crate) sources: Rc<dyn Sources>,
    /// Stands for the beginning of a text where there is no text yet.
    pub(crate) beginning: Vec<TokenId>,
    pub(crate) pace: Pace,
}

type Result<T, M> = std::result::Result<T, EngineError<<M as StepModel>::Error>>;

impl<M: StepModel> Completer<M> {
    /// A completer for a model and the tokenizer it was trained with.
    ///
    /// # Errors
    /// [`EngineError::NoBeginning`] if the vocabulary has no `<|endoftext|>`, which separates texts in training.
    pub fn new(tokenizer: Tokenizer, model: M) -> Result<Self, M> {
        // The separator alone is an attention sink that the model says nothing sensible after; an empty line is a
        // place where texts begin.
        let mut beginning = vec![tokenizer.special("<|endoftext|>").ok_or(EngineError::NoBeginning)?];
        beginning.extend(tokenizer.encode("\n\n")?.iter().map(|token| token.id));
        Ok(Self {
            tokenizer: Arc::new(tokenizer),
            model,
            sources: Rc::new(NoSources),
            beginning,
            pace: Pace::default(),
        })
    }

    /// The same with opinions beside the model's.
    #[must_use]
    pub fn with_sources(self, sources: impl Sources + 'static) -> Self {
        Self { sources: Rc::new(sources), ..self }
    }

    /// The same with another model in place of this one, for example one that wraps it.
    #[must_use]
    pub fn map_model<N: StepModel>(self, wrap: impl FnOnce(M) -> N) -> Completer<N> {
        let Self { tokenizer, model, sources, beginning, .. } = self;
        Completer { tokenizer, model: wrap(model), sources, beginning, pace: Pace::default() }
    }

    /// The model.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// The model, to add to it.
    pub fn model_mut(&mut self) -> &mut M {
        &mut self.model
    }

    /// The tokenizer.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// The tokenizer, to be kept by what works with its tokens.
    pub fn shared_tokenizer(&self) -> Arc<Tokenizer> {
        Arc::clone(&self.tokenizer)
    }

    /// Opinions beside the model's that hold for every session without its own.
    pub fn sources(&self) -> Rc<dyn Sources> {
        Rc::clone(&self.sources)
    }

    pub(crate) fn sources_of(&self, session: &Session<M>) -> Rc<dyn Sources> {
        session.sources.clone().unwrap_or_else(|| self.sources())
    }

    /// A session that has read nothing.
    pub fn session(&self) -> Session<M> {
        Session::new(self.model.context(), Vec::new())
    }

    /// A session whose texts stand behind `prefix`: text from outside that the model reads first and never continues. An
    /// empty one is none. Of a long prefix its end is taken, half of the model's window at most.
    ///
    /// # Errors
    /// [`EngineError::Text`].
    pub fn session_with_prefix(&self, prefix: &str) -> Result<Session<M>, M> {
        if prefix.trim().is_empty() {
            return Ok(self.session());
        }
        let prefix = format!("{}\n\n", normalised(prefix, Edge::Beginning).trim_end());
        let room = (self.model.window() / 2).saturating_sub(self.beginning.len());
        let count = |part: &str| Ok::<_, EngineError<M::Error>>(self.tokenizer.encode(part)?.len());
        let start = window::start(&prefix, room, count)?;
        let tokens = self.tokenizer.encode(&prefix[start..])?;
        let tokens = self.beginning.iter().copied().chain(tokens.iter().map(|token| token.id)).collect();
        Ok(Session::new(self.model.context(), tokens))
    }

    /// A session whose texts stand behind `messages`, the oldest first, as if they had just been written in it: each ends
    /// with what separates texts. The tokens of all together fill half of the model's window at most; older messages
    /// than fit are left out.
    ///
    /// # Errors
    /// [`EngineError::Text`].
    pub fn session_after<'t>(&self, messages: impl IntoIterator<Item = &'t str>) -> Result<Session<M>, M> {
        Ok(Session::new(self.model.context(), self.prefix_after(messages, self.model.window() / 2)?.0))
    }

    /// Tokens between two texts: those of the beginning behind the token that ends a document.
    pub(crate) fn separator(&self) -> &[TokenId] {
        self.beginning.get(1..).unwrap_or_default()
    }

    /// Reads a session's prefix and returns its keys and values, for [`restore_prefix`](Self::restore_prefix). What else the
    /// session has read is forgotten.
    ///
    /// # Errors
    /// Cancelled, the session has no prefix, or the model failed.
    pub async fn snapshot_prefix(&self, session: &mut Session<M>, scheduler: &impl Scheduler) -> Result<Vec<u8>, M> {
        if session.prefix.is_empty() {
            return Err(EngineError::NoPrefix);
        }
        let prefix = session.prefix.clone();
        self.model.encode(&mut session.context, &prefix, scheduler).await.map_err(EngineError::Model)?;
        self.model.snapshot(&session.context).await.map_err(EngineError::Model)
    }

    /// Gives a session the keys and values of its prefix, so that it need not be read.
    ///
    /// # Errors
    /// The snapshot is of another text, damaged, or of another model or version; the session then reads its prefix as if
    /// there were no snapshot.
    pub async fn restore_prefix(&self, session: &mut Session<M>, snapshot: &[u8]) -> Result<(), M> {
        let mut context = self.model.context();
        self.model.restore(&mut context, snapshot).await.map_err(EngineError::Model)?;
        let (found, expected) = (self.model.tokens(&context), session.prefix.as_slice());
        if found != expected {
            return Err(EngineError::OtherPrefix { expected: expected.len(), found: found.len() });
        }
        session.context = context;
        Ok(())
    }

    /// A session whose texts stand behind keys and values of a snapshot. They need not come from a text, so what stands for
    /// their tokens is never read: but the last, which is read again.
    ///
    /// # Errors
    /// The snapshot is damaged, of another model or version, or has no token.
    pub async fn session_behind(&self, snapshot: &[u8]) -> Result<Session<M>, M> {
        let mut context = self.model.context();
        self.model.restore(&mut context, snapshot).await.map_err(EngineError::Model)?;
        let prefix = self.model.tokens(&context).to_vec();
        if prefix.is_empty() {
            return Err(EngineError::NoPrefix);
        }
        Ok(Session::new(context, prefix))
    }

    /// Reads given tokens as the context and computes the distribution of the next token, the whole of it: for comparisons
    /// with programs that score all tokens.
    ///
    /// # Errors
    /// Those of the model.
    pub async fn read_tokens(
        &self,
        session: &mut Session<M>,
        tokens: &[TokenId],
        scheduler: &impl Scheduler,
    ) -> Result<Encoded, M> {
        let encoded = self.model.encode(&mut session.context, tokens, scheduler).await.map_err(EngineError::Model)?;
        self.model.next(&session.context).await.map_err(EngineError::Model)?;
        Ok(encoded)
    }
}
