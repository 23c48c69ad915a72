use foreword_decode::Candidate;
use foreword_text::TokenId;

use crate::{BlockKind, Layer, MatrixSource, Scratch};

/// Why an executor refused an operation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpsError {
    /// A weight, or a block's scale, is infinite or not a number.
    #[error("row {row} of a weight matrix holds a value that is not finite")]
    WeightNotFinite {
        /// The row.
        row: usize,
    },
    /// The distribution of the next token is not finite.
    #[error("the scores of row {row} are not finite")]
    NotFinite {
        /// Which of the rows given.
        row: usize,
    },
    /// A matrix's bytes do not match its announced size.
    #[error("a weight matrix of {rows} × {cols} is incomplete at row {row}")]
    Incomplete {
        /// Rows announced.
        rows: usize,
        /// Row length announced.
        cols: usize,
        /// First row that is missing.
        row: usize,
    },
    /// The device failed (GPU executors).
    #[error("the device failed: {0}")]
    Device(String),
}

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

/// The tensor operations of the network; one implementation per executor.
///
/// Granularity follows the GPU: what can be one or two dispatches is one operation. All matrices are
/// `[rows, cols]` with `out = W · in` per row of a buffer. Buffers are `[rows, width]`, f32, and are resized by the
/// operation that writes them.
#[allow(async_fn_in_trait, reason = "executors are single-threaded: a worker or a blocking caller")]
pub trait Ops {
    /// Activations, `[rows, width]`.
    type Buffer;
    /// A vector of f32 on the device.
    type Vector;
    /// A quantised matrix on the device.
    type Matrix;
    /// Rotary tables and head layout.
    type Attention;
    /// Keys and values of one layer: `slots` independent sequences of up to `capacity` positions.
    type Cache;

    /// An empty buffer.
    fn buffer(&self) -> Self::Buffer;

    /// Uploads a vector.
    ///
    /// # Errors
    /// A value is not finite, or the device is full.
    fn vector(&self, values: &[f32]) -> Result<Self::Vector, OpsError>;

    /// Uploads (and repacks) a matrix.
    ///
    /// # Errors
    /// A scale is not finite, bytes are missing, or the device is full.
    fn matrix(&self, source: &MatrixSource<'_>) -> Result<Self::Matrix, OpsError>;

    /// Prepares attention for a layout of heads.
    fn attention(&self, shape: AttentionShape) -> Self::Attention;

    /// An empty cache.
    fn cache(&self, attention: &Self::Attention, slots: usize, capacity: usize) -> Self::Cache;

    /// `x[row] = Σ weight · table[token]` over each row's tokens; tokens have been checked.
    fn embed(&self, table: &Self::Matrix, rows: &[&[(TokenId, f32)]], x: &mut Self::Buffer);

    /// [`embed`](Self::embed) of several buffers.
    fn embed_all<const N: usize>(
        &self,
        table: &Self::Matrix,
        rows: [&[&[(TokenId, f32)]]; N],
        buffers: [&mut Self::Buffer; N],
    ) {
        for (rows, x) in rows.into_iter().zip(buffers) {
            self.embed(table, rows, x);
        }
    }

    /// `out = W · rms_norm(x)`.
    fn norm_matmul(&self, x: &Self::Buffer, norm: &Norm<Self::Vector>, w: &Self::Matrix, out: &mut Self::Buffer);

    /// `x += W · input`.
    fn matmul_add(&self, input: &Self::Buffer, w: &Self::Matrix, x: &mut Self::Buffer);

    /// `out = silu(gate) · up` where `[gate; up] = W · rms_norm(x)`.
    fn norm_swiglu(&self, x: &Self::Buffer, norm: &Norm<Self::Vector>, w: &Self::Matrix, out: &mut Self::Buffer);

    /// Causal attention over a text.
    ///
    /// Row `i` of `qkv` stands at position `start + i`: its query and key are rotated, key and value are stored there
    /// in slot 0, and it sees positions `0..=start + i`. `out` is `[rows, n_heads × head_dim]`.
    fn attend_text(
        &self,
        attention: &Self::Attention,
        qkv: &Self::Buffer,
        cache: &mut Self::Cache,
        start: usize,
        out: &mut Self::Buffer,
    );

    /// Attention of drafts, in one softmax, over a context and over the draft itself.
    ///
    /// Row `i` is step `step` of the draft in slot `i`, at position `context_len + step`; it sees the first
    /// `context_len` positions of `context` (slot 0) and steps `0..=step` of its own slot of `drafts`.
    fn attend_drafts(
        &self,
        attention: &Self::Attention,
        qkv: &Self::Buffer,
        context: (&Self::Cache, usize),
        drafts: (&mut Self::Cache, usize),
        out: &mut Self::Buffer,
    );

    /// [`Layer::read`]: an executor may merge the operations that a layer is made of.
    fn read_layer(
        &self,
        layer: &Layer<Self>,
        attention: &Self::Attention,
        cache: (&mut Self::Cache, usize),
        scratch: &mut Scratch<Self>,
    ) where
        Self: Sized,
    {
        layer.read_in_steps(self, attention, cache, scratch);
    }

    /// [`Layer::draft`]: an executor may merge the operations that a layer is made of.
    fn draft_layer(
        &self,
        layer: &Layer<Self>,
        attention: &Self::Attention,
        context: (&Self::Cache, usize),
        drafts: (&mut Self::Cache, usize),
        scratch: &mut Scratch<Self>,
    ) where
        Self: Sized,
    {
        layer.draft_in_steps(self, attention, context, drafts, scratch);
    }

    /// Copies the last row of `x` to `out`.
    fn last_row(&self, x: &Self::Buffer, out: &mut Self::Buffer);

    /// For each row, the `count` likeliest rows of `table`, by `softmax(table · rms_norm(x))`, likeliest first;
    /// ties go to the lower token.
    ///
    /// # Errors
    /// [`OpsError::NotFinite`].
    async fn rank(
        &self,
        x: &Self::Buffer,
        norm: &Norm<Self::Vector>,
        table: &Self::Matrix,
        count: usize,
    ) -> Result<Vec<Vec<Candidate>>, OpsError>;

    /// For each row, the likeliest token and the log-probability of `targets[row]`.
    ///
    /// # Errors
    /// [`OpsError::NotFinite`].
    async fn score(
        &self,
        x: &Self::Buffer,
        norm: &Norm<Self::Vector>,
        table: &Self::Matrix,
        targets: &[TokenId],
    ) -> Result<Vec<(Candidate, f32)>, OpsError>;
}

/// The fork: what gives each lane a state of its own. Matrices are `[d_model, d_model]`.
///
/// What it reads is brought to length one and goes through `input`, kept in three so that lanes share the product with
/// the trunk's state.
pub struct Fork<M, V> {
    /// For the trunk's state, the lane's last token and its last but one.
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

/// Two small matrices that tell roughly how some rows of a table score: `table · x ≈ (table · basisᵀ) · (into · x)`.
///
/// Singular vectors weighted by the states a decoder really has: after SVD-softmax (Shim et al., 2017).
pub struct PreviewSource<'a> {
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
    /// By how much the preview underrates the sum of the exponentials of all rows but the best few: a factor, 1 or a
    /// little more.
    pub tail: f32,
}

/// What the drafting decoder needs on top of [`Ops`].
pub trait DraftOps: Ops {
    /// Finds the likeliest of some rows of a table without scoring them all in full.
    type Preview;

