//! Reading a text into a context.

use foreword_decode::Scheduler;
use foreword_text::TokenId;

use crate::context::GROWTH;
use crate::decoder::embed_tokens;
use crate::{ContextCache, ModelError, Network, Ops, Scratch, TextCache};

impl<O: Ops> Network<O> {
    pub(crate) fn empty_context(&self) -> ContextCache<O> {
        ContextCache {
            tokens: Vec::new(),
            layers: self.layers.iter().map(|_| self.ops.cache(&self.attention, 1, 0)).collect(),
            capacity: 0,
            scratch: self.ops.scratch(),
            last: self.ops.buffer(),
            last_at: 0,
        }
    }

    /// Makes room for `positions`, keeping the tokens that the context holds. Where nothing is kept, room that is not
    /// needed is given back.
    pub(crate) fn reserve(&self, context: &mut ContextCache<O>, positions: usize) {
        let (kept, needed) = (context.tokens.len(), positions.next_multiple_of(GROWTH).min(self.config.window));
        if positions > context.capacity || (kept == 0 && needed < context.capacity) {
            for cache in &mut context.layers {
                self.ops.resize_cache(cache, needed, kept);
            }
            context.capacity = needed;
        }
    }

    /// Runs all layers over the next tokens of a context and appends them to it; there is room for them.
    pub(crate) async fn read_chunk(
        &self,
        context: &mut ContextCache<O>,
        tokens: &[TokenId],
        scheduler: &impl Scheduler,
    ) -> Result<(), ModelError> {
        let start = context.tokens.len();
        embed_tokens(&self.ops, &self.embedding, tokens, &mut context.scratch.x);
        for (layer, cache) in self.layers.iter().zip(&mut context.layers) {
            scheduler.yield_now().await?;
            self.ops.read_layer(layer, &self.attention, TextCache { cache, start }, &mut context.scratch);
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
