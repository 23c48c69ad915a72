//! Reads a drafting decoder from safetensors.
//!
//! Matrices are `U8 [rows, bytes per row]`: the blocks a GGUF file would hold, Q4_1 (20 bytes per 32 columns) or Q8_0
//! (34 bytes), told apart by the row length. Vectors are `F32`, `decoder.vocab` is `U32`. Metadata, all strings:
//! `format` (`foreword-decoder`), `version` (`1`), `source_layers` (numbers with commas), `trunk_layers`,
//! `encoder_sha256`, and with a shortlist (`decoder.preview.{in,basis}`, both `[rank, d_model]`)
//! `preview_tail`, a number.

use std::borrow::Cow;
use std::collections::HashMap;

use foreword_formats::{FileParts, Tensor, Tensors, ascending_tokens, f32s};
use foreword_text::TokenId;
use safetensors::tensor::Dtype;

use crate::decoder::{Bridge, Decoder};
use crate::{
    ActivationBits, BlockKind, Config, Fork, Layer, MatrixSource, ModelError, Network, Norm, Ops, Part, RowOrder,
    ShortlistSource, VocabSource,
};

const FORMAT: &str = "foreword-decoder";
const VERSION: &str = "1";

impl<O: Ops> Network<O> {
    /// Adds the drafting decoder in `file`, which must have been trained on the encoder file with this SHA-256
    /// (lower-case hexadecimal).
    ///
    /// # Errors
    /// The file is broken, of another version, for another encoder, or its sizes do not fit. The network is unchanged
    /// then.
    pub fn load_decoder(&mut self, file: &(impl FileParts + ?Sized), encoder_sha256: &str) -> Result<(), ModelError> {
        self.decoder = Some(Decoder::read(&self.ops, &self.embedding, &self.config, file, encoder_sha256)?);
        Ok(())
    }

    /// Whether a drafting decoder is loaded.
    pub fn has_decoder(&self) -> bool {
        self.decoder.is_some()
    }
}

impl<O: Ops> Decoder<O> {
    /// The decoder in `file`, for an encoder with this embedding, these sizes and this SHA-256.
    ///
    /// # Errors
    /// As [`Network::load_decoder`].
    pub fn read(
        ops: &O,
        embedding: &O::Matrix,
        config: &Config,
        file: &(impl FileParts + ?Sized),
        encoder_sha256: &str,
    ) -> Result<Self, ModelError> {
        let tensors = Tensors::open(file)?;
        let metadata = tensors.metadata();
        expect(&metadata, "format", FORMAT)?;
        expect(&metadata, "version", VERSION)?;
        expect(&metadata, "encoder_sha256", encoder_sha256)?;
        let sources = numbers(&metadata, "source_layers")?;
        let trunk = numbers(&metadata, "trunk_layers")?.first().copied().unwrap_or(0);
        if sources.is_empty() || sources.iter().any(|&n| n >= config.n_layers) {
            let expected = format!("layers below {}", config.n_layers);
            return Err(ModelError::Metadata { key: "source_layers", expected, found: format!("{sources:?}") });
        }
        if trunk >= sources.len() {
            let expected = format!("less than {} layers", sources.len());
            return Err(ModelError::Metadata { key: "trunk_layers", expected, found: trunk.to_string() });
        }
        let reader = Reader { ops, tensors, config };
        let preview = reader.preview(&metadata)?;
        let vocab = VocabSource { tokens: reader.vocab()?, shortlist: preview.as_ref().map(Preview::source) };
        // First, since it computes: an engine that makes fast code of what runs often does so while the rest is read.
        let vocab = ops.vocab(embedding, vocab)?;
        Ok(Self {
            layers: (0..sources.len()).map(|n| reader.layer(n)).collect::<Result<_, _>>()?,
            bridges: (0..sources.len()).map(|n| reader.bridge(n)).collect::<Result<_, _>>()?,
            fork: reader.fork()?,
            norm: reader.norm("decoder.norm.weight")?,
            vocab,
            sources,
            trunk,
        })
    }
}

fn entry<'a>(metadata: &'a HashMap<String, String>, key: &str) -> &'a str {
    metadata.get(key).map_or("", String::as_str)
}

fn expect(metadata: &HashMap<String, String>, key: &'static str, expected: &str) -> Result<(), ModelError> {
    match entry(metadata, key) {
        found if found == expected => Ok(()),
        found => Err(ModelError::Metadata { key, expected: format!("{expected:?}"), found: found.to_owned() }),
    }
}

