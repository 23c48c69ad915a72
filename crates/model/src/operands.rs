//! What operations take besides buffers: weights that belong together, shapes, and parts of caches.

use foreword_text::TokenId;

use crate::BlockKind;

/// Weight of an RMSNorm and its epsilon.
#[derive(Debug)]
pub struct Norm<V> {
    /// One factor per column.
    pub weight: V,
    /// Added to the mean square before the root.
    pub eps: f32,
}

/// What attention needs to know about heads and positions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AttentionShape {
    /// Query heads.
    pub n_heads: usize,
    /// Key/value heads.
    pub n_kv_heads: usize,
    /// Width of a head.
    pub head_dim: usize,
    /// Base of the rotary angles.
    pub rope_theta: f32,
    /// Positions ever used: context window plus the longest draft.
    pub positions: usize,
}

impl AttentionShape {
    /// Width of one row of stacked queries, keys and values.
    pub fn qkv_width(&self) -> usize {
        (self.n_heads + 2 * self.n_kv_heads) * self.head_dim
    }
}

/// Where the rows of a text go: keys and values from position `start` on.
#[derive(Debug)]
pub struct TextCache<'a, C> {
    /// The context's keys and values.
    pub cache: &'a mut C,
    /// Position of the first row.
    pub start: usize,
}

/// The context that drafts attend to.
#[derive(Debug)]
pub struct SeenContext<'a, C> {
    /// The context's keys and values.
    pub cache: &'a C,
    /// Positions of it that count.
    pub len: usize,
}

/// The drafts' own keys and values, one slot per draft.
#[derive(Debug)]
pub struct DraftSlots<'a, C> {
    /// Keys and values of earlier steps.
    pub cache: &'a mut C,
    /// The step that is fed now, from 0.
    pub step: usize,
}

/// What turns a state into scores of tokens: `table · rms_norm(x)`.
#[derive(Debug)]
pub struct Head<'a, M, V> {
    /// The output norm.
    pub norm: &'a Norm<V>,
    /// A row per token: the embedding.
    pub table: &'a M,
}

impl<M, V> Clone for Head<'_, M, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, V> Copy for Head<'_, M, V> {}

/// The fork: what gives each lane a state of its own. Matrices are `[d_model, d_model]`.
pub struct Fork<M, V> {
    /// For the trunk's state, the lane's last token and its last but one. The three stand side by side in the formula;
    /// apart, lanes share the product with the trunk's state.
    pub input: [M; 3],
    /// Ones and the epsilon with which the three are normalised.
    pub unit: Norm<V>,
    /// From the hidden layer to the lane's state.
    pub output: M,
    /// For the difference between the lane's embedding and the superposed one.
    pub lane: M,
}

/// Embeddings that the fork looks at.
pub struct ForkInput<'a, B> {
    /// The trunk's state, `[1 or rows, d_model]`: one row serves all lanes.
    pub trunk: &'a B,
    /// What the trunk was fed, `[1 or rows, d_model]`.
    pub mixed: &'a B,
    /// Each lane's last token, `[rows, d_model]`.
    pub last: &'a B,
    /// Each lane's last token but one, `[rows, d_model]`; zero at the first step.
    pub before: &'a B,
}

/// The tokens that a decoder can draft, as its file has them.
pub struct VocabSource<'a> {
    /// Ascending; they have been checked.
    pub tokens: Vec<TokenId>,
    /// How to find the likeliest without scoring all of them in full, for executors to which that matters.
    pub shortlist: Option<ShortlistSource<'a>>,
}

/// Two small matrices that estimate how some rows of a table score: `table · x ≈ (table · basisᵀ) · (into · x)`.
///
/// Singular vectors weighted by the states a decoder really has: after SVD-softmax (Shim et al., 2017).
pub struct ShortlistSource<'a> {
    /// How both are stored.
    pub kind: BlockKind,
    /// Rows of both.
    pub rank: usize,
    /// Columns of both.
    pub d_model: usize,
    /// Blocks of `[rank, d_model]`.
    pub into: &'a [u8],
    /// Blocks of `[rank, d_model]`.
    pub basis: &'a [u8],
    /// By how much the estimate underrates the sum of the exponentials of all rows but the best few: a factor, 1 or a
    /// little more.
    pub tail: f32,
}
