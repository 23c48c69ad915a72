//! `foreword calibrate`: fits the confidence of drafts to texts, and says how far it can be trusted before and after.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use foreword_engine::{MAX_DRAFTS, Options};
use foreword_eval::confidence::fit;
use foreword_eval::read_users;
use foreword_native::default_options;

use crate::arguments::{ModelArguments, NgramArguments};

#[derive(Args)]
pub(crate) struct CalibrateArguments {
    /// User files, folders of them or archives, as `eval` takes them; texts that nothing was trained or is evaluated on
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Carets looked at, about as many for each path
    #[arg(long, default_value_t = 2000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    carets: u32,
    /// Drafts at each
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=MAX_DRAFTS as i64))]
    drafts: u8,
    /// What the choice of carets depends on
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    #[command(flatten)]
    ngrams: NgramArguments,
}

pub(crate) fn run(model: &ModelArguments, arguments: &CalibrateArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let corpora = arguments.paths.iter().map(|path| read_users(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let completer = model.load(&arguments.ngrams)?;
    let options = Options { drafts: arguments.drafts.into(), ..default_options(&completer) };
    let report = fit(&completer, options, &corpora, arguments.carets as usize, arguments.seed)?;
    writeln!(out, "{}", serde_json::to_string(&report)?)?;
    Ok(())
}
