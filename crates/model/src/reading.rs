//! Reading a text into a context.

use foreword_decode::Scheduler;
use foreword_text::TokenId;

use crate::context::{GROWTH, UnderWay};
use crate::decoder::embed_tokens;
use crate::{ContextCache, ModelError, Network, Ops, Scratch, TextCache};

/// How finely activations are rounded while tokens are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Exact,
    /// As drafts bear it, where the executor gains by that.
    Coarse,
}

impl<O: Ops> Network<O> {
    pub(crate) fn empty_context(&self) -> ContextCache<O> {
        ContextCache {
            tokens: Vec::new(),
            layers: self.layers.iter().map(|_| self.ops.cache(&self.attention, 1, 0)).collect(),
            capacity: 0,
            scratch: self.ops.scratch(),
            last: self.ops.buffer(),
            last_at: 0,
            exact: None,
            under_way: None,
        }
    }

    /// Makes room for `positions`, keeping the tokens that the context holds. Where nothing is kept, room that is not
    /// needed is given back.
    pub(crate) fn reserve(&self, context: &mut ContextCache<O>, positions: usize) {
        let under_way = context.under_way.as_ref().filter(|under_way| under_way.start == context.tokens.len());
        let kept = context.tokens.len() + under_way.map_or(0, |under_way| under_way.tokens.len());
        let needed = positions.max(kept).next_multiple_of(GROWTH).min(self.config.window);
        if positions > context.capacity || (kept == 0 && needed < context.capacity) {
            for cache in &mut context.layers {
                self.ops.resize_cache(cache, needed, kept);
            }
            context.capacity = needed;
        }
    }

    /// How many of the `tokens` that come next are to be read together: those that were under way, if any, else `most`.
    pub(crate) fn next_chunk(context: &ContextCache<O>, tokens: &[TokenId], most: usize) -> usize {
        let under_way = context.under_way.as_ref().filter(|under_way| under_way.start == context.tokens.len());
        let going_on = under_way.filter(|under_way| tokens.starts_with(&under_way.tokens));
        going_on.map_or(most.min(tokens.len()), |under_way| under_way.tokens.len())
    }

    /// Runs all layers over the next tokens of a context and appends them to it; there is room for them. What was read of
    /// the same tokens before reading was cancelled isn't read again.
    pub(crate) async fn read_chunk(
        &self,
        context: &mut ContextCache<O>,
        tokens: &[TokenId],
        how: Reading,
        scheduler: &impl Scheduler,
    ) -> Result<(), ModelError> {
        let start = context.tokens.len();
        let same = |under_way: &UnderWay| under_way.start == start && under_way.tokens == tokens;
        let done = context.under_way.take().filter(same).map_or(0, |under_way| under_way.layers);
        if done == 0 {
            embed_tokens(&self.ops, &self.embedding, tokens, &mut context.scratch.x);
        }
        let mut is_coarse = false;
        for (layers, (layer, cache)) in self.layers.iter().zip(&mut context.layers).enumerate().skip(done) {
            if let Err(cancelled) = scheduler.yield_now().await {
                // What was read coarsely is not gone on with: the next to read it may want it exactly.
                context.under_way = (!is_coarse).then(|| UnderWay { start, tokens: tokens.to_vec(), layers });
                return Err(cancelled.into());
            }
            // Between two layers others may use the executor.
            is_coarse |= how == Reading::Coarse && self.ops.round_all_coarsely(true);
            self.ops.read_layer(layer, &self.attention, TextCache { cache, start }, &mut context.scratch);
            self.ops.round_all_coarsely(false);
        }
        if is_coarse {
            context.exact.get_or_insert(start);
        }
        self.ops.last_row(&context.scratch.x, &mut context.last);
        context.tokens.extend_from_slice(tokens);
        context.last_at = context.tokens.len();
        Ok(())
    }

    /// The state at the end of a context.
    pub(crate) fn last_state<'a>(&self, context: &'a ContextCache<O>) -> Result<&'a O::Buffer, ModelError> {
        match context.tokens.len() {
            0 => Err(ModelError::EmptyContext),
            tokens if tokens != context.last_at => Err(ModelError::Unread { tokens }),
            _ => Ok(&context.last),
        }
    }

    pub(crate) fn bytes_of(&self, context: &ContextCache<O>) -> usize {
        let Scratch { x, qkv, attended, hidden } = &context.scratch;
        let buffers = [x, qkv, attended, hidden, &context.last].map(|buffer| self.ops.buffer_bytes(buffer));
        let caches = context.layers.iter().map(|cache| self.ops.cache_bytes(cache));
        buffers.into_iter().chain(caches).sum::<usize>() + size_of_val(context.tokens.as_slice())
    }
}
