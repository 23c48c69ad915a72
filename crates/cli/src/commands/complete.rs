use std::io::Write;
use std::path::PathBuf;

#[cfg(not(feature = "gpu"))]
use anyhow::bail;
use clap::Args;
use foreword_decode::NeverCancel;
use foreword_engine::{Caret, Completer, Completion, DraftText, DraftWord, MAX_DRAFTS, MAX_TOKENS, Options, Timing};
use foreword_model::{Network, Ops};
use foreword_native::{Stopwatch, default_options};
use serde::Serialize;

use crate::arguments::{Backend, ModelArguments, NgramArguments, probability};
use crate::profile::{self, PlaceArguments};
use crate::text;

#[derive(Args)]
pub(crate) struct CompleteArguments {
    /// The text to continue; an empty one begins a new text. `-` reads it from standard input, without the line end that
    /// editors and `echo` put after the last line: one final line feed, or carriage return and line feed, doesn't count,
    /// nor does a byte order mark in front. To continue on a new line, end the input with an empty one. A text that begins
    /// with two hyphens is given as `--text=TEXT`
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
    /// Text that stands after the caret already: drafts fit in front of it
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    after: Option<String>,
    /// Drafts to write
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=MAX_DRAFTS as i64))]
    drafts: u8,
    /// Tokens per draft at most
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=MAX_TOKENS as i64))]
    tokens: u8,
    /// Print nothing unless the best draft is at least this likely to be right, 0 to 1; others need an eighth of it
    #[arg(long, default_value_t = 0.0, value_name = "P", value_parser = probability)]
    min_confidence: f32,
    /// A profile: drafts sound like its owner
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,
    #[command(flatten)]
    ngrams: NgramArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    drafts: Vec<Draft>,
    tokens: Tokens,
    timing_ms: TimingMs,
}

#[derive(Serialize)]
struct Draft {
    text: String,
    log_prob: f32,
    confidence: f32,
    words: Vec<Word>,
}

#[derive(Serialize)]
struct Word {
    text: String,
    source: &'static str,
}

#[derive(Serialize)]
struct Tokens {
    encoded: usize,
    reused: usize,
}

#[derive(Serialize)]
struct TimingMs {
    encode: f64,
    decode: f64,
    verify: f64,
}

impl From<Completion> for Report {
    fn from(completion: Completion) -> Self {
        let word = |word: DraftWord| Word { text: word.text, source: word.source.name() };
        let draft = |d: DraftText| Draft {
            text: d.text,
            log_prob: d.log_prob,
            confidence: d.confidence,
            words: d.words.into_iter().map(word).collect(),
        };
        let drafts = completion.drafts.into_iter().map(draft).collect();
        let tokens = Tokens { encoded: completion.tokens.encoded, reused: completion.tokens.reused };
        let Timing { encode, decode, verify } = completion.timing;
        let timing_ms = TimingMs { encode, decode, verify };
        Self { drafts, tokens, timing_ms }
    }
}

pub(crate) fn run(model: &ModelArguments, arguments: &CompleteArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let text = match arguments.text.as_str() {
        "-" => text::read(std::io::stdin().lock())?,
        text => text.to_owned(),
    };
    match model.backend {
        Backend::Cpu => draft(&model.load(&arguments.ngrams)?, &text, arguments, out),
        #[cfg(feature = "gpu")]
        Backend::Gpu => {
            let completer = model.load_on(model.gpu_ops()?)?;
            draft(&model.add_ngrams(completer, &arguments.ngrams)?, &text, arguments, out)
        }
        #[cfg(not(feature = "gpu"))]
        Backend::Gpu => bail!(super::backends::NO_GPU),
    }
}

fn draft<O: Ops>(
    completer: &Completer<Network<O>>,
    text: &str,
    arguments: &CompleteArguments,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let defaults = default_options(completer);
    let options = Options {
        drafts: arguments.drafts.into(),
        max_tokens: arguments.tokens.into(),
        min_confidence: arguments.min_confidence,
        ..defaults
    };
    let mut session = match &arguments.profile {
        Some(path) => {
            let mut profile = profile::read(path, completer.shared_tokenizer())?;
            profile::session(completer, &mut profile, &arguments.place)?.0
        }
        None => completer.session(),
    };
    let clock = Stopwatch::start();
    let caret = Caret { before: text, after: arguments.after.as_deref().unwrap_or_default() };
    let completion = pollster::block_on(completer.complete(&mut session, caret, &options, &NeverCancel, &clock))?;
    let report = Report::from(completion);
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        for draft in &report.drafts {
            writeln!(out, "{:4.0}%  {}", draft.confidence * 100.0, draft.text)?;
        }
    }
    Ok(())
}
