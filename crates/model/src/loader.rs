use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;

use foreword_formats::gguf::{Header, TensorInfo, TensorKind};
use foreword_formats::{Parsed, f32s, next_prefix};
use foreword_text::Tokenizer;

use crate::fingerprint::Fingerprinting;
use crate::{
    ActivationBits, AttentionShape, BlockKind, Config, Layer, MatrixSource, ModelError, Network, Norm, Ops, OpsError,
    Part, RowOrder,
};

/// Draft tokens that positions are prepared for beyond the context window.
pub(crate) const MAX_DRAFT: usize = 64;

/// Tokens of context that every program prepares the model for.
pub const WINDOW: usize = 512;

/// Bytes read from a file at a time.
const READ_CHUNK: usize = 1 << 20;

/// A loaded model: the tokenizer and the network that belong together.
pub struct Model<O: Ops> {
    /// Text ↔ tokens.
    pub tokenizer: Tokenizer,
    /// The network.
    pub network: Network<O>,
}

/// Builds a [`Model`] from the bytes of a GGUF file, given in order and in chunks of any size.
///
/// Each tensor is handed to the executor as soon as its last byte has come, and its raw bytes are dropped, so the
/// file never stands in memory as a whole.
pub struct Loader<O: Ops> {
    ops: O,
    window: usize,
    file_len: u64,
    received: u64,
    /// Bytes that belong to the header or to the tensor under way.
    pending: Vec<u8>,
    state: State<O>,
}

enum State<O: Ops> {
    Header { need: u64 },
    Tensors(Box<Building<O>>),
}

struct Building<O: Ops> {
    config: Config,
    fingerprint: Fingerprinting,
    tokenizer: Tokenizer,
    tensors: Vec<TensorInfo>,
    next: usize,
    raw: HashMap<String, (TensorInfo, Vec<u8>)>,
    embedding: Option<O::Matrix>,
    layers: Vec<Option<Layer<O::Matrix, O::Vector>>>,
}

impl<O: Ops> Loader<O> {
    /// A loader for a file of `file_len` bytes, for contexts of up to `window` tokens.
    pub fn new(ops: O, file_len: u64, window: usize) -> Self {
        Self { ops, window, file_len, received: 0, pending: Vec::new(), state: State::Header { need: 0 } }
    }

    /// Loads a whole file.
    ///
    /// # Errors
    /// The file cannot be read, or is not one this network can be made of.
    pub fn read(ops: O, mut file: impl Read, file_len: u64, window: usize) -> Result<Model<O>, ModelError> {
        let mut loader = Self::new(ops, file_len, window);
        let mut chunk = vec![0; READ_CHUNK];
        loop {
            match file.read(&mut chunk)? {
                0 => return loader.finish(),
                read => loader.push(&chunk[..read])?,
            }
        }
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// The file is not one this network can be made of. The loader is of no use afterwards.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), ModelError> {
        self.received += chunk.len() as u64;
        if self.received > self.file_len {
            return Err(ModelError::Length { expected: self.file_len, found: self.received });
        }
        if let State::Header { need } = self.state {
            self.pending.extend_from_slice(chunk);
            if (self.pending.len() as u64) < need {
                return Ok(());
            }
            match Header::parse(&self.pending, self.file_len)? {
                Parsed::Incomplete { need_at_least } => {
                    let need = next_prefix(self.pending.len() as u64, need_at_least, self.file_len);
                    self.state = State::Header { need };
                    return Ok(());
                }
                Parsed::Complete(header) => {
                    let building = Building::new(header, self.window)?;
                    self.state = State::Tensors(Box::new(building));
                }
            }
            let bytes = std::mem::take(&mut self.pending);
            let at = self.received - bytes.len() as u64;
            return self.push_tensors(&bytes, at);
        }
        let at = self.received - chunk.len() as u64;
        self.push_tensors(chunk, at)
    }

