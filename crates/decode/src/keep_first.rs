//! The plain way to several drafts: keep the likeliest first tokens, continue each greedily in a row of its own.

use crate::draft::{Draft, End, Request};
use crate::{Scheduler, StepInput, StepModel};

/// Continues the context once from each first token, greedily, all in the same steps.
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

/// Continues every first token to its end; `weights` turns the drafts into mixture weights where they share a pass.
pub(crate) async fn continue_all<M: StepModel>(
    model: &M,
    context: &M::Context,
    request: &Request<'_>,
    scheduler: &impl Scheduler,
    weights: impl Fn(&[Draft]) -> Option<Vec<f32>>,
) -> Result<Vec<Draft>, M::Error> {
    let mut drafts = request.starts();
    let is_done = |draft: &Draft| (request.ends)(draft.last()) == End::After || (request.suffices)(draft);
    let mut done: Vec<bool> = drafts.iter().map(is_done).collect();
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
        let rows = model.step(context, &mut state, input, request.width()).await?;
        for ((draft, done), candidates) in drafts.iter_mut().zip(&mut done).zip(&rows) {
            let Some(next) = request.best(&draft.tokens, candidates).filter(|_| !*done) else { continue };
            if (request.ends)(next.token) == End::Before {
                *done = true;
                continue;
            }
            draft.push(next);
            *done = is_done(draft);
        }
    }
    Ok(drafts)
}
