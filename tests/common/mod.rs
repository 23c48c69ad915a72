//! What tests on the real model share.

use std::fs::File;
use std::path::PathBuf;

use anyhow::Context;
use foreword_cpu::CpuOps;
use foreword_model::{Loader, Model};

/// The fetched encoder.
///
/// # Errors
/// It has not been fetched: a test must not pass without it.
pub fn model_path() -> anyhow::Result<PathBuf> {
    const FILE: &str = "models/SmolLM2-135M-Instruct.Q4_1.gguf";
    let repository = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../.cache");
    let cache = std::env::var_os("FOREWORD_CACHE").map(PathBuf::from);
    let found = cache.into_iter().chain([repository]).map(|folder| folder.join(FILE)).find(|path| path.is_file());
    found.context("no model file: run `cargo xtask model fetch`")
}

/// The encoder on the given executor, for contexts of 512 tokens.
pub fn load(ops: CpuOps) -> anyhow::Result<Model<CpuOps>> {
    let file = File::open(model_path()?)?;
    let len = file.metadata()?.len();
    Ok(Loader::read(ops, file, len, 512)?)
}
