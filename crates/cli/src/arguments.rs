//! What every command takes: where the model and the n-gram table are, what to run on.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use foreword_cpu::CpuOps;
use foreword_engine::Completer;
use foreword_model::{Network, Ops};
use foreword_native::{NgramWeights, ngram_completer, ngram_table, shipped};
use foreword_ngrams::NgramOnly;
use foreword_text::Tokenizer;

const NGRAMS: &str = "models/ngrams.bin";

/// What the network runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Backend {
    /// SIMD kernels
    Cpu,
    /// Compute shaders, through Vulkan, Metal or DirectX 12; builds with the feature `gpu` have it
    Gpu,
}

#[derive(Args)]
pub(crate) struct ModelArguments {
    /// What to run on; `complete` can use any, and `backends` says which is fastest here
    #[arg(long, global = true, value_enum, default_value = "cpu", value_name = "NAME")]
    pub(crate) backend: Backend,
    /// The model file; where it is not given: $FOREWORD_CACHE/models, then .cache/models here or above
    #[arg(long, global = true, env = "FOREWORD_MODEL", value_name = "FILE")]
    model: Option<PathBuf>,
    /// The drafting decoder; where neither it nor a model is given: the fetched one
    #[arg(long = "decoder-file", global = true, env = "FOREWORD_DECODER", value_name = "FILE")]
    decoder: Option<PathBuf>,
    /// Threads; all cores where it is not given
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: Option<u16>,
}

/// The shared n-gram table, and what it is used for.
#[derive(Args, Default)]
pub(crate) struct NgramArguments {
    /// The shared n-gram table, as a source beside the model; where one is needed and none given: models/ here or above
    #[arg(long, env = "FOREWORD_NGRAMS", value_name = "FILE")]
    ngrams: Option<PathBuf>,
    /// Share of n-grams in the probability of first words, 0 to 1; 0.15 where only a table is named
    #[arg(long, value_name = "A", value_parser = probability)]
    first_alpha: Option<f32>,
    /// Share of n-grams in the probability of a draft's tokens after the first, 0 to 1; 0 where it is not given
    #[arg(long, value_name = "A", value_parser = probability)]
    alpha: Option<f32>,
}

/// A number from 0 to 1.
pub(crate) fn probability(text: &str) -> Result<f32, String> {
    let number: f32 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("must be between 0 and 1".to_owned()) }
}

impl NgramArguments {
    fn path(&self) -> anyhow::Result<PathBuf> {
        let path = self.ngrams.clone().or_else(|| above(NGRAMS));
        path.with_context(|| format!("there is no n-gram table {NGRAMS}; name one with --ngrams"))
    }

    /// The shares given.
    pub(crate) fn weights(&self) -> NgramWeights {
        NgramWeights { first_alpha: self.first_alpha, alpha: self.alpha }
    }

    /// Whether n-grams were asked for. Without being asked for they are left out: browsers have no table, and the figures
    /// of this program are to be those of browsers.
    fn are_wanted(&self) -> bool {
        self.ngrams.is_some() || self.weights().are_wanted()
    }

    /// An engine with the table for a model.
    pub(crate) fn completer(&self, model: &ModelArguments) -> anyhow::Result<Completer<NgramOnly<Vec<u8>>>> {
        ngram_completer(&self.path()?, model.tokenizer()?)
    }
}

impl ModelArguments {
    /// The encoder, with the drafting decoder where there is one, and with n-grams where they are wanted; on the CPU.
    pub(crate) fn load(&self, ngrams: &NgramArguments) -> anyhow::Result<Completer<Network<CpuOps>>> {
        self.add_ngrams(self.load_network()?, ngrams)
    }

    /// With n-grams where they are wanted.
    pub(crate) fn add_ngrams<O: Ops>(
        &self,
        completer: Completer<Network<O>>,
        ngrams: &NgramArguments,
    ) -> anyhow::Result<Completer<Network<O>>> {
        if !ngrams.are_wanted() {
            return Ok(completer);
        }
        let table = ngram_table(&ngrams.path()?, completer.tokenizer())?;
        Ok(completer.with_sources(ngrams.weights().source(table)))
    }

    /// The encoder, with the drafting decoder where there is one, on the CPU.
    pub(crate) fn load_network(&self) -> anyhow::Result<Completer<Network<CpuOps>>> {
        ensure!(self.backend == Backend::Cpu, "this command knows the CPU only; leave --backend away");
        self.load_on(self.ops())
    }

    /// The encoder, with the drafting decoder where there is one, on an executor.
    pub(crate) fn load_on<O: Ops>(&self, ops: O) -> anyhow::Result<Completer<Network<O>>> {
        foreword_native::completer(ops, &self.path()?, self.decoder_path()?.as_deref())
    }

    /// The GPU.
    #[cfg(feature = "gpu")]
    pub(crate) fn gpu_ops(&self) -> anyhow::Result<foreword_gpu::GpuOps> {
        Ok(pollster::block_on(foreword_gpu::GpuOps::new())?)
    }

    pub(crate) fn ops(&self) -> CpuOps {
        foreword_native::cpu(self.threads.map(usize::from))
    }

    pub(crate) fn path(&self) -> anyhow::Result<PathBuf> {
        if let Some(path) = &self.model {
            return Ok(path.clone());
        }
        let shipped = shipped()?;
        shipped.encoder_path.with_context(|| {
            let name = shipped.encoder.name;
            format!("there is no model file {name}; fetch it with `cargo xtask model fetch`, or name one with --model")
        })
    }

    /// The tokenizer of the model file, of which only the header is read.
    pub(crate) fn tokenizer(&self) -> anyhow::Result<Tokenizer> {
        foreword_native::tokenizer(&self.path()?)
    }

    /// No fetched decoder goes with a model that somebody names: it was made for the one that is shipped.
    fn decoder_path(&self) -> anyhow::Result<Option<PathBuf>> {
        if self.decoder.is_some() || self.model.is_some() {
            return Ok(self.decoder.clone());
        }
        Ok(shipped()?.decoder_path)
    }
}

/// `name` in the current folder or one above it.
fn above(name: &str) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(name)).find(|path| path.is_file())
}
