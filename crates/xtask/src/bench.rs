//! `cargo xtask bench`: measurements that are kept under `docs/benchmarks`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::available_parallelism;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

use crate::demo;
use crate::fetch;
use crate::process::{cargo, command, run as run_command};
use crate::serve;
use crate::setup;
use crate::wasm;
use crate::workspace::Workspace;
use foreword_catalogue::Catalogue;

/// What to measure.
#[derive(Subcommand)]
pub enum Task {
    /// Time against other engines in the same browser, on the same texts; raw numbers go to docs/benchmarks
    Peers(Peers),
    /// The WebGPU flavour against the CPU's and against another engine on WebGPU, in Chromium on an adapter that runs on the CPU
    Gpu(Gpu),
}

/// Options of `cargo xtask bench peers`.
#[derive(Args)]
pub struct Peers {
    /// Name of this machine in the folder's name [default: architecture and number of threads]
    #[arg(long)]
    machine: Option<String>,
    /// Handed to tests/bench/peers.mjs as they are
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Options of `cargo xtask bench gpu`.
#[derive(Args)]
#[group(id = "gpu")]
pub struct Gpu {
    /// Name of this machine in the folder's name [default: architecture and number of threads]
    #[arg(long)]
    machine: Option<String>,
    /// Messages to draft in for the agreement: a user file, folder or archive as `foreword eval` takes them. Each is cut in its
    /// middle
    #[arg(long, value_name = "PATH")]
    messages: Option<PathBuf>,
    /// Messages at most
    #[arg(long, default_value_t = 200, value_name = "N")]
    limit: u32,
    /// Handed to tests/bench/gpu.mjs as they are
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Sets up and runs the measurement.
///
/// The scripts get `FOREWORD_MODEL` and `FOREWORD_DECODER` (the files that are shipped, unpacked), `FOREWORD_CHROMIUM` and
/// `FOREWORD_BENCH_OUT` (the folder for raw output, which exists).
pub fn run(workspace: &Workspace, task: &Task) -> Result<()> {
    fetch::all(workspace)?;
    match task {
        Task::Peers(options) => peers(workspace, options),
        Task::Gpu(options) => gpu(workspace, options),
    }
}

/// The script gets `FOREWORD_URL` too, the served page.
fn peers(workspace: &Workspace, options: &Peers) -> Result<()> {
    demo::build_all(workspace)?;
    let out = out(workspace, options.machine.as_deref())?;
    let mut node = script(workspace, "tests/bench/peers.mjs", &out)?;
    node.args(&options.arguments).env(serve::URL_VARIABLE, serve::in_background(workspace)?);
    run_command(&mut node)?;
    eprintln!("Raw output: {}", out.display());
    Ok(())
}

/// The script gets `FOREWORD_CONTEXTS` too, if there are messages: a JSON list, which stays in the cache.
fn gpu(workspace: &Workspace, options: &Gpu) -> Result<()> {
    wasm::build_all(workspace)?;
    setup::vulkan_driver(workspace)?;
    let out = out(workspace, options.machine.as_deref())?;
    let mut node = script(workspace, "tests/bench/gpu.mjs", &out)?;
    node.args(["--limit", &options.limit.to_string()]).args(&options.arguments);
    if let Some(messages) = &options.messages {
        node.env("FOREWORD_CONTEXTS", contexts(workspace, messages, options.limit)?);
        node.args(["--log".into(), workspace.cache.join("gpu-agreement.jsonl")]);
    }
    run_command(&mut node)?;
    eprintln!("Raw output: {}", out.display());
    Ok(())
}

/// What is drafted after, as `foreword backends` chooses it, in a file named after the messages.
fn contexts(workspace: &Workspace, messages: &Path, limit: u32) -> Result<PathBuf> {
    let name = messages.file_stem().context("--messages names no file")?.to_string_lossy();
    let path = workspace.cache.join(format!("{name}-{limit}-contexts.json"));
    // The command runs in the repository's top folder.
    let messages = fs::canonicalize(messages).with_context(|| format!("opening {}", messages.display()))?;
    let file = File::create(&path).with_context(|| format!("making {}", path.display()))?;
    let mut foreword = cargo(workspace, &["run", "--quiet", "--release", "--package", "foreword", "--"]);
    foreword.args(["backends", "--print-contexts", "--limit", &limit.to_string(), "--messages"]).arg(messages);
    run_command(foreword.stdout(file))?;
    Ok(path)
}

/// The folder for raw output.
fn out(workspace: &Workspace, named: Option<&str>) -> Result<PathBuf> {
    let machine = named.map_or_else(machine, str::to_owned);
    let out = workspace.root.join(format!("docs/benchmarks/{}-{machine}/raw", today()?));
    fs::create_dir_all(&out).with_context(|| format!("making {}", out.display()))?;
    Ok(out)
}

/// Node with a script and what all of them need.
fn script(workspace: &Workspace, path: &str, out: &Path) -> Result<Command> {
    let chromium = setup::chromium(workspace)?;
    let catalogue = Catalogue::load(&workspace.root)?;
    let mut node = command(workspace, "node");
    node.arg(path)
        .env("FOREWORD_MODEL", catalogue.place(&workspace.root, &workspace.cache, &catalogue.shipped.encoder)?)
        .env("FOREWORD_DECODER", catalogue.place(&workspace.root, &workspace.cache, &catalogue.shipped.decoder)?)
        .env(setup::CHROMIUM_VARIABLE, chromium)
        .env("FOREWORD_BENCH_OUT", out);
    Ok(node)
}

fn machine() -> String {
    let threads = available_parallelism().map_or(1, usize::from);
    format!("{}-{threads}-threads", std::env::consts::ARCH.replace('_', "-"))
}

/// The date in UTC, as `2026-01-31`.
fn today() -> Result<String> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?.as_secs();
    Ok(date(seconds / 86_400))
}

/// The date that is `days` days after 1970-01-01.
fn date(mut days: u64) -> String {
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (19_722, "2023-12-31"),
            (20_513, "2026-03-01"),
        ] {
            assert_eq!(date(days), expected);
        }
    }
}
