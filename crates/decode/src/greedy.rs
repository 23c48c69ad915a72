//! Continuing drafts greedily, all in the same steps.

use crate::draft::{Choice, Draft, End, Request};
use crate::{Scheduler, StepInput, StepModel};

/// The plain way to several drafts: keeps the likeliest beginnings and continues each greedily in a row of its own.
///
/// # Errors
/// Those of the model; [`crate::Cancelled`] among them.
pub async fn keep_first<M: StepModel>(
    model: &M,
    context: &M::Context,
    request: &Request<'_>,
    scheduler: &impl Scheduler,
) -> Result<Vec<Draft>, M::Error> {
    continue_all(model, context, request, scheduler, |_| None).await
}

/// Continues every beginning to its end; `weights` turns the drafts into mixture weights where they share a pass.
///
/// Drafts stay in lockstep: one that copies an entry is fed the entry's tokens, one per step, while others choose.
pub(crate) async fn continue_all<M: StepModel>(
    model: &M,
    context: &M::Context,
    request: &Request<'_>,
    scheduler: &impl Scheduler,
    weights: impl Fn(&[Draft]) -> Option<Vec<f32>>,
) -> Result<Vec<Draft>, M::Error> {
    let mut drafts = request.begin();
    let mut done: Vec<bool> = drafts.iter().map(|draft| request.is_done(draft)).collect();
    if drafts.is_empty() {
        return Ok(drafts);
    }
    let mut state = model.drafts(request.depth, drafts.len(), request.limits.max_tokens)?;
    for _ in 1..request.limits.max_tokens {
        if done.iter().all(|&d| d) || (request.deadline_passed)() {
            break;
        }
        scheduler.yield_now().await?;
        let last: Vec<_> = drafts.iter().map(Draft::last).collect();
        let weights = weights(&drafts);
        let input = match &weights {
            Some(weights) => StepInput::Lanes { tokens: &last, weights },
            None => StepInput::Rows(&last),
        };
        let rows = model.step(context, &mut state, input, request.want()).await?;
        for ((draft, done), row) in drafts.iter_mut().zip(&mut done).zip(&rows) {
            if *done {
                continue;
            }
            let copied = draft.take_pending().map(|next| Choice { next, space: None });
            match copied.or_else(|| request.choose(&draft.tokens, row)) {
                Some(choice) if (request.ends)(choice.next.token) != End::Before => {
                    draft.add(choice);
                    *done = request.is_done(draft);
                }
                _ => *done = true,
            }
        }
    }
    Ok(drafts)
}
