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

/// The encoder that the golden vectors of reading were made from.
pub const GOLDEN_ENCODER: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of `models/models.toml`.
#[derive(Deserialize)]
pub struct ModelFile {
    /// Its name in the cache.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// The encoder and the drafting decoder that `models/models.toml` says are shipped.
///
/// # Errors
/// It doesn't name two of its files.
pub fn shipped() -> anyhow::Result<[ModelFile; 2]> {
    #[derive(Deserialize)]
    struct Catalogue {
        shipped: Shipped,
        model: Vec<Model>,
    }
    #[derive(Deserialize)]
    struct Shipped {
        encoder: String,
        decoder: String,
    }
    #[derive(Deserialize)]
    struct Model {
        file: Vec<ModelFile>,
    }
    let text = std::fs::read_to_string(repository().join("models/models.toml"))?;
    let Catalogue { shipped, model } = toml::from_str(&text)?;
    let mut files: Vec<_> = model.into_iter().flat_map(|model| model.file).collect();
    let mut take = |name: &str| {
        let at = files.iter().position(|file| file.name == name).with_context(|| format!("no file {name}"))?;
        anyhow::Ok(files.swap_remove(at))
    };
    Ok([take(&shipped.encoder)?, take(&shipped.decoder)?])
}

/// A fetched file.
///
/// # Errors
/// It has not been fetched: a test must not pass without it.
pub fn fetched(name: &str) -> anyhow::Result<PathBuf> {
    let cache = std::env::var_os("FOREWORD_CACHE").map(PathBuf::from);
    let mut folders = cache.into_iter().chain([repository().join(".cache")]);
    let found = folders.find_map(|folder| Some(folder.join("models").join(name)).filter(|path| path.is_file()));
    found.with_context(|| format!("no {name}: run `cargo xtask model fetch`"))
}

/// An encoder on the given executor, for contexts of 512 tokens.
fn load_file(ops: CpuOps, name: &str) -> anyhow::Result<Model<CpuOps>> {
    let file = File::open(fetched(name)?)?;
    let len = file.metadata()?.len();
    Ok(Loader::read(ops, file, len, 512)?)
}

/// The shipped encoder.
pub fn load(ops: CpuOps) -> anyhow::Result<Model<CpuOps>> {
    let [encoder, _] = shipped()?;
    load_file(ops, &encoder.name)
}

/// The encoder that the golden vectors of reading were made from.
pub fn load_golden(ops: CpuOps) -> anyhow::Result<Model<CpuOps>> {
    load_file(ops, GOLDEN_ENCODER)
}

/// The SHA-256 of the shipped encoder, which the shipped decoder asks for.
pub fn encoder_sha256() -> anyhow::Result<String> {
    let [encoder, _] = shipped()?;
    Ok(encoder.sha256)
}

/// The bytes of the drafting decoder.
pub fn decoder_file() -> anyhow::Result<Vec<u8>> {
    let [_, decoder] = shipped()?;
    Ok(std::fs::read(fetched(&decoder.name)?)?)
}

/// Encoder and drafting decoder, ready to complete.
pub fn completer(ops: CpuOps) -> anyhow::Result<Completer<Network>> {
    let mut model = load(ops)?;
    model.network.load_decoder(&decoder_file()?, &encoder_sha256()?)?;
    Ok(Completer::new(model.tokenizer, model.network)?)
}

/// A file of golden vectors.
pub fn golden<T: for<'a> Deserialize<'a>>(name: &str) -> anyhow::Result<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}
