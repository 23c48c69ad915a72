//! `foreword memory`: what a profile knows.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use clap::{ArgGroup, Args};
use foreword_profile::{Counts, Example, Kind, KnownPhrase, KnownWord, Listed, Memory, Page, Profile, Settings, Uses};
use serde::Serialize;

use crate::arguments::ModelArguments;
use crate::profile::{self, ProfileFile, days};

#[derive(Args)]
#[command(group = ArgGroup::new("what"))]
pub(crate) struct MemoryArguments {
    #[command(flatten)]
    profile: ProfileFile,
    /// The messages that are kept, the newest first, with the numbers that `forget` takes
    #[arg(long, group = "what")]
    messages: bool,
    /// The words, the most frequent first
    #[arg(long, group = "what")]
    words: bool,
    /// Those of the words that are names
    #[arg(long, group = "what")]
    names: bool,
    /// Phrases of two to five words that stand in two messages or more, those in the most messages first
    #[arg(long, group = "what")]
    phrases: bool,
    /// Numbers, and what became of drafts
    #[arg(long, group = "what", conflicts_with = "search")]
    statistics: bool,
    /// Only what contains this, in capitals or not
    #[arg(long, default_value = "", value_name = "TEXT", allow_hyphen_values = true)]
    search: String,
    /// Pass over so many of the list
    #[arg(long, default_value_t = 0, value_name = "N")]
    from: usize,
    /// List so many at most
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct PageReport<T> {
    total: usize,
    from: usize,
    entries: Vec<T>,
}

#[derive(Serialize)]
struct MessageEntry<'p> {
    id: u64,
    day: String,
    kind: &'static str,
    site: &'p str,
    /// Times that a draft which it stood behind was taken.
    used: u32,
    text: String,
}

#[derive(Serialize)]
struct Entry<'p> {
    text: &'p str,
    count: u32,
    messages: u32,
    last_day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_name: Option<bool>,
}

#[derive(Serialize)]
struct Statistics<'p> {
    messages: usize,
    by_kind: std::collections::BTreeMap<&'static str, usize>,
    bytes: usize,
    words: usize,
    names: usize,
    phrases: usize,
    first_day: Option<String>,
    last_day: Option<String>,
    drafts: Counts,
    settings: &'p Settings,
}

pub(crate) fn run(model: &ModelArguments, arguments: &MemoryArguments, out: &mut dyn Write) -> Result<()> {
    let profile = profile::read(&arguments.profile.path, Arc::new(model.tokenizer()?))?;
    let page = Page { from: arguments.from, most: arguments.limit };
    if arguments.statistics {
        return statistics(&profile, arguments.json, out);
    }
    let (words, phrases) = (arguments.words || arguments.names, arguments.phrases);
    if !words && !phrases {
        return print(profile.find(&arguments.search, page), message, arguments, out);
    }
    let memory = Memory::of(&profile);
    match (phrases, arguments.names) {
        (true, _) => print(memory.phrases(&arguments.search, page), phrase, arguments, out),
        (_, true) => print(memory.names(&arguments.search, page), word, arguments, out),
        _ => print(memory.words(&arguments.search, page), word, arguments, out),
    }
}

/// An entry as JSON and as a line.
type Shown<'p, E> = fn(&'p E) -> (serde_json::Result<serde_json::Value>, String);

fn print<'p, E>(
    listed: Listed<&'p E>,
    shown: Shown<'p, E>,
    arguments: &MemoryArguments,
    out: &mut dyn Write,
) -> Result<()> {
    let Listed { total, entries } = listed;
    let (from, count) = (arguments.from, entries.len());
    if arguments.json {
        let entries = entries.into_iter().map(|entry| shown(entry).0).collect::<Result<Vec<_>, _>>()?;
        writeln!(out, "{}", serde_json::to_string(&PageReport { total, from, entries })?)?;
        return Ok(());
    }
    for entry in entries {
        writeln!(out, "{}", shown(entry).1)?;
    }
    writeln!(out, "{count} of {total}{}", if from > 0 { format!(", from {from} on") } else { String::new() })?;
    Ok(())
}

fn message(example: &Example) -> (serde_json::Result<serde_json::Value>, String) {
    let Example { id, day, kind, site, used, .. } = example;
    let entry =
        MessageEntry { id: id.0, day: days::name(*day), kind: kind.name(), site, used: *used, text: example.text() };
    let line = format!("{:>6}  {}  {:<8}  {site}{}{}", id.0, entry.day, entry.kind, gap(site), one_line(&entry.text));
    (serde_json::to_value(entry), line)
}

fn word(word: &KnownWord) -> (serde_json::Result<serde_json::Value>, String) {
    entry(&word.word, word.uses, Some(word.is_name))
}

fn phrase(phrase: &KnownPhrase) -> (serde_json::Result<serde_json::Value>, String) {
    entry(&phrase.text, phrase.uses, None)
}

fn entry(text: &str, uses: Uses, is_name: Option<bool>) -> (serde_json::Result<serde_json::Value>, String) {
    let Uses { count, messages, last_day, .. } = uses;
    let last_day = days::name(last_day);
    let line = format!("{count:>6} in {messages:>5} messages, {last_day}  {text}");
    (serde_json::to_value(Entry { text, count, messages, last_day, is_name }), line)
}

fn gap(before: &str) -> &'static str {
    if before.is_empty() { "" } else { "  " }
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn statistics(profile: &Profile, json: bool, out: &mut dyn Write) -> Result<()> {
    let memory = Memory::of(profile);
    let none = Page { from: 0, most: 0 };
    let of_kind = |kind: Kind| profile.examples().filter(|example| example.kind == kind).count();
    let days = || profile.examples().map(|example| example.day);
    let report = Statistics {
        messages: profile.examples().count(),
        by_kind: Kind::ALL.into_iter().map(|kind| (kind.name(), of_kind(kind))).filter(|&(_, n)| n > 0).collect(),
        bytes: profile.examples().map(Example::bytes).sum(),
        words: memory.words("", none).total,
        names: memory.names("", none).total,
        phrases: memory.phrases("", none).total,
        first_day: days().min().map(days::name),
        last_day: days().max().map(days::name),
        drafts: profile.statistics().total(),
        settings: profile.settings(),
    };
    if json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
        return Ok(());
    }
    let Statistics { messages, bytes, words, names, phrases, drafts, settings, .. } = &report;
    writeln!(out, "{messages:>8} messages with {bytes} bytes")?;
    for (kind, count) in &report.by_kind {
        writeln!(out, "{count:>12} {kind}")?;
    }
    if let (Some(first), Some(last)) = (&report.first_day, &report.last_day) {
        writeln!(out, "         from {first} to {last}")?;
    }
    writeln!(out, "{words:>8} words, {names} of them names")?;
    writeln!(out, "{phrases:>8} phrases")?;
    let Counts { typed, inserted, taken, dismissed } = drafts;
    writeln!(
        out,
        "{taken:>8} drafts taken, {dismissed} dismissed; {typed} keys typed, {inserted} characters inserted"
    )?;
    writeln!(out, "    {:.2} sounds like you, 0 to 1", settings.strength)?;
    Ok(())
}
