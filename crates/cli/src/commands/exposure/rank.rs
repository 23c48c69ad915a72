//! How far a profile prefers one continuation over the others that could stand there.

use anyhow::Result;
use foreword_profile::{Context, Kind, Profile, REACH, Remembered};
use foreword_text::{TokenId, Tokenizer};

/// Log-probabilities that the person's own n-grams give these continuations of a text on a site.
pub(super) fn log_probs(
    profile: &mut Profile,
    tokenizer: &Tokenizer,
    (site, before): (&str, &str),
    continuations: impl Iterator<Item = String>,
) -> Result<Vec<f64>> {
    let own = profile.own(Kind::Mail, site);
    let ids = |text: &str| Ok::<Vec<TokenId>, anyhow::Error>(tokenizer.encode(text)?.iter().map(|t| t.id).collect());
    let before = ids(before)?;
    let log_prob = |continuation: String| {
        let mut tokens = before.clone();
        let mut sum = 0.0;
        for token in ids(&format!(" {continuation}"))? {
            let last = &tokens[tokens.len().saturating_sub(REACH)..];
            let at = Remembered::at(&own.history, Context::of(last, |_| false), tokenizer.vocab_size());
            sum += at.probability(token).ln();
            tokens.push(token);
        }
        Ok(sum)
    };
    continuations.map(log_prob).collect()
}

/// The exposure of one of them, in bits: what a guesser gains who tries the likeliest first (Carlini et al., 2019,
/// <https://arxiv.org/abs/1802.08232>): log₂ of their number less log₂ of its rank. Equals share the mean of their ranks.
pub(super) fn exposure(log_probs: &[f64], number: usize) -> f64 {
    let own = log_probs.get(number).copied().unwrap_or(f64::NEG_INFINITY);
    let before = log_probs.iter().filter(|&&other| other > own).count() as f64;
    let equal = log_probs.iter().filter(|&&other| other == own).count() as f64;
    (log_probs.len() as f64).log2() - (before + (equal + 1.0) / 2.0).log2()
}

/// The largest distance between the distributions of two samples (Kolmogorov and Smirnov), and the one beyond which they
/// would be told apart with 95% certainty.
pub(super) fn distance(a: &[f64], b: &[f64]) -> (f64, f64) {
    let share = |of: &[f64], at: f64| of.iter().filter(|&&x| x <= at).count() as f64 / of.len().max(1) as f64;
    let most = a.iter().chain(b).map(|&at| (share(a, at) - share(b, at)).abs()).fold(0.0, f64::max);
    let (n, m) = (a.len() as f64, b.len() as f64);
    (most, 1.358 * ((n + m) / (n * m).max(1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exposure_is_what_a_guesser_gains() {
        let log_probs = [-1.0, -2.0, -2.0, -8.0];
        assert_eq!(exposure(&log_probs, 0), 2.0);
        assert_eq!(exposure(&log_probs, 3), 0.0);
        assert!((exposure(&log_probs, 1) - (2.0 - 2.5_f64.log2())).abs() < 1e-12, "equals share their ranks");
    }

    #[test]
    fn samples_are_told_apart_by_their_distributions() {
        let low: Vec<f64> = (0..50).map(f64::from).collect();
        let high: Vec<f64> = (25..75).map(f64::from).collect();
        let (most, limit) = distance(&low, &high);
        assert!((most - 0.5).abs() < 1e-12 && most > limit, "{most} {limit}");
        assert_eq!(distance(&low, &low).0, 0.0);
    }
}