fn numbers(metadata: &HashMap<String, String>, key: &'static str) -> Result<Vec<usize>, ModelError> {
    let text = entry(metadata, key);
    let parsed: Result<_, std::num::ParseIntError> = text.split(',').map(|n| n.trim().parse()).collect();
    parsed.map_err(|_| ModelError::Metadata { key, expected: "numbers with commas".into(), found: text.to_owned() })
}

/// Added under the root when the fork's inputs are brought to length one.
const FORK_EPS: f32 = 1e-5;

/// What the fork reads: the trunk's state and two tokens.
const FORK_INPUTS: usize = 3;

/// Directions of a shortlist at most.
const MAX_RANK: usize = 512;

struct Reader<'a, O: Ops, F: FileParts + ?Sized> {
    ops: &'a O,
    tensors: Tensors<'a, F>,
    config: &'a Config,
}

/// The matrices of a [`ShortlistSource`].
struct Preview<'a> {
    kind: BlockKind,
    rank: usize,
    d_model: usize,
    into: Cow<'a, [u8]>,
    basis: Cow<'a, [u8]>,
    tail: f32,
}

impl Preview<'_> {
    fn source(&self) -> ShortlistSource<'_> {
        let Self { kind, rank, d_model, tail, .. } = *self;
        ShortlistSource { kind, rank, d_model, into: &self.into, basis: &self.basis, tail }
    }
}

