//! From the beginnings that a text can go on with to drafts worth showing.

use foreword_decode::{
    Draft, End, Limits, Request, Scheduler, Sources, StepModel, Verified, Verify, log_prob_after, verify,
};
use foreword_text::TokenId;

use crate::after::{After, rank};
use crate::block_list::is_blocked;
use crate::completion::{DraftText, Options};
use crate::confidence::shown_count;
use crate::draft_text::{Typed, end_of, is_space, show, tokens_within};
use crate::length::{Promise, is_worth_extending};
use crate::reading::Manner;
use crate::typed::TypedPrefix;
use crate::written::{Written, arranged, confidences};
use crate::{Caret, Completer, EngineError};

/// Maximum tokens that the drafting decoder rewrites after a rejected token: enough to end the word and begin another, as
/// many as are often shown.
const REWRITE: usize = 4;

/// One call's work after the context is read.
pub(crate) struct Writing<'a, M: StepModel> {
    pub(crate) completer: &'a Completer<M>,
    pub(crate) sources: &'a dyn Sources,
    pub(crate) caret: Caret<'a>,
    pub(crate) manner: Manner,
    pub(crate) typed: &'a TypedPrefix,
    pub(crate) options: &'a Options,
    pub(crate) deadline_passed: &'a dyn Fn() -> bool,
}

