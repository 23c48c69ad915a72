mod ranking;

use std::cell::{Cell, RefCell};

use foreword_decode::{Preview, Row, Want};
use foreword_model::{
    ActivationBits, AttentionShape, BlockKind, DraftSlots, Fork, ForkInput, Head, MatrixSource, Norm, Ops, OpsError,
    SeenContext, TextCache, VocabSource,
};
use foreword_text::TokenId;
use half::f16;

use crate::activations::{Activations, Quantise};
use crate::attention::{self, Attend, Attention, ROWS};
use crate::cache::{KvCache, Segment};
use crate::math::{Silu, SwiGlu};
use crate::remote::{Leader, Mailbox, Silent, Stock, Terms};
use crate::team::Team;
use crate::vocab::{Tokens, Vocab};
use crate::{Buffer, Isa, PackedMatrix};

/// Executes the network on the CPU.
pub struct CpuOps {
    isa: Isa,
    team: Team,
    stock: Stock,
    /// Whether matrices that bear it meet activations of eight bits.
    is_coarse: Cell<bool>,
    /// Whether then the others do too.
    is_all_coarse: Cell<bool>,
    scratch: RefCell<Scratch>,
}

#[derive(Default)]
struct Scratch {
    act: Activations,
    wide: Buffer,
    queries: Buffer,
    narrow: Buffer,
}

impl CpuOps {
    /// The fastest instruction set of this machine on `threads` threads (always one in WebAssembly).
    pub fn new(threads: usize) -> Self {
        Self::on(Isa::best(), threads)
    }

    /// A given instruction set; `None` if this machine lacks it.
    pub fn with_isa(isa: Isa, threads: usize) -> Option<Self> {
        let present = Isa::available().contains(&isa);
        present.then(|| Self::on(isa, threads))
    }

    fn on(isa: Isa, threads: usize) -> Self {
        Self {
            isa,
            team: Team::new(threads),
            stock: Stock::default(),
            is_coarse: Cell::new(true),
            is_all_coarse: Cell::new(false),
            scratch: RefCell::default(),
        }
    }

    /// The instruction set in use.
    pub fn isa(&self) -> Isa {
        self.isa
    }

    /// Threads in use, helpers' among them.
    pub fn threads(&self) -> usize {
        self.team.size()
    }

    /// From now on products with what helpers have been given are shared with them, until one of them fails. They must be
    /// ready ([`crate::are_ready`]), and replace those before; the mailbox is dropped when helpers are given up.
    ///
    /// # Panics
    /// Unless there are 1 to [`crate::MOST_HELPERS`] helpers.
    pub fn lead(&self, mailbox: Box<dyn Mailbox>, helpers: usize) {
        self.lead_on(Terms::default(), mailbox, helpers);
    }

    pub(crate) fn lead_on(&self, terms: Terms, mailbox: Box<dyn Mailbox>, helpers: usize) {
        self.team.lead(Some(Leader::new(mailbox, helpers, terms)));
    }

    /// Gives helpers about `bytes` more of their parts of the weights; `false` once they have all, or there are none.
    ///
    /// # Errors
    /// A helper did not answer; all of them are given up.
    pub fn give(&self, bytes: usize) -> Result<bool, Silent> {
        self.team.give(&self.stock, bytes)
    }

    /// Ends the helpers.
    pub fn dismiss(&self) {
        self.team.lead(None);
    }

    fn matmul(
        &self,
        input: &Buffer,
        norm: Option<&Norm<Vec<f32>>>,
        w: &PackedMatrix,
        add: bool,
        act: &mut Activations,
        out: &mut Buffer,
    ) {
        assert!(out.rows() == input.rows() && out.width() == w.rows, "the callers size outputs");
        if input.rows() == 0 {
            return;
        }
        self.quantise(input, norm, w, act);
        self.team.multiply(self.isa, (w, act), out, add);
    }

    /// Rounds rows, normalised first where `norm` is given, for products with `w`.
    fn quantise(&self, input: &Buffer, norm: Option<&Norm<Vec<f32>>>, w: &PackedMatrix, act: &mut Activations) {
        assert_eq!(input.width(), w.cols, "the loader checks widths");
        let quantise = Quantise {
            input: input.padded(),
            stride: input.stride(),
            cols: w.cols,
            rows: input.rows(),
            norm: norm.map(|norm| (norm.weight.as_slice(), norm.eps)),
            kind: w.kind,
            is_sevens: w.is_sevens,
            bits: match (self.is_coarse.get(), self.is_all_coarse.get()) {
                (false, _) => ActivationBits::Sixteen,
                (true, false) => w.activations,
                (true, true) => ActivationBits::Eight,
            },
            out: act,
        };
        // SAFETY: the task uses slices only.
        unsafe { self.isa.run(quantise) };
    }

