//! From the scores of the whole vocabulary to candidates.

use std::cmp::Ordering;

use foreword_decode::{Candidate, Row, RowState, Want};
use foreword_model::{Head, OpsError};
use foreword_text::TokenId;

use crate::buffer::{Inner, stride};
use crate::kernels::SELECT;
use crate::launch::Launch;
use crate::shader::Kernel;
use crate::{Buffer, GpuOps, Matrix, Vector};

/// Greatest scores that the kernel can sort; more are sorted here, of all scores read back.
const MOST: usize = 128;

/// Scores that the kernel gathers at most (`KEPT` in `select.wgsl`).
const GATHERED: u32 = 512;

/// Words before a row's candidates.
const HEAD: usize = 8;

impl GpuOps {
    /// What every row of `x` predicts over the rows of a table, which are numbered by their place.
    ///
    /// States cost a read-back of all scores, of which the host computes the entropy, and one of the normalised rows.
    pub(crate) async fn rank_rows(
        &self,
        x: &Buffer,
        head: Head<'_, Matrix, Vector>,
        want: Want,
        given: &[TokenId],
    ) -> Result<Vec<Row>, OpsError> {
        let mut scores = self.score_all(x, head.norm, head.table);
        let ranked = if want.state {
            self.sort_here(&mut scores, want, given).await
        } else {
            self.select_best(&mut scores, want.candidates, given).await
        };
        self.keep(scores);
        let mut rows = ranked?;
        if want.state {
            let queries = self.normalised_rows(x, head.norm).await?;
            for (state, query) in rows.iter_mut().filter_map(|row| row.state.as_mut()).zip(queries) {
                state.query = query;
            }
        }
        Ok(rows)
    }

    /// The `count` likeliest tokens of each row of scores, and the log-probability of the row's given token.
    async fn select_best(&self, scores: &mut Inner, count: usize, given: &[TokenId]) -> Result<Vec<Row>, OpsError> {
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
        // The kernel looks at token 0 where none is given.
        parameters.extend((0..rows).flat_map(|row| [given.get(row).copied().unwrap_or(0).min(n as u32 - 1), 0, 0, 0]));
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
            return self.sort_here(scores, Want::likeliest(count), given).await;
        }
        let row = |(row, words): (usize, &[u32])| {
            let log = f32::from_bits(words[3]);
            if !log.is_finite() {
                return Err(OpsError::NotFinite { row });
            }
            let pairs = words[HEAD..].chunks_exact(2).take(count.min(words[0] as usize));
            let best = pairs.map(|pair| Candidate::model(pair[0], f32::from_bits(pair[1]) - log));
            let given = given.get(row).map(|_| f32::from_bits(words[4]) - log);
            Ok(Row { candidates: best.collect(), given, state: None })
        };
        selected.chunks_exact(words).enumerate().map(row).collect()
    }

    /// [`select_best`](Self::select_best) on the CPU: for very many candidates, or very many that are nearly equal, and for
    /// the entropy. Queries are left empty.
    async fn sort_here(&self, scores: &mut Inner, want: Want, given: &[TokenId]) -> Result<Vec<Row>, OpsError> {
        let n = scores.width;
        let scores = self.read_scores(scores).await?;
        let row = |(row, scores): (usize, &[f32])| {
            let scores = Scores::new(&scores[..n], row)?;
            Ok(Row {
                candidates: scores.top(want.candidates),
                given: given.get(row).map(|&token| scores.log_prob(token.min(n as u32 - 1))),
                state: want.state.then(|| RowState { entropy: scores.entropy(), query: Vec::new() }),
            })
        };
        scores.chunks_exact(stride(n).max(1)).enumerate().map(row).collect()
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

    /// Entropy in nats.
    pub(crate) fn entropy(&self) -> f32 {
        let term = |score: &f32| {
            let log = f64::from(score - self.normaliser);
            -log * log.exp()
        };
        self.scores.iter().map(term).sum::<f64>() as f32
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
        tokens.into_iter().map(|token| Candidate::model(token, self.log_prob(token))).collect()
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
    fn entropy_of_equal_scores_is_the_logarithm_of_their_number() {
        assert!((Scores::new(&[2.5; 8], 0).unwrap().entropy() - 8f32.ln()).abs() < 1e-6);
    }

    #[test]
    fn scores_that_are_not_finite_are_refused() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert!(matches!(Scores::new(&[0.0, bad], 7), Err(OpsError::NotFinite { row: 7 })), "{bad}");
        }
        assert!(Scores::new(&[], 0).is_err());
    }
}
