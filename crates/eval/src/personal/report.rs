//! What personalisation gains: keystrokes with and without it, author by author.

use std::fmt::Write;

use serde::Serialize;

use crate::random::Random;

/// Samples of authors that intervals are estimated from.
const SAMPLES: usize = 10_000;

/// Everything; the JSON object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonalReport {
    /// Name of the file or folder.
    pub corpus: String,
    /// Authors with a message typed.
    pub authors: usize,
    /// Messages typed.
    pub messages: usize,
    /// Grapheme clusters in them.
    pub characters: u64,
    /// Messages before a text that count as its author's history.
    pub history: Option<usize>,
    /// Whether the histories are other authors'.
    pub other: bool,
    /// Messages left out since they repeat earlier ones.
    pub repeats_left_out: usize,
    /// Drafts shown.
    pub drafts: u8,
    /// What the choice of messages depends on.
    pub seed: u64,
    /// The first one is what the others are compared with.
    pub runs: Vec<PersonalRun>,
    /// Wall time.
    pub seconds: f64,
}

/// One set of parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonalRun {
    /// The parts used.
    pub parts: String,
    /// Keystroke savings over all characters, every draft shown.
    pub ksr: f64,
    /// Compared with the first run.
    pub gain: Option<Gain>,
    /// Median and 95th percentile of a request, in milliseconds.
    pub ms: (f64, f64),
    /// Keystrokes of each author, in the order of their names.
    pub authors: Vec<AuthorKeys>,
}

/// An author's keystrokes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuthorKeys {
    /// The author.
    pub name: String,
    /// Grapheme clusters of the messages.
    pub characters: u64,
    /// Keystrokes for them.
    pub keystrokes: u64,
}

impl AuthorKeys {
    fn saved(&self) -> f64 {
        1.0 - self.keystrokes as f64 / self.characters.max(1) as f64
    }
}

/// Percentage points of keystrokes saved beyond another run's, in the mean over authors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gain {
    /// Points.
    pub points: f64,
    /// Ends of the 95% interval, from samples of authors.
    pub interval: (f64, f64),
    /// Authors who lose more than half a point.
    pub losers: usize,
    /// The least gain of an author, and whose it is.
    pub worst: (f64, String),
}

/// Gain of `run` over `base`, paired by author.
pub(super) fn gain(run: &[AuthorKeys], base: &[AuthorKeys]) -> Option<Gain> {
    let points = |(run, base): (&AuthorKeys, &AuthorKeys)| 100.0 * (run.saved() - base.saved());
    let gains: Vec<f64> = run.iter().zip(base).map(points).collect();
    let worst = gains.iter().zip(run).min_by(|a, b| a.0.total_cmp(b.0))?;
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / gains.len() as f64;
    let mut random = Random::new(1, "authors");
    let mut means: Vec<f64> =
        (0..SAMPLES).map(|_| mean(&mut (0..gains.len()).map(|_| gains[random.below(gains.len())]))).collect();
    means.sort_by(f64::total_cmp);
    Some(Gain {
        points: mean(&mut gains.iter().copied()),
        interval: (means[SAMPLES / 40], means[SAMPLES - 1 - SAMPLES / 40]),
        losers: gains.iter().filter(|&&gain| gain < -0.5).count(),
        worst: (*worst.0, worst.1.name.clone()),
    })
}

/// A table for a terminal.
pub fn table(report: &PersonalReport) -> String {
    let history = report.history.map_or_else(|| "all messages before".to_owned(), |n| format!("{n} messages before"));
    let whose = if report.other { ", another author's" } else { "" };
    let mut text = format!(
        "{}: {} authors, {} messages, {} characters; history: {history}{whose}; {} repeats left out; {} drafts, seed {}; {:.0} s\n",
        report.corpus,
        report.authors,
        report.messages,
        report.characters,
        report.repeats_left_out,
        report.drafts,
        report.seed,
        report.seconds,
    );
    for run in &report.runs {
        let gain = run.gain.as_ref().map_or_else(String::new, |gain| {
            format!(
                "  {:+.2} points ({:+.2} to {:+.2}), {} authors lose more than half a point, worst {:+.2} ({})",
                gain.points, gain.interval.0, gain.interval.1, gain.losers, gain.worst.0, gain.worst.1
            )
        });
        let _ = writeln!(
            text,
            "{:24} {:5.2} %  P50 {:.1} ms, P95 {:.1} ms{gain}",
            run.parts,
            100.0 * run.ksr,
            run.ms.0,
            run.ms.1
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_are_paired_by_author() {
        let keys = |keystrokes: &[u64]| -> Vec<AuthorKeys> {
            let author = |(n, &keystrokes)| AuthorKeys { name: format!("a{n}"), characters: 1000, keystrokes };
            keystrokes.iter().enumerate().map(author).collect()
        };
        let gain = gain(&keys(&[500, 600, 700]), &keys(&[560, 600, 690])).unwrap();
        assert!((gain.points - 5.0 / 3.0).abs() < 1e-9);
        assert_eq!((gain.losers, gain.worst.1.as_str()), (1, "a2"));
        assert!((gain.worst.0 + 1.0).abs() < 1e-9);
        assert!(gain.interval.0 <= gain.points && gain.points <= gain.interval.1);
        assert!(super::gain(&[], &[]).is_none());
    }
}