    /// Routes bytes that stand at file offset `at` to their tensors.
    fn push_tensors(&mut self, mut chunk: &[u8], mut at: u64) -> Result<(), ModelError> {
        let State::Tensors(building) = &mut self.state else { return Ok(()) };
        while let Some(tensor) = building.tensors.get(building.next) {
            let start = tensor.offset + self.pending.len() as u64;
            let skip = (start - at).min(chunk.len() as u64);
            at += skip;
            chunk = &chunk[skip as usize..];
            let missing = (tensor.bytes - self.pending.len() as u64) as usize;
            if chunk.is_empty() && missing > 0 {
                break;
            }
            let (now, rest) = chunk.split_at(missing.min(chunk.len()));
            at += now.len() as u64;
            chunk = rest;
            if self.pending.is_empty() && now.len() == missing {
                building.take(&self.ops, Cow::Borrowed(now))?;
            } else {
                self.pending.reserve_exact(if self.pending.is_empty() { missing } else { 0 });
                self.pending.extend_from_slice(now);
                if now.len() == missing {
                    let bytes = std::mem::take(&mut self.pending);
                    building.take(&self.ops, Cow::Owned(bytes))?;
                }
            }
        }
        Ok(())
    }

    /// The model, once all bytes have been pushed.
    ///
    /// # Errors
    /// Bytes or tensors are missing.
    pub fn finish(self) -> Result<Model<O>, ModelError> {
        let State::Tensors(building) = self.state else {
            return Err(ModelError::Length { expected: self.file_len, found: self.received });
        };
        if building.next < building.tensors.len() {
            return Err(ModelError::Length { expected: self.file_len, found: self.received });
        }
        building.finish(self.ops)
    }
}

impl<O: Ops> Building<O> {
    fn new(mut header: Header, window: usize) -> Result<Self, ModelError> {
        let config = Config::from_gguf(&header, window)?;
        let tokenizer = Tokenizer::new(header.vocabulary()?)?;
        if tokenizer.vocab_size() != config.vocab_size {
            let (expected, found) = (config.vocab_size, tokenizer.vocab_size());
            return Err(ModelError::Shape { what: "vocabulary", expected, found });
        }
        let layers = (0..config.n_layers).map(|_| None).collect();
        let tensors = header.tensors;
        let fingerprint = Fingerprinting::new(&config);
        Ok(Self { config, fingerprint, tokenizer, tensors, next: 0, raw: HashMap::new(), embedding: None, layers })
    }

    /// Takes the bytes of the next tensor; builds whatever is complete with it.
    fn take(&mut self, ops: &O, bytes: Cow<'_, [u8]>) -> Result<(), ModelError> {
        let tensor = self.tensors[self.next].clone();
        self.next += 1;
        self.fingerprint.add(&tensor.name, &bytes);
        if tensor.name == "token_embd.weight" {
            let kind = self.matrix_kind(&tensor, self.config.d_model, self.config.vocab_size)?;
            let parts = [Part { bytes: &bytes, rows: self.config.vocab_size, order: RowOrder::Stored }];
            let source =
                MatrixSource { kind, cols: self.config.d_model, parts: &parts, activations: ActivationBits::Sixteen };
            self.embedding = Some(ops.table(&source)?);
            return Ok(());
        }
        let layer = tensor.name.strip_prefix("blk.").and_then(|rest| rest.split_once('.')?.0.parse::<usize>().ok());
        self.raw.insert(tensor.name.clone(), (tensor, bytes.into_owned()));
        if let Some(n) = layer.filter(|&n| n < self.layers.len()) {
            let complete = LAYER_TENSORS.iter().all(|name| self.raw.contains_key(&format!("blk.{n}.{name}.weight")));
            if complete {
                self.layers[n] = Some(self.layer(ops, n)?);
            }
        }
        Ok(())
    }

    fn layer(&mut self, ops: &O, n: usize) -> Result<Layer<O::Matrix, O::Vector>, ModelError> {
        let c = self.config.clone();
        let halves = RowOrder::Halves { head_dim: c.head_dim };
        let (q, kv) = (c.n_heads * c.head_dim, c.n_kv_heads * c.head_dim);
        let mut stack = |cols: usize, parts: &[(&str, usize, RowOrder)]| {
            let parts: Vec<_> =
                parts.iter().map(|&(name, rows, order)| (format!("blk.{n}.{name}.weight"), rows, order)).collect();
            self.stack(ops, cols, &parts)
        };
        let stored = RowOrder::Stored;
        let qkv = stack(c.d_model, &[("attn_q", q, halves), ("attn_k", kv, halves), ("attn_v", kv, stored)])?;
        let attn_output = stack(q, &[("attn_output", c.d_model, stored)])?;
        let gate_up = stack(c.d_model, &[("ffn_gate", c.d_ff, stored), ("ffn_up", c.d_ff, stored)])?;
        let down = stack(c.d_ff, &[("ffn_down", c.d_model, stored)])?;
        Ok(Layer {
            attn_norm: self.norm(ops, &format!("blk.{n}.attn_norm.weight"))?,
            qkv,
            attn_output,
            ffn_norm: self.norm(ops, &format!("blk.{n}.ffn_norm.weight"))?,
            gate_up,
            down,
        })
    }

