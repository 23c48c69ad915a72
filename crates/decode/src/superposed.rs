//! Superposed Decoding with trained lanes.

use crate::draft::{Draft, Request};
use crate::greedy::continue_all;
use crate::{Scheduler, StepModel};

/// Flattens the mixture weights; the decoder was trained with this temperature.
const TEMPERATURE: f32 = 3.0;

/// Writes all drafts in one pass per step: each is a lane with its own first token, and all lanes share the trunk's pass
/// on the superposed embedding of their last tokens.
///
/// A lane that has ended keeps its place, so that the others' states stay theirs, and its weight, as in training.
///
/// After Superposed Decoding: Shen et al., 2024, <https://arxiv.org/abs/2405.18400>; there drafts share one
/// distribution and only n-grams tell them apart, here a fork below the top layers does.
///
/// # Errors
/// Those of the model; [`crate::Cancelled`] among them.
pub async fn superposed<M: StepModel>(
    model: &M,
    context: &M::Context,
    request: &Request<'_>,
    scheduler: &impl Scheduler,
) -> Result<Vec<Draft>, M::Error> {
    let weights = |drafts: &[Draft]| Some(mixture_weights(drafts.iter().map(|draft| draft.log_prob), TEMPERATURE));
    continue_all(model, context, request, scheduler, weights).await
}

/// `softmax(scores / temperature)`.
pub(crate) fn mixture_weights(scores: impl Iterator<Item = f32>, temperature: f32) -> Vec<f32> {
    let scaled: Vec<f32> = scores.map(|score| score / temperature).collect();
    let most = scaled.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exponentials: Vec<f32> = scaled.iter().map(|x| (x - most).exp()).collect();
    let sum: f32 = exponentials.iter().sum();
    exponentials.iter().map(|e| e / sum).collect()
}
