//! What tests on the real model share.

#![allow(dead_code, reason = "each test file uses some of this")]

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;
use foreword_cpu::CpuOps;
use foreword_engine::{Clock, Completer};
use foreword_model::{Loader, Model, WINDOW};
use foreword_native::{Shipped, shipped_near};
use serde::Deserialize;

/// The network on the CPU.
pub type Network = foreword_model::Network<CpuOps>;

/// The encoder that the golden vectors of reading were made from.
pub const GOLDEN_ENCODER: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";

/// A clock that stands still, for tests in which time must not matter.
pub struct Stopped;

impl Clock for Stopped {
    fn now_ms(&self) -> f64 {
        0.0
    }
}

const MISSING: &str = "it has not been fetched: run `cargo xtask model fetch`";

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files that are shipped.
fn shipped() -> anyhow::Result<Shipped> {
    shipped_near(here())
}

fn encoder_path() -> anyhow::Result<PathBuf> {
    shipped()?.encoder_path.context(MISSING)
}

/// The shipped encoder on the given executor.
///
/// # Errors
/// It has not been fetched: a test must not pass without it.
pub fn load(ops: CpuOps) -> anyhow::Result<Model<CpuOps>> {
    load_file(ops, &encoder_path()?)
}

/// The encoder that the golden vectors of reading were made from.
pub fn load_golden(ops: CpuOps) -> anyhow::Result<Model<CpuOps>> {
    load_file(ops, &foreword_catalogue::fetched(GOLDEN_ENCODER, here()).context(MISSING)?)
}

fn load_file(ops: CpuOps, path: &Path) -> anyhow::Result<Model<CpuOps>> {
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    Ok(Loader::read(ops, file, len, WINDOW)?)
}

/// The SHA-256 of the shipped encoder, which the shipped decoder asks for.
pub fn encoder_sha256() -> anyhow::Result<String> {
    Ok(shipped()?.encoder.sha256)
}

/// The bytes of the drafting decoder.
pub fn decoder_file() -> anyhow::Result<Vec<u8>> {
    Ok(std::fs::read(shipped()?.decoder_path.context(MISSING)?)?)
}

/// Encoder and drafting decoder, ready to complete.
pub fn completer(ops: CpuOps) -> anyhow::Result<Completer<Network>> {
    let decoder = shipped()?.decoder_path.context(MISSING)?;
    foreword_native::completer(ops, &encoder_path()?, Some(&decoder))
}

/// A file of golden vectors.
pub fn golden<T: for<'a> Deserialize<'a>>(name: &str) -> anyhow::Result<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}
