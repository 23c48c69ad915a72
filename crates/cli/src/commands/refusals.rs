//! `foreword refusals`: how often the block list keeps drafts back, and of whom.

use std::io::Write;

use clap::Args;
use foreword_engine::MAX_DRAFTS;
use foreword_eval::refusals::{Line, Report, measure};
use foreword_native::default_options;

use crate::arguments::{ModelArguments, NgramArguments};

#[derive(Args)]
pub(crate) struct RefusalsArguments {
    /// Drafts at each beginning
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=MAX_DRAFTS as i64))]
    drafts: u8,
    #[command(flatten)]
    ngrams: NgramArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(model: &ModelArguments, arguments: &RefusalsArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let completer = model.load(&arguments.ngrams)?;
    let options = default_options(&completer);
    let report = measure(&completer, options, arguments.drafts)?;
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        tell(&report, out)?;
    }
    Ok(())
}

fn tell(report: &Report, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "{:>20}  beginnings  drafts  kept back (95%)        silenced  flagged: written, shown", "")?;
    for (name, Line { counts, refused }) in report.kinds.iter().chain(&report.groups) {
        writeln!(
            out,
            "{name:>20}  {:>10}  {:>6}  {:>4.1}% ({:>4.1} to {:>4.1})    {:>8}  {:>7}, {}",
            counts.beginnings,
            counts.drafts,
            refused.percent,
            refused.low,
            refused.high,
            counts.silenced,
            counts.flagged_written,
            counts.flagged_shown,
        )?;
    }
    writeln!(out, "\nkept back:")?;
    for line in &report.kept_back {
        writeln!(out, "  {line}")?;
    }
    writeln!(out, "\nshown, though the other list finds something:")?;
    for line in &report.shown_flagged {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}
