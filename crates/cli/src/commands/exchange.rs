//! `foreword export` and `foreword import`: a profile leaves and comes.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::arguments::ModelArguments;
use crate::profile::{self, Locked, ProfileFile, write_whole};

#[derive(Args)]
pub(crate) struct ExportArguments {
    #[command(flatten)]
    profile: ProfileFile,
    /// Where to write it; a file that is there already is not replaced. Standard output where it is not given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ImportArguments {
    /// The exported profile; `-` reads it from standard input
    #[arg(value_name = "FROM")]
    from: PathBuf,
    #[command(flatten)]
    profile: ProfileFile,
    /// Add the messages that the profile doesn't have, and leave its settings and counts as they are
    #[arg(long)]
    merge: bool,
    /// Replace the profile there is
    #[arg(long, conflicts_with = "merge")]
    yes: bool,
}

pub(crate) fn export(model: &ModelArguments, arguments: &ExportArguments, out: &mut dyn Write) -> Result<()> {
    let profile = profile::read(&arguments.profile.path, Arc::new(model.tokenizer()?))?;
    let bytes = profile.export()?;
    let Some(path) = &arguments.out else {
        out.write_all(&bytes)?;
        writeln!(out)?;
        return Ok(());
    };
    ensure!(!path.try_exists()?, "{} is there already", path.display());
    write_whole(path, &bytes)?;
    writeln!(out, "{} messages in {}", profile.examples().count(), path.display())?;
    Ok(())
}

pub(crate) fn import(model: &ModelArguments, arguments: &ImportArguments, out: &mut dyn Write) -> Result<()> {
    let tokenizer = Arc::new(model.tokenizer()?);
    let from = &arguments.from;
    let mut new = if from.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let most = foreword_profile::format::MOST_BYTES as u64 + 1;
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).context("cannot read standard input")?;
        foreword_profile::Profile::import(&bytes, Arc::clone(&tokenizer)).context("cannot use standard input")?
    } else {
        ensure!(from.try_exists()?, "there is no file {}", from.display());
        profile::read(from, Arc::clone(&tokenizer))?
    };
    let file = Locked::lock(&arguments.profile.path)?;
    let path = file.path().display();
    let (mut added, mut removed) = (new.examples().count(), 0);
    // To be replaced, it need not be readable.
    let old = if arguments.yes { None } else { file.read_if_there(tokenizer)? };
    if let Some(mut old) = old {
        let before = old.examples().count();
        ensure!(
            arguments.merge || before == 0,
            "{path} holds {before} messages; add --merge to keep them, or --yes to replace them"
        );
        if arguments.merge {
            added = old.absorb(&new)?.len();
            removed = before + added - old.examples().count();
            new = old;
        }
    }
    file.save(&new)?;
    writeln!(out, "{added} messages came, {removed} left to make room; {} in {path}", new.examples().count())?;
    Ok(())
}