    /// Attention of every row. It sees the first `seen(row)` positions that all rows share, of which `shared(n, kv head)`
    /// gives the first `n`, and all of `own(row, kv head)`.
    fn attend<'a>(
        &self,
        shape: &AttentionShape,
        queries: &Buffer,
        seen: impl Fn(usize) -> usize + Sync,
        shared: impl Fn(usize, usize) -> Segment<'a> + Sync,
        own: impl Fn(usize, usize) -> Segment<'a> + Sync,
        out: &mut Buffer,
    ) {
        let (heads, all) = (shape.n_heads / shape.n_kv_heads, queries.rows());
        out.resize(all, shape.n_heads * shape.head_dim);
        let out_stride = out.stride();
        let out = SharedRows(out.padded_mut().as_mut_ptr());
        let (isa, out) = (self.isa, &out);
        self.team.split(all.div_ceil(ROWS) * shape.n_kv_heads, 2_usize.div_ceil(all.clamp(1, ROWS)), |jobs| {
            let mut scratch = attention::Scratch::default();
            for job in jobs {
                let (first, head) = (job / shape.n_kv_heads * ROWS, job % shape.n_kv_heads);
                let (rows, column) = (ROWS.min(all - first), head * heads * shape.head_dim);
                let row = |r: usize| first + r.min(rows - 1);
                let attend = Attend {
                    queries: &queries.padded()[first * queries.stride() + column..],
                    stride: queries.stride(),
                    rows,
                    heads,
                    head_dim: shape.head_dim,
                    shared: shared(seen(first + rows - 1), head),
                    seen: std::array::from_fn(|r| seen(row(r))),
                    own: std::array::from_fn(|r| own(row(r), head)),
                    // SAFETY: the first row and the head's columns are within the buffer.
                    out: unsafe { out.0.add(first * out_stride + column) },
                    out_stride,
                };
                // SAFETY: each job has its own columns of its own rows.
                unsafe { isa.run((&attend, &mut scratch)) };
            }
        });
    }
}

/// Rows that several threads write, each its own part.
struct SharedRows(*mut f32);

// SAFETY: users of the pointer divide the rows among themselves.
unsafe impl Sync for SharedRows {}

/// Rotates queries and keys of one row; queries go to `queries`, key and value of each head to `store`.
fn rotate_row(
    attention: &Attention,
    qkv: &[f32],
    position: usize,
    queries: &mut [f32],
    mut store: impl FnMut(usize, &[f32], &[f32]),
) {
    let AttentionShape { n_heads, n_kv_heads, head_dim, .. } = attention.shape;
    let (q, kv) = qkv.split_at(n_heads * head_dim);
    let (k, v) = kv.split_at(n_kv_heads * head_dim);
    let factor = 1.0 / (head_dim as f32).sqrt();
    queries.copy_from_slice(q);
    for query in queries.chunks_exact_mut(head_dim) {
        attention.rotate(query, position, factor);
    }
    let mut key = k.to_vec();
    for (head, (key, value)) in key.chunks_exact_mut(head_dim).zip(v.chunks_exact(head_dim)).enumerate() {
        attention.rotate(key, position, 1.0);
        store(head, key, value);
    }
}

impl Ops for CpuOps {
    type Buffer = Buffer;
    type Vector = Vec<f32>;
    type Matrix = PackedMatrix;
    type Attention = Attention;
    type Cache = KvCache;
    type Vocab = Vocab;

    fn buffer(&self) -> Buffer {
        Buffer::default()
    }

    fn buffer_bytes(&self, buffer: &Buffer) -> usize {
        buffer.bytes()
    }

    fn vector(&self, values: &[f32]) -> Result<Vec<f32>, OpsError> {
        Ok(values.to_vec())
    }

    fn matrix(&self, source: &MatrixSource<'_>) -> Result<PackedMatrix, OpsError> {
        let mut matrix = PackedMatrix::new(source, self.isa.group_rows())?;
        self.stock.add(&mut matrix);
        Ok(matrix)
    }

    fn table(&self, source: &MatrixSource<'_>) -> Result<PackedMatrix, OpsError> {
        if source.kind != BlockKind::Q8_0 {
            return self.matrix(source);
        }
        let mut matrix = PackedMatrix::new(source, 1)?;
        self.stock.add(&mut matrix);
        Ok(matrix)
    }

    fn vocab(&self, table: &PackedMatrix, source: VocabSource<'_>) -> Result<Vocab, OpsError> {
        let mut vocab = Vocab::new(self.isa, table, source)?;
        vocab.matrices_mut().for_each(|matrix| self.stock.add(matrix));
        Ok(vocab)
    }

    fn attention(&self, shape: AttentionShape) -> Attention {
        Attention::new(shape)
    }

