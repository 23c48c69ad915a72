use std::cell::RefCell;

use foreword_decode::{Row, Want};
use foreword_model::{
    AttentionShape, DraftSlots, Fork, ForkInput, Head, Layer, MatrixSource, Norm, Ops, OpsError, Scratch, SeenContext,
    TextCache, VocabSource,
};
use foreword_text::TokenId;
use half::f16;

use crate::attention::Seen;
use crate::buffer::{Inner, stride};
use crate::device::{self, Opened};
use crate::kernels::EMBED;
use crate::launch::{Gpu, Launch};
use crate::products::{End, FEW, Many, feed, feeding, few, matmul, matvec};
use crate::shader::Kernel;
use crate::{Attention, Buffer, Cache, Counters, Matrix, Variant, Vector, Vocab};

/// Executes the network on a GPU.
pub struct GpuOps {
    pub(crate) gpu: Gpu,
    /// Scores of all tokens.
    pub(crate) scores: RefCell<Inner>,
    /// The fork's hidden layer.
    pub(crate) forked: RefCell<Inner>,
}

/// The system's preferred adapter, opened, for [`GpuOps::on`].
///
/// burn waits for a device's work in a thread that never rests, so that a process should open few.
#[derive(Clone)]
pub struct OpenDevice(Opened);

impl OpenDevice {
    /// Opens it. A software adapter counts too, if it is the only one.
    ///
    /// # Errors
    /// [`OpsError::Device`] if there is no adapter, it gives no device, or one that allows less than the kernels need.
    pub async fn new() -> Result<Self, OpsError> {
        Ok(Self(device::open().await?))
    }
}

impl GpuOps {
    /// Opens the system's preferred adapter. A software adapter counts too, if it is the only one.
    ///
    /// # Errors
    /// [`OpsError::Device`] if there is no adapter, it gives no device, or one that allows less than the kernels need.
    pub async fn new() -> Result<Self, OpsError> {
        Ok(Self::on(&OpenDevice::new().await?))
    }

    /// One on a device that is open. Executors of one device share its memory and its compiled kernels; a lost device is
    /// lost for all of them.
    pub fn on(device: &OpenDevice) -> Self {
        Self { gpu: Gpu::new(device.0.clone()), scores: RefCell::default(), forked: RefCell::default() }
    }

    /// With other kernels than suit the adapter best, before anything is uploaded. Those that need what the adapter doesn't
    /// have fail to compile, which shows when something is read.
    pub fn with_variant(mut self, variant: Variant) -> Self {
        self.gpu.variant = variant;
        self
    }

    /// The kernels in use.
    pub fn variant(&self) -> Variant {
        self.gpu.variant
    }

    /// The adapter's name and, in brackets, the interface to it.
    pub fn adapter(&self) -> &str {
        &self.gpu.name
    }

    /// What the device was asked to do so far.
    pub fn counters(&self) -> Counters {
        self.gpu.counters()
    }

    /// Counts from zero again.
    pub fn reset_counters(&self) {
        self.gpu.reset_counters();
    }

    /// Destroys the device, as a driver's reset would: whatever is read from then on is [`OpsError::Device`].
    pub fn give_up_device(&self) {
        self.gpu.give_up_device();
    }

    /// Waits for the work that leads to a buffer and copies it from the device, row after row.
    ///
    /// # Errors
    /// The device failed.
    pub async fn read(&self, buffer: &Buffer) -> Result<Vec<f32>, OpsError> {
        let (handle, rows, width) = {
            let mut inner = buffer.inner.borrow_mut();
            inner.settle(&self.gpu);
            (inner.values(&self.gpu).clone(), inner.rows, inner.width)
        };
        if rows * width == 0 {
            return Ok(Vec::new());
        }
        let values = self.gpu.read_values(&handle, rows * stride(width)).await?;
        Ok(values.chunks_exact(stride(width)).flat_map(|row| row[..width].to_vec()).collect())
    }

