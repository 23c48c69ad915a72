use crate::Norm;

/// Weights of one transformer layer on their device.
pub struct Layer<M, V> {
    /// RMSNorm before attention.
    pub attn_norm: Norm<V>,
    /// Queries, keys and values, stacked: `[(heads + 2 · kv heads) × head width, d_model]`.
    pub qkv: M,
    /// Attention output, `[d_model, heads × head width]`.
    pub attn_output: M,
    /// RMSNorm before the feed-forward half.
    pub ffn_norm: Norm<V>,
    /// Gate and up, stacked: `[2 · d_ff, d_model]`.
    pub gate_up: M,
    /// Down, `[d_model, d_ff]`.
    pub down: M,
}

/// Activations under way, kept so that a step allocates nothing.
#[derive(Debug)]
pub struct Scratch<B> {
    /// The residual stream, `[rows, d_model]`.
    pub x: B,
    /// Stacked queries, keys and values.
    pub qkv: B,
    /// What attention gives.
    pub attended: B,
    /// The feed-forward half's hidden layer.
    pub hidden: B,
}
