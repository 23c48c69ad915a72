//! From the scores of the whole vocabulary to candidates, on the CPU.

use std::cmp::Ordering;

use foreword_decode::Candidate;
use foreword_model::OpsError;
use foreword_text::TokenId;

/// The scores of one row and what turns them into log-probabilities.
pub(crate) struct Scores<'a> {
    scores: &'a [f32],
    /// Logarithm of the sum of their exponentials.
    normaliser: f32,
}

impl<'a> Scores<'a> {
    /// # Errors
    /// [`OpsError::NotFinite`] with `row` if a score isn't finite, or there is none.
    pub(crate) fn new(scores: &'a [f32], row: usize) -> Result<Self, OpsError> {
        if scores.is_empty() || !scores.iter().all(|score| score.is_finite()) {
            return Err(OpsError::NotFinite { row });
        }
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let sum: f64 = scores.iter().map(|score| f64::from(score - most).exp()).sum();
        Ok(Self { scores, normaliser: most + sum.ln() as f32 })
    }

    /// Natural log-probability of a token of the vocabulary.
    pub(crate) fn log_prob(&self, token: TokenId) -> f32 {
        self.scores[token as usize] - self.normaliser
    }

    /// The `count` likeliest tokens, likeliest first; ties go to the lower token.
    pub(crate) fn top(&self, count: usize) -> Vec<Candidate> {
        let likelier = |a: &TokenId, b: &TokenId| -> Ordering {
            self.scores[*b as usize].total_cmp(&self.scores[*a as usize]).then(a.cmp(b))
        };
        let mut tokens: Vec<TokenId> = (0..self.scores.len() as TokenId).collect();
        if count < tokens.len() {
            tokens.select_nth_unstable_by(count, likelier);
            tokens.truncate(count);
        }
        tokens.sort_unstable_by(likelier);
        tokens.into_iter().map(|token| Candidate { token, log_prob: self.log_prob(token) }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn top_orders_by_score_then_token() {
        let scores = Scores::new(&[0.5, 2.0, -1.0, 2.0, 1.0], 0).unwrap();
        let tokens = |count| scores.top(count).iter().map(|c| c.token).collect::<Vec<_>>();
        assert_eq!(tokens(3), [1, 3, 4]);
        assert_eq!(tokens(9), [1, 3, 4, 0, 2]);
        assert!(tokens(0).is_empty());
    }

    #[test]
    fn probabilities_sum_to_one() {
        let values: Vec<f32> = (0..1000).map(|i| (i % 37) as f32 * 3.0 - 40.0).collect();
        let scores = Scores::new(&values, 0).unwrap();
        let sum: f64 = (0..1000).map(|token| f64::from(scores.log_prob(token)).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }

    #[test]
    fn scores_that_are_not_finite_are_refused() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert!(matches!(Scores::new(&[0.0, bad], 7), Err(OpsError::NotFinite { row: 7 })), "{bad}");
        }
        assert!(Scores::new(&[], 0).is_err());
    }
}
