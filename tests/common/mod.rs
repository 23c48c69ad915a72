//! What tests on the real model share.

#![allow(dead_code, reason = "each test file uses some of this")]

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;
use foreword_cpu::CpuOps;
use foreword_engine::Completer;
use foreword_model::{Loader, Model};
use serde::Deserialize;

/// The network on the CPU.
pub type Network = foreword_model::Network<CpuOps>;

/// SHA-256 of the encoder file, as `models/models.toml` has it.
pub const ENCODER_SHA256: &str = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The fetched encoder.
///
/// # Errors
/// It has not been fetched: a test must not pass without it.
pub fn model_path() -> anyhow::Result<PathBuf> {
    const FILE: &str = "models/SmolLM2-135M-Instruct.Q4_1.gguf";
    let cache = std::env::var_os("FOREWORD_CACHE").map(PathBuf::from);
    let mut folders = cache.into_iter().chain([repository().join(".cache")]);
    let found = folders.find_map(|folder| Some(folder.join(FILE)).filter(|path| path.is_file()));
    found.context("no model file: run `cargo xtask model fetch`")
}

/// The encoder on the given executor, for contexts of 512 tokens.
pub fn load(ops: CpuOps) -> anyhow::Result<Model<CpuOps>> {
    let file = File::open(model_path()?)?;
    let len = file.metadata()?.len();
    Ok(Loader::read(ops, file, len, 512)?)
}

/// The bytes of the drafting decoder.
pub fn decoder_file() -> anyhow::Result<Vec<u8>> {
    Ok(std::fs::read(repository().join("models/decoder-lanes-10.safetensors"))?)
}

/// Encoder and drafting decoder, ready to complete.
pub fn completer(ops: CpuOps) -> anyhow::Result<Completer<Network>> {
    let mut model = load(ops)?;
    model.network.load_decoder(&decoder_file()?, ENCODER_SHA256)?;
    Ok(Completer::new(model.tokenizer, model.network)?)
}

/// A file of golden vectors.
pub fn golden<T: for<'a> Deserialize<'a>>(name: &str) -> anyhow::Result<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}
