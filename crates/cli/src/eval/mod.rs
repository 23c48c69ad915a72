//! `foreword eval`: how good the drafts are for given messages, and how fast they come.

pub(crate) mod calibration;
mod diversity;
mod engine;
mod evaluate;
#[cfg(test)]
mod fake;
mod html;
mod metrics;
pub(crate) mod plan;
mod plots;
pub(crate) mod reading;
mod report;
pub(crate) mod simulate;
mod suggest;
mod table;
pub(crate) mod words;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use foreword_engine::{MAX_DRAFTS, MAX_TOKENS};
use indicatif::{ProgressBar, ProgressStyle};

use self::engine::{Choice, Decoder, Layers, Models};
use self::evaluate::{Settings, Setup};
use self::plan::Amount;
use self::report::{Corpus, Machine, Report};
use crate::model::{ModelArguments, NgramArguments, probability};

#[derive(Args)]
pub(crate) struct EvalArguments {
    /// A user file (one message per line, oldest first), a folder of them (NAME.txt), or a tar archive of them; any
    /// of them may be packed with xz
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Decoders to compare, with commas between them
    #[arg(long = "decoder", value_enum, value_delimiter = ',', default_value = "superposed", value_name = "NAMES")]
    decoders: Vec<Decoder>,
    /// Layers that write the drafts; `encoder-only` always means all
    #[arg(long, value_enum, value_delimiter = ',', default_value = "shallow", value_name = "NAMES")]
    layers: Vec<Layers>,
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
    /// Tokens of the best draft, at most, that all layers check, with commas between; each is a run of its own
    #[arg(long, alias = "check", value_delimiter = ',', default_value = "0", value_name = "N", value_parser = clap::value_parser!(u8).range(0..=MAX_TOKENS as i64))]
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
    /// Let the engine keep drafts that still fit what was typed since, as it does for people: most requests then cost
    /// nothing, and the simulations ask anew along their own way
    #[arg(long)]
    reuse: bool,
    #[command(flatten)]
    ngrams: NgramArguments,
    /// Keep so many moments per run with their text and drafts; they go into the JSON object only
    #[arg(long, default_value_t = 0, value_name = "N")]
    examples: usize,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Write a report with plots
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(crate) fn run(model: &ModelArguments, arguments: &EvalArguments) -> anyhow::Result<()> {
    let users = reading::read_users(&arguments.path)?;
    if let Some(file) = &arguments.html {
        // Better now than after an hour.
        std::fs::write(file, "").with_context(|| format!("cannot write {}", file.display()))?;
    }
    let amount = Amount {
        messages: arguments.limit.map(|n| n as usize),
        carets: arguments.carets.map(|n| n as usize),
        judged: arguments.judge as usize,
        seed: arguments.seed,
    };
    let tasks = plan::plan(&users, amount);
    let ops = model.ops();
    let (isa, threads) = (format!("{:?}", ops.isa()), ops.threads());
    drop(ops);
    let ngram = arguments.decoders.contains(&Decoder::Ngram).then(|| arguments.ngrams.completer(model)).transpose()?;
    let models = Models { network: model.load(&arguments.ngrams)?, ngram };
    let mut setups = Vec::new();
    for decoder in distinct(&arguments.decoders) {
        let layers = match decoder {
            Decoder::EncoderOnly | Decoder::Ngram => &[Layers::All],
            Decoder::Strategy(_) => arguments.layers.as_slice(),
        };
        for layers in distinct(layers) {
            // All layers have nothing to tell themselves.
            let checks = if layers == Layers::All { &[0] } else { arguments.verify.as_slice() };
            for (drafts, verify) in pairs(&arguments.drafts, checks) {
                let (tokens, reuse, seed) = (arguments.tokens, arguments.reuse, arguments.seed);
                let choice = Choice { layers, drafts, tokens, verify, reuse, ngrams: &arguments.ngrams, seed };
                let (decoder, engine) = engine::build(&models, decoder, choice)?;
                setups.push(Setup { decoder, drafts, engine });
            }
        }
    }
    let began = Instant::now();
    let bar = progress(evaluate::ticks(&tasks, &setups))?;
    let settings = Settings {
        typing: amount.carets.is_none(),
        threshold: arguments.threshold,
        max_tokens: arguments.tokens.into(),
        examples: arguments.examples,
        token_ends: &|text| engine::token_ends(&models.network, text),
        tick: &|| bar.inc(1),
    };
    let runs = evaluate::evaluate(&tasks, &users, &mut setups, &settings)?;
    bar.finish_and_clear();
    let mut seen: Vec<usize> = tasks.iter().map(|task| task.user).collect();
    seen.dedup();
    let report = Report {
        foreword: env!("CARGO_PKG_VERSION"),
        corpus: Corpus {
            name: file_name(&arguments.path)?,
            users: seen.len(),
            messages: tasks.len(),
            characters: tasks.iter().map(|task| task.message.carets.len()).sum(),
        },
        options: report::Options {
            seed: amount.seed,
            tokens: arguments.tokens,
            threshold: arguments.threshold,
            limit: amount.messages,
            carets: amount.carets,
            reuse: arguments.reuse,
            first_alpha: arguments.ngrams.first_alpha,
            alpha: arguments.ngrams.alpha,
        },
        machine: Machine { os: std::env::consts::OS, arch: std::env::consts::ARCH, isa, threads },
        runs,
        seconds: began.elapsed().as_secs_f64(),
    };
    if let Some(file) = &arguments.html {
        std::fs::write(file, html::page(&report)).with_context(|| format!("cannot write {}", file.display()))?;
    }
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{}", table::text(&report));
    }
    Ok(())
}

fn distinct<T: Copy + PartialEq>(items: &[T]) -> Vec<T> {
    let mut distinct = Vec::new();
    items.iter().for_each(|item| {
        if !distinct.contains(item) {
            distinct.push(*item);
        }
    });
    distinct
}

/// Every one of `a` with every one of `b`, each once.
fn pairs(a: &[u8], b: &[u8]) -> Vec<(u8, u8)> {
    distinct(a).into_iter().flat_map(|a| distinct(b).into_iter().map(move |b| (a, b))).collect()
}

/// The name of the file or folder at `path`, also of `.`.
fn file_name(path: &std::path::Path) -> anyhow::Result<String> {
    let path = path.canonicalize().with_context(|| format!("cannot read {}", path.display()))?;
    match path.file_name() {
        Some(name) => Ok(name.to_string_lossy().into_owned()),
        None => bail!("{} has no name", path.display()),
    }
}

/// A bar on standard error, where that is a terminal.
fn progress(ticks: u64) -> anyhow::Result<ProgressBar> {
    if !std::io::stderr().is_terminal() {
        return Ok(ProgressBar::hidden());
    }
    let bar = ProgressBar::new(ticks);
    bar.set_style(ProgressStyle::with_template(
        "{bar:40} {percent:>3} %  {human_pos} of {human_len} requests, {eta} left",
    )?);
    bar.enable_steady_tick(Duration::from_millis(500));
    Ok(bar)
}
