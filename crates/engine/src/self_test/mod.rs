//! The self-test of what the network can run on: right first, then fast.
//!
//! Every executor is [probed](probe) with the same beginnings of messages: what it drafts, and how long a keystroke
//! takes. [`judge`] compares one with the CPU and says which of the two to use. Nothing is decided by name: an adapter
//! that runs on the CPU loses because it is slower.

mod agreement;
mod probe;

pub use agreement::Agreement;
pub use probe::{Drafted, Patience, Probe, probe};

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

/// Which of two executors to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The CPU, where everything runs.
    Cpu,
    /// The GPU.
    Gpu,
}

/// What [`judge`] found.
#[derive(Debug)]
pub struct Verdict {
    /// Which to use.
    pub choice: Choice,
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
        return Verdict { choice: Choice::Cpu, because: slower, agreement: None };
    }
    let agreement = Agreement::of(&gpu.drafted, &cpu.drafted);
    let Agreement { contexts, same_drafts, most_apart, .. } = agreement;
    let (choice, because) = if most_apart.is_nan() || most_apart > BOUND {
        (Choice::Cpu, format!("the GPU's log-probabilities are off by {most_apart:.3}, at most {BOUND} is right"))
    } else if gpu.drafted.len() < cpu.drafted.len() || (same_drafts as f64) < SAME_DRAFTS * contexts as f64 {
        (Choice::Cpu, format!("the GPU writes the same first draft in {same_drafts} of {contexts} only"))
    } else if gpu_ms < cpu_ms {
        (Choice::Gpu, format!("a keystroke takes {gpu_ms:.0} ms, on the CPU {cpu_ms:.0}"))
    } else {
        (Choice::Cpu, slower)
    };
    Verdict { choice, because, agreement: Some(agreement) }
}

#[cfg(test)]
mod tests {
    use foreword_decode::Candidate;

    use super::*;

    fn drafted(log_prob: f32) -> Drafted {
        let row = |a, b| vec![Candidate { token: 1, log_prob: a }, Candidate { token: 2, log_prob: b }];
        vec![vec![row(-1.0, -2.0)], vec![row(-1.0, log_prob)]]
    }

    fn probed(keystroke_ms: f64, log_prob: f32) -> Probe<()> {
        let keystrokes_ms = vec![keystroke_ms, keystroke_ms / 2.0, 900.0];
        Probe { keystrokes_ms, drafted: vec![drafted(log_prob)], keystroke: None, step: None }
    }

    #[test]
    fn a_gpu_must_be_right_and_faster() {
        let cpu = probed(20.0, -3.0);
        assert_eq!(judge(&probed(19.0, -3.01), &cpu).choice, Choice::Gpu);
        let slower = judge(&probed(21.0, -3.01), &cpu);
        assert_eq!((slower.choice, slower.because.as_str()), (Choice::Cpu, "a keystroke takes 20 ms, on the GPU 21"));
        let wrong = judge(&probed(1.0, -3.5), &cpu);
        let because = "the GPU's log-probabilities are off by 0.500, at most 0.03 is right";
        assert_eq!((wrong.choice, wrong.because.as_str()), (Choice::Cpu, because));
    }

    /// NaN is no agreement, nor is a draft that isn't there.
    #[test]
    fn a_gpu_that_agrees_on_nothing_is_not_chosen() {
        let cpu = probed(20.0, -3.0);
        assert_eq!(judge(&probed(1.0, f32::NAN), &cpu).choice, Choice::Cpu);
        let mut silent = probed(1.0, -3.0);
        silent.drafted[0].truncate(1);
        assert_eq!(judge(&silent, &cpu).choice, Choice::Cpu);
        silent.drafted.clear();
        let verdict = judge(&silent, &cpu);
        assert_eq!(verdict.choice, Choice::Cpu);
        assert!(verdict.agreement.is_none());
    }
}
