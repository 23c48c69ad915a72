//! `foreword forget`: takes out of a profile what its owner doesn't want there.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Result, bail, ensure};
use clap::{ArgGroup, Args};
use foreword_profile::{Example, MessageId, Profile, ProfileError, What};
use serde::Serialize;

use crate::arguments::ModelArguments;
use crate::profile::{Beside, Locked, ProfileFile, days};

#[derive(Args)]
#[command(group = ArgGroup::new("what").required(true))]
pub(crate) struct ForgetArguments {
    #[command(flatten)]
    profile: ProfileFile,
    /// One message, by its number, as `memory --messages` lists them
    #[arg(long, value_name = "ID", group = "what")]
    message: Option<u64>,
    /// The messages of a day, and what was counted on it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = days::parse, group = "what")]
    day: Option<u32>,
    /// The messages of a site
    #[arg(long, value_name = "SITE", group = "what")]
    site: Option<String>,
    /// These words where they stand in a row, in capitals or not; the messages around them stay
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true, group = "what")]
    words: Option<String>,
    /// Everything but the settings; needs `--yes`
    #[arg(long, group = "what")]
    all: bool,
    /// Forget all without being asked
    #[arg(long)]
    yes: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    /// Messages that are gone.
    gone: usize,
    /// Messages that are there without the words.
    changed: usize,
    /// Messages that are left.
    left: usize,
}

pub(crate) fn run(model: &ModelArguments, arguments: &ForgetArguments, out: &mut dyn Write) -> Result<()> {
    ensure!(!arguments.all || arguments.yes, "everything that was learned would be gone; add --yes if that is meant");
    let file = Locked::lock(&arguments.profile.path)?;
    let mut profile = file.read(Arc::new(model.tokenizer()?))?;
    let before: Vec<Example> = profile.examples().cloned().collect();
    let gone = profile.forget(&what(arguments, &profile)?).len();
    let is_changed = |old: &&Example| profile.example(old.id).is_some_and(|new| new.parts != old.parts);
    let changed = before.iter().filter(is_changed).count();
    file.save(&profile)?;
    if arguments.all {
        // Nothing is to be learned on from where it was interrupted.
        Beside::Learning.remove(file.path())?;
    }
    let left = before.len() - gone;
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&Report { gone, changed, left })?)?;
        return Ok(());
    }
    writeln!(out, "{gone} messages are forgotten, {left} are left")?;
    if changed > 0 {
        writeln!(out, "{changed} of them are left without the words")?;
    }
    Ok(())
}

fn what(arguments: &ForgetArguments, profile: &Profile) -> Result<What> {
    let ForgetArguments { message, day, site, words, .. } = arguments;
    Ok(match (message, day, site, words) {
        (Some(id), ..) => {
            let messages = profile.examples().count();
            ensure!(profile.example(MessageId(*id)).is_some(), ProfileError::NoMessage { id: *id, messages });
            What::Message(MessageId(*id))
        }
        (_, Some(day), ..) => What::Day(*day),
        (_, _, Some(site), _) => What::Site(site.clone()),
        (.., Some(words)) if foreword_text::words(words).next().is_none() => bail!("there is no word in {words:?}"),
        (.., Some(words)) => What::Words(words.clone()),
        _ => What::All,
    })
}
