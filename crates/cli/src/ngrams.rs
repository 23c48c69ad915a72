//! `foreword ngrams`: build the shared n-gram table from a corpus, and measure one.

mod build;
mod corpus;
mod measure;

use std::fs::File;
use std::io::Read;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use foreword_model::gguf::{Header, Parsed};
use foreword_text::{TokenId, Tokenizer};

use crate::model::ModelArguments;

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

pub(crate) fn run(model: &ModelArguments, arguments: &NgramsArguments) -> anyhow::Result<()> {
    let tokenizer = tokenizer(model)?;
    match &arguments.command {
        NgramsCommand::Build(build) => build::run(&tokenizer, build),
        NgramsCommand::Measure(measure) => measure::run(&tokenizer, measure),
    }
}

/// The tokenizer of the model file, of which only the header is read.
fn tokenizer(model: &ModelArguments) -> anyhow::Result<Tokenizer> {
    let path = model.path()?;
    let cannot = || format!("cannot read the vocabulary of {}", path.display());
    let file = File::open(&path).with_context(cannot)?;
    let len = file.metadata().with_context(cannot)?.len();
    let (mut prefix, mut need) = (Vec::new(), len.min(1 << 20));
    loop {
        (&file).take(need - prefix.len() as u64).read_to_end(&mut prefix).with_context(cannot)?;
        match Header::parse(&prefix, len).with_context(cannot)? {
            Parsed::Complete(mut header) => {
                let vocabulary = header.vocabulary().with_context(cannot)?;
                return Tokenizer::new(vocabulary).with_context(cannot);
            }
            Parsed::Incomplete { .. } if (prefix.len() as u64) < need => {
                bail!("{} ends after {} of {len} bytes", path.display(), prefix.len())
            }
            Parsed::Incomplete { need_at_least } => need = need_at_least.max(2 * need).min(len),
        }
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
