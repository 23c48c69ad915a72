//! Superposed Decoding as published, without training.

use crate::draft::{Draft, End, Request};
use crate::superposed::mixture_weights;
use crate::{Row, Scheduler, StepInput, StepModel, Want};

/// Mixture weights `softmax(S / τ)` with the paper's temperature for three drafts, which is nearly one-hot.
const TEMPERATURE: f32 = 0.06;

/// Candidates per draft that the shared distribution is cut to.
const CANDIDATES_PER_DRAFT: usize = 3;

/// Extends all drafts from one shared distribution per step; only the sources (n-grams in the paper), which know each
/// draft's own tokens, tell them apart. They are mixed linearly, as everywhere here; the paper mixes logarithms.
///
/// Shen et al., 2024, <https://arxiv.org/abs/2405.18400>: the drafts' last tokens are fed as one weighted mean embedding;
/// of all (draft, candidate) pairs the best by joint score go on. Finished drafts leave for a pool; at the end pool and
/// survivors are ranked by score per token.
///
/// # Errors
/// Those of the model; [`crate::Cancelled`] among them.
pub async fn published<M: StepModel>(
    model: &M,
    context: &M::Context,
    request: &Request<'_>,
    scheduler: &impl Scheduler,
) -> Result<Vec<Draft>, M::Error> {
    let wanted = request.limits.drafts;
    let (mut alive, mut pool): (Vec<Draft>, Vec<Draft>) =
        request.begin().into_iter().partition(|draft| (request.ends)(draft.last()) == End::No);
    if alive.is_empty() {
        return Ok(pool);
    }
    let mut state = model.drafts(request.depth, 1, request.limits.max_tokens)?;
    for _ in 1..request.limits.max_tokens {
        if alive.is_empty() || (request.deadline_passed)() {
            break;
        }
        scheduler.yield_now().await?;
        let mixture = mix(&alive);
        let want = Want::likeliest(CANDIDATES_PER_DRAFT * wanted);
        let rows = model.step(context, &mut state, StepInput::Mixture(&mixture), want).await?;
        let row = renormalised(rows.into_iter().next().unwrap_or_default());
        let mut pairs = Vec::with_capacity(alive.len() * row.candidates.len());
        for (i, draft) in alive.iter().enumerate() {
            for next in request.rescored(&draft.tokens, &row) {
                pairs.push((i, next, draft.log_prob + next.log_prob));
            }
        }
        pairs.sort_by(|a, b| b.2.total_cmp(&a.2));
        let room = wanted.saturating_sub(pool.len());
        let mut extended = Vec::with_capacity(room);
        for (i, next, score) in pairs.into_iter().take(room) {
            let mut draft = alive[i].clone();
            let end = (request.ends)(next.token);
            if end != End::Before {
                draft.push(next);
            }
            // Ranked by the joint score, sources included.
            draft.log_prob = score;
            if end == End::No {
                extended.push(draft);
            } else if !pool.iter().any(|other| other.tokens == draft.tokens) {
                pool.push(draft);
            }
        }
        alive = extended;
    }
    pool.append(&mut alive);
    pool.sort_by(|a, b| per_token(b).total_cmp(&per_token(a)));
    pool.truncate(wanted);
    Ok(pool)
}

fn per_token(draft: &Draft) -> f32 {
    draft.log_prob / draft.tokens.len().max(1) as f32
}

/// The drafts' last tokens with their weights; equal tokens merge.
fn mix(drafts: &[Draft]) -> Vec<(u32, f32)> {
    let mut mixture: Vec<(u32, f32)> = Vec::with_capacity(drafts.len());
    let weights = mixture_weights(drafts.iter().map(|draft| draft.log_prob), TEMPERATURE);
    for (draft, weight) in drafts.iter().zip(weights) {
        match mixture.iter_mut().find(|(token, _)| *token == draft.last()) {
            Some((_, sum)) => *sum += weight,
            None => mixture.push((draft.last(), weight)),
        }
    }
    mixture
}

fn renormalised(mut row: Row) -> Row {
    let sum: f32 = row.candidates.iter().map(|c| c.log_prob.exp()).sum();
    for candidate in &mut row.candidates {
        candidate.log_prob -= sum.ln();
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixtures_are_whole_and_merge_equal_tokens() {
        let draft = |token, log_prob| Draft { tokens: vec![1, token], log_prob, ..Draft::default() };
        let mixture = mix(&[draft(5, -1.0), draft(6, -1.02), draft(5, -1.04)]);
        assert_eq!(mixture.iter().map(|m| m.0).collect::<Vec<_>>(), [5, 6]);
        assert!((mixture.iter().map(|m| m.1).sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(mixture[0].1 > mixture[1].1);
    }
}