impl<'a, O: Ops, F: FileParts + ?Sized> Reader<'a, O, F> {
    fn tensor(&self, name: &str) -> Result<Tensor<'a>, ModelError> {
        self.tensors.tensor(name).ok_or_else(|| ModelError::MissingTensor { name: name.to_owned() })
    }

    fn blocks(&self, name: &str, rows: usize, cols: usize) -> Result<(BlockKind, Cow<'a, [u8]>), ModelError> {
        let tensor = self.tensor(name)?;
        let row = |kind: BlockKind| cols / BlockKind::LEN * kind.bytes();
        let kinds = [BlockKind::Q4_1, BlockKind::Q8_0];
        let kind = kinds.into_iter().find(|&kind| tensor.dtype == Dtype::U8 && tensor.shape == [rows, row(kind)]);
        match kind {
            Some(kind) => Ok((kind, tensor.data)),
            None => Err(unexpected(name, &tensor, &format!("U8 [{rows}, blocks of {cols} columns]"))),
        }
    }

    fn matrix(&self, cols: usize, parts: &[(String, usize)]) -> Result<O::Matrix, ModelError> {
        let mut blocks: Vec<(BlockKind, Cow<'_, [u8]>, usize)> = Vec::with_capacity(parts.len());
        for (name, rows) in parts {
            let (kind, bytes) = self.blocks(name, *rows, cols)?;
            if let Some(&(first, ..)) = blocks.first()
                && first != kind
            {
                return Err(unexpected(name, &self.tensor(name)?, &format!("{first:?} like its neighbours")));
            }
            blocks.push((kind, bytes, *rows));
        }
        let kind = blocks.first().map_or(BlockKind::Q4_1, |b| b.0);
        let parts: Vec<_> =
            blocks.iter().map(|(_, bytes, rows)| Part { bytes, rows: *rows, order: RowOrder::Stored }).collect();
        Ok(self.ops.matrix(&MatrixSource { kind, cols, parts: &parts, activations: ActivationBits::Eight })?)
    }

    fn one(&self, name: &str, rows: usize, cols: usize) -> Result<O::Matrix, ModelError> {
        self.matrix(cols, &[(name.to_owned(), rows)])
    }

    fn vector(&self, name: &str) -> Result<O::Vector, ModelError> {
        let (tensor, len) = (self.tensor(name)?, self.config.d_model);
        if tensor.dtype != Dtype::F32 || tensor.shape != [len] {
            return Err(unexpected(name, &tensor, &format!("F32 [{len}]")));
        }
        Ok(self.ops.vector(&f32s(&tensor.data))?)
    }

    fn norm(&self, name: &str) -> Result<Norm<O::Vector>, ModelError> {
        Ok(Norm { weight: self.vector(name)?, eps: self.config.rms_eps })
    }

    fn layer(&self, n: usize) -> Result<Layer<O::Matrix, O::Vector>, ModelError> {
        let c = self.config;
        let (q, kv) = (c.n_heads * c.head_dim, c.n_kv_heads * c.head_dim);
        let name = |part: &str| format!("decoder.layers.{n}.{part}.weight");
        Ok(Layer {
            attn_norm: self.norm(&name("attn_norm"))?,
            qkv: self.matrix(c.d_model, &[(name("attn_q"), q), (name("attn_k"), kv), (name("attn_v"), kv)])?,
            attn_output: self.one(&name("attn_output"), c.d_model, q)?,
            ffn_norm: self.norm(&name("ffn_norm"))?,
            gate_up: self.matrix(c.d_model, &[(name("ffn_gate"), c.d_ff), (name("ffn_up"), c.d_ff)])?,
            down: self.one(&name("ffn_down"), c.d_model, c.d_ff)?,
        })
    }

    fn bridge(&self, n: usize) -> Result<Bridge<O>, ModelError> {
        let d = self.config.d_model;
        Ok(Bridge {
            weight: self.one(&format!("decoder.bridges.{n}.weight"), d, d)?,
            bias: self.vector(&format!("decoder.bridges.{n}.bias"))?,
        })
    }

    /// One of the square matrices that stand side by side in the fork's input.
    fn fork_input(&self, part: usize) -> Result<O::Matrix, ModelError> {
        let d = self.config.d_model;
        let (kind, bytes) = self.blocks("decoder.fork.in.weight", d, FORK_INPUTS * d)?;
        let len = d / BlockKind::LEN * kind.bytes();
        let bytes: Vec<u8> = bytes.chunks_exact(len).skip(part).step_by(FORK_INPUTS).flatten().copied().collect();
        let parts = &[Part { bytes: &bytes, rows: d, order: RowOrder::Stored }];
        Ok(self.ops.matrix(&MatrixSource { kind, cols: d, parts, activations: ActivationBits::Eight })?)
    }

    fn fork(&self) -> Result<Fork<O::Matrix, O::Vector>, ModelError> {
        let d = self.config.d_model;
        Ok(Fork {
            input: [self.fork_input(0)?, self.fork_input(1)?, self.fork_input(2)?],
            unit: Norm { weight: self.ops.vector(&vec![1.0; d])?, eps: FORK_EPS },
            output: self.one("decoder.fork.out.weight", d, d)?,
            lane: self.one("decoder.fork.lane.weight", d, d)?,
        })
    }

    fn preview(&self, metadata: &HashMap<String, String>) -> Result<Option<Preview<'a>>, ModelError> {
        const NAMES: [&str; 2] = ["decoder.preview.in", "decoder.preview.basis"];
        let Some(tensor) = self.tensors.tensor(NAMES[0]) else { return Ok(None) };
        let (rank, d) = (tensor.shape.first().copied().unwrap_or(0), self.config.d_model);
        if rank == 0 || rank > MAX_RANK || rank % BlockKind::LEN != 0 {
            let expected = format!("a multiple of {} rows, at most {MAX_RANK}", BlockKind::LEN);
            return Err(unexpected(NAMES[0], &tensor, &expected));
        }
        let tail = entry(metadata, "preview_tail").parse().ok().filter(|tail: &f32| (0.1..=10.0).contains(tail));
        let tail = tail.ok_or_else(|| ModelError::Metadata {
            key: "preview_tail",
            expected: "a number from 0.1 to 10".into(),
            found: entry(metadata, "preview_tail").to_owned(),
        })?;
        let ((kind, into), (other, basis)) = (self.blocks(NAMES[0], rank, d)?, self.blocks(NAMES[1], rank, d)?);
        if kind != other {
            return Err(unexpected(NAMES[1], &self.tensor(NAMES[1])?, &format!("{kind:?} like {}", NAMES[0])));
        }
        Ok(Some(Preview { kind, rank, d_model: d, into, basis, tail }))
    }

    fn vocab(&self) -> Result<Vec<TokenId>, ModelError> {
        const NAME: &str = "decoder.vocab";
        let tensor = self.tensor(NAME)?;
        let tokens = ascending_tokens(NAME, tensor.dtype, &tensor.shape, &tensor.data)?;
        let vocab_size = self.config.vocab_size;
        if tokens.last().is_none_or(|&last| last as usize >= vocab_size) {
            return Err(unexpected(NAME, &tensor, &format!("tokens below {vocab_size}")));
        }
        Ok(tokens)
    }
}

fn unexpected(name: &str, tensor: &Tensor<'_>, expected: &str) -> ModelError {
    let found = format!("{:?} {:?}", tensor.dtype, tensor.shape);
    ModelError::Tensor { name: name.to_owned(), expected: expected.to_owned(), found }
}
