//! How likely a draft's first word is the right one.

/// Slope and offset on the log-odds of what the model says; 1 and 0 take the model at its word.
const SLOPE: f32 = 1.0;
const OFFSET: f32 = 0.0;

/// Estimated probability that the first word is right, from the model's log-probability of it.
pub(crate) fn calibrated(first_word_log_prob: f32) -> f32 {
    let p = first_word_log_prob.exp().clamp(1e-6, 1.0 - 1e-6);
    let log_odds = (p / (1.0 - p)).ln();
    1.0 / (1.0 + (-(SLOPE * log_odds + OFFSET)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likelier_words_earn_more_confidence() {
        let confidences: Vec<_> = [-9.0, -3.0, -1.0, -0.2, 0.0].map(calibrated).to_vec();
        assert!(confidences.is_sorted(), "{confidences:?}");
        assert!(confidences.iter().all(|c| (0.0..=1.0).contains(c)));
    }
}
