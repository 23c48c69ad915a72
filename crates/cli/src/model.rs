use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use clap::{Args, ValueEnum};
use foreword_cpu::CpuOps;
use foreword_decode::Depth;
use foreword_decode::ngram::{NgramOnly, NgramTable};
use foreword_engine::{Clock, Completer, Options};
use foreword_model::gguf::{Header, Parsed};
use foreword_model::{DraftOps, Loader, Network};
use foreword_text::Tokenizer;
use sha2::{Digest, Sha256};

use crate::shipped;

const NGRAMS: &str = "models/ngrams.bin";

/// Tokens of context the model holds.
const WINDOW: usize = 512;

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
#[derive(Args)]
pub(crate) struct NgramArguments {
    /// The shared n-gram table, as a second opinion; where one is needed and none given: models/ here or above
    #[arg(long, env = "FOREWORD_NGRAMS", value_name = "FILE")]
    ngrams: Option<PathBuf>,
    /// Share of n-grams in the probability of first words, 0 to 1; the engine's own where only a table is named
    #[arg(long, value_name = "A", value_parser = probability)]
    pub(crate) first_alpha: Option<f32>,
    /// Weight of n-grams against the model when it chooses the tokens of a draft after the first, 0 to 1
    #[arg(long, value_name = "A", value_parser = probability)]
    pub(crate) alpha: Option<f32>,
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

    /// `options` with the weights given.
    pub(crate) fn weigh(&self, options: Options) -> Options {
        Options {
            first_alpha: self.first_alpha.unwrap_or(options.first_alpha),
            alpha: self.alpha.unwrap_or(options.alpha),
            ..options
        }
    }

    /// Whether somebody asked for a second opinion. Nobody gets one unasked: in browsers there is no table, and figures
    /// of this program are to be theirs.
    fn are_wanted(&self) -> bool {
        self.ngrams.is_some() || [self.first_alpha, self.alpha].into_iter().flatten().any(|weight| weight > 0.0)
    }

    /// An engine with the table for a model.
    pub(crate) fn completer(&self, model: &ModelArguments) -> anyhow::Result<Completer<NgramOnly<Vec<u8>>>> {
        let tokenizer = model.tokenizer()?;
        let table = table(&self.path()?, &tokenizer)?;
        let is_break = |token| {
            tokenizer.is_special(token) || tokenizer.token_bytes(token).is_some_and(|bytes| bytes.ends_with(b"\n"))
        };
        let only = NgramOnly::new(table, WINDOW, is_break);
        Ok(Completer::new(tokenizer, only)?)
    }
}

/// The table at `path`, which must be about the tokens of `tokenizer`.
fn table(path: &Path, tokenizer: &Tokenizer) -> anyhow::Result<NgramTable<Vec<u8>>> {
    let cannot = || format!("cannot use the n-gram table {}", path.display());
    let table = NgramTable::parse(std::fs::read(path).with_context(cannot)?).with_context(cannot)?;
    let (expected, found) = (tokenizer.vocab_size(), table.sizes().vocab_size);
    ensure!(expected == found, "the n-gram table {} has {found} tokens, the model {expected}", path.display());
    Ok(table)
}

/// Milliseconds since the program looked first.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for Stopwatch {
    fn now_ms(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1e3
    }
}

impl ModelArguments {
    /// The encoder, with the drafting decoder where there is one, and with n-grams where they are wanted; on the CPU.
    pub(crate) fn load(&self, ngrams: &NgramArguments) -> anyhow::Result<Completer<Network<CpuOps>>> {
        self.add_ngrams(self.load_network()?, ngrams)
    }

    /// With n-grams where they are wanted.
    pub(crate) fn add_ngrams<O: DraftOps>(
        &self,
        completer: Completer<Network<O>>,
        ngrams: &NgramArguments,
    ) -> anyhow::Result<Completer<Network<O>>> {
        if !ngrams.are_wanted() {
            return Ok(completer);
        }
        let table = table(&ngrams.path()?, completer.tokenizer())?;
        Ok(completer.with_ngrams(table))
    }

