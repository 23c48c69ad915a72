use foreword_decode::StepInput;
use foreword_text::TokenId;

use crate::{ContextCache, DraftSlots, Fork, ForkInput, Layer, Norm, Ops, Scratch, SeenContext};

/// The correction after a layer, in place of the encoder layers left out: `x += W · x + b`.
pub(crate) struct Bridge<O: Ops> {
    pub(crate) weight: O::Matrix,
    pub(crate) bias: O::Vector,
}

/// The shallow decoder: layers born from encoder layers, a trunk that runs once for all lanes, and a fork.
///
/// Each layer attends, in one softmax, to the encoder's keys and values *of the layer it was born from* and to its own of
/// the draft so far ("Return of the Encoder", 2025, for the split into a reading and a small writing half). Lanes share
/// the trunk's pass on the superposed embedding of their last tokens (after Superposed Decoding: Shen et al., 2024,
/// <https://arxiv.org/abs/2405.18400>).
pub struct Decoder<O: Ops> {
    pub(crate) layers: Vec<Layer<O::Matrix, O::Vector>>,
    /// After each layer.
    pub(crate) bridges: Vec<Bridge<O>>,
    /// Which encoder layer each layer was born from.
    pub(crate) sources: Vec<usize>,
    /// Layers below the fork.
    pub(crate) trunk: usize,
    pub(crate) fork: Fork<O::Matrix, O::Vector>,
    pub(crate) norm: Norm<O::Vector>,
    /// The tokens that can be drafted.
    pub(crate) vocab: O::Vocab,
}

/// The encoder's parts that the decoder computes with.
pub(crate) struct Encoder<'n, O: Ops> {
    pub(crate) ops: &'n O,
    pub(crate) attention: &'n O::Attention,
    pub(crate) embedding: &'n O::Matrix,
}

/// Keys, values and last tokens of drafts that the shallow decoder writes.
pub(crate) struct DecoderState<O: Ops> {
    caches: Vec<O::Cache>,
    pub(crate) scratch: Scratch<O::Buffer>,
    mixed: O::Buffer,
    last: O::Buffer,
    before: O::Buffer,
    lanes: O::Buffer,
    /// Last token (or mixture) of each draft at the step before.
    previous: Vec<Vec<(TokenId, f32)>>,
}

impl<O: Ops> DecoderState<O> {
    /// Reorders what is remembered beside the caches, and hands those out.
    pub(crate) fn reorder(&mut self, parents: &[usize]) -> &mut [O::Cache] {
        let previous = std::mem::take(&mut self.previous);
        self.previous = parents.iter().filter_map(|&parent| previous.get(parent).cloned()).collect();
        &mut self.caches
    }
}

impl<O: Ops> Decoder<O> {
    pub(crate) fn state(&self, ops: &O, attention: &O::Attention, drafts: usize, steps: usize) -> DecoderState<O> {
        DecoderState {
            caches: self.layers.iter().map(|_| ops.cache(attention, drafts, steps)).collect(),
            scratch: ops.scratch(),
            mixed: ops.buffer(),
            last: ops.buffer(),
            before: ops.buffer(),
            lanes: ops.buffer(),
            previous: Vec::new(),
        }
    }

    /// Feeds step `step`, one token or mixture per draft, and leaves each draft's next state in `state.scratch.x`.
    pub(crate) fn forward(
        &self,
        encoder: Encoder<'_, O>,
        context: &ContextCache<O>,
        state: &mut DecoderState<O>,
        step: usize,
        input: StepInput<'_>,
    ) {
        let (ops, len) = (encoder.ops, context.tokens.len());
        let rows = rows_of(input);
        let none = vec![Vec::new(); rows.len()];
        let before = if state.previous.is_empty() { &none } else { &state.previous };
        // Lanes share one row of the trunk; independent rows have one each.
        let superposed = superpose(input);
        let shared = slices(superposed.as_ref().unwrap_or(&rows));
        ops.embed_all(
            encoder.embedding,
            [&slices(&rows), &slices(before), &shared, &shared],
            [&mut state.last, &mut state.before, &mut state.mixed, &mut state.scratch.x],
        );
        let (trunk, top) = state.caches.split_at_mut(self.trunk);
        let run = |n: usize, cache: &mut O::Cache, scratch: &mut Scratch<O::Buffer>| {
            let seen = SeenContext { cache: &context.layers[self.sources[n]], len };
            ops.draft_layer(&self.layers[n], encoder.attention, seen, DraftSlots { cache, step }, scratch);
            ops.bridge(&self.bridges[n].weight, &self.bridges[n].bias, &mut scratch.x);
        };
        for (n, cache) in trunk.iter_mut().enumerate() {
            run(n, cache, &mut state.scratch);
        }
        let input =
            ForkInput { trunk: &state.scratch.x, mixed: &state.mixed, last: &state.last, before: &state.before };
        ops.fork(&self.fork, input, &mut state.lanes);
        std::mem::swap(&mut state.lanes, &mut state.scratch.x);
        for (n, cache) in top.iter_mut().enumerate() {
            run(self.trunk + n, cache, &mut state.scratch);
        }
        state.previous = rows;
    }
}

/// What each draft is fed.
fn rows_of(input: StepInput<'_>) -> Vec<Vec<(TokenId, f32)>> {
    match input {
        StepInput::Rows(tokens) | StepInput::Lanes { tokens, .. } => tokens.iter().map(|&t| vec![(t, 1.0)]).collect(),
        StepInput::Mixture(mixture) => vec![mixture.to_vec()],
    }
}

/// The one row of the trunk that lanes share; equal tokens merge.
fn superpose(input: StepInput<'_>) -> Option<Vec<Vec<(TokenId, f32)>>> {
    let StepInput::Lanes { tokens, weights } = input else { return None };
    let mut mixture: Vec<(TokenId, f32)> = Vec::with_capacity(tokens.len());
    for (&token, &weight) in tokens.iter().zip(weights) {
        match mixture.iter_mut().find(|(t, _)| *t == token) {
            Some((_, sum)) => *sum += weight,
            None => mixture.push((token, weight)),
        }
    }
    Some(vec![mixture])
}

fn slices(rows: &[Vec<(TokenId, f32)>]) -> Vec<&[(TokenId, f32)]> {
    rows.iter().map(Vec::as_slice).collect()
}

pub(crate) fn embed<O: Ops>(ops: &O, table: &O::Matrix, rows: &[Vec<(TokenId, f32)>], x: &mut O::Buffer) {
    ops.embed(table, &slices(rows), x);
}

pub(crate) fn embed_tokens<O: Ops>(ops: &O, table: &O::Matrix, tokens: &[TokenId], x: &mut O::Buffer) {
    let rows: Vec<_> = tokens.iter().map(|&token| vec![(token, 1.0)]).collect();
    embed(ops, table, &rows, x);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_tokens_of_lanes_merge_and_weights_stay_whole() {
        let lanes = StepInput::Lanes { tokens: &[5, 9, 5], weights: &[0.5, 0.3, 0.2] };
        assert_eq!(superpose(lanes), Some(vec![vec![(5, 0.7), (9, 0.3)]]));
        assert_eq!(superpose(StepInput::Rows(&[5, 9])), None);
        assert_eq!(rows_of(lanes).len(), 3);
        assert_eq!(rows_of(StepInput::Mixture(&[(1, 0.5), (2, 0.5)])).len(), 1);
    }
}
