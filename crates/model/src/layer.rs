use crate::{Norm, Ops};

/// Weights of one transformer layer on their device.
pub struct Layer<O: Ops> {
    /// RMSNorm before attention.
    pub attn_norm: Norm<O::Vector>,
    /// Queries, keys and values, stacked: `[(heads + 2 · kv heads) × head width, d_model]`.
    pub qkv: O::Matrix,
    /// Attention output, `[d_model, heads × head width]`.
    pub attn_output: O::Matrix,
    /// RMSNorm before the feed-forward half.
    pub ffn_norm: Norm<O::Vector>,
    /// Gate and up, stacked: `[2 · d_ff, d_model]`.
    pub gate_up: O::Matrix,
    /// Down, `[d_model, d_ff]`.
    pub down: O::Matrix,
}

/// Activations under way, kept so that a step allocates nothing.
pub struct Scratch<O: Ops> {
    /// The residual stream, `[rows, d_model]`.
    pub x: O::Buffer,
    /// Stacked queries, keys and values.
    pub qkv: O::Buffer,
    /// What attention gives.
    pub attended: O::Buffer,
    /// The feed-forward half's hidden layer.
    pub hidden: O::Buffer,
}

impl<O: Ops> Scratch<O> {
    /// Empty buffers.
    pub fn new(ops: &O) -> Self {
        Self { x: ops.buffer(), qkv: ops.buffer(), attended: ops.buffer(), hidden: ops.buffer() }
    }
}

impl<O: Ops> Layer<O> {
    /// Runs the layer over rows of a text that start at position `start`, storing their keys and values.
    pub fn read(
        &self,
        ops: &O,
        attention: &O::Attention,
        cache: &mut O::Cache,
        start: usize,
        scratch: &mut Scratch<O>,
    ) {
        ops.read_layer(self, attention, (cache, start), scratch);
    }

    /// Runs the layer over one more token of each draft.
    pub fn draft(
        &self,
        ops: &O,
        attention: &O::Attention,
        context: (&O::Cache, usize),
        drafts: (&mut O::Cache, usize),
        scratch: &mut Scratch<O>,
    ) {
        ops.draft_layer(self, attention, context, drafts, scratch);
    }

    /// [`read`](Self::read), one operation after the other: for executors that have nothing better.
    pub fn read_in_steps(
        &self,
        ops: &O,
        attention: &O::Attention,
        (cache, start): (&mut O::Cache, usize),
        scratch: &mut Scratch<O>,
    ) {
        ops.norm_matmul(&scratch.x, &self.attn_norm, &self.qkv, &mut scratch.qkv);
        ops.attend_text(attention, &scratch.qkv, cache, start, &mut scratch.attended);
        self.finish(ops, scratch);
    }

    /// [`draft`](Self::draft), one operation after the other.
    pub fn draft_in_steps(
        &self,
        ops: &O,
        attention: &O::Attention,
        context: (&O::Cache, usize),
        drafts: (&mut O::Cache, usize),
        scratch: &mut Scratch<O>,
    ) {
        ops.norm_matmul(&scratch.x, &self.attn_norm, &self.qkv, &mut scratch.qkv);
        ops.attend_drafts(attention, &scratch.qkv, context, drafts, &mut scratch.attended);
        self.finish(ops, scratch);
    }

    fn finish(&self, ops: &O, scratch: &mut Scratch<O>) {
        ops.matmul_add(&scratch.attended, &self.attn_output, &mut scratch.x);
        ops.norm_swiglu(&scratch.x, &self.ffn_norm, &self.gate_up, &mut scratch.hidden);
        ops.matmul_add(&scratch.hidden, &self.down, &mut scratch.x);
    }
}
