//! `foreword gate`: what the gate of a person's own n-grams is fitted on.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use foreword_eval::personal::{RowSettings, write_rows, write_words};
use foreword_eval::{Models, User, read_users};

use crate::arguments::{ModelArguments, NgramArguments};

#[derive(Args)]
pub(crate) struct GateArguments {
    /// User files, folders or archives of them, as for `eval`; never those that are evaluated on
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Messages per author
    #[arg(long, default_value_t = 12, value_name = "N")]
    limit: usize,
    /// Authors per path, those with the most messages; all where it is not given
    #[arg(long, value_name = "N")]
    authors: Option<usize>,
    /// What the choices depend on
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Where to write the table, a line for each token
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Write what the copy head is fitted on instead: the words of each author's first messages, and to this file the states
    /// before them
    #[arg(long, value_name = "FILE")]
    states: Option<PathBuf>,
    #[command(flatten)]
    ngrams: NgramArguments,
}

pub(crate) fn run(model: &ModelArguments, arguments: &GateArguments, out: &mut dyn Write) -> Result<()> {
    let mut users: Vec<User> = Vec::new();
    for path in &arguments.paths {
        let mut some = read_users(path)?;
        some.sort_by_key(|user| std::cmp::Reverse(user.messages.len()));
        some.truncate(arguments.authors.unwrap_or(usize::MAX));
        users.append(&mut some);
    }
    let cannot = || format!("cannot write {}", arguments.out.display());
    let mut file = BufWriter::new(File::create(&arguments.out).with_context(cannot)?);
    let models = Models { network: model.load(&arguments.ngrams)?, ngram: None };
    if let Some(path) = &arguments.states {
        let cannot = || format!("cannot write {}", path.display());
        let mut states = BufWriter::new(File::create(path).with_context(cannot)?);
        let words = write_words(&users, &models, arguments.limit, (&mut file, &mut states))?;
        states.flush().with_context(cannot)?;
        file.flush()?;
        writeln!(out, "{words} words of {} authors", users.len())?;
        return Ok(());
    }
    let settings = RowSettings { limit: arguments.limit, seed: arguments.seed };
    let rows = write_rows(&users, &models, settings, &mut file)?;
    file.flush().with_context(cannot)?;
    writeln!(out, "{rows} tokens of {} authors", users.len())?;
    Ok(())
}
