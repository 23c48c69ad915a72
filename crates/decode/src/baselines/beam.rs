//! Batched beam search: the baseline with one row per beam.

use crate::draft::{Draft, End, Request};
use crate::{Scheduler, StepInput, StepModel, Want};

/// Keeps the `drafts` likeliest continuations at each step, one row each; finished ones leave for a pool.
///
/// # Errors
/// Those of the model; [`crate::Cancelled`] among them.
pub async fn batched_beam<M: StepModel>(
    model: &M,
    context: &M::Context,
    request: &Request<'_>,
    scheduler: &impl Scheduler,
) -> Result<Vec<Draft>, M::Error> {
    let wanted = request.limits.drafts;
    let sources = request.sources.want();
    let want = Want { candidates: sources.candidates.max(wanted + 1), ..sources };
    let (mut alive, mut pool): (Vec<Draft>, Vec<Draft>) =
        request.begin().into_iter().partition(|draft| (request.ends)(draft.last()) == End::No);
    if alive.is_empty() {
        return Ok(pool);
    }
    let mut state = model.drafts(request.depth, alive.len(), request.limits.max_tokens)?;
    for _ in 1..request.limits.max_tokens {
        if alive.is_empty() || (request.deadline_passed)() {
            break;
        }
        scheduler.yield_now().await?;
        let last: Vec<_> = alive.iter().map(Draft::last).collect();
        let rows = model.step(context, &mut state, StepInput::Rows(&last), want).await?;
        let mut pairs = Vec::with_capacity(rows.len() * (wanted + 1));
        for (beam, row) in rows.iter().enumerate() {
            for next in request.rescored(&alive[beam].tokens, row) {
                pairs.push((beam, next, alive[beam].log_prob + next.log_prob));
            }
        }
        pairs.sort_by(|a, b| b.2.total_cmp(&a.2));
        let room = wanted.saturating_sub(pool.len()).min(alive.len());
        let (mut extended, mut parents) = (Vec::with_capacity(room), Vec::with_capacity(room));
        for (row, next, _) in pairs.into_iter().take(room) {
            let mut draft = alive[row].clone();
            match (request.ends)(next.token) {
                End::Before => pool.push(draft),
                End::After => {
                    draft.push(next);
                    pool.push(draft);
                }
                End::No => {
                    draft.push(next);
                    extended.push(draft);
                    parents.push(row);
                }
            }
        }
        alive = extended;
        model.reorder(&mut state, &parents);
    }
    pool.append(&mut alive);
    pool.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob));
    pool.dedup_by(|a, b| a.tokens == b.tokens);
    pool.truncate(wanted);
    Ok(pool)
}
