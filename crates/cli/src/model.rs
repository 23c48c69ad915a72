use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;
use foreword_cpu::CpuOps;
use foreword_decode::Depth;
use foreword_engine::{Clock, Completer, Options};
use foreword_model::{Loader, Network};
use sha2::{Digest, Sha256};

const FILE: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";
const DECODER: &str = "decoder-lanes-10.safetensors";

/// Tokens of context the model holds.
const WINDOW: usize = 512;

#[derive(Args)]
pub(crate) struct ModelArguments {
    /// The model file; where it is not given: $FOREWORD_CACHE/models, then .cache/models here or above
    #[arg(long, global = true, env = "FOREWORD_MODEL", value_name = "FILE")]
    model: Option<PathBuf>,
    /// The drafting decoder; where it is not given: models/ here or above, else the encoder drafts alone
    #[arg(long = "decoder-file", global = true, env = "FOREWORD_DECODER", value_name = "FILE")]
    decoder: Option<PathBuf>,
    /// Threads; all cores where it is not given
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: Option<u16>,
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
    /// The encoder, with the drafting decoder where there is one.
    pub(crate) fn load(&self) -> anyhow::Result<Completer<Network<CpuOps>>> {
        let path = self.path()?;
        let cannot = || format!("cannot load the model {}", path.display());
        let file = File::open(&path).with_context(cannot)?;
        let len = file.metadata().with_context(cannot)?.len();
        let mut file = Hashing { file, hash: Sha256::new() };
        let mut model = Loader::read(self.ops(), &mut file, len, WINDOW).with_context(cannot)?;
        if let Some(path) = self.decoder_path() {
            let cannot = || format!("cannot load the decoder {}", path.display());
            let bytes = std::fs::read(&path).with_context(cannot)?;
            let hash = file.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            model.network.load_decoder(&bytes, &hash).with_context(cannot)?;
        }
        Completer::new(model.tokenizer, model.network).with_context(cannot)
    }

    pub(crate) fn ops(&self) -> CpuOps {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        CpuOps::new(self.threads.map_or(cores, usize::from))
    }

    pub(crate) fn path(&self) -> anyhow::Result<PathBuf> {
        if let Some(path) = &self.model {
            return Ok(path.clone());
        }
        let cache = std::env::var_os("FOREWORD_CACHE").map(PathBuf::from).map(|cache| cache.join("models").join(FILE));
        match cache.filter(|path| path.is_file()).or_else(|| above(&format!(".cache/models/{FILE}"))) {
            Some(path) => Ok(path),
            None => {
                bail!(
                    "there is no model file {FILE}; fetch it with `cargo xtask model fetch`, or name one with --model"
                )
            }
        }
    }

    fn decoder_path(&self) -> Option<PathBuf> {
        self.decoder.clone().or_else(|| above(&format!("models/{DECODER}")))
    }
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
pub(crate) fn default_options(completer: &Completer<Network<CpuOps>>) -> Options {
    Options::new(if completer.model().has_decoder() { Depth::Shallow } else { Depth::Full })
}
