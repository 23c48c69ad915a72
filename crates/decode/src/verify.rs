//! All layers verify a draft that few layers wrote.

use foreword_text::TokenId;

use crate::draft::{Choice, Draft, End, Limits, Request};
use crate::greedy::keep_first;
use crate::{Row, Scheduler, Start, StepModel};

/// How much of a draft is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verify<'a> {
    /// Tokens at its beginning that stay as they are: those that cover typed letters, the first token, which the encoder
    /// chose itself, and those of a copied entry.
    pub fixed: usize,
    /// Tokens that all layers read and may reject.
    pub read: usize,
    /// Maximum tokens the drafting decoder rewrites after a rejected token, including the replacement.
    pub rewrite: usize,
    /// Tokens of the text after the caret, to be judged as what follows the draft; empty where there is none.
    pub after: &'a [TokenId],
    /// Tokens of the draft that stand before them, at least `read`.
    pub shown: usize,
}

/// A verified draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The draft, or what all layers and then the drafting decoder made of it.
    pub draft: Draft,
    /// Natural log-probability of [`Verify::after`] given the draft, if the draft was accepted and there is any.
    pub after_log_prob: Option<f32>,
}

/// Reads the first tokens of `draft` with all layers, in one pass, and returns what these would have written themselves:
/// its tokens as long as they are the likeliest ones, then the token that all layers prefer, then what the layers of
/// `request.depth` make of that. Log-probabilities of the verified tokens are those of all layers. An accepted draft
/// is returned whole.
///
/// `request.sources` are asked about each row as they were when the draft was written, so a word that a source put there
/// is not rejected for not being the model's own.
///
/// `context` holds the accepted tokens afterwards, as [`StepModel::review`] or [`StepModel::extend`] read them.
///
/// Greedy speculative decoding (Leviathan et al., 2023, <https://arxiv.org/abs/2211.17192>), except that there is one
/// round only: what is rewritten is not verified.
///
/// # Errors
/// Those of the model; [`crate::Cancelled`] among them.
pub async fn verify<M: StepModel>(
    model: &M,
    context: &mut M::Context,
    draft: &Draft,
    plan: Verify<'_>,
    request: &Request<'_>,
    scheduler: &impl Scheduler,
) -> Result<Verified, M::Error> {
    let before = model.tokens(context).len();
    let read = plan.read.min(draft.tokens.len());
    let shown = if plan.after.is_empty() { read } else { plan.shown.clamp(read, draft.tokens.len()) };
    let together = [&draft.tokens[..shown], plan.after].concat();
    let want = request.want();
    let rows = if plan.after.is_empty() {
        model.review(context, &together, want, scheduler).await?
    } else {
        model.extend(context, &together, want, scheduler).await?
    };
    let (accepted, rejected) = compare(draft, &rows[..read.min(rows.len())], plan.fixed, request);
    let Some(preferred) = rejected else {
        if !plan.after.is_empty() {
            model.shorten(context, before + shown);
        }
        let after_log_prob = follows(&rows, shown, plan.after.len());
        return Ok(Verified { draft: accepted, after_log_prob });
    };
    model.shorten(context, before + accepted.tokens.len());
    let draft = rewrite(model, context, accepted, (preferred, plan.rewrite), request, scheduler).await?;
    Ok(Verified { draft, after_log_prob: None })
}

/// How well `after` follows `draft`: its natural log-probability. `context` is as before afterwards.
///
/// # Errors
/// Those of the model; [`crate::Cancelled`] among them.
pub async fn log_prob_after<M: StepModel>(
    model: &M,
    context: &mut M::Context,
    draft: &[TokenId],
    after: &[TokenId],
    request: &Request<'_>,
    scheduler: &impl Scheduler,
) -> Result<Option<f32>, M::Error> {
    let before = model.tokens(context).len();
    let rows = model.extend(context, &[draft, after].concat(), request.sources.want(), scheduler).await?;
    model.shorten(context, before);
    Ok(follows(&rows, draft.len(), after.len()))
}

/// Log-probability of the `after` tokens that were read behind `shown` others.
fn follows(rows: &[Row], shown: usize, after: usize) -> Option<f32> {
    let given = rows.get(shown.checked_sub(1)?..)?.iter().map_while(|row| row.given);
    (after > 0).then(|| given.take(after).sum())
}

/// The draft up to the first token that all layers and sources reject, and what they prefer there. A draft without
/// rejected tokens is whole.
fn compare(draft: &Draft, rows: &[Row], fixed: usize, request: &Request<'_>) -> (Draft, Option<Choice>) {
    let mut accepted = Draft { copied: draft.copied, pending: draft.pending.clone(), ..Draft::default() };
    for (i, written) in draft.choices().enumerate() {
        // The opinion of all layers on a token stands in the row of the token before it.
        let row = i.checked_sub(1).and_then(|last| rows.get(last)).filter(|_| i >= fixed);
        match row.and_then(|row| request.choose(&draft.tokens[..i], row)) {
            Some(best) if best.next.token != written.next.token => {
                return (Draft { pending: Vec::new(), ..accepted }, Some(best));
            }
            Some(best) => accepted.add(best),
            None => accepted.add(written),
        }
    }
    (accepted, None)
}

/// Continues `accepted` with the token that all layers prefer and what the drafting decoder makes of it, `most` tokens
/// in all.
async fn rewrite<M: StepModel>(
    model: &M,
    context: &M::Context,
    accepted: Draft,
    (preferred, most): (Choice, usize),
    request: &Request<'_>,
    scheduler: &impl Scheduler,
) -> Result<Draft, M::Error> {
    let room = request.limits.max_tokens.saturating_sub(accepted.tokens.len()).min(most);
    if (request.ends)(preferred.next.token) == End::Before || room == 0 {
        return Ok(accepted);
    }
    let history = [request.context, &accepted.tokens].concat();
    let starts = [Start::from(preferred.next)];
    let limits = Limits { drafts: 1, max_tokens: room };
    let whole = |rest: &Draft| {
        let mut whole = accepted.clone();
        for (i, choice) in rest.choices().enumerate() {
            whole.add(if i == 0 { Choice { space: preferred.space, ..choice } } else { choice });
        }
        whole
    };
    let is_worth_extending = |rest: &Draft| (request.is_worth_extending)(&whole(rest));
    let anew =
        Request { starts: &starts, limits, context: &history, is_worth_extending: &is_worth_extending, ..*request };
    let rest = keep_first(model, context, &anew, scheduler).await?;
    Ok(rest.first().map_or_else(|| accepted.clone(), whole))
}

#[cfg(test)]
mod tests;
