//! `foreword eval`: how good the drafts are for given messages, and how fast they come.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args};
use foreword_decode::Depth;
use foreword_engine::{MAX_DRAFTS, MAX_TOKENS};
use foreword_eval::{Amount, Decoder, Evaluation, Machine, Models, Settings, page, read_users, text};

use super::personal::{self, PersonalArguments};
use super::progress::progress;
use crate::arguments::{ModelArguments, NgramArguments, probability};

#[derive(Args)]
pub(crate) struct EvalArguments {
    /// A user file (one message per line, oldest first), a folder of them (NAME.txt), or a tar archive of them; any
    /// of them may be packed with xz
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Strategies to compare, with commas between them
    #[arg(long = "strategy", alias = "decoder", value_parser = strategies(), value_delimiter = ',', default_value = "superposed", value_name = "NAMES")]
    decoders: Vec<Decoder>,
    /// Layers that write the drafts; `encoder-only` always means all
    #[arg(long, value_parser = layers(), value_delimiter = ',', default_value = "shallow", value_name = "NAMES")]
    layers: Vec<Depth>,
    /// Numbers of drafts, with commas between them; each is a run of its own
    #[arg(long, value_delimiter = ',', default_value = "1,3", value_name = "N", value_parser = clap::value_parser!(u8).range(1..=MAX_DRAFTS as i64))]
    drafts: Vec<u8>,
    /// Tokens per draft at most; the ceiling's oracle shows as many
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=MAX_TOKENS as i64))]
    tokens: u8,
    /// Messages per user, chosen by the seed; all where it is not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Single carets per user instead of whole messages: no keystroke savings, and little that can be reused
    /// between two requests
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    carets: Option<u32>,
    /// Tokens of the best draft, at most, that all layers verify, with commas between; each is a run of its own. The default
    /// is what browsers do
    #[arg(long, alias = "check", value_delimiter = ',', default_value = VERIFIED, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=MAX_TOKENS as i64))]
    verify: Vec<u8>,
    /// Word starts, over all users, at which the drafts are scored by the whole network
    #[arg(long, default_value_t = 60, value_name = "N")]
    judge: u32,
    /// What the choice of messages, carets and word starts depends on
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Show drafts from this confidence of the best on, 0 to 1; the engine's own gate where it is not given
    #[arg(long, value_name = "P", value_parser = probability)]
    threshold: Option<f32>,
    /// Whether drafts end with a space where one is likely to follow, as in text fields
    #[arg(long, default_value_t = true, action = ArgAction::Set, value_name = "BOOL")]
    trailing_space: bool,
    #[command(flatten)]
    ngrams: NgramArguments,
    /// Text that stands before every message, as a session's prefix
    #[arg(long, default_value = "", value_name = "TEXT")]
    prefix: String,
    /// Keys and values that stand before every message in place of a text, as `models/training/beginning_file.py` writes
    /// them
    #[arg(long, value_name = "FILE", conflicts_with = "prefix")]
    beginning: Option<PathBuf>,
    /// Keep so many moments per run with their text and drafts; they go into the JSON object only
    #[arg(long, default_value_t = 0, value_name = "N")]
    examples: usize,
    #[command(flatten)]
    personal: PersonalArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Write a report with plots
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Tokens that the engine verifies of its own accord, for drafts of the drafting decoder.
const VERIFIED: &str = "2";

fn strategies() -> impl TypedValueParser<Value = Decoder> {
    let value = |decoder: Decoder| PossibleValue::new(decoder.name()).help(decoder.about());
    PossibleValuesParser::new(Decoder::ALL.map(value)).try_map(|name| {
        let found = Decoder::ALL.into_iter().find(|decoder| decoder.name() == name);
        found.ok_or_else(|| format!("there is no strategy {name}"))
    })
}

fn layers() -> impl TypedValueParser<Value = Depth> {
    let shallow = PossibleValue::new("shallow").help("The trained decoder of few layers");
    let all = PossibleValue::new("all").help("All layers of the encoder");
    PossibleValuesParser::new([shallow, all]).map(|name| if name == "all" { Depth::Full } else { Depth::Shallow })
}

