//! From scores to candidates.

use foreword_decode::Candidate;
use foreword_model::OpsError;
use foreword_text::TokenId;

use crate::Isa;
use crate::math::LogSumExp;

/// Logarithm of the normaliser of a row of scores.
///
/// # Errors
/// [`OpsError::NotFinite`] if any score is not.
pub(crate) fn normaliser(isa: Isa, scores: &[f32], row: usize) -> Result<f32, OpsError> {
    // SAFETY: the task uses no pointers.
    let log = unsafe { isa.run(LogSumExp { row: scores }) };
    if log.is_finite() { Ok(log) } else { Err(OpsError::NotFinite { row }) }
}

/// The `count` highest scores as candidates, likeliest first; ties go to the lower token.
pub(crate) fn top(scores: &[f32], normaliser: f32, count: usize) -> Vec<Candidate> {
    let mut best: Vec<(f32, TokenId)> = Vec::with_capacity(count + 1);
    let mut least = f32::NEG_INFINITY;
    for (token, &score) in scores.iter().enumerate() {
        if score <= least && best.len() >= count {
            continue;
        }
        let at = best.partition_point(|&(s, _)| s >= score);
        best.insert(at, (score, token as TokenId));
        best.truncate(count);
        least = best.last().map_or(f32::NEG_INFINITY, |b| b.0);
    }
    best.into_iter().map(|(score, token)| Candidate::model(token, score - normaliser)).collect()
}

/// `−Σ p ln p` in nats over `p = e^(score − normaliser)`, which need not sum to 1.
pub(crate) fn entropy(scores: &[f32], normaliser: f32) -> f32 {
    let term = |score: &f32| {
        let log = f64::from(score - normaliser);
        -log * log.exp()
    };
    scores.iter().map(term).sum::<f64>() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn top_orders_by_score_then_token() {
        let scores = [0.5, 2.0, -1.0, 2.0, 1.0];
        let tokens: Vec<_> = top(&scores, 0.0, 3).iter().map(|c| c.token).collect();
        assert_eq!(tokens, [1, 3, 4]);
        assert_eq!(top(&scores, 0.0, 9).len(), 5);
        assert!(top(&scores, 0.0, 0).is_empty());
    }

    #[test]
    fn entropy_of_equal_scores_is_the_logarithm_of_their_number() {
        assert!((entropy(&[2.5; 8], 2.5 + 8f32.ln()) - 8f32.ln()).abs() < 1e-6);
        assert_eq!(entropy(&[0.0, -1e30], 0.0), 0.0);
    }

    #[test]
    fn every_kind_of_bad_score_is_noticed() {
        for isa in Isa::available() {
            for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                for at in [0, 7, 15, 16, 32] {
                    let mut scores = vec![1.0; 33];
                    scores[at] = bad;
                    assert!(normaliser(isa, &scores, 4).is_err(), "{isa:?} {bad} at {at}");
                }
            }
            let log = normaliser(isa, &[0.0; 33], 0).unwrap();
            assert!((log - 33f32.ln()).abs() < 1e-5, "{isa:?}: {log}");
        }
    }
}
