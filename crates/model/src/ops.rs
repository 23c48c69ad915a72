use foreword_decode::{Preview, Row, Want};
use foreword_text::TokenId;
use half::f16;

use crate::{
    AttentionShape, DraftSlots, Fork, ForkInput, Head, Layer, MatrixSource, Norm, OpsError, Scratch, SeenContext,
    TextCache, VocabSource,
};

/// The tensor operations of the network; one implementation per executor.
///
/// Granularity follows the GPU: what can be one or two dispatches is one operation. All matrices are
/// `[rows, cols]` with `out = W · in` per row of a buffer. Buffers are `[rows, width]`, f32, and are resized by the
/// operation that writes them.
#[allow(async_fn_in_trait, reason = "executors are single-threaded: a worker or a blocking caller")]
pub trait Ops: Sized {
    /// Activations, `[rows, width]`.
    type Buffer;
    /// A vector of f32 on the device.
    type Vector;
    /// A quantised matrix on the device.
    type Matrix;
    /// Rotary tables and head layout.
    type Attention;
    /// Keys and values of one layer: independent sequences, each in a slot of its own.
    type Cache;
    /// The tokens that a decoder can draft, ready to be ranked.
    type Vocab;

    /// An empty buffer.
    fn buffer(&self) -> Self::Buffer;

    /// Bytes of memory that a buffer takes.
    fn buffer_bytes(&self, buffer: &Self::Buffer) -> usize;

    /// Empty buffers for a layer.
    fn scratch(&self) -> Scratch<Self::Buffer> {
        Scratch { x: self.buffer(), qkv: self.buffer(), attended: self.buffer(), hidden: self.buffer() }
    }

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

    /// Prepares to rank some rows of `table`, the embedding.
    ///
    /// # Errors
    /// A scale is not finite, bytes are missing, or the device is full.
    fn vocab(&self, table: &Self::Matrix, source: VocabSource<'_>) -> Result<Self::Vocab, OpsError>;

    /// A matrix whose rows are wanted one at a time as well: as embeddings, and to score single tokens.
    ///
    /// # Errors
    /// As [`matrix`](Self::matrix).
    fn table(&self, source: &MatrixSource<'_>) -> Result<Self::Matrix, OpsError> {
        self.matrix(source)
    }

    /// Prepares attention for a layout of heads.
    fn attention(&self, shape: AttentionShape) -> Self::Attention;

    /// A cache with `slots` sequences of up to `capacity` positions, nothing stored.
    fn cache(&self, attention: &Self::Attention, slots: usize, capacity: usize) -> Self::Cache;

    /// Gives `cache` room for `capacity` positions per slot and keeps the first `kept` of them, at most `capacity`.
    fn resize_cache(&self, cache: &mut Self::Cache, capacity: usize, kept: usize);

    /// Bytes of memory that a cache takes.
    fn cache_bytes(&self, cache: &Self::Cache) -> usize;

    /// The first `len` positions of slot 0 as half floats, in a form that is the same for every executor:
    /// `[keys, values][kv head][position][head_dim]`. Keys are rotated to their positions.
    ///
    /// # Errors
    /// The device failed.
    async fn read_cache(&self, cache: &Self::Cache, len: usize) -> Result<Vec<f16>, OpsError>;

    /// Stores in slot 0, from position 0 on, what [`read_cache`](Self::read_cache) gave; `cache` has room for it.
    fn write_cache(&self, cache: &mut Self::Cache, values: &[f16]);

    /// Whether matrices that bear coarse activations ([`crate::ActivationBits`]) get them. Executors that round all alike do
    /// nothing.
    fn round_coarsely(&self, _may: bool) {}

    /// Whether for now, as long as [`round_coarsely`](Self::round_coarsely) allows it, all matrices get coarse activations,
    /// also those that don't bear them in what is kept. Returns whether that makes a difference on this executor.
    fn round_all_coarsely(&self, _now: bool) -> bool {
        false
    }

    /// Makes slot `i` of a cache what slot `parents[i]` was.
    fn reorder(&self, cache: &mut Self::Cache, parents: &[usize]);

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
        text: TextCache<'_, Self::Cache>,
        out: &mut Self::Buffer,
    );

    /// Attention of drafts, in one softmax, over a context and over the draft itself.
    ///
    /// Row `i` is step `step` of the draft in slot `i`, at position `context.len + step`; it sees the first
    /// `context.len` positions of the context (slot 0) and steps `0..=step` of its own slot of `drafts`.
    fn attend_drafts(
        &self,
        attention: &Self::Attention,
        qkv: &Self::Buffer,
        context: SeenContext<'_, Self::Cache>,
        drafts: DraftSlots<'_, Self::Cache>,
        out: &mut Self::Buffer,
    );

    /// Runs a layer over the rows of a text, storing their keys and values. An executor may merge the operations.
    fn read_layer(
        &self,
        layer: &Layer<Self::Matrix, Self::Vector>,
        attention: &Self::Attention,
        text: TextCache<'_, Self::Cache>,
        scratch: &mut Scratch<Self::Buffer>,
    ) {
        self.read_in_steps(layer, attention, text, scratch);
    }

