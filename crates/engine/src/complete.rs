//! One call, from the text to its drafts.

use std::cell::Cell;

use foreword_decode::{Cancelled, Depth, Scheduler, StepModel};

use crate::completion::{Completion, Effort, Timing};
use crate::language::is_foreign;
use crate::reading::Reading;
use crate::writing::Writing;
use crate::{Caret, Clock, Completer, EngineError, Options, Session};

impl<M: StepModel> Completer<M> {
    /// Continues the text at the caret. Every draft goes on from exactly the letters typed, and repeats nothing that stands
    /// after the caret. There is none within a word, nor in a sentence of another language than English.
    ///
    /// # Errors
    /// Cancelled, an option out of range, or a failure of the model. The session stays usable.
    pub async fn complete(
        &self,
        session: &mut Session<M>,
        caret: impl Into<Caret<'_>>,
        options: &Options,
        scheduler: &impl Scheduler,
        clock: &impl Clock,
    ) -> Result<Completion, EngineError<M::Error>> {
        let reading = Reading::of(caret.into());
        let caret = reading.caret();
        options.validate()?;
        session.revision += 1;
        let began = clock.now_ms();
        if caret.is_in_word() || is_foreign(caret.before) {
            return Ok(Completion { revision: session.revision, ..Completion::default() });
        }
        let typed = self.match_typed(session, caret.before, options, scheduler).await?;
        let read = clock.now_ms();
        let deadline_passed = || options.deadline_ms.is_some_and(|ms| clock.now_ms() - began >= ms);
        let counted = Counted { scheduler, steps: Cell::new(0) };
        let sources = self.sources_of(session);
        // Other depths take other times, and are asked for in pauses.
        let is_drafting = options.depth == Depth::Shallow;
        let effort = match options.budget_ms.filter(|_| is_drafting) {
            Some(budget) => self.pace.plan(options, budget - (read - began)),
            None => Effort::whole(options),
        };
        let reduced = (effort != Effort::whole(options)).then_some(effort);
        let options = &effort.limit(options);
        let writing = Writing {
            completer: self,
            sources: sources.as_ref(),
            caret,
            manner: reading.manner(),
            typed: &typed,
            options,
            deadline_passed: &deadline_passed,
        };
        let written = writing.write(&session.context, &counted).await?;
        let wrote = clock.now_ms();
        let (drafts, has_verified) = writing.verified(&mut session.context, written, scheduler).await?;
        let drafts = reading.all_dressed(drafts);
        let timing = Timing { encode: read - began, decode: wrote - read, verify: clock.now_ms() - wrote };
        let steps = counted.steps.get();
        if is_drafting {
            let verify = has_verified.then_some(timing.verify);
            self.pace.note(effort.drafts, steps, timing.decode, verify);
        }
        Ok(Completion { drafts, tokens: typed.encoded, timing, steps, reduced, revision: session.revision })
    }
}

/// Counts the steps of a strategy, each of which yields once.
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
