//! `foreword ngrams`: build the shared n-gram table from a corpus, and measure one.

mod build;
mod key;
mod measure;

use std::io::Write;

use anyhow::bail;
use clap::{Args, Subcommand};
use foreword_text::{TokenId, Tokenizer};

use crate::arguments::ModelArguments;

#[derive(Args)]
pub(crate) struct NgramsArguments {
    #[command(subcommand)]
    command: NgramsCommand,
}

#[derive(Subcommand)]
enum NgramsCommand {
    /// Count a folder of texts and write a table
    Build(build::BuildArguments),
    /// How well a table predicts given texts
    Measure(measure::MeasureArguments),
}

pub(crate) fn run(model: &ModelArguments, arguments: &NgramsArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let tokenizer = model.tokenizer()?;
    match &arguments.command {
        NgramsCommand::Build(build) => build::run(&tokenizer, build, out),
        NgramsCommand::Measure(measure) => measure::run(&tokenizer, measure, out),
    }
}

/// The token of a line break, which stands between lines.
fn boundary(tokenizer: &Tokenizer) -> anyhow::Result<TokenId> {
    match tokenizer.encode("\n")?.as_slice() {
        [token] => Ok(token.id),
        other => bail!("a line break is {} tokens, expected 1", other.len()),
    }
}

fn ids(tokenizer: &Tokenizer, line: &str) -> anyhow::Result<Vec<TokenId>> {
    Ok(tokenizer.encode(line)?.iter().map(|token| token.id).collect())
}