impl EvalArguments {
    fn settings(&self) -> anyhow::Result<Settings> {
        Ok(Settings {
            decoders: self.decoders.clone(),
            depths: self.layers.clone(),
            drafts: self.drafts.clone(),
            verify: self.verify.clone(),
            tokens: self.tokens,
            amount: Amount {
                messages: self.limit.map(|n| n as usize),
                carets: self.carets.map(|n| n as usize),
                judged: self.judge as usize,
                seed: self.seed,
            },
            threshold: self.threshold,
            trailing_space: self.trailing_space,
            ngrams: self.ngrams.weights(),
            prefix: self.prefix.clone(),
            beginning: self.beginning.as_deref().map(read_beginning).transpose()?,
            examples: self.examples,
        })
    }
}

pub(crate) fn run(model: &ModelArguments, arguments: &EvalArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let users = read_users(&arguments.path)?;
    if let Some(file) = &arguments.html {
        // A report that cannot be written is refused before the work, not after it.
        std::fs::write(file, "").with_context(|| format!("cannot write {}", file.display()))?;
    }
    let settings = arguments.settings()?;
    if arguments.personal.is_asked_for() {
        let models = Models { network: model.load(&arguments.ngrams)?, ngram: None };
        return personal::run(
            (&users, &file_name(&arguments.path)?),
            &models,
            &arguments.personal,
            (&settings, arguments.json),
            out,
        );
    }
    let ngram = settings.decoders.contains(&Decoder::Ngram).then(|| arguments.ngrams.completer(model)).transpose()?;
    let models = Models { network: model.load(&arguments.ngrams)?, ngram };
    let evaluation = Evaluation::new(&users, &models, &settings)?;
    let bar = progress(evaluation.requests())?;
    let report = evaluation.run(file_name(&arguments.path)?, machine(model), &|| bar.inc(1))?;
    bar.finish_and_clear();
    if let Some(file) = &arguments.html {
        std::fs::write(file, page(&report)).with_context(|| format!("cannot write {}", file.display()))?;
    }
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        write!(out, "{}", text(&report))?;
    }
    Ok(())
}

/// The name and the bytes of a snapshot.
fn read_beginning(path: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok((file_name(path)?, bytes))
}

fn machine(model: &ModelArguments) -> Machine {
    let ops = model.ops();
    let (isa, threads) = (format!("{:?}", ops.isa()), ops.threads());
    Machine { os: std::env::consts::OS, arch: std::env::consts::ARCH, isa, threads }
}

/// The name of the file or folder at `path`, also of `.`.
fn file_name(path: &Path) -> anyhow::Result<String> {
    let path = path.canonicalize().with_context(|| format!("cannot read {}", path.display()))?;
    match path.file_name() {
        Some(name) => Ok(name.to_string_lossy().into_owned()),
        None => bail!("{} has no name", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use foreword_decode::Strategy;
    use foreword_engine::Options;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        eval: EvalArguments,
    }

    fn settings(flags: &[&str]) -> Settings {
        Line::parse_from(["foreword", "messages.txt"].iter().chain(flags)).eval.settings().unwrap()
    }

    #[test]
    fn older_names_of_flags_mean_the_same() {
        let new = settings(&["--strategy", "greedy,ngram", "--verify", "0,4", "--layers", "all,shallow"]);
        let old = settings(&["--decoder", "greedy,ngram", "--check", "0,4", "--layers", "all,shallow"]);
        for settings in [new, old] {
            assert_eq!(settings.decoders, [Decoder::Strategy(Strategy::Greedy), Decoder::Ngram]);
            assert_eq!((settings.verify, settings.depths), (vec![0, 4], vec![Depth::Full, Depth::Shallow]));
        }
    }

    #[test]
    fn the_default_verifies_what_the_engine_does() {
        assert_eq!(VERIFIED, Options::new(Depth::Shallow).verify.to_string());
    }
}