    fn cache(&self, attention: &Attention, slots: usize, capacity: usize) -> KvCache {
        let AttentionShape { n_kv_heads, head_dim, .. } = attention.shape;
        KvCache::new(slots, capacity, n_kv_heads, head_dim, self.isa.width())
    }

    fn resize_cache(&self, cache: &mut KvCache, capacity: usize, kept: usize) {
        cache.resize(capacity, kept);
    }

    fn cache_bytes(&self, cache: &KvCache) -> usize {
        cache.bytes()
    }

    async fn read_cache(&self, cache: &KvCache, len: usize) -> Result<Vec<f16>, OpsError> {
        Ok(cache.read(len))
    }

    fn write_cache(&self, cache: &mut KvCache, values: &[f16]) {
        cache.write(values);
    }

    fn round_coarsely(&self, may: bool) {
        self.is_coarse.set(may);
    }

    fn round_all_coarsely(&self, now: bool) -> bool {
        self.is_all_coarse.set(now);
        now && self.is_coarse.get() && self.isa.multiplies_bytes()
    }

    fn reorder(&self, cache: &mut KvCache, parents: &[usize]) {
        cache.reorder(parents);
    }

    fn embed(&self, table: &PackedMatrix, rows: &[&[(TokenId, f32)]], x: &mut Buffer) {
        x.resize(rows.len(), table.cols);
        for (i, row) in rows.iter().enumerate() {
            let out = x.row_mut(i);
            out.fill(0.0);
            for &(token, weight) in *row {
                table.add_row(token as usize, weight, out);
            }
        }
    }

    fn norm_matmul(&self, x: &Buffer, norm: &Norm<Vec<f32>>, w: &PackedMatrix, out: &mut Buffer) {
        out.resize(x.rows(), w.rows);
        self.matmul(x, Some(norm), w, false, &mut self.scratch.borrow_mut().act, out);
    }

    fn matmul_add(&self, input: &Buffer, w: &PackedMatrix, x: &mut Buffer) {
        self.matmul(input, None, w, true, &mut self.scratch.borrow_mut().act, x);
    }

    fn norm_swiglu(&self, x: &Buffer, norm: &Norm<Vec<f32>>, w: &PackedMatrix, out: &mut Buffer) {
        let scratch = &mut *self.scratch.borrow_mut();
        scratch.wide.resize(x.rows(), w.rows);
        self.matmul(x, Some(norm), w, false, &mut scratch.act, &mut scratch.wide);
        let width = w.rows / 2;
        assert_eq!(width % 32, 0, "the configuration demands multiples of 32");
        out.resize(x.rows(), width);
        let (stride, out_stride) = (scratch.wide.stride(), out.stride());
        let gate_up = scratch.wide.padded();
        let swiglu = SwiGlu { gate_up, stride, width, out: out.padded_mut(), out_stride };
        // SAFETY: the task uses slices only.
        unsafe { self.isa.run(swiglu) };
    }

    fn attend_text(&self, attention: &Attention, qkv: &Buffer, text: TextCache<'_, KvCache>, out: &mut Buffer) {
        let TextCache { cache, start } = text;
        let shape = &attention.shape;
        let queries = &mut self.scratch.borrow_mut().queries;
        queries.resize(qkv.rows(), shape.n_heads * shape.head_dim);
        for row in 0..qkv.rows() {
            let position = start + row;
            let store = |head, key: &[f32], value: &[f32]| cache.store(0, position, head, key, value);
            rotate_row(attention, qkv.row(row), position, queries.row_mut(row), store);
        }
        let cache = &*cache;
        let own = |_, head| cache.segment(0, head, 0);
        self.attend(shape, queries, |row| start + row + 1, |len, head| cache.segment(0, head, len), own, out);
    }

    fn attend_drafts(
        &self,
        attention: &Attention,
        qkv: &Buffer,
        context: SeenContext<'_, KvCache>,
        drafts: DraftSlots<'_, KvCache>,
        out: &mut Buffer,
    ) {
        let DraftSlots { cache: drafts, step } = drafts;
        let shape = &attention.shape;
        let queries = &mut self.scratch.borrow_mut().queries;
        queries.resize(qkv.rows(), shape.n_heads * shape.head_dim);
        for row in 0..qkv.rows() {
            let store = |head, key: &[f32], value: &[f32]| drafts.store(row, step, head, key, value);
            rotate_row(attention, qkv.row(row), context.len + step, queries.row_mut(row), store);
        }
        let drafts = &*drafts;
        let shared = |len, head| context.cache.segment(0, head, len);
        let own = |row, head| drafts.segment(row, head, step + 1);
        self.attend(shape, queries, |_| context.len, shared, own, out);
    }

