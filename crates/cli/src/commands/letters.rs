//! `foreword letters`: typed letters are law. Asks for drafts with the caret inside words and checks each of them.

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use foreword_engine::Options;
use foreword_eval::letters::check;
use foreword_eval::read_users;
use foreword_native::default_options;

use crate::arguments::{ModelArguments, NgramArguments};
use crate::output::tell;

#[derive(Args)]
pub(crate) struct LettersArguments {
    /// A user file, a folder of them or an archive, as `eval` takes them; without one, only texts of the program's own
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Carets inside words of PATH; those of the program's own texts come on top
    #[arg(long, default_value_t = 20_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    carets: u32,
    /// Drafts at each
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=8))]
    drafts: u8,
    /// What the choice of carets depends on
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    #[command(flatten)]
    ngrams: NgramArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(model: &ModelArguments, arguments: &LettersArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let completer = model.load(&arguments.ngrams)?;
    let options = Options { drafts: arguments.drafts.into(), ..default_options(&completer) };
    let options = Options { min_confidence: 0.0, ..options };
    let users = arguments.path.as_deref().map(read_users).transpose()?;
    let users = users.as_deref().map(|users| (users, arguments.carets as usize));
    let report = check(completer, options, users, arguments.seed, &mut |line| tell(format_args!("{line}")))?;
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        writeln!(out, "{} carets inside words, {} of them in own texts", report.carets, report.own_texts)?;
        writeln!(out, "{} drafts; none at {} carets", report.drafts, report.silent)?;
        writeln!(out, "violations: {}", report.violations.values().sum::<usize>())?;
        for (violation, count) in &report.violations {
            writeln!(out, "  {violation:?}: {count}")?;
        }
    }
    match report.violations.values().sum::<usize>() {
        0 => Ok(()),
        count => bail!("{count} of {} drafts break the law of typed letters", report.drafts),
    }
}
