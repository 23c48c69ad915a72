//! `foreword secrets find`: what of one text would not be learned.

use std::fs::File;
use std::io::{Write, stdin};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use foreword_secrets::{Verdict, verdict};
use serde::Serialize;

use crate::text;

#[derive(Args)]
pub(crate) struct FindArguments {
    /// The text; without it and without --file it is read from standard input
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// A file with the text
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    file: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Found<'t> {
    verdict: &'static str,
    secrets: Vec<Secret<'t>>,
    learned: Vec<&'t str>,
}

#[derive(Serialize)]
struct Secret<'t> {
    kind: &'static str,
    reason: String,
    start: usize,
    end: usize,
    text: &'t str,
}

pub(super) fn run(arguments: &FindArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let text = match (&arguments.text, &arguments.file) {
        (Some(text), _) => text.clone(),
        (None, Some(path)) => {
            let cannot = || format!("cannot read {}", path.display());
            text::read(File::open(path).with_context(cannot)?).with_context(cannot)?
        }
        (None, None) => text::read(stdin().lock())?,
    };
    let verdict = verdict(&text);
    let secrets = verdict.secrets().iter().map(|secret| Secret {
        kind: secret.name(),
        reason: secret.reason(),
        start: secret.start,
        end: secret.end,
        text: text.get(secret.range()).unwrap_or_default(),
    });
    let name = match verdict {
        Verdict::Learn => "learn",
        Verdict::LearnWithout(_) => "learn-without",
        Verdict::Refuse(_) => "refuse",
    };
    let found = Found { verdict: name, secrets: secrets.collect(), learned: verdict.parts(&text).collect() };
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&found)?)?;
        return Ok(());
    }
    for secret in &found.secrets {
        let range = format!("{}-{}", secret.start, secret.end);
        writeln!(out, "{range:>12}  {:20} {:?} {}", secret.kind, secret.text, secret.reason)?;
    }
    let said = match found.verdict {
        "learn" => "All of it may be learned.",
        "refuse" => "Nothing of it may be learned.",
        _ => "The rest may be learned.",
    };
    Ok(writeln!(out, "{said}")?)
}