impl<M: StepModel> Writing<'_, M> {
    /// Drafts that may be shown, the likeliest first.
    pub(crate) async fn write(
        &self,
        context: &M::Context,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Written>, EngineError<M::Error>> {
        let Self { completer, options, .. } = self;
        let (rules, worth) = (self.rules(), self.is_worth_extending());
        let request = self.request(&rules, &worth);
        let drafts = options.strategy.write(&completer.model, context, &request, scheduler).await;
        let drafts = drafts.map_err(EngineError::Model)?;
        let late = (self.deadline_passed)();
        let shown = |(rank, draft)| {
            let open = late || !worth(&draft);
            self.shown(rank, draft, open)
        };
        Ok(arranged(self.caret.before, drafts.into_iter().enumerate().filter_map(shown).collect()))
    }

    /// The drafts with the best one verified by all layers, as far as it is shown; what the gate leaves of them, ranked by
    /// the text after the caret.
    ///
    /// Only the text shown is worth verifying: a draft ends where the expected savings are greatest. Also whether there was
    /// something to verify.
    pub(crate) async fn verified(
        &self,
        context: &mut M::Context,
        mut written: Vec<Written>,
        scheduler: &impl Scheduler,
    ) -> Result<(Vec<DraftText>, bool), EngineError<M::Error>> {
        let gate = self.options.min_confidence;
        let after = After::of(&self.completer.tokenizer, self.caret)?;
        let mut has_verified = false;
        if shown_count(confidences(&written), gate) > 0
            && !(self.deadline_passed)()
            && let Some(verified) = self.verify_best(context, &written, &after, scheduler).await?
        {
            has_verified = true;
            written.splice(..1, verified);
            written = arranged(self.caret.before, written);
        }
        // Before the text after the caret changes the order, which the gate takes to be that of confidence.
        written.truncate(shown_count(confidences(&written), gate));
        if after.is_some() && !written.is_empty() && !(self.deadline_passed)() {
            self.judge_by_after(context, &mut written, &after, scheduler).await?;
            written = rank(written, &after);
        }
        Ok((written.into_iter().map(|written| written.shown).collect(), has_verified))
    }

    /// The best draft as all layers have it: `None` if there was nothing to verify, an empty list if what they prefer cannot
    /// be shown (the draft that they reject cannot be shown either).
    async fn verify_best(
        &self,
        context: &mut M::Context,
        written: &[Written],
        after: &After,
        scheduler: &impl Scheduler,
    ) -> Result<Option<Vec<Written>>, EngineError<M::Error>> {
        let Self { completer, options, typed, .. } = self;
        let Some(Written { shown, draft, .. }) = written.first() else { return Ok(None) };
        let constraint = typed.constraint.len();
        let tokens = |bytes| tokens_within(&completer.tokenizer, &draft.tokens, bytes);
        let plan = Verify {
            // The first token is the encoder's own choice already, and what follows it in an entry is copied.
            fixed: tokens(constraint).max(draft.copied),
            read: tokens(constraint + shown.text.len()).min(options.verify),
            rewrite: REWRITE,
            after: &after.tokens,
            shown: tokens(constraint + shown.text.len()),
        };
        let needed = if after.is_some() { plan.shown + after.tokens.len() } else { plan.read };
        if plan.read < plan.fixed || needed > self.room(context) {
            return Ok(None);
        }
        let (rules, worth, rank) = (self.rules(), self.is_worth_extending(), shown.evidence.rank);
        let request = self.request(&rules, &worth);
        let verified = verify(&completer.model, context, draft, plan, &request, scheduler).await;
        let Verified { draft: verified, after_log_prob } = verified.map_err(EngineError::Model)?;
        let shown =
            if verified == *draft { Some(self.as_written(&written[0])) } else { self.shown(rank, verified, true) };
        Ok(Some(shown.into_iter().map(|written| Written { after_log_prob, ..written }).collect()))
    }

    /// Has all layers judge how well the text after the caret follows each draft that was not judged yet.
    async fn judge_by_after(
        &self,
        context: &mut M::Context,
        written: &mut [Written],
        after: &After,
        scheduler: &impl Scheduler,
    ) -> Result<(), EngineError<M::Error>> {
        let Self { completer, typed, .. } = self;
        let (rules, worth) = (self.rules(), self.is_worth_extending());
        let request = self.request(&rules, &worth);
        // Verifying has left accepted tokens in the context.
        completer.model.shorten(context, typed.tokens.len());
        for written in written.iter_mut().filter(|written| written.after_log_prob.is_none()) {
            let shown = typed.constraint.len() + written.shown.text.len();
            let draft = &written.draft.tokens[..tokens_within(&completer.tokenizer, &written.draft.tokens, shown)];
            if draft.len() + after.tokens.len() > self.room(context) || (self.deadline_passed)() {
                continue;
            }
            let judged = log_prob_after(&completer.model, context, draft, &after.tokens, &request, scheduler).await;
            written.after_log_prob = judged.map_err(EngineError::Model)?;
        }
        Ok(())
    }

    /// Tokens that fit behind the context.
    fn room(&self, context: &M::Context) -> usize {
        let model = &self.completer.model;
        model.window().saturating_sub(model.tokens(context).len())
    }

    fn rules(&self) -> (impl Fn(TokenId) -> End + use<'_, M>, impl Fn(TokenId) -> bool + use<'_, M>) {
        let tokenizer = &self.completer.tokenizer;
        (|token| end_of(tokenizer, token), |token| is_space(tokenizer, token))
    }

    fn is_worth_extending(&self) -> impl Fn(&Draft) -> bool + use<'_, M> {
        |draft| {
            let left = self.options.max_tokens.saturating_sub(draft.tokens.len());
            let typed = self.typed.constraint.len();
            let best = self.typed.starts.first().and_then(|start| start.tokens.first());
            let promise = if draft.tokens.first() == best { Promise::Best } else { Promise::Other };
            is_worth_extending(&self.completer.tokenizer, draft, typed, left, promise)
        }
    }

    fn request<'r>(
        &'r self,
        (ends, is_space): &'r (impl Fn(TokenId) -> End, impl Fn(TokenId) -> bool),
        worth: &'r dyn Fn(&Draft) -> bool,
    ) -> Request<'r> {
        let Self { sources, options, typed, .. } = self;
        Request {
            depth: options.depth,
            starts: &typed.starts,
            limits: Limits { drafts: options.drafts, max_tokens: options.max_tokens },
            ends,
            is_space,
            is_worth_extending: worth,
            context: &typed.tokens,
            deadline_passed: self.deadline_passed,
            sources: *sources,
            seed: options.seed,
        }
    }

    /// The text to show of the draft that was written as number `rank`; `open`: see [`Typed`].
    fn shown(&self, rank: usize, draft: Draft, open: bool) -> Option<Written> {
        let typed = Typed { caret: self.caret, constraint: &self.typed.constraint, open, manner: self.manner };
        let shown = show(&self.completer.tokenizer, rank, &draft, &typed, self.options)?;
        let allowed = self.options.allow_blocked || !is_blocked(self.caret.before, &shown.text);
        allowed.then_some(Written { shown, draft, after_log_prob: None })
    }

    fn as_written(&self, written: &Written) -> Written {
        Written { shown: written.shown.clone(), draft: written.draft.clone(), after_log_prob: None }
    }
}
