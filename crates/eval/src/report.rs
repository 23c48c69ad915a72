//! What a run found, as JSON and as text. Field names are part of what scripts rely on.

use serde::Serialize;

use crate::calibration::CalibrationReport;
use crate::metrics::{Mean, Share, Tally, percentile};

/// Everything; the JSON object. Only `machine`, `latency_ms` and `seconds` differ between two runs with the same seed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub(crate) foreword: &'static str,
    pub(crate) corpus: Corpus,
    pub(crate) options: Options,
    pub(crate) machine: Machine,
    pub(crate) runs: Vec<Run>,
    /// Wall time of the whole evaluation.
    pub(crate) seconds: f64,
}

/// What was evaluated on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Corpus {
    /// Name of the file or folder, without the way to it.
    pub(crate) name: String,
    /// Users with at least one message looked at.
    pub(crate) users: usize,
    /// Messages looked at.
    pub(crate) messages: usize,
    /// Grapheme clusters in them.
    pub(crate) characters: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Options {
    pub(crate) seed: u64,
    pub(crate) tokens: u8,
    /// `null`: the engine's own gate.
    pub(crate) threshold: Option<f32>,
    /// Whether drafts ended with a space where one was likely to follow.
    pub(crate) trailing_space: bool,
    /// Messages per user.
    pub(crate) limit: Option<usize>,
    /// Carets per user.
    pub(crate) carets: Option<usize>,
    /// Share and weight of n-grams as a second opinion; `null`: the engine's own.
    pub(crate) first_alpha: Option<f32>,
    pub(crate) alpha: Option<f32>,
    /// Text that was read before every message.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) prefix: String,
    /// Name of the snapshot that stood before every message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) beginning: Option<String>,
}

/// What the evaluation ran on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Machine {
    /// Operating system.
    pub os: &'static str,
    /// Architecture of the processor.
    pub arch: &'static str,
    /// Instruction set of the kernels.
    pub isa: String,
    /// Threads of the kernels.
    pub threads: usize,
}

/// One decoder with one number of drafts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Run {
    pub(crate) decoder: String,
    pub(crate) drafts: u8,
    /// `null` where single carets were looked at.
    pub(crate) ksr: Option<Ksr>,
    pub(crate) next_word: NextWord,
    /// `exact_match[n - 1]`: n words.
    pub(crate) exact_match: [Share; crate::metrics::EXACT_WORDS],
    pub(crate) gate: Gate,
    pub(crate) calibration: CalibrationReport,
    pub(crate) quality: Quality,
    pub(crate) latency_ms: Latencies,
    pub(crate) users: Vec<UserRow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) examples: Vec<Example>,
}

/// Keystrokes of a perfect acceptor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(crate) struct Keystrokes {
    pub(crate) characters: u64,
    /// Every draft may be taken.
    pub(crate) always_shown: u64,
    /// Only what the gate shows may be taken.
    pub(crate) at_gate: u64,
    /// With an oracle that always shows the next tokens of the text.
    pub(crate) oracle: u64,
}

impl Keystrokes {
    pub(crate) fn add(&mut self, other: Keystrokes) {
        self.characters += other.characters;
        self.always_shown += other.always_shown;
        self.at_gate += other.at_gate;
        self.oracle += other.oracle;
    }

