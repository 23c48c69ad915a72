//! `foreword middle`: drafts in gaps of a text.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use foreword_engine::MAX_DRAFTS;
use foreword_eval::middle::{Tally, measure};
use foreword_eval::read_users;
use foreword_native::default_options;

use crate::arguments::{ModelArguments, NgramArguments};

#[derive(Args)]
pub(crate) struct MiddleArguments {
    /// Messages, as `eval` takes them
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Gaps to ask in
    #[arg(long, default_value_t = 500, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    gaps: u32,
    /// Drafts in each
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=MAX_DRAFTS as i64))]
    drafts: u8,
    /// What the choice of gaps depends on
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    #[command(flatten)]
    ngrams: NgramArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(model: &ModelArguments, arguments: &MiddleArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let users = read_users(&arguments.path)?;
    let completer = model.load(&arguments.ngrams)?;
    let options = foreword_engine::Options { drafts: arguments.drafts.into(), ..default_options(&completer) };
    let report = measure(&completer, &users, &options, (arguments.gaps as usize, arguments.seed))?;
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
        return Ok(());
    }
    writeln!(out, "{:24}   gaps  shown  repeats  first word  of any draft  all of it", "")?;
    for (name, tally) in [("text before only", report.before_only), ("text after the caret too", report.with_after)] {
        let Tally { gaps, shown, repeats, first_word, first_word_any, whole } = tally;
        writeln!(out, "{name:24} {gaps:>6} {shown:>6} {repeats:>8} {first_word:>11} {first_word_any:>13} {whole:>10}")?;
    }
    Ok(())
}
