//! `foreword why`: drafts with the source of each word.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Result;
use clap::Args;
use foreword_decode::{NeverCancel, Source};
use foreword_engine::{Caret, DraftText, MAX_DRAFTS, Options};
use foreword_native::{Stopwatch, default_options};
use foreword_profile::{Before, DraftedWord, Profile, Why};
use serde::Serialize;

use super::memory::one_line;
use crate::arguments::{ModelArguments, NgramArguments};
use crate::profile::{self, PlaceArguments, ProfileFile, days};
use crate::text;

/// Messages that are shown for a word.
const SHOWN: usize = 3;

#[derive(Args)]
pub(crate) struct WhyArguments {
    /// The text to continue; `-` reads it from standard input
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
    #[command(flatten)]
    profile: ProfileFile,
    #[command(flatten)]
    place: PlaceArguments,
    /// Drafts to write
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=MAX_DRAFTS as i64))]
    drafts: u8,
    #[command(flatten)]
    ngrams: NgramArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    /// Messages that were read before the text, in order; examples that the owner has written have no number.
    read_before: Vec<Read>,
    drafts: Vec<Draft>,
    /// The messages that are named, by number.
    messages: BTreeMap<u64, Named>,
}

#[derive(Serialize)]
struct Read {
    id: Option<u64>,
    text: String,
}

#[derive(Serialize)]
struct Named {
    day: String,
    kind: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Draft {
    text: String,
    confidence: f32,
    words: Vec<Word>,
}

#[derive(Serialize)]
struct Word {
    text: String,
    source: &'static str,
    /// What the owner has written: the phrase, how many messages it stands in, and the newest of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    phrase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    messages: Vec<u64>,
}

pub(crate) fn run(model: &ModelArguments, arguments: &WhyArguments, out: &mut dyn Write) -> Result<()> {
    let text = match arguments.text.as_str() {
        "-" => text::read(std::io::stdin().lock())?,
        text => text.to_owned(),
    };
    let completer = model.load(&arguments.ngrams)?;
    let mut profile = profile::read(&arguments.profile.path, completer.shared_tokenizer())?;
    let (mut session, before) = profile::session(&completer, &mut profile, &arguments.place)?;
    let options = Options { drafts: arguments.drafts.into(), min_confidence: 0.0, ..default_options(&completer) };
    let (caret, clock) = (Caret::at_end_of(&text), Stopwatch::start());
    let completion = pollster::block_on(completer.complete(&mut session, caret, &options, &NeverCancel, &clock))?;
    let report = report(&profile, &text, &arguments.place.site, &before, &completion.drafts);
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
        return Ok(());
    }
    show(&report, out)
}

fn report(profile: &Profile, text: &str, site: &str, before: &[Before], drafts: &[DraftText]) -> Report {
    let explained = |draft: &DraftText| {
        let words: Vec<DraftedWord<'_>> =
            draft.words.iter().map(|word| DraftedWord { text: &word.text, source: word.source }).collect();
        let words = profile.why(text, &words, site).into_iter().map(Word::from).collect();
        Draft { text: draft.text.clone(), confidence: draft.confidence, words }
    };
    let drafts: Vec<Draft> = drafts.iter().map(explained).collect();
    let numbers = drafts.iter().flat_map(|draft| &draft.words).flat_map(|word| &word.messages).copied();
    let named = |id: u64| {
        let example = profile.example(foreword_profile::MessageId(id))?;
        let named = Named { day: days::name(example.day), kind: example.kind.name(), text: example.text() };
        Some((id, named))
    };
    let messages = numbers.filter_map(named).collect();
    let read = |before: &Before| Read { id: before.id.map(|id| id.0), text: before.text.clone() };
    Report { read_before: before.iter().map(read).collect(), drafts, messages }
}

impl From<Why> for Word {
    fn from(why: Why) -> Self {
        let Why { text, source, own } = why;
        let (phrase, total, messages) = match own {
            Some(own) => (Some(own.phrase), Some(own.total), own.messages.iter().map(|id| id.0).collect()),
            None => (None, None, Vec::new()),
        };
        Self { text, source: source.name(), phrase, total, messages }
    }
}

fn show(report: &Report, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{} messages were read before the text", report.read_before.len())?;
    for Read { id, text } in &report.read_before {
        let number = id.map_or_else(|| "yours".to_owned(), |id| id.to_string());
        writeln!(out, "{number:>8}  {}", shortened(text))?;
    }
    for Draft { text, confidence, words } in &report.drafts {
        writeln!(out, "\n{:3.0}%  {text}", confidence * 100.0)?;
        for word in words {
            writeln!(out, "      {:<16} {}", word.text.trim(), source(word))?;
            for id in word.messages.iter().take(SHOWN) {
                if let Some(Named { day, text, .. }) = report.messages.get(id) {
                    writeln!(out, "{:>24}  {day}  {}", id, shortened(text))?;
                }
            }
        }
    }
    Ok(())
}

fn source(word: &Word) -> String {
    let own = word.phrase.as_ref().zip(word.total);
    let what = [
        (Source::Model, "the model"),
        (Source::Ngrams, "n-grams of many people's texts"),
        (Source::Phrases, "your phrase"),
        (Source::Copied, "your word"),
    ];
    let what = what.iter().find(|(source, _)| source.name() == word.source).map_or(word.source, |(_, what)| *what);
    match own {
        Some((phrase, total)) => format!("{what} “{phrase}”, in {total} messages"),
        None => what.to_owned(),
    }
}

/// The beginning of a text on one line.
fn shortened(text: &str) -> String {
    const MOST: usize = 70;
    let line = one_line(text);
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