    /// Runs a layer over one more token of each draft. An executor may merge the operations.
    fn draft_layer(
        &self,
        layer: &Layer<Self::Matrix, Self::Vector>,
        attention: &Self::Attention,
        context: SeenContext<'_, Self::Cache>,
        drafts: DraftSlots<'_, Self::Cache>,
        scratch: &mut Scratch<Self::Buffer>,
    ) {
        self.draft_in_steps(layer, attention, context, drafts, scratch);
    }

    /// [`read_layer`](Self::read_layer), one operation after the other.
    fn read_in_steps(
        &self,
        layer: &Layer<Self::Matrix, Self::Vector>,
        attention: &Self::Attention,
        text: TextCache<'_, Self::Cache>,
        scratch: &mut Scratch<Self::Buffer>,
    ) {
        self.norm_matmul(&scratch.x, &layer.attn_norm, &layer.qkv, &mut scratch.qkv);
        self.attend_text(attention, &scratch.qkv, text, &mut scratch.attended);
        self.finish_layer(layer, scratch);
    }

    /// [`draft_layer`](Self::draft_layer), one operation after the other.
    fn draft_in_steps(
        &self,
        layer: &Layer<Self::Matrix, Self::Vector>,
        attention: &Self::Attention,
        context: SeenContext<'_, Self::Cache>,
        drafts: DraftSlots<'_, Self::Cache>,
        scratch: &mut Scratch<Self::Buffer>,
    ) {
        self.norm_matmul(&scratch.x, &layer.attn_norm, &layer.qkv, &mut scratch.qkv);
        self.attend_drafts(attention, &scratch.qkv, context, drafts, &mut scratch.attended);
        self.finish_layer(layer, scratch);
    }

    /// What follows attention in a layer: the output matrix and the feed-forward half.
    fn finish_layer(&self, layer: &Layer<Self::Matrix, Self::Vector>, scratch: &mut Scratch<Self::Buffer>) {
        self.matmul_add(&scratch.attended, &layer.attn_output, &mut scratch.x);
        self.norm_swiglu(&scratch.x, &layer.ffn_norm, &layer.gate_up, &mut scratch.hidden);
        self.matmul_add(&scratch.hidden, &layer.down, &mut scratch.x);
    }

    /// Copies the last row of `x` to `out`.
    fn last_row(&self, x: &Self::Buffer, out: &mut Self::Buffer);

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

    /// For each row of `x`, what it predicts over all tokens: `softmax(table · rms_norm(x))`. Ties go to the lower token.
    ///
    /// [`Row::given`] of row `i` is the log-probability of `given[i]`, where there is one.
    ///
    /// # Errors
    /// [`OpsError::NotFinite`], or the device failed.
    async fn rank(
        &self,
        x: &Self::Buffer,
        head: Head<'_, Self::Matrix, Self::Vector>,
        want: Want,
        given: &[TokenId],
    ) -> Result<Vec<Row>, OpsError>;

    /// As [`rank`](Self::rank) over the tokens of `vocab` alone, which was prepared from the same table.
    ///
    /// An executor may score only the likeliest in full and estimate the sum over all others: log-probabilities are
    /// normalised by that estimate then, and [`RowState::entropy`](foreword_decode::RowState::entropy) is that of the
    /// estimated distribution. At most 128 candidates.
    ///
    /// # Errors
    /// As [`rank`](Self::rank).
    async fn rank_vocab(
        &self,
        x: &Self::Buffer,
        head: Head<'_, Self::Matrix, Self::Vector>,
        vocab: &Self::Vocab,
        want: Want,
    ) -> Result<Vec<Row>, OpsError>;

    /// Natural log-probabilities `log softmax(table · rms_norm(x))` of the only row of `x`.
    ///
    /// # Errors
    /// As [`rank`](Self::rank).
    async fn log_probs(
        &self,
        x: &Self::Buffer,
        head: Head<'_, Self::Matrix, Self::Vector>,
    ) -> Result<Vec<f32>, OpsError>;

    /// What the only row of `x` predicts, as far as it is found without scoring all of the table; `None` where the executor has
    /// no such way.
    ///
    /// # Errors
    /// [`OpsError::NotFinite`].
    fn preview(
        &self,
        _x: &Self::Buffer,
        _head: Head<'_, Self::Matrix, Self::Vector>,
        _vocab: &Self::Vocab,
    ) -> Result<Option<Preview>, OpsError> {
        Ok(None)
    }

    /// `table · state` for some rows of a table, which are in bounds; `state` is normalised. For executors that give previews.
    fn scores(&self, _table: &Self::Matrix, _state: &[f32], rows: &[TokenId]) -> Vec<f32> {
        vec![f32::NEG_INFINITY; rows.len()]
    }

    /// `rms_norm(x)` of every row: what [`RowState::query`](foreword_decode::RowState::query) holds.
    ///
    /// # Errors
    /// The device failed.
    async fn normalised(&self, x: &Self::Buffer, norm: &Norm<Self::Vector>) -> Result<Vec<Vec<f32>>, OpsError>;
}