    /// Prepares a preview of `rows` of `table`; rows have been checked.
    ///
    /// # Errors
    /// A scale is not finite, bytes are missing, or the device is full.
    fn preview(
        &self,
        table: &Self::Matrix,
        rows: &[TokenId],
        source: &PreviewSource<'_>,
    ) -> Result<Self::Preview, OpsError>;

    /// As [`Ops::rank`] over the rows of a preview of `table`; candidates are numbered by their place among them.
    ///
    /// Scores of the candidates are exact, the sum they are normalised by is exact for the best and previewed for all
    /// others. `count` is at most 128.
    ///
    /// # Errors
    /// [`OpsError::NotFinite`].
    #[allow(async_fn_in_trait, reason = "executors are single-threaded: a worker or a blocking caller")]
    async fn rank_previewed(
        &self,
        x: &Self::Buffer,
        norm: &Norm<Self::Vector>,
        table: &Self::Matrix,
        preview: &Self::Preview,
        count: usize,
    ) -> Result<Vec<Vec<Candidate>>, OpsError>;

    /// A matrix of some rows of `table`; rows have been checked.
    fn select(&self, table: &Self::Matrix, rows: &[TokenId]) -> Self::Matrix;

    /// Natural log-probabilities `log softmax(table · rms_norm(x))` of the only row of `x`.
    ///
    /// # Errors
    /// [`OpsError::NotFinite`].
    #[allow(async_fn_in_trait, reason = "executors are single-threaded: a worker or a blocking caller")]
    async fn log_probs(
        &self,
        x: &Self::Buffer,
        norm: &Norm<Self::Vector>,
        table: &Self::Matrix,
    ) -> Result<Vec<f32>, OpsError>;

    /// Makes slot `i` of a cache what slot `parents[i]` was.
    fn reorder(&self, cache: &mut Self::Cache, parents: &[usize]);

    /// `x += W · x + bias`.
    fn bridge(&self, w: &Self::Matrix, bias: &Self::Vector, x: &mut Self::Buffer);

    /// `out = trunk + output · silu(input · u) + lane · (last − mixed)` with
    /// `u = [unit(trunk); unit(last); unit(before + 10⁻⁶)]`, where `unit(v) = v / √(mean(v²) + 10⁻⁵)`.
    fn fork(
        &self,
        weights: &Fork<Self::Matrix, Self::Vector>,
        input: ForkInput<'_, Self::Buffer>,
        out: &mut Self::Buffer,
    );
}