    fn product(&self, x: &Buffer, norm: Option<&Norm<Vector>>, w: &Matrix, out: &mut Inner) {
        let x = &mut *x.inner.borrow_mut();
        let out = out.resize(&self.gpu, x.rows, w.rows).clone();
        match few(&self.gpu, x.rows, w.cols) {
            Some(tile) => matvec(&self.gpu, (x, tile), norm, w, (End::Store, &out)),
            None => matmul(&self.gpu, x, norm, w, (Many::Store, &out)),
        }
    }

    /// Scores of all rows of `table`, left on the device.
    ///
    /// Their memory leaves the executor until [`keep`](Self::keep) brings it back: whoever computes scores while these are
    /// waited for takes memory of its own.
    pub(crate) fn score_all(&self, x: &Buffer, norm: &Norm<Vector>, table: &Matrix) -> Inner {
        let mut scores = self.scores.take();
        self.product(x, Some(norm), table, &mut scores);
        scores
    }

    /// `rms_norm(x)` of every row, computed on the host.
    pub(crate) async fn normalised_rows(&self, x: &Buffer, norm: &Norm<Vector>) -> Result<Vec<Vec<f32>>, OpsError> {
        let (values, width) = (self.read(x).await?, x.width());
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let weight = self.gpu.read_values(&norm.weight.values, width).await?;
        let row = |row: &[f32]| {
            let squares: f64 = row.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
            let factor = 1.0 / ((squares / width as f64) as f32 + norm.eps).sqrt();
            row.iter().zip(&weight).map(|(x, weight)| x * factor * weight).collect()
        };
        Ok(values.chunks_exact(width).map(row).collect())
    }

    /// Keeps the memory of scores for the next.
    pub(crate) fn keep(&self, scores: Inner) {
        self.scores.replace(scores);
    }

    /// The merged kernels after a product that gave queries, keys and values, if they can take this layer.
    fn merged(
        &self,
        layer: &Layer<Matrix, Vector>,
        attention: &Attention,
        seen: &Seen<'_>,
        scratch: &mut Scratch<Buffer>,
    ) -> bool {
        let rows = scratch.x.rows();
        let fed = feeding(rows, &layer.gate_up, &layer.down);
        let fits = rows > 0
            && !self.gpu.variant.is_narrow
            && attention.fits(&layer.attn_output)
            && layer.attn_output.rows == scratch.x.width();
        let (Some(fed), true) = (fed.filter(|_| rows <= FEW), fits) else { return false };
        self.norm_matmul(&scratch.x, &layer.attn_norm, &layer.qkv, &mut scratch.qkv);
        let (x, qkv) = (scratch.x.inner.get_mut(), scratch.qkv.inner.get_mut());
        // Summands of attention take the place of those before, which must have been added up.
        x.settle(&self.gpu);
        attention.add(&self.gpu, qkv, seen, &layer.attn_output, x);
        feed(&self.gpu, (x, fed), &layer.ffn_norm, (&layer.gate_up, &layer.down));
        true
    }
}

impl Ops for GpuOps {
    type Buffer = Buffer;
    type Vector = Vector;
    type Matrix = Matrix;
    type Attention = Attention;
    type Cache = Cache;
    type Vocab = Vocab;

    fn buffer(&self) -> Buffer {
        Buffer::default()
    }

    fn buffer_bytes(&self, buffer: &Buffer) -> usize {
        buffer.bytes()
    }

    fn vector(&self, values: &[f32]) -> Result<Vector, OpsError> {
        match values.iter().position(|value| !value.is_finite()) {
            Some(row) => Err(OpsError::WeightNotFinite { row }),
            None => {
                let mut padded = values.to_vec();
                padded.resize(stride(values.len()).max(stride(1)), 0.0);
                Ok(Vector { values: self.gpu.upload(bytemuck::cast_slice(&padded).to_vec()) })
            }
        }
    }

