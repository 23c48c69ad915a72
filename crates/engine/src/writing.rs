//! From the tokens that a text can go on with to drafts worth giving.

use foreword_decode::{Draft, End, Limits, NoNgrams, Request, Scheduler, StepModel, Verify, verify};
use foreword_text::TokenId;

use crate::block_list::is_blocked;
use crate::completion::{DraftText, Options};
use crate::confidence::given;
use crate::draft_text::{Typed, end_of, show, tokens_within};
use crate::healing::Healed;
use crate::length::suffices;
use crate::{Completer, EngineError};

/// Tokens that the drafting decoder writes anew where the check disagreed: enough to end the word and begin another, as
/// many as are often shown.
const ANEW: usize = 4;

/// One call's work after the context is read.
pub(crate) struct Writing<'a, M: StepModel> {
    pub(crate) completer: &'a Completer<M>,
    pub(crate) text: &'a str,
    pub(crate) healed: &'a Healed,
    pub(crate) options: &'a Options,
    /// Whether time is up.
    pub(crate) deadline_passed: &'a dyn Fn() -> bool,
}

/// A draft that may be given, and the tokens it was made of.
pub(crate) struct Written {
    shown: DraftText,
    draft: Draft,
}

impl<M: StepModel> Writing<'_, M> {
    /// Drafts that may be shown, the likeliest first.
    pub(crate) async fn write(
        &self,
        context: &M::Context,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Written>, EngineError<M::Error>> {
        let Self { completer, options, .. } = self;
        let (ends, suffices) = (self.ends(), self.suffices());
        let drafts =
            options.strategy.write(&completer.model, context, &self.request(&ends, &suffices), scheduler).await;
        let drafts = drafts.map_err(EngineError::Model)?;
        let late = (self.deadline_passed)();
        let shown = |(rank, draft)| {
            let open = late || suffices(&draft);
            self.shown((rank, draft), open)
        };
        Ok(self.arranged(drafts.into_iter().enumerate().filter_map(shown).collect()))
    }

    /// The drafts with the best one checked by all layers, as far as it is shown, and what the gate leaves of them.
    ///
    /// Only what is shown is worth checking: a draft ends where the expected savings are greatest.
    pub(crate) async fn checked(
        &self,
        context: &mut M::Context,
        mut written: Vec<Written>,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<DraftText>, EngineError<M::Error>> {
        let Self { completer, options, healed, .. } = self;
        let confidences = |written: &[Written]| written.iter().map(|w| w.shown.confidence).collect::<Vec<_>>();
        let passes = given(confidences(&written).into_iter(), options.min_confidence) > 0;
        if let Some(Written { shown, draft }) = written.first().filter(|_| passes) {
            let forced = healed.forced.len();
            let tokens = |bytes| tokens_within(&completer.tokenizer, &draft.tokens, bytes);
            // The first token is the encoder's own choice already.
            let plan = Verify {
                given: tokens(forced).max(1),
                read: tokens(forced + shown.text.len()).min(options.verify),
                anew: ANEW,
            };
            let room = completer.model.window().saturating_sub(completer.model.tokens(context).len());
            if plan.read >= plan.given && plan.read <= room && !(self.deadline_passed)() {
                let (ends, suffices, rank) = (self.ends(), self.suffices(), shown.evidence.rank);
                let request = self.request(&ends, &suffices);
                let checked = verify(&completer.model, context, draft, plan, &request, scheduler).await;
                let checked = checked.map_err(EngineError::Model)?;
                if checked != *draft {
                    // Where the text that all layers prefer cannot be shown, neither can the one they don't.
                    written.splice(..1, self.shown((rank, checked), true));
                    written = self.arranged(written);
                }
            }
        }
        written.truncate(given(confidences(&written).into_iter(), options.min_confidence));
        Ok(written.into_iter().map(|written| written.shown).collect())
    }

    fn ends(&self) -> impl Fn(TokenId) -> End + use<'_, M> {
        |token| end_of(&self.completer.tokenizer, token)
    }

    /// Whether a draft is as long as it is worth being.
    fn suffices(&self) -> impl Fn(&Draft) -> bool + use<'_, M> {
        |draft| {
            let left = self.options.max_tokens.saturating_sub(draft.tokens.len());
            suffices(&self.completer.tokenizer, &draft.tokens, &draft.log_probs, self.healed.forced.len(), left)
        }
    }

    fn request<'r>(&'r self, ends: &'r dyn Fn(TokenId) -> End, suffices: &'r dyn Fn(&Draft) -> bool) -> Request<'r> {
        let Self { completer, options, healed, .. } = self;
        Request {
            depth: options.depth,
            first: &healed.first,
            limits: Limits { drafts: options.drafts, max_tokens: options.max_tokens },
            ends,
            suffices,
            history: &healed.tokens,
            deadline_passed: self.deadline_passed,
            ngrams: completer.ngrams.as_deref().unwrap_or(&NoNgrams),
            alpha: options.alpha,
            seed: options.seed,
        }
    }

    /// What may be shown of the draft that was written as number `rank`; `open`: see [`Typed`].
    fn shown(&self, (rank, draft): (usize, Draft), open: bool) -> Option<Written> {
        let typed = Typed { text: self.text, forced: &self.healed.forced, open };
        let shown = show(&self.completer.tokenizer, (rank, &draft), &typed, self.options)?;
        let allowed = self.options.allow_blocked || !is_blocked(self.text, &shown.text);
        allowed.then_some(Written { shown, draft })
    }

    /// Best first, no text twice.
    fn arranged(&self, mut written: Vec<Written>) -> Vec<Written> {
        written.sort_by(|a, b| b.shown.confidence.total_cmp(&a.shown.confidence));
        let mut texts = std::collections::HashSet::new();
        written.retain(|written| texts.insert(written.shown.text.clone()));
        written
    }
}
