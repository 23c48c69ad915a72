//! `cargo xtask bench`: measurements that are kept under `docs/benchmarks`.

use std::fs;
use std::thread::available_parallelism;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

use crate::catalogue::Catalogue;
use crate::demo;
use crate::fetch;
use crate::process::{command, run as run_command};
use crate::serve;
use crate::setup;
use crate::workspace::Workspace;

/// What to measure.
#[derive(Subcommand)]
pub enum Task {
    /// Time against other engines in the same browser, on the same texts; raw numbers go to docs/benchmarks
    Peers(Peers),
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

/// Sets up, serves the page, and runs the measurement.
///
/// The script gets `FOREWORD_URL` (the served page), `FOREWORD_MODEL` and `FOREWORD_DECODER` (the files that are shipped, unpacked),
/// `FOREWORD_CHROMIUM` and `FOREWORD_BENCH_OUT` (the folder for raw output, which exists).
pub fn run(workspace: &Workspace, task: &Task) -> Result<()> {
    let Task::Peers(options) = task;
    fetch::all(workspace)?;
    demo::build(workspace)?;
    let chromium = setup::chromium(workspace)?;
    let catalogue = Catalogue::load(workspace)?;
    let model = catalogue.place(workspace, &catalogue.shipped.encoder)?;
    let decoder = catalogue.place(workspace, &catalogue.shipped.decoder)?;

    let machine = options.machine.clone().unwrap_or_else(machine);
    let out = workspace.root.join(format!("docs/benchmarks/{}-{machine}/raw", today()?));
    fs::create_dir_all(&out).with_context(|| format!("making {}", out.display()))?;
    let mut node = command(workspace, "node");
    node.arg("tests/bench/peers.mjs")
        .args(&options.arguments)
        .env(serve::URL_VARIABLE, serve::in_background(workspace)?)
        .env("FOREWORD_MODEL", model)
        .env("FOREWORD_DECODER", decoder)
        .env(setup::CHROMIUM_VARIABLE, chromium)
        .env("FOREWORD_BENCH_OUT", &out);
    run_command(&mut node)?;
    eprintln!("Raw output: {}", out.display());
    Ok(())
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