    fn saved(&self, keystrokes: u64) -> f64 {
        if self.characters == 0 { 0.0 } else { 1.0 - keystrokes as f64 / self.characters as f64 }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Ksr {
    /// Over all characters, every draft shown.
    pub(crate) ksr: f64,
    /// Over all characters, the gate in force.
    pub(crate) ksr_at_gate: f64,
    pub(crate) ceiling: f64,
    /// `ksr` / `ceiling`.
    pub(crate) share_of_ceiling: Option<f64>,
    /// Mean of the users' own `ksr`.
    pub(crate) user_mean: Option<f64>,
    pub(crate) keystrokes: Keystrokes,
}

/// Figures of one user.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct UserRow {
    pub(crate) name: String,
    pub(crate) ksr: f64,
    pub(crate) ksr_at_gate: f64,
    pub(crate) ceiling: f64,
    pub(crate) keystrokes: Keystrokes,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct NextWord {
    pub(crate) top_1: Share,
    /// `null` for fewer than three drafts.
    pub(crate) top_3: Option<Share>,
}

/// The gate in force, over all moments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Gate {
    pub(crate) moments: u64,
    /// Moments with something shown.
    pub(crate) coverage: Share,
    /// Of these, the first word of draft 1 is right.
    pub(crate) precision: Share,
    /// Of these, the first word of some draft is right.
    pub(crate) precision_any_draft: Share,
    /// Moments with a wrong draft 1 shown.
    pub(crate) wrong_show: Share,
    /// Of the moments with something shown, draft 1 ends in an article, a preposition, a conjunction or a determiner.
    pub(crate) open_ends: Share,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Quality {
    /// Mean natural log-probability per token of the drafts under the whole network, and of draft 1 alone.
    pub(crate) log_prob: Option<f64>,
    pub(crate) log_prob_first: Option<f64>,
    /// Drafts scored.
    pub(crate) judged: u64,
    /// Mean number of distinct first words at a word start.
    pub(crate) distinct_first_words: Option<f64>,
    /// `null` for one draft.
    pub(crate) self_bleu: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Latencies {
    pub(crate) requests: usize,
    pub(crate) total: Percentiles,
    pub(crate) encode: Percentiles,
    pub(crate) decode: Percentiles,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Percentiles {
    pub(crate) p50: Option<f64>,
    pub(crate) p95: Option<f64>,
}

/// A moment in full, only where asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Example {
    pub(crate) text: String,
    pub(crate) next: String,
    pub(crate) drafts: Vec<String>,
    pub(crate) confidence: Option<f32>,
}

/// The figures of one run from what was counted.
pub(crate) fn run(decoder: String, drafts: u8, tally: &Tally, users: Option<Vec<(String, Keystrokes)>>) -> Run {
    let gate_share = |hits, of| Share { hits, of };
    let percentiles = |samples: &[f64]| Percentiles { p50: percentile(samples, 0.5), p95: percentile(samples, 0.95) };
    let users: Option<Vec<UserRow>> = users.map(|users| {
        let row = |(name, keys): (String, Keystrokes)| UserRow {
            name,
            ksr: keys.saved(keys.always_shown),
            ksr_at_gate: keys.saved(keys.at_gate),
            ceiling: keys.saved(keys.oracle),
            keystrokes: keys,
        };
        users.into_iter().map(row).collect()
    });
    Run {
        decoder,
        drafts,
        ksr: users.as_deref().map(ksr),
        next_word: NextWord { top_1: tally.top_1, top_3: (drafts >= 3).then_some(tally.top_3) },
        exact_match: tally.exact,
        gate: Gate {
            moments: tally.moments,
            coverage: gate_share(tally.shown, tally.moments),
            precision: gate_share(tally.shown_right, tally.shown),
            precision_any_draft: gate_share(tally.shown_any_right, tally.shown),
            wrong_show: gate_share(tally.shown - tally.shown_right, tally.moments),
            open_ends: gate_share(tally.shown_open, tally.shown),
        },
        calibration: tally.calibration.report(tally.moments),
        quality: Quality {
            log_prob: tally.quality.value(),
            log_prob_first: tally.quality_first.value(),
            judged: tally.quality.count,
            distinct_first_words: tally.distinct.value(),
            self_bleu: tally.self_bleu.value(),
        },
        latency_ms: Latencies {
            requests: tally.latency.total.len(),
            total: percentiles(&tally.latency.total),
            encode: percentiles(&tally.latency.encode),
            decode: percentiles(&tally.latency.decode),
        },
        users: users.unwrap_or_default(),
        examples: Vec::new(),
    }
}

fn ksr(users: &[UserRow]) -> Ksr {
    let (mut keystrokes, mut mean) = (Keystrokes::default(), Mean::default());
    for user in users {
        keystrokes.add(user.keystrokes);
        mean.add(user.ksr);
    }
    let (ksr, ceiling) = (keystrokes.saved(keystrokes.always_shown), keystrokes.saved(keystrokes.oracle));
    Ksr {
        ksr,
        ksr_at_gate: keystrokes.saved(keystrokes.at_gate),
        ceiling,
        share_of_ceiling: (ceiling > 0.0).then(|| ksr / ceiling),
        user_mean: mean.value(),
        keystrokes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_count_by_their_characters_and_once_each() {
        let keys = |characters, always_shown| Keystrokes { characters, always_shown, at_gate: characters, oracle: 10 };
        let users = vec![("a".to_owned(), keys(100, 50)), ("b".to_owned(), keys(300, 300))];
        let run = run("greedy".into(), 1, &Tally::default(), Some(users));
        let ksr = run.ksr.unwrap();
        assert_eq!((ksr.ksr, ksr.ksr_at_gate, ksr.ceiling, ksr.user_mean), (0.125, 0.0, 0.95, Some(0.25)));
        assert_eq!(ksr.share_of_ceiling, Some(0.125 / 0.95));
        assert_eq!(run.next_word.top_3, None);
        assert_eq!(run.users[0].ksr, 0.5);
    }
}
