//! The plain way to several drafts: keep the likeliest first tokens, continue each greedily in a row of its own.

use foreword_text::TokenId;

use crate::{Candidate, Pace, StepInput, StepModel};

/// A continuation under way or done.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its tokens, in order.
    pub tokens: Vec<TokenId>,
    /// Natural logarithm of their joint probability, no length penalty.
    pub log_prob: f32,
}

/// How many drafts, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Drafts wanted.
    pub drafts: usize,
    /// Tokens per draft at most.
    pub max_tokens: usize,
}

/// Continues the context once from each of the first tokens in `first`, greedily, all in the same steps.
///
/// A draft ends before a token for which `ends` says so, or at `limits.max_tokens`. Drafts come back in the order of
/// `first`; a first token is kept whatever `ends` says of it.
///
/// # Errors
/// Those of the model; [`crate::Cancelled`] among them.
pub async fn keep_first<M: StepModel>(
    model: &M,
    context: &M::Context,
    first: &[Candidate],
    limits: Limits,
    ends: impl Fn(TokenId) -> bool,
    pace: &impl Pace,
) -> Result<Vec<Draft>, M::Error> {
    let first = &first[..first.len().min(limits.drafts)];
    let mut drafts: Vec<_> = first.iter().map(|c| Draft { tokens: vec![c.token], log_prob: c.log_prob }).collect();
    if drafts.is_empty() || limits.max_tokens == 0 {
        return Ok(Vec::new());
    }
    let mut state = model.drafts(drafts.len(), limits.max_tokens);
    let mut last: Vec<TokenId> = first.iter().map(|c| c.token).collect();
    let mut done = vec![false; drafts.len()];
    for _ in 1..limits.max_tokens {
        pace.breathe().await?;
        let rows = model.step(context, &mut state, StepInput::Rows(&last), 1).await?;
        for (i, best) in rows.iter().enumerate() {
            let Some(best) = best.first().filter(|_| !done[i]) else { continue };
            if ends(best.token) {
                done[i] = true;
                continue;
            }
            drafts[i].tokens.push(best.token);
            drafts[i].log_prob += best.log_prob;
            last[i] = best.token;
        }
        if done.iter().all(|&d| d) {
            break;
        }
    }
    Ok(drafts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Chain, run};

    #[test]
    fn continues_each_first_token_on_its_own() {
        let model = Chain::new(50);
        let first = [Candidate { token: 7, log_prob: -0.5 }, Candidate { token: 20, log_prob: -1.0 }];
        let limits = Limits { drafts: 2, max_tokens: 4 };
        let drafts = run(keep_first(&model, &vec![1], &first, limits, |t| t == 22, &crate::Unhurried)).unwrap();
        assert_eq!(drafts[0].tokens, [7, 8, 9, 10]);
        assert_eq!(drafts[1].tokens, [20, 21], "ends before the token that ends it");
        assert!((drafts[0].log_prob - (-0.5 - 3.0 * Chain::STEP)).abs() < 1e-6);
    }

    #[test]
    fn asks_no_step_for_single_tokens_and_nothing_for_none() {
        let model = Chain::new(50);
        let first = [Candidate { token: 7, log_prob: -0.5 }];
        let one = Limits { drafts: 3, max_tokens: 1 };
        assert_eq!(run(keep_first(&model, &vec![1], &first, one, |_| false, &crate::Unhurried)).unwrap().len(), 1);
        assert_eq!(model.steps(), 0);
        let none = Limits { drafts: 0, max_tokens: 4 };
        assert!(run(keep_first(&model, &vec![1], &first, none, |_| false, &crate::Unhurried)).unwrap().is_empty());
    }
}
