//! `foreword bench`: how long reading, drafting and cancelling take on this machine.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use foreword_eval::speed::{Samples, cancel, measure, median};
use serde::Serialize;

use crate::arguments::ModelArguments;

#[derive(Args)]
pub(crate) struct BenchArguments {
    /// Repetitions of each measurement
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    repeat: u16,
    /// Measure a profile instead: it learns the messages of this user file, or of a folder or an archive of them, until it
    /// is full
    #[arg(long, value_name = "PATH")]
    learn: Option<PathBuf>,
    /// Print one JSON object with every sample
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    isa: String,
    threads: usize,
    samples: Vec<Samples>,
}

pub(crate) fn run(model: &ModelArguments, arguments: &BenchArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(path) = &arguments.learn {
        return super::bench_profile::run(model, path, usize::from(arguments.repeat), out);
    }
    let completer = model.load_network()?;
    let ops = model.ops();
    let (isa, threads) = (format!("{:?}", ops.isa()), ops.threads());
    let mut samples = measure(&completer, usize::from(arguments.repeat))?;
    samples.push(cancel(&completer, 2 * usize::from(arguments.repeat))?);
    let report = Report { isa, threads, samples };
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
        return Ok(());
    }
    writeln!(out, "{} with {} threads, medians of {}", report.isa, report.threads, arguments.repeat)?;
    for samples in &report.samples {
        let most = samples.ms.iter().copied().fold(0.0, f64::max);
        writeln!(out, "{:>9.2} ms (most {most:.2})  {} {}", median(&samples.ms), samples.what, samples.drafts)?;
    }
    Ok(())
}
