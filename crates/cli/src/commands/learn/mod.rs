//! `foreword learn`: what a person wrote, out of their files or as they say it, into their profile.

mod checkpoint;
mod chosen;
mod files;
mod outcome;
mod owner;
mod preview;
mod reading;

use std::io::{IsTerminal, Write, stdin};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use clap::Args;
use foreword_catalogue::hex;
use foreword_messages::Limits;
use foreword_profile::{Kind, Message, Profile};
use foreword_text::Tokenizer;
use serde::Serialize;
use sha2::Digest;

use crate::arguments::ModelArguments;
use crate::profile::{Beside, Locked, ProfileFile, days, kind};
use crate::text;
use checkpoint::Checkpoint;
use chosen::{Choice, Chosen};
use files::Inputs;
use outcome::Outcome;
use owner::Said;

/// Messages after which the profile is written.
const BATCH: usize = 50;

/// Messages of one import; a profile holds fewer, but the newest are wanted, wherever they stand.
const MOST_READ: usize = 2_000_000;

#[derive(Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true))]
pub(crate) struct LearnArguments {
    /// Files, and folders of files; `-` reads one message from standard input
    #[arg(value_name = "PATH", group = "what")]
    paths: Vec<PathBuf>,
    /// One message, in place of files; it is kept without being asked for
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, group = "what", conflicts_with = "paths")]
    text: Option<String>,
    #[command(flatten)]
    profile: ProfileFile,
    /// A name or an address of the person whose words are kept; may be given more than once. Where it is not given, the
    /// files tell, or you are asked
    #[arg(long, value_name = "NAME|ADDRESS")]
    owner: Vec<String>,
    /// Keep what anybody wrote: for a folder of sent mail
    #[arg(long, conflicts_with = "owner")]
    everyone: bool,
    /// The kind of all texts: mail, chat, document, note or other; where it is not given, the files tell
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Kind>,
    /// The site that the texts are from, as `mail.example`
    #[arg(long, default_value = "", value_name = "SITE")]
    site: String,
    /// The day of texts whose file doesn't tell; today where it is not given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = days::parse)]
    day: Option<u32>,
    /// Take each line of the files as one message, whatever they look like
    #[arg(long)]
    lines: bool,
    /// Afterwards, read the latest messages with the model: their words are then copied where they fit best. Takes about a
    /// tenth of a second each
    #[arg(long)]
    read: bool,
    /// Keep the messages without being asked
    #[arg(long)]
    yes: bool,
    /// Print JSON: a line with what was found, a line whenever messages are kept, and a last one
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(model: &ModelArguments, arguments: &LearnArguments, out: &mut dyn Write) -> Result<()> {
    let tokenizer = Arc::new(model.tokenizer()?);
    let file = Locked::lock(&arguments.profile.path)?;
    let profile = file.read_if_there(Arc::clone(&tokenizer))?;
    let profile = profile.unwrap_or_else(|| Profile::new(Arc::clone(&tokenizer)));
    let from_input = arguments.paths.iter().any(|path| path.as_os_str() == "-");
    if let Some(text) = &arguments.text {
        return one(&file, (profile, model), text, arguments, out);
    }
    if from_input {
        ensure!(arguments.paths.len() == 1, "`-` stands alone, without other files");
        return one(&file, (profile, model), &text::read(stdin().lock())?, arguments, out);
    }
    from_files(&file, (profile, tokenizer, model), arguments, out)
}

impl LearnArguments {
    fn message<'m>(&'m self, text: &'m str, day: u32, kind: Kind) -> Message<'m> {
        Message { text, day, kind, site: &self.site, ..Message::default() }
    }
}

/// Learns one text.
fn one(
    file: &Locked,
    (mut profile, model): (Profile, &ModelArguments),
    text: &str,
    arguments: &LearnArguments,
    out: &mut dyn Write,
) -> Result<()> {
    let day = arguments.day.unwrap_or_else(days::today);
    let mut outcome = Outcome::default();
    outcome.add(&profile.learn(&arguments.message(text, day, arguments.kind.unwrap_or_default()))?);
    file.save(&profile)?;
    let read = if arguments.read { reading::read(model, file, &mut profile)? } else { 0 };
    end((&outcome, read), &profile, arguments, out)
}