    fn finish(mut self, ops: O) -> Result<Model<O>, ModelError> {
        let norm = self.norm(&ops, "output_norm.weight")?;
        let embedding = self.embedding.take().ok_or_else(|| missing("token_embd.weight"))?;
        let mut layers = Vec::with_capacity(self.layers.len());
        for (n, layer) in std::mem::take(&mut self.layers).into_iter().enumerate() {
            let name = || {
                LAYER_TENSORS.iter().map(|name| format!("blk.{n}.{name}.weight")).find(|t| !self.raw.contains_key(t))
            };
            layers.push(layer.ok_or_else(|| missing(&name().unwrap_or_else(|| format!("blk.{n}"))))?);
        }
        let c = &self.config;
        let attention = ops.attention(AttentionShape {
            n_heads: c.n_heads,
            n_kv_heads: c.n_kv_heads,
            head_dim: c.head_dim,
            rope_theta: c.rope_theta,
            positions: c.window + MAX_DRAFT,
        });
        let (config, fingerprint) = (self.config, self.fingerprint.finish());
        let network = Network { ops, config, fingerprint, attention, embedding, layers, norm, decoder: None };
        Ok(Model { tokenizer: self.tokenizer, network })
    }

    fn stack(&mut self, ops: &O, cols: usize, names: &[(String, usize, RowOrder)]) -> Result<O::Matrix, ModelError> {
        let mut raw = Vec::with_capacity(names.len());
        let mut kind: Option<BlockKind> = None;
        for (name, rows, order) in names {
            let (tensor, bytes) = self.raw.remove(name).ok_or_else(|| missing(name))?;
            let found = self.matrix_kind(&tensor, cols, *rows)?;
            if let Some(kind) = kind.filter(|&kind| kind != found) {
                return Err(unexpected(&tensor, &format!("{kind:?} like its neighbours")));
            }
            kind = Some(found);
            raw.push((bytes, *rows, *order));
        }
        let parts: Vec<_> = raw.iter().map(|(bytes, rows, order)| Part { bytes, rows: *rows, order: *order }).collect();
        let kind = kind.unwrap_or(BlockKind::Q4_1);
        Ok(ops.matrix(&MatrixSource { kind, cols, parts: &parts, activations: ActivationBits::Sixteen })?)
    }

    fn matrix_kind(&self, tensor: &TensorInfo, cols: usize, rows: usize) -> Result<BlockKind, ModelError> {
        let kind = match tensor.kind {
            TensorKind::Q4_1 => BlockKind::Q4_1,
            TensorKind::Q8_0 => BlockKind::Q8_0,
            _ => return Err(unexpected(tensor, "Q4_1 or Q8_0")),
        };
        if tensor.dims != [cols as u64, rows as u64] {
            return Err(unexpected(tensor, &format!("{kind:?} {:?}", [cols, rows])));
        }
        Ok(kind)
    }

    fn norm(&mut self, ops: &O, name: &str) -> Result<Norm<O::Vector>, ModelError> {
        let (tensor, bytes) = self.raw.remove(name).ok_or_else(|| missing(name))?;
        if tensor.kind != TensorKind::F32 || tensor.dims != [self.config.d_model as u64] {
            return Err(unexpected(&tensor, &format!("F32 [{}]", self.config.d_model)));
        }
        let values = f32s(&bytes);
        if values.iter().any(|v| !v.is_finite()) {
            return Err(OpsError::WeightNotFinite { row: 0 }.into());
        }
        Ok(Norm { weight: ops.vector(&values)?, eps: self.config.rms_eps })
    }
}

const LAYER_TENSORS: [&str; 9] =
    ["attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down"];

fn missing(name: &str) -> ModelError {
    ModelError::MissingTensor { name: name.to_owned() }
}

fn unexpected(tensor: &TensorInfo, expected: &str) -> ModelError {
    let found = format!("{:?} {:?}", tensor.kind, tensor.dims);
    ModelError::Tensor { name: tensor.name.clone(), expected: expected.to_owned(), found }
}
