use std::fs::File;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;
use foreword_cpu::CpuOps;
use foreword_engine::{Clock, Completer};
use foreword_model::{Loader, Network};

const FILE: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";

/// Tokens of context the model holds.
const WINDOW: usize = 512;

#[derive(Args)]
pub(crate) struct ModelArguments {
    /// The model file; where it is not given: $FOREWORD_CACHE/models, then .cache/models here or above
    #[arg(long, global = true, env = "FOREWORD_MODEL", value_name = "FILE")]
    model: Option<PathBuf>,
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
    pub(crate) fn load(&self) -> anyhow::Result<Completer<Network<CpuOps>>> {
        let path = self.path()?;
        let cannot = || format!("cannot load the model {}", path.display());
        let file = File::open(&path).with_context(cannot)?;
        let len = file.metadata().with_context(cannot)?.len();
        let model = Loader::read(self.ops(), file, len, WINDOW).with_context(cannot)?;
        Completer::new(model.tokenizer, model.network).with_context(cannot)
    }

    pub(crate) fn ops(&self) -> CpuOps {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        CpuOps::new(self.threads.map_or(cores, usize::from))
    }

    fn path(&self) -> anyhow::Result<PathBuf> {
        if let Some(path) = &self.model {
            return Ok(path.clone());
        }
        let cache = std::env::var_os("FOREWORD_CACHE").map(PathBuf::from);
        let here = std::env::current_dir()?;
        let above = here.ancestors().map(|folder| folder.join(".cache"));
        let found =
            cache.into_iter().chain(above).map(|cache| cache.join("models").join(FILE)).find(|path| path.is_file());
        match found {
            Some(path) => Ok(path),
            None => bail!(
                "there is no model file {FILE}; fetch it with `cargo xtask model fetch`, or name one with --model"
            ),
        }
    }
}
