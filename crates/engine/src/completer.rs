use std::cell::Cell;

use foreword_decode::{Cancelled, Encoded, NgramModel, Scheduler, StepModel};
use foreword_text::{TokenId, Tokenizer};

use crate::completion::{Completion, MAX_DRAFTS, MAX_TOKENS, Options, Timing};
use crate::session::Shown;
use crate::writing::Writing;
use crate::{EngineError, Session};

/// Tells the time.
pub trait Clock {
    /// Milliseconds since some fixed moment.
    fn now_ms(&self) -> f64;
}

/// Completes texts with one model.
pub struct Completer<M: StepModel> {
    pub(crate) tokenizer: Tokenizer,
    pub(crate) model: M,
    pub(crate) ngrams: Option<Box<dyn NgramModel>>,
    /// Stands for the beginning of a text where there is no text yet.
    pub(crate) beginning: Vec<TokenId>,
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
        Ok(Self { tokenizer, model, ngrams: None, beginning })
    }

    /// The same with n-grams as a second opinion, weighted by [`Options::first_alpha`] and [`Options::alpha`].
    #[must_use]
    pub fn with_ngrams(self, ngrams: impl NgramModel + 'static) -> Self {
        Self { ngrams: Some(Box::new(ngrams)), ..self }
    }

    /// The same with another model in place of this one, for example one that wraps it.
    #[must_use]
    pub fn map_model<N: StepModel>(self, wrap: impl FnOnce(M) -> N) -> Completer<N> {
        let Self { tokenizer, model, ngrams, beginning } = self;
        Completer { tokenizer, model: wrap(model), ngrams, beginning }
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

    /// A session that has read nothing.
    pub fn session(&self) -> Session<M> {
        Session::new(self.model.context())
    }

    /// Reads given tokens as the context and computes the distribution of the next token.
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

    /// Continues `text`. Every draft goes on from exactly the letters typed.
    ///
    /// # Errors
    /// Cancelled, an option out of range, or a failure of the model. The session stays usable.
    pub async fn complete(
        &self,
        session: &mut Session<M>,
        text: &str,
        options: &Options,
        scheduler: &impl Scheduler,
        clock: &impl Clock,
    ) -> Result<Completion, M> {
        check(options)?;
        session.revision += 1;
        let began = clock.now_ms();
        if options.reuse {
            let drafts = session.still_fitting(text);
            if !drafts.is_empty() {
                session.shown = Some(Shown { text: text.to_owned(), drafts: drafts.clone() });
                let timing = Timing { decode: clock.now_ms() - began, ..Timing::default() };
                let tokens = Encoded { encoded: 0, reused: 0 };
                return Ok(Completion { drafts, tokens, timing, steps: 0, revision: session.revision });
            }
        }
        let healed = self.heal(session, text, options, scheduler).await?;
        let read = clock.now_ms();
        let deadline_passed = || options.deadline_ms.is_some_and(|ms| clock.now_ms() - began >= ms);
        let counted = Counted { scheduler, steps: Cell::new(0) };
        let writing = Writing { completer: self, text, healed: &healed, options, deadline_passed: &deadline_passed };
        let written = writing.write(&session.context, &counted).await?;
        let wrote = clock.now_ms();
        let drafts = writing.checked(&mut session.context, written, scheduler).await?;
        session.shown = Some(Shown { text: text.to_owned(), drafts: drafts.clone() });
        let timing = Timing { encode: read - began, decode: wrote - read, verify: clock.now_ms() - wrote };
        let steps = counted.steps.get();
        Ok(Completion { drafts, tokens: healed.encoded, timing, steps, revision: session.revision })
    }
}

/// Counts the steps of a strategy, each of which takes a breath.
struct Counted<'a, P> {
    scheduler: &'a P,
    steps: Cell<usize>,
}

impl<P: Scheduler> Scheduler for Counted<'_, P> {
    async fn yield_now(&self) -> std::result::Result<(), Cancelled> {
        self.steps.set(self.steps.get() + 1);
        self.scheduler.yield_now().await
    }
}

fn check<E: std::error::Error>(options: &Options) -> std::result::Result<(), EngineError<E>> {
    for (what, most, found) in
        [("drafts", MAX_DRAFTS, options.drafts), ("tokens per draft", MAX_TOKENS, options.max_tokens)]
    {
        if found == 0 || found > most {
            return Err(EngineError::Option { what, most, found });
        }
    }
    if options.verify > MAX_TOKENS {
        return Err(EngineError::Option { what: "tokens to verify", most: MAX_TOKENS, found: options.verify });
    }
    Ok(())
}
