use std::cell::RefCell;

use foreword_decode::Candidate;
use foreword_model::{AttentionShape, DraftOps, Fork, ForkInput, MatrixSource, Norm, Ops, OpsError, PreviewSource};
use foreword_text::TokenId;

use crate::activations::{Activations, Quantise};
use crate::attention::{Attend, Attention};
use crate::cache::{KvCache, Segment};
use crate::math::{Silu, SwiGlu};
use crate::matmul::{Matmul, MatmulGroups, units};
use crate::rank::{normaliser, top};
use crate::team::Team;
use crate::{Buffer, Isa, PackedMatrix, Preview};

/// Groups of rows below which another thread costs more than it brings.
const GRAIN: usize = 4;

/// Executes the network on the CPU.
pub struct CpuOps {
    isa: Isa,
    team: Team,
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
        Self { isa: Isa::best(), team: Team::new(threads), scratch: RefCell::default() }
    }

    /// A given instruction set; `None` if this machine lacks it.
    pub fn with_isa(isa: Isa, threads: usize) -> Option<Self> {
        let present = Isa::available().contains(&isa);
        present.then(|| Self { isa, team: Team::new(threads), scratch: RefCell::default() })
    }

    /// The instruction set in use.
    pub fn isa(&self) -> Isa {
        self.isa
    }

    /// Threads in use.
    pub fn threads(&self) -> usize {
        self.team.size()
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
        let stride = out.stride();
        let out = out.padded_mut().as_mut_ptr();
        let matmul = &Matmul { weights: w, act, out, stride, add, units: units(w.kind) };
        let isa = self.isa;
        self.team.split(w.groups(), GRAIN, |groups| {
            // SAFETY: `out` has whole vectors for every group (rows are padded to 16 columns) and each group goes to
            // one thread.
            unsafe { isa.run(MatmulGroups { matmul, groups }) }
        });
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
            out: act,
        };
        // SAFETY: the task uses slices only.
        unsafe { self.isa.run(quantise) };
    }

    /// Attention of every row; `segments(row, kv head)` says what it sees.
    fn attend<'a>(
        &self,
        shape: &AttentionShape,
        queries: &Buffer,
        segments: impl Fn(usize, usize) -> [Segment<'a>; 2] + Sync,
        out: &mut Buffer,
    ) {
        let group = shape.n_heads / shape.n_kv_heads * shape.head_dim;
        out.resize(queries.rows(), shape.n_heads * shape.head_dim);
        let stride = out.stride();
        let out = SharedRows(out.padded_mut().as_mut_ptr());
        let (isa, out) = (self.isa, &out);
        self.team.split(queries.rows() * shape.n_kv_heads, 2, |jobs| {
            let mut scores = Vec::new();
            for job in jobs {
                let (row, head) = (job / shape.n_kv_heads, job % shape.n_kv_heads);
                let at = head * group;
                // SAFETY: each job has its own columns of its own row.
                let out = unsafe { std::slice::from_raw_parts_mut(out.0.add(row * stride + at), group) };
                let attend = Attend {
                    queries: &queries.row(row)[at..at + group],
                    head_dim: shape.head_dim,
                    segments: &segments(row, head),
                    out,
                    scores: &mut scores,
                };
                // SAFETY: the task uses slices only.
                unsafe { isa.run(attend) };
            }
        });
    }

    fn logits(&self, x: &Buffer, norm: &Norm<Vec<f32>>, table: &PackedMatrix, scratch: &mut Scratch) {
        scratch.wide.resize(x.rows(), table.rows);
        self.matmul(x, Some(norm), table, false, &mut scratch.act, &mut scratch.wide);
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

    fn buffer(&self) -> Buffer {
        Buffer::default()
    }

    fn vector(&self, values: &[f32]) -> Result<Vec<f32>, OpsError> {
        Ok(values.to_vec())
    }

    fn matrix(&self, source: &MatrixSource<'_>) -> Result<PackedMatrix, OpsError> {
        PackedMatrix::new(source, self.isa.width())
    }

    fn attention(&self, shape: AttentionShape) -> Attention {
        Attention::new(shape)
    }

    fn cache(&self, attention: &Attention, slots: usize, capacity: usize) -> KvCache {
        let AttentionShape { n_kv_heads, head_dim, .. } = attention.shape;
        KvCache::new(slots, capacity, n_kv_heads, head_dim, self.isa.width())
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

    fn attend_text(&self, attention: &Attention, qkv: &Buffer, cache: &mut KvCache, start: usize, out: &mut Buffer) {
        let shape = &attention.shape;
        let queries = &mut self.scratch.borrow_mut().queries;
        queries.resize(qkv.rows(), shape.n_heads * shape.head_dim);
        for row in 0..qkv.rows() {
            let position = start + row;
            let store = |head, key: &[f32], value: &[f32]| cache.store(0, position, head, key, value);
            rotate_row(attention, qkv.row(row), position, queries.row_mut(row), store);
        }
        let cache = &*cache;
        let seen = |row, head| [cache.segment(0, head, start + row + 1), cache.segment(0, head, 0)];
        self.attend(shape, queries, seen, out);
    }

    fn attend_drafts(
        &self,
        attention: &Attention,
        qkv: &Buffer,
        (context, context_len): (&KvCache, usize),
        (drafts, step): (&mut KvCache, usize),
        out: &mut Buffer,
    ) {
        let shape = &attention.shape;
        let queries = &mut self.scratch.borrow_mut().queries;
        queries.resize(qkv.rows(), shape.n_heads * shape.head_dim);
        for row in 0..qkv.rows() {
            let store = |head, key: &[f32], value: &[f32]| drafts.store(row, step, head, key, value);
            rotate_row(attention, qkv.row(row), context_len + step, queries.row_mut(row), store);
        }
        let drafts = &*drafts;
        let seen = |row, head| [context.segment(0, head, context_len), drafts.segment(row, head, step + 1)];
        self.attend(shape, queries, seen, out);
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
        norm: &Norm<Vec<f32>>,
        table: &PackedMatrix,
        count: usize,
    ) -> Result<Vec<Vec<Candidate>>, OpsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        self.logits(x, norm, table, scratch);
        let row = |row| Ok(top(scratch.wide.row(row), normaliser(self.isa, scratch.wide.row(row), row)?, count));
        (0..x.rows()).map(row).collect()
    }

    async fn score(
        &self,
        x: &Buffer,
        norm: &Norm<Vec<f32>>,
        table: &PackedMatrix,
        targets: &[TokenId],
    ) -> Result<Vec<(Candidate, f32)>, OpsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        self.logits(x, norm, table, scratch);
        let row = |(row, &target): (usize, &TokenId)| {
            let scores = scratch.wide.row(row);
            let log = normaliser(self.isa, scores, row)?;
            let best = top(scores, log, 1);
            let likeliest = best.first().copied().ok_or(OpsError::NotFinite { row })?;
            Ok((likeliest, scores[target as usize] - log))
        };
        targets.iter().enumerate().map(row).collect()
    }
}