fn from_files(
    file: &Locked,
    (profile, tokenizer, model): (Profile, Arc<Tokenizer>, &ModelArguments),
    arguments: &LearnArguments,
    out: &mut dyn Write,
) -> Result<()> {
    let inputs = Inputs::of(&arguments.paths, arguments.lines, file.path())?;
    let mut source = inputs.fingerprint();
    let LearnArguments { owner, everyone, kind, site, day, .. } = arguments;
    source.update(format!("{owner:?} {everyone} {kind:?} {site:?} {day:?}"));
    let source = hex(&source.finalize());
    let limits = Limits { messages: MOST_READ, ..Limits::default() };
    let before = Checkpoint::of(file.path(), &source);
    let said = match (&before, arguments.owner.as_slice()) {
        (Some(before), _) => Said::Before(before.owner.clone()),
        (None, _) if arguments.everyone => Said::Everyone,
        (None, []) => Said::Unknown,
        (None, names) => Said::KnownAs(names.to_vec()),
    };
    let whose = owner::owner(&inputs, limits, said, out)?;
    let today = days::today();
    let mut checkpoint = before
        .clone()
        .unwrap_or_else(|| Checkpoint::new(source, whose.owner.clone(), arguments.day.unwrap_or(today), today));
    let choice = Choice::new(checkpoint.day, checkpoint.latest, arguments.kind);
    let found = preview::find(&inputs, &whose, limits, choice)?;
    let would = match (arguments.yes, &before) {
        (false, None) => Some(would(Profile::import(&profile.export()?, tokenizer)?, &found.chosen, arguments)?),
        _ => None,
    };
    preview::show((&inputs, &whose, &found), would.as_ref(), arguments.json, out)?;
    match &before {
        Some(before) if !arguments.json => {
            writeln!(out, "an interrupted learning goes on behind {} of {}", before.done, found.chosen.len())?;
        }
        Some(_) => {}
        None if !arguments.yes && !is_confirmed(file, arguments.json, out)? => return Ok(()),
        None => {}
    }
    keep(file, (profile, &found.chosen, model), &mut checkpoint, arguments, out)
}

/// What would become of the messages, tried on a copy.
fn would(mut copy: Profile, chosen: &[Chosen], arguments: &LearnArguments) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for Chosen { text, day, kind } in chosen {
        outcome.add(&copy.learn_new(&arguments.message(text, *day, *kind))?);
    }
    Ok(outcome)
}

/// Asks whether to keep what was shown.
fn is_confirmed(file: &Locked, json: bool, out: &mut dyn Write) -> Result<bool> {
    if json || !stdin().is_terminal() {
        if !json {
            writeln!(out, "Nothing was kept. Add --yes to keep it.")?;
        }
        return Ok(false);
    }
    writeln!(out, "Keep this in {}? Type yes:", file.path().display())?;
    out.flush()?;
    let is_yes = owner::line()?.eq_ignore_ascii_case("yes");
    if !is_yes {
        writeln!(out, "Nothing was kept.")?;
    }
    Ok(is_yes)
}

#[derive(Serialize)]
struct Saved {
    saved: usize,
    of: usize,
}

/// Learns from the messages that are not done yet. What is said to be saved is on the disk.
fn keep(
    file: &Locked,
    (mut profile, chosen, model): (Profile, &[Chosen], &ModelArguments),
    checkpoint: &mut Checkpoint,
    arguments: &LearnArguments,
    out: &mut dyn Write,
) -> Result<()> {
    let mut outcome = Outcome::default();
    for batch in chosen.get(checkpoint.done..).unwrap_or_default().chunks(BATCH) {
        for Chosen { text, day, kind } in batch {
            outcome.add(&profile.learn_new(&arguments.message(text, *day, *kind))?);
        }
        file.save(&profile)?;
        checkpoint.done += batch.len();
        checkpoint.save(file.path())?;
        if arguments.json {
            let saved = Saved { saved: checkpoint.done, of: chosen.len() };
            writeln!(out, "{}", serde_json::to_string(&saved).context("cannot write JSON")?)?;
            out.flush()?;
        }
    }
    Beside::Learning.remove(file.path())?;
    let read = if arguments.read { reading::read(model, file, &mut profile)? } else { 0 };
    end((&outcome, read), &profile, arguments, out)
}

#[derive(Serialize)]
struct End<'a> {
    #[serde(flatten)]
    outcome: &'a Outcome,
    /// Messages that the model read.
    read: usize,
    messages: usize,
}

fn end(
    (outcome, read): (&Outcome, usize),
    profile: &Profile,
    arguments: &LearnArguments,
    out: &mut dyn Write,
) -> Result<()> {
    let messages = profile.examples().count();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&End { outcome, read, messages }).context("cannot write JSON")?)?;
        return Ok(());
    }
    outcome.write("learned from", out)?;
    if read > 0 {
        writeln!(out, "{read:>7} of the latest read with the model")?;
    }
    writeln!(out, "{messages:>7} messages in {}", arguments.profile.path.display())?;
    Ok(())
}