    fn last_row(&self, x: &Buffer, out: &mut Buffer) {
        out.resize(x.rows().min(1), x.width());
        if let Some(last) = x.rows().checked_sub(1) {
            out.row_mut(0).copy_from_slice(x.row(last));
        }
    }

    async fn rank(
        &self,
        x: &Buffer,
        head: Head<'_, PackedMatrix, Vec<f32>>,
        want: Want,
        given: &[TokenId],
    ) -> Result<Vec<Row>, OpsError> {
        self.rank_rows(x, head, want, given)
    }

    async fn rank_vocab(
        &self,
        x: &Buffer,
        head: Head<'_, PackedMatrix, Vec<f32>>,
        vocab: &Vocab,
        want: Want,
    ) -> Result<Vec<Row>, OpsError> {
        match &vocab.0 {
            Tokens::Shortlisted(shortlist) => self.rank_shortlist(x, head, shortlist, want),
            Tokens::Whole { table, tokens } => {
                let mut rows = self.rank_rows(x, Head { norm: head.norm, table }, want, &[])?;
                for candidate in rows.iter_mut().flat_map(|row| &mut row.candidates) {
                    candidate.token = tokens[candidate.token as usize];
                }
                Ok(rows)
            }
        }
    }

    async fn log_probs(&self, x: &Buffer, head: Head<'_, PackedMatrix, Vec<f32>>) -> Result<Vec<f32>, OpsError> {
        self.all_log_probs(x, head)
    }

    fn preview(
        &self,
        x: &Buffer,
        head: Head<'_, PackedMatrix, Vec<f32>>,
        vocab: &Vocab,
    ) -> Result<Option<Preview>, OpsError> {
        match &vocab.0 {
            Tokens::Shortlisted(shortlist) => self.preview_shortlist(x, head, shortlist).map(Some),
            Tokens::Whole { .. } => Ok(None),
        }
    }

    fn scores(&self, table: &PackedMatrix, state: &[f32], rows: &[TokenId]) -> Vec<f32> {
        self.score_rows(table, state, rows)
    }

    async fn normalised(&self, x: &Buffer, norm: &Norm<Vec<f32>>) -> Result<Vec<Vec<f32>>, OpsError> {
        Ok((0..x.rows()).map(|row| self.normalised_row(x.row(row), norm)).collect())
    }

    fn bridge(&self, w: &PackedMatrix, bias: &Vec<f32>, x: &mut Buffer) {
        let scratch = &mut *self.scratch.borrow_mut();
        scratch.narrow.resize(x.rows(), w.rows);
        self.matmul(x, None, w, false, &mut scratch.act, &mut scratch.narrow);
        for row in 0..x.rows() {
            for ((x, y), b) in x.row_mut(row).iter_mut().zip(scratch.narrow.row(row)).zip(bias) {
                *x += y + b;
            }
        }
    }

    fn fork(&self, weights: &Fork<PackedMatrix, Vec<f32>>, input: ForkInput<'_, Buffer>, out: &mut Buffer) {
        let scratch = &mut *self.scratch.borrow_mut();
        let (rows, d) = (input.last.rows(), input.last.width());
        let shared = |buffer: &Buffer, row: usize| row.min(buffer.rows() - 1);
        let (unit, [trunk, last, before]) = (Some(&weights.unit), &weights.input);
        scratch.narrow.resize(input.trunk.rows(), d);
        self.matmul(input.trunk, unit, trunk, false, &mut scratch.act, &mut scratch.narrow);
        scratch.narrow.repeat_last(rows);
        self.matmul(input.last, unit, last, true, &mut scratch.act, &mut scratch.narrow);
        scratch.wide.resize(rows, d);
        out.resize(rows, d);
        for row in 0..rows {
            out.row_mut(row).copy_from_slice(input.trunk.row(shared(input.trunk, row)));
            // A draft of one token has none before it: its zero becomes this constant, as in training.
            for (to, from) in scratch.wide.row_mut(row).iter_mut().zip(input.before.row(row)) {
                *to = from + 1e-6;
            }
        }
        self.matmul(&scratch.wide, unit, before, true, &mut scratch.act, &mut scratch.narrow);
        // SAFETY: the task uses slices only.
        unsafe { self.isa.run(Silu { values: scratch.narrow.padded_mut() }) };
        self.matmul(&scratch.narrow, None, &weights.output, true, &mut scratch.act, out);
        for row in 0..rows {
            let difference = scratch.narrow.row_mut(row).iter_mut();
            let mixed = input.mixed.row(shared(input.mixed, row));
            for ((to, last), mixed) in difference.zip(input.last.row(row)).zip(mixed) {
                *to = last - mixed;
            }
        }
        self.matmul(&scratch.narrow, None, &weights.lane, true, &mut scratch.act, out);
    }
}
