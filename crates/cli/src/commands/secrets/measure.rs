//! `foreword secrets measure`: generated secrets, and ordinary words of given texts.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use foreword_secrets::rules;
use foreword_secrets::testing::{Counts, format_count, measure};
use serde::Serialize;

use super::ordinary::{Ordinary, count};

/// Missed secrets of a kind that are named.
const NAMED: usize = 3;

#[derive(Args)]
pub(crate) struct MeasureArguments {
    /// Texts, as `eval` takes them, whose ordinary words should be learned
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Secrets to generate
    #[arg(long, default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// What the secrets depend on
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    count: u32,
    seed: u64,
    rules: usize,
    kinds: usize,
    /// Kinds that share a format counted once.
    formats: usize,
    all: Share,
    /// Ways of writing that were looked at when rules were written.
    seen: Share,
    /// Those that were not.
    held_back: Share,
    by_kind: Vec<Kind>,
    texts: Vec<Ordinary>,
}

#[derive(Serialize, Clone, Copy)]
struct Share {
    made: usize,
    refused: usize,
    percent: f64,
}

#[derive(Serialize)]
struct Kind {
    name: &'static str,
    made: usize,
    refused: usize,
    /// Of the ways of writing that were looked at.
    missed: Vec<String>,
}

impl From<Counts> for Share {
    fn from(Counts { made, refused }: Counts) -> Self {
        Self { made, refused, percent: 100.0 * refused as f64 / made.max(1) as f64 }
    }
}

fn sum(a: Counts, b: Counts) -> Counts {
    Counts { made: a.made + b.made, refused: a.refused + b.refused }
}

pub(super) fn run(arguments: &MeasureArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let kinds = measure(arguments.seed, arguments.count as usize);
    let seen = kinds.values().fold(Counts::default(), |all, kind| sum(all, kind.seen));
    let held_back = kinds.values().fold(Counts::default(), |all, kind| sum(all, kind.held_back));
    let report = Report {
        count: arguments.count,
        seed: arguments.seed,
        rules: rules().len(),
        kinds: kinds.len(),
        formats: format_count(),
        all: sum(seen, held_back).into(),
        seen: seen.into(),
        held_back: held_back.into(),
        texts: arguments.paths.iter().map(|path| count(path)).collect::<anyhow::Result<_>>()?,
        by_kind: kinds
            .into_iter()
            .map(|(name, counts)| {
                let Counts { made, refused } = sum(counts.seen, counts.held_back);
                Kind { name, made, refused, missed: counts.missed.into_iter().take(NAMED).collect() }
            })
            .collect(),
    };
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
        return Ok(());
    }
    tell(&report, out)
}

fn tell(report: &Report, out: &mut dyn Write) -> anyhow::Result<()> {
    let Report { count, seed, rules, kinds, formats, .. } = report;
    writeln!(out, "{count} secrets, seed {seed}: {kinds} kinds in {formats} formats; {rules} rules\n")?;
    writeln!(out, "{:34}   made  refused", "secrets")?;
    for (name, share) in [("all", report.all), ("looked at", report.seen), ("held back", report.held_back)] {
        writeln!(out, "{name:34} {:>6}  {:>7}  {:.2}%", share.made, share.refused, share.percent)?;
    }
    writeln!(out, "\nkinds of which one is missed, and how it was written (held back ones aren't shown)")?;
    for kind in report.by_kind.iter().filter(|kind| kind.refused < kind.made) {
        writeln!(out, "{:34} {:>6}  {:>7}", kind.name, kind.made, kind.refused)?;
        for text in &kind.missed {
            writeln!(out, "    {text:?}")?;
        }
    }
    for text in &report.texts {
        tell_texts(text, out)?;
    }
    writeln!(out, "\nall kinds")?;
    for kind in &report.by_kind {
        writeln!(out, "{:34} {:>6}  {:>7}", kind.name, kind.made, kind.refused)?;
    }
    Ok(())
}

fn tell_texts(text: &Ordinary, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "\nordinary words of {}: {} users, {} messages", text.name, text.users, text.messages)?;
    writeln!(out, "  {} words, {} refused, {:.3}%", text.words, text.refused, text.percent)?;
    writeln!(out, "  {} messages refused whole", text.messages_refused)?;
    writeln!(out, "  {:.4} ms per kilobyte", text.milliseconds_per_kilobyte)?;
    let kinds: Vec<String> = text.kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    writeln!(out, "  taken for: {}", kinds.join(", "))?;
    let words: Vec<String> =
        text.commonest.iter().map(|(word, kind, count)| format!("{word} ({kind}) {count}")).collect();
    writeln!(out, "  commonest: {}", words.join(", "))?;
    Ok(())
}
