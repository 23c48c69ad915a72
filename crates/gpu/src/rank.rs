//! From the scores of the whole vocabulary to candidates.

use std::cmp::Ordering;

use foreword_decode::Candidate;
use foreword_model::OpsError;
use foreword_text::TokenId;

use crate::GpuOps;
use crate::buffer::{Inner, stride};
use crate::kernels::SELECT;
use crate::launch::Launch;
use crate::shader::Kernel;

/// Greatest scores that the kernel can sort; more are sorted here, of all scores read back.
const MOST: usize = 128;

/// Scores that the kernel gathers at most (`KEPT` in `select.wgsl`).
const GATHERED: u32 = 512;

/// Words before a row's candidates.
const HEAD: usize = 8;

/// What is known of a row.
pub(crate) struct Ranked {
    /// The likeliest tokens, likeliest first; ties go to the lower token.
    pub(crate) best: Vec<Candidate>,
    /// Natural log-probability of the row's target.
    pub(crate) target: f32,
}

impl GpuOps {
    /// The `count` likeliest tokens of each row of scores, and the log-probability of the row's target (token 0 where none
    /// is given).
    pub(crate) async fn select_best(
        &self,
        scores: &mut Inner,
        count: usize,
        targets: &[TokenId],
    ) -> Result<Vec<Ranked>, OpsError> {
        let (rows, n) = (scores.rows, scores.width);
        let count = count.min(n);
        if rows == 0 {
            return Ok(Vec::new());
        }
        if n == 0 {
            return Err(OpsError::NotFinite { row: 0 });
        }
        let wanted = count.clamp(1, MOST);
        let words = HEAD + 2 * wanted;
        let mut parameters = vec![n as u32, stride(n) as u32, wanted as u32, words as u32];
        parameters
            .extend((0..rows).flat_map(|row| [targets.get(row).copied().unwrap_or(0).min(n as u32 - 1), 0, 0, 0]));
        let out = self.gpu.empty(4 * rows * words);
        self.gpu.launch(&Launch {
            kernel: Kernel::new(&SELECT, []),
            groups: (rows, 1),
            buffers: &[scores.values(&self.gpu), &out],
            parameters: &parameters,
            weight_bytes: 0,
        });
        let selected = self.gpu.read(&out, rows * words).await?;
        let is_enough = |row: &[u32]| count <= MOST && row[0] <= GATHERED;
        if let Some(row) = selected.chunks_exact(words).position(|row| row[1] != 0) {
            return Err(OpsError::NotFinite { row });
        }
        if !selected.chunks_exact(words).all(is_enough) {
            return self.sort_here(scores, count, targets).await;
        }
        let row = |(row, words): (usize, &[u32])| {
            let log = f32::from_bits(words[3]);
            if !log.is_finite() {
                return Err(OpsError::NotFinite { row });
            }
            let pairs = words[HEAD..].chunks_exact(2).take(count.min(words[0] as usize));
            let best = pairs.map(|pair| Candidate { token: pair[0], log_prob: f32::from_bits(pair[1]) - log });
            Ok(Ranked { best: best.collect(), target: f32::from_bits(words[4]) - log })
        };
        selected.chunks_exact(words).enumerate().map(row).collect()
    }

    /// [`select_best`](Self::select_best) on the CPU: for very many candidates, or very many that are nearly equal.
    async fn sort_here(&self, scores: &mut Inner, count: usize, targets: &[TokenId]) -> Result<Vec<Ranked>, OpsError> {
        let n = scores.width;
        let scores = self.read_scores(scores).await?;
        let row = |(row, scores): (usize, &[f32])| {
            let scores = Scores::new(&scores[..n], row)?;
            let target = targets.get(row).copied().unwrap_or(0).min(n as u32 - 1);
            Ok(Ranked { best: scores.top(count), target: scores.log_prob(target) })
        };
        scores.chunks_exact(stride(n)).enumerate().map(row).collect()
    }

    /// Natural log-probabilities of all tokens of the only row.
    pub(crate) async fn all_log_probs(&self, scores: &mut Inner) -> Result<Vec<f32>, OpsError> {
        let n = scores.width;
        let scores = self.read_scores(scores).await?;
        let scores = Scores::new(scores.get(..n).unwrap_or_default(), 0)?;
        Ok((0..n as TokenId).map(|token| scores.log_prob(token)).collect())
    }

    async fn read_scores(&self, scores: &mut Inner) -> Result<Vec<f32>, OpsError> {
        let values = scores.rows * stride(scores.width);
        if values == 0 {
            return Ok(Vec::new());
        }
        self.gpu.read_values(scores.values(&self.gpu), values).await
    }
}

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
