//! How much is done for one call, so that it ends within its budget on this machine.

use std::sync::{Mutex, PoisonError};

use crate::completion::{Effort, Options};

/// Each further draft makes a step of the drafting decoder so much slower, as a share of a step with one draft: in Chromium its
/// matrices take 0.89 ms with one row, 1.31 with two and 1.80 with three (`docs/benchmarks/2026-11-29-2core-speed`).
const PER_DRAFT: f64 = 0.5;

/// Weight of the newest measurement.
const NEWEST: f64 = 0.3;

/// A measurement counts as at most so many times what was expected: a computer that was asleep isn't slow.
const MOST: f64 = 2.0;

/// What verifying is expected to take fades by so much with each call that leaves it out. It is tried again in the end, as
/// it may have been slow for a reason that is gone.
const FADING: f64 = 0.99;

/// The fewest tokens of a draft: about two words.
const FEWEST_TOKENS: usize = 3;

impl Effort {
    /// All that is wanted.
    pub(crate) fn whole(options: &Options) -> Self {
        let Options { drafts, max_tokens, verify, .. } = *options;
        Self { drafts, max_tokens, verify }
    }

    /// The options with no more than this.
    pub(crate) fn limit(self, options: &Options) -> Options {
        let Self { drafts, max_tokens, verify } = self;
        Options { drafts, max_tokens, verify, ..*options }
    }
}

/// What this machine takes, learned from the calls that it has answered.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<Times>);

#[derive(Debug, Default, Clone, Copy)]
struct Times {
    /// Milliseconds of a step with one draft.
    step: Option<f64>,
    /// What verifying takes, in such steps of the same call: steps are measured in each call, and tell how fast the machine is
    /// now.
    verify: Option<f64>,
}

impl Pace {
    /// How much fits into the milliseconds that are `left` of a budget. As long as nothing was measured, all does.
    pub(crate) fn plan(&self, options: &Options, left: f64) -> Effort {
        let mut effort = Effort::whole(options);
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(step) = times.step else { return effort };
        let writing = |effort: &Effort| (effort.max_tokens.saturating_sub(1)) as f64 * step * lanes(effort.drafts);
        if writing(&effort) + times.verify.unwrap_or_default() * step > left && effort.verify > 0 {
            effort.verify = 0;
            times.verify = times.verify.map(|verify| verify * FADING);
        }
        let fewest = FEWEST_TOKENS.min(options.max_tokens);
        while writing(&effort) > left && effort.max_tokens > fewest {
            effort.max_tokens -= 1;
        }
        while writing(&effort) > left && effort.drafts > 1 {
            effort.drafts -= 1;
        }
        effort
    }

    /// A call with so many drafts took `decode` milliseconds for so many steps, and `verify` for verifying, if it did.
    pub(crate) fn note(&self, drafts: usize, steps: usize, decode: f64, verify: Option<f64>) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let step = (steps > 0).then(|| decode / steps as f64 / lanes(drafts));
        if let Some(step) = step {
            times.step = Some(mean(times.step, step));
        }
        if let (Some(verify), Some(step)) = (verify, step.or(times.step).filter(|&step| step > 0.0)) {
            times.verify = Some(mean(times.verify, verify / step));
        }
    }
}

/// How much slower a step with so many drafts is than with one.
fn lanes(drafts: usize) -> f64 {
    1.0 + PER_DRAFT * drafts.saturating_sub(1) as f64
}

fn mean(old: Option<f64>, new: f64) -> f64 {
    old.map_or(new, |old| old + NEWEST * (new.min(MOST * old) - old))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn effort(drafts: usize, max_tokens: usize, verify: usize) -> Effort {
        Effort { drafts, max_tokens, verify }
    }

    /// A pace of steps that take 4 ms with one draft, and verifying that takes 20.
    fn pace() -> Pace {
        let pace = Pace::default();
        pace.note(3, 10, 40.0 * lanes(3), Some(20.0));
        pace
    }

    #[test]
    fn all_is_done_where_nothing_is_known_or_there_is_time() {
        let options = Options::default();
        assert_eq!(Pace::default().plan(&options, -5.0), effort(3, 8, 2));
        assert_eq!(pace().plan(&options, 77.0), effort(3, 8, 2));
    }

    #[test]
    fn what_has_no_time_is_left_out_in_order() {
        let options = Options::default();
        let plans = [60.0, 50.0, 25.0, 13.0, 8.5, 1.0, -100.0].map(|left| pace().plan(&options, left));
        let expected = [(3, 8, 0), (3, 7, 0), (3, 4, 0), (2, 3, 0), (1, 3, 0), (1, 3, 0), (1, 3, 0)]
            .map(|(d, t, v)| effort(d, t, v));
        assert_eq!(plans, expected);
        // Who wants less gets no more.
        let few = Options { drafts: 1, max_tokens: 2, verify: 0, ..options };
        assert_eq!(pace().plan(&few, -1.0), effort(1, 2, 0));
    }

    #[test]
    fn verifying_is_tried_again() {
        let pace = pace();
        let left = 7.0 * 4.0 * lanes(3) + 15.0;
        let options = Options::default();
        let calls = (1..).find(|_| pace.plan(&options, left).verify > 0);
        assert!(calls.is_some_and(|calls| (20..40).contains(&calls)), "{calls:?}");
    }

    #[test]
    fn verifying_comes_back_with_the_speed_of_the_machine() {
        let pace = pace();
        let options = Options::default();
        let left = 7.0 * 4.0 * lanes(3) + 25.0;
        assert_eq!(pace.plan(&options, left).verify, 2);
        // Five times slower for a while.
        for _ in 0..4 {
            pace.note(3, 7, 5.0 * 7.0 * 4.0 * lanes(3), Some(100.0));
        }
        assert_eq!(pace.plan(&options, left).verify, 0);
        let calls = (1..).find(|_| {
            pace.note(3, 7, 7.0 * 4.0 * lanes(3), None);
            pace.plan(&options, left).verify > 0
        });
        assert!(calls.is_some_and(|calls| calls < 12), "{calls:?}");
    }

    #[test]
    fn a_computer_that_slept_is_soon_fast_again() {
        let pace = pace();
        pace.note(3, 7, 60_000.0, None);
        for _ in 0..5 {
            pace.note(1, 2, 8.0, None);
        }
        assert_eq!(pace.plan(&Options::default(), 7.0 * 4.3 * lanes(3)).max_tokens, 8);
    }

    proptest! {
        #[test]
        fn more_time_never_means_less(step in 0.01..50.0f64, verify in 0.0..200.0f64, one in -50.0..300.0f64, more in 0.0..300.0f64) {
            let options = Options::default();
            let pace = || {
                let pace = Pace::default();
                pace.note(1, 1, step, Some(verify));
                pace
            };
            let (less, more) = (pace().plan(&options, one), pace().plan(&options, one + more));
            prop_assert!(less.drafts <= more.drafts && less.max_tokens <= more.max_tokens && less.verify <= more.verify);
            let time = 7.0_f64.min(less.max_tokens as f64 - 1.0) * step * lanes(less.drafts);
            prop_assert!(time <= one + 1e-9 || less == effort(1, 3, 0));
        }
    }
}
