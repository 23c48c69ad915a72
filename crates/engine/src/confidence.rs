//! How likely a draft's first word is the right one.

/// What the confidence of a draft rests on.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Evidence {
    /// Natural logarithm of the probability of its first word, given the letters typed.
    pub first_word_log_prob: f32,
    /// Its place among the drafts as they were written, the likeliest first token being 0.
    pub rank: usize,
    /// Characters of the word under way; 0 after white space.
    pub typed: usize,
    /// It begins with white space: the word under way is taken to be whole.
    pub new_word: bool,
    /// Tokens of the first word after the one it begins with.
    pub more_tokens: usize,
}

/// Weight of each of [`Evidence::features`], and the constant.
///
/// A logistic regression over texts by people whose messages the evaluation does not use, without n-grams, fitted by
/// `foreword calibrate CHITCHAT MAIL WEB DIALOGUE IRC --carets 700 --threads 1`: five collections of texts by user, see
/// `docs/decisions/2026-11-23-length-and-silence.md`.
const WEIGHTS: [f32; Evidence::FEATURES.len()] = [0.8365, -0.1757, -0.0087, -0.1242, 0.1420];
const CONSTANT: f32 = -0.2033;

/// Least confidence of a draft that is shown beside the best, as a share of what the best must have.
const OTHERS: f32 = 0.125;

/// Number of drafts to show, given confidences in descending order: zero unless the first reaches `least`, after that all
/// that reach an eighth of it.
pub fn shown_count(confidences: impl Iterator<Item = f32>, least: f32) -> usize {
    let mut confidences = confidences.peekable();
    if confidences.peek().is_none_or(|&best| best < least) {
        return 0;
    }
    confidences.take_while(|&confidence| confidence >= least * OTHERS).count()
}

impl Evidence {
    /// What [`features`](Self::features) are called.
    pub const FEATURES: [&'static str; 5] = ["log_odds", "log_rank", "log_typed", "new_word", "more_tokens"];

    /// The numbers that a calibration weighs: the first word's log-odds, `ln(1 + rank)`, `ln(1 + typed)`, whether it is
    /// a new word, `more_tokens`.
    pub fn features(&self) -> [f32; Self::FEATURES.len()] {
        let p = self.first_word_log_prob.exp().clamp(1e-6, 1.0 - 1e-6);
        [
            (p / (1.0 - p)).ln(),
            (self.rank as f32).ln_1p(),
            (self.typed as f32).ln_1p(),
            f32::from(u8::from(self.new_word)),
            self.more_tokens as f32,
        ]
    }

    /// Estimated probability that the first word is right, 0 to 1.
    pub fn confidence(&self) -> f32 {
        let weighed = self.features().iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum::<f32>();
        1.0 / (1.0 + (-(weighed + CONSTANT)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_decides_and_hopeless_others_are_left_out() {
        let shown = |confidences: &[f32], least| shown_count(confidences.iter().copied(), least);
        assert_eq!(shown(&[0.3, 0.04, 0.009, 0.001], 0.08), 2);
        assert_eq!(shown(&[0.07, 0.06], 0.08), 0);
        assert_eq!(shown(&[0.3, 0.001, 0.0], 0.0), 3, "without a gate everything is shown");
        assert_eq!(shown(&[], 0.0), 0);
    }

    #[test]
    fn likelier_words_earn_more_confidence() {
        for rank in [0, 2] {
            for (typed, new_word) in [(0, false), (3, false), (5, true)] {
                let evidence =
                    |first_word_log_prob| Evidence { first_word_log_prob, rank, typed, new_word, more_tokens: 0 };
                let confidences = [f32::NEG_INFINITY, -9.0, -3.0, -1.0, -0.2, 0.0].map(|p| evidence(p).confidence());
                assert!(confidences.is_sorted(), "{confidences:?}");
                assert!(confidences.iter().all(|c| (0.0..=1.0).contains(c)), "{confidences:?}");
            }
        }
    }
}