impl DraftOps for CpuOps {
    type Preview = Preview;

    fn preview(&self, table: &PackedMatrix, rows: &[TokenId], source: &PreviewSource<'_>) -> Result<Preview, OpsError> {
        Preview::new(self.isa, table, rows, source)
    }

    async fn rank_previewed(
        &self,
        x: &Buffer,
        norm: &Norm<Vec<f32>>,
        table: &PackedMatrix,
        preview: &Preview,
        count: usize,
    ) -> Result<Vec<Vec<Candidate>>, OpsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        scratch.narrow.resize(x.rows(), preview.into.rows);
        self.matmul(x, Some(norm), &preview.into, false, &mut scratch.act, &mut scratch.narrow);
        scratch.wide.resize(x.rows(), preview.out.rows);
        self.matmul(&scratch.narrow, None, &preview.out, false, &mut scratch.act, &mut scratch.wide);
        self.quantise(x, Some(norm), table, &mut scratch.act);
        let act = &scratch.act;
        let row = |row| preview.rank(self.isa, table, act, (row, scratch.wide.row_mut(row)), count);
        (0..x.rows()).map(row).collect()
    }

    fn select(&self, table: &PackedMatrix, rows: &[TokenId]) -> PackedMatrix {
        table.select(rows)
    }

    async fn log_probs(&self, x: &Buffer, norm: &Norm<Vec<f32>>, table: &PackedMatrix) -> Result<Vec<f32>, OpsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        self.logits(x, norm, table, scratch);
        let scores = scratch.wide.row(0);
        let log = normaliser(self.isa, scores, 0)?;
        Ok(scores.iter().map(|score| score - log).collect())
    }

    fn reorder(&self, cache: &mut KvCache, parents: &[usize]) {
        cache.reorder(parents);
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
            // Where there is no token but one, training normalises this constant.
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
