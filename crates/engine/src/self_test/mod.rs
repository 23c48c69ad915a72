//! The self-test of what the network can run on: right first, then fast.
//!
//! Every executor is [probed](probe) with the same beginnings of messages: what it drafts, and how long a keystroke
//! takes. [`judge`] compares one with the CPU and says which of the two to use. Nothing is decided by name: an adapter
//! that runs on the CPU loses because it is slower.

mod agreement;
mod probe;

pub use agreement::Agreement;
pub use probe::{Drafted, Patience, Probe, keystroke_ms, probe};

/// Beginnings of messages that somebody might write.
pub const CONTEXTS: [&str; 6] = [
    "Hi Sarah, thanks for your email. I just wanted to let you know that the meeting",
    "I'm running a bit late, but I should be there",
    "Could you please send me the report before the end of",
    "We had a great time at the lake last weekend. The weather was",
    "Sorry for the late reply, I have been",
    "Dear customer, your order has been shipped and will",
];

/// Scores may differ by this much before an executor counts as wrong, in nats.
pub const BOUND: f32 = 0.03;

/// What draft 1 must be the same in, of all contexts.
const SAME_DRAFTS: f64 = 0.8;

/// What a GPU is like against the CPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Right and faster: the one to use.
    Faster,
    /// Not faster; nothing was found to be wrong.
    Slower,
    /// It computes something else.
    Wrong,
}

/// What [`judge`] found.
#[derive(Debug)]
pub struct Verdict {
    /// The GPU is used if it is right and faster.
    pub finding: Finding,
    /// Whether scores agree. One draft may differ all the same: two tokens may be as good as equal.
    pub scores_agree: bool,
    /// Why, as the rest of a sentence.
    pub because: String,
    /// How far the two agree; `None` if the GPU was so slow that it wasn't asked.
    pub agreement: Option<Agreement>,
}

/// Compares what a GPU and what the CPU did with the same contexts.
pub fn judge<C, D>(gpu: &Probe<C>, cpu: &Probe<D>) -> Verdict {
    let (gpu_ms, cpu_ms) = (gpu.keystroke_ms(), cpu.keystroke_ms());
    let slower = format!("a keystroke takes {cpu_ms:.0} ms, on the GPU {gpu_ms:.0}");
    if gpu.drafted.is_empty() {
        return Verdict { finding: Finding::Slower, scores_agree: false, because: slower, agreement: None };
    }
    let agreement = Agreement::of(&gpu.drafted, &cpu.drafted);
    let Agreement { contexts, same_drafts, most_apart, .. } = agreement;
    let scores_agree = most_apart <= BOUND;
    let (finding, because) = if !scores_agree {
        (Finding::Wrong, format!("the GPU's log-probabilities are off by {most_apart:.3}, at most {BOUND} is right"))
    } else if gpu.drafted.len() < cpu.drafted.len() || (same_drafts as f64) < SAME_DRAFTS * contexts as f64 {
        (Finding::Wrong, format!("the GPU writes the same first draft in {same_drafts} of {contexts} only"))
    } else if gpu_ms < cpu_ms {
        (Finding::Faster, format!("a keystroke takes {gpu_ms:.0} ms, on the CPU {cpu_ms:.0}"))
    } else {
        (Finding::Slower, slower)
    };
    Verdict { finding, scores_agree, because, agreement: Some(agreement) }
}

#[cfg(test)]
mod tests {
    use foreword_decode::Candidate;

    use super::*;

    fn drafted(log_prob: f32) -> Drafted {
        let row = |a, b| vec![Candidate::model(1, a), Candidate::model(2, b)];
        vec![vec![row(-1.0, -2.0)], vec![row(-1.0, log_prob)]]
    }

    fn probed(keystroke_ms: f64, log_prob: f32) -> Probe<()> {
        let keystrokes_ms = vec![keystroke_ms, keystroke_ms / 2.0, 900.0];
        Probe { keystrokes_ms, drafted: vec![drafted(log_prob)], keystroke: None, step: None }
    }

    #[test]
    fn a_gpu_must_be_right_and_faster() {
        let cpu = probed(20.0, -3.0);
        assert_eq!(judge(&probed(19.0, -3.01), &cpu).finding, Finding::Faster);
        let slower = judge(&probed(21.0, -3.01), &cpu);
        let because = "a keystroke takes 20 ms, on the GPU 21";
        assert_eq!((slower.finding, slower.because.as_str()), (Finding::Slower, because));
        assert!(slower.scores_agree);
        let wrong = judge(&probed(1.0, -3.5), &cpu);
        let because = "the GPU's log-probabilities are off by 0.500, at most 0.03 is right";
        assert_eq!((wrong.finding, wrong.because.as_str()), (Finding::Wrong, because));
        assert!(!wrong.scores_agree);
    }

    /// NaN is no agreement, nor is a draft that isn't there.
    #[test]
    fn a_gpu_that_agrees_on_nothing_is_not_chosen() {
        let cpu = probed(20.0, -3.0);
        assert_eq!(judge(&probed(1.0, f32::NAN), &cpu).finding, Finding::Wrong);
        let mut silent = probed(1.0, -3.0);
        silent.drafted[0].truncate(1);
        assert_eq!(judge(&silent, &cpu).finding, Finding::Wrong);
        silent.drafted.clear();
        let verdict = judge(&silent, &cpu);
        assert_eq!(verdict.finding, Finding::Slower);
        assert!(verdict.agreement.is_none());
    }
}
