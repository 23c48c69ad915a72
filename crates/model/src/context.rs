//! What the encoder remembers of one context.

use foreword_text::TokenId;

use crate::{Ops, Scratch};

/// Positions by which caches grow: few enough that a short text takes little memory, enough that copying is rare.
pub(crate) const GROWTH: usize = 64;

/// Tokens, keys and values of one context. The caches grow with the text.
pub struct ContextCache<O: Ops> {
    pub(crate) tokens: Vec<TokenId>,
    pub(crate) layers: Vec<O::Cache>,
    /// Positions that the caches have room for.
    pub(crate) capacity: usize,
    pub(crate) scratch: Scratch<O::Buffer>,
    /// Residual stream after the last layer at token `last_at - 1`, `[1, d_model]`.
    pub(crate) last: O::Buffer,
    /// 0 if no such state is known.
    pub(crate) last_at: usize,
    /// Tokens before the first that was read with coarse activations, if there is one: what was read from there on may be
    /// drafted from, but is no part of a text.
    pub(crate) exact: Option<usize>,
    /// What was being read when reading was cancelled. Only as long as nothing else is read: the states stand in `scratch`.
    pub(crate) under_way: Option<UnderWay>,
}

impl<O: Ops> ContextCache<O> {
    /// Keeps the first `len` tokens at most.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.tokens.truncate(len);
        self.exact = self.exact.filter(|&exact| exact < self.tokens.len());
    }

    /// Tokens at the beginning that were read exactly.
    pub(crate) fn exact_len(&self) -> usize {
        self.exact.unwrap_or(self.tokens.len())
    }
}

/// Tokens of which some layers are read. A slow machine may need longer for them than a person for the next letter, so
/// reading goes on from there.
pub(crate) struct UnderWay {
    /// Tokens of the context before them.
    pub(crate) start: usize,
    pub(crate) tokens: Vec<TokenId>,
    /// Layers that have read them.
    pub(crate) layers: usize,
}