    fn matrix(&self, source: &MatrixSource<'_>) -> Result<Matrix, OpsError> {
        Matrix::upload(source, &self.gpu)
    }

    fn vocab(&self, table: &Matrix, source: VocabSource<'_>) -> Result<Vocab, OpsError> {
        Ok(Vocab::new(&self.gpu, table, source))
    }

    fn attention(&self, shape: AttentionShape) -> Attention {
        Attention::new(&self.gpu, shape)
    }

    fn cache(&self, attention: &Attention, slots: usize, capacity: usize) -> Cache {
        Cache::new(&self.gpu, &attention.shape, slots, capacity)
    }

    fn resize_cache(&self, cache: &mut Cache, capacity: usize, kept: usize) {
        cache.resize(&self.gpu, capacity, kept);
    }

    fn cache_bytes(&self, cache: &Cache) -> usize {
        cache.bytes()
    }

    async fn read_cache(&self, cache: &Cache, len: usize) -> Result<Vec<f16>, OpsError> {
        cache.read(&self.gpu, len).await
    }

    fn write_cache(&self, cache: &mut Cache, values: &[f16]) {
        cache.write(&self.gpu, values);
    }

    fn reorder(&self, cache: &mut Cache, parents: &[usize]) {
        cache.reorder(&self.gpu, parents);
    }

    fn embed(&self, table: &Matrix, rows: &[&[(TokenId, f32)]], x: &mut Buffer) {
        self.embed_all(table, [rows], [x]);
    }

    fn embed_all<const N: usize>(
        &self,
        table: &Matrix,
        rows: [&[&[(TokenId, f32)]]; N],
        mut buffers: [&mut Buffer; N],
    ) {
        let total: usize = rows.iter().map(|rows| rows.len()).sum();
        let (mut parameters, mut tokens) = (Vec::with_capacity(8 * total), Vec::new());
        for (buffer, rows) in rows.iter().enumerate() {
            for (row, mixture) in rows.iter().enumerate() {
                let first = total + tokens.len() / 4;
                parameters.extend([buffer, row, first, mixture.len()].map(|n| n as u32));
                tokens.extend(mixture.iter().flat_map(|&(token, weight)| [token, weight.to_bits(), 0, 0]));
            }
        }
        let entries = tokens.len() / 4;
        parameters.append(&mut tokens);
        let mut handles = vec![table.blocks.clone()];
        for (rows, x) in rows.iter().zip(&mut buffers) {
            handles.push(x.inner.get_mut().resize(&self.gpu, rows.len(), table.cols).clone());
        }
        self.gpu.launch(&Launch {
            kernel: Kernel::new(&EMBED, [table.cols as u32, table.constant(), N as u32]),
            groups: (total, 1),
            buffers: &handles.iter().collect::<Vec<_>>(),
            parameters: &parameters,
            weight_bytes: (4 * table.row_words() * entries) as u64,
        });
    }

    fn norm_matmul(&self, x: &Buffer, norm: &Norm<Vector>, w: &Matrix, out: &mut Buffer) {
        self.product(x, Some(norm), w, out.inner.get_mut());
    }

    fn matmul_add(&self, input: &Buffer, w: &Matrix, x: &mut Buffer) {
        let (input, x) = (&mut *input.inner.borrow_mut(), x.inner.get_mut());
        x.settle(&self.gpu);
        let out = x.values(&self.gpu).clone();
        match few(&self.gpu, input.rows, w.cols) {
            Some(tile) => matvec(&self.gpu, (input, tile), None, w, (End::Add, &out)),
            None => matmul(&self.gpu, input, None, w, (Many::Add, &out)),
        }
    }

    fn norm_swiglu(&self, x: &Buffer, norm: &Norm<Vector>, w: &Matrix, out: &mut Buffer) {
        let x = &mut *x.inner.borrow_mut();
        let out = out.inner.get_mut().resize(&self.gpu, x.rows, w.rows / 2).clone();
        matmul(&self.gpu, x, Some(norm), w, (Many::SwiGlu, &out));
    }