    /// The encoder, with the drafting decoder where there is one, on the CPU.
    pub(crate) fn load_network(&self) -> anyhow::Result<Completer<Network<CpuOps>>> {
        ensure!(self.backend == Backend::Cpu, "this command knows the CPU only; leave --backend away");
        self.load_on(self.ops())
    }

    /// The encoder, with the drafting decoder where there is one, on an executor.
    pub(crate) fn load_on<O: DraftOps>(&self, ops: O) -> anyhow::Result<Completer<Network<O>>> {
        let path = self.path()?;
        let cannot = || format!("cannot load the model {}", path.display());
        let file = File::open(&path).with_context(cannot)?;
        let len = file.metadata().with_context(cannot)?.len();
        let mut file = Hashing { file, hash: Sha256::new() };
        let mut model = Loader::read(ops, &mut file, len, WINDOW).with_context(cannot)?;
        if let Some(path) = self.decoder_path()? {
            let cannot = || format!("cannot load the decoder {}", path.display());
            let bytes = std::fs::read(&path).with_context(cannot)?;
            let hash = file.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            model.network.load_decoder(&bytes, &hash).with_context(cannot)?;
        }
        Completer::new(model.tokenizer, model.network).with_context(cannot)
    }

    /// The GPU.
    #[cfg(feature = "gpu")]
    pub(crate) fn gpu_ops(&self) -> anyhow::Result<foreword_gpu::GpuOps> {
        Ok(pollster::block_on(foreword_gpu::GpuOps::new())?)
    }

    pub(crate) fn ops(&self) -> CpuOps {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        CpuOps::new(self.threads.map_or(cores, usize::from))
    }

    pub(crate) fn path(&self) -> anyhow::Result<PathBuf> {
        if let Some(path) = &self.model {
            return Ok(path.clone());
        }
        let name = shipped::files()?.encoder;
        fetched(&name).with_context(|| {
            format!("there is no model file {name}; fetch it with `cargo xtask model fetch`, or name one with --model")
        })
    }

    /// The tokenizer of the model file, of which only the header is read.
    pub(crate) fn tokenizer(&self) -> anyhow::Result<Tokenizer> {
        let path = self.path()?;
        let cannot = || format!("cannot read the vocabulary of {}", path.display());
        let file = File::open(&path).with_context(cannot)?;
        let len = file.metadata().with_context(cannot)?.len();
        let (mut prefix, mut need) = (Vec::new(), len.min(1 << 20));
        loop {
            (&file).take(need - prefix.len() as u64).read_to_end(&mut prefix).with_context(cannot)?;
            match Header::parse(&prefix, len).with_context(cannot)? {
                Parsed::Complete(mut header) => {
                    let vocabulary = header.vocabulary().with_context(cannot)?;
                    return Tokenizer::new(vocabulary).with_context(cannot);
                }
                Parsed::Incomplete { .. } if (prefix.len() as u64) < need => {
                    bail!("{} ends after {} of {len} bytes", path.display(), prefix.len())
                }
                Parsed::Incomplete { need_at_least } => need = need_at_least.max(2 * need).min(len),
            }
        }
    }

    /// No fetched decoder goes with a model that somebody names: it was made for the one that is shipped.
    fn decoder_path(&self) -> anyhow::Result<Option<PathBuf>> {
        if self.decoder.is_some() || self.model.is_some() {
            return Ok(self.decoder.clone());
        }
        Ok(fetched(&shipped::files()?.decoder))
    }
}

/// The fetched file of this name.
fn fetched(name: &str) -> Option<PathBuf> {
    let cache = std::env::var_os("FOREWORD_CACHE").map(|cache| PathBuf::from(cache).join("models").join(name));
    cache.filter(|path| path.is_file()).or_else(|| above(&format!(".cache/models/{name}")))
}

/// `name` in the current folder or one above it.
fn above(name: &str) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A file that is hashed while it is read.
struct Hashing {
    file: File,
    hash: Sha256,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}

/// The default options for what is loaded.
pub(crate) fn default_options<O: DraftOps>(completer: &Completer<Network<O>>) -> Options {
    Options::new(if completer.model().has_decoder() { Depth::Shallow } else { Depth::Full })
}
