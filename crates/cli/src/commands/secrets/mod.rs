//! `foreword secrets`: what of a text is never learned, and how well that is told.

mod find;
mod measure;
mod ordinary;

use std::io::Write;

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum SecretsTask {
    /// Show what of a text would not be learned, and why
    Find(find::FindArguments),
    /// Count generated secrets that are refused, and ordinary words that are
    Measure(measure::MeasureArguments),
}

pub(crate) fn run(task: &SecretsTask, out: &mut dyn Write) -> anyhow::Result<()> {
    match task {
        SecretsTask::Find(arguments) => find::run(arguments, out),
        SecretsTask::Measure(arguments) => measure::run(arguments, out),
    }
}