    fn attend_text(&self, attention: &Attention, qkv: &Buffer, text: TextCache<'_, Cache>, out: &mut Buffer) {
        let seen = Seen::Text { cache: text.cache, start: text.start };
        attention.store(&self.gpu, &mut qkv.inner.borrow_mut(), &seen, out.inner.get_mut());
    }

    fn attend_drafts(
        &self,
        attention: &Attention,
        qkv: &Buffer,
        context: SeenContext<'_, Cache>,
        drafts: DraftSlots<'_, Cache>,
        out: &mut Buffer,
    ) {
        let seen = Seen::of_drafts(&context, &drafts);
        attention.store(&self.gpu, &mut qkv.inner.borrow_mut(), &seen, out.inner.get_mut());
    }

    fn read_layer(
        &self,
        layer: &Layer<Matrix, Vector>,
        attention: &Attention,
        text: TextCache<'_, Cache>,
        scratch: &mut Scratch<Buffer>,
    ) {
        if !self.merged(layer, attention, &Seen::Text { cache: text.cache, start: text.start }, scratch) {
            self.read_in_steps(layer, attention, text, scratch);
        }
    }

    fn draft_layer(
        &self,
        layer: &Layer<Matrix, Vector>,
        attention: &Attention,
        context: SeenContext<'_, Cache>,
        drafts: DraftSlots<'_, Cache>,
        scratch: &mut Scratch<Buffer>,
    ) {
        if !self.merged(layer, attention, &Seen::of_drafts(&context, &drafts), scratch) {
            self.draft_in_steps(layer, attention, context, drafts, scratch);
        }
    }

    fn last_row(&self, x: &Buffer, out: &mut Buffer) {
        let (x, out) = (&mut *x.inner.borrow_mut(), out.inner.get_mut());
        let rows = x.rows.min(1);
        let to = out.resize(&self.gpu, rows, x.width).clone();
        x.add_up(&self.gpu, (x.rows - rows, rows), &to);
    }

    fn bridge(&self, w: &Matrix, bias: &Vector, x: &mut Buffer) {
        self.add_bridge(w, bias, x);
    }

    fn fork(&self, weights: &Fork<Matrix, Vector>, input: ForkInput<'_, Buffer>, out: &mut Buffer) {
        self.run_fork(weights, input, out);
    }

    async fn rank(
        &self,
        x: &Buffer,
        head: Head<'_, Matrix, Vector>,
        want: Want,
        given: &[TokenId],
    ) -> Result<Vec<Row>, OpsError> {
        self.rank_rows(x, head, want, given).await
    }

    /// Scores of all tokens are exact here, and so is the sum they are normalised by.
    async fn rank_vocab(
        &self,
        x: &Buffer,
        head: Head<'_, Matrix, Vector>,
        vocab: &Vocab,
        want: Want,
    ) -> Result<Vec<Row>, OpsError> {
        let mut rows = self.rank_rows(x, Head { norm: head.norm, table: &vocab.table }, want, &[]).await?;
        for candidate in rows.iter_mut().flat_map(|row| &mut row.candidates) {
            candidate.token = vocab.tokens[candidate.token as usize];
        }
        Ok(rows)
    }

    async fn log_probs(&self, x: &Buffer, head: Head<'_, Matrix, Vector>) -> Result<Vec<f32>, OpsError> {
        let mut scores = self.score_all(x, head.norm, head.table);
        let log_probs = self.all_log_probs(&mut scores).await;
        self.keep(scores);
        log_probs
    }

    async fn normalised(&self, x: &Buffer, norm: &Norm<Vector>) -> Result<Vec<Vec<f32>>, OpsError> {
        self.normalised_rows(x, norm).await
    }
}
