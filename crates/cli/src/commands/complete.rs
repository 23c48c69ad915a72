use std::io::Read;

use anyhow::{Context, bail};
use clap::Args;
use foreword_decode::NeverCancel;
use foreword_engine::{Caret, Completer, Completion, DraftText, DraftWord, MAX_DRAFTS, MAX_TOKENS, Options, Timing};
use foreword_model::{Network, Ops};
use foreword_native::{Stopwatch, default_options};
use serde::Serialize;

use crate::arguments::{Backend, ModelArguments, NgramArguments, probability};

/// The longest text taken, in bytes; the model reads its end only.
const MAX_TEXT: u64 = 64 << 20;

#[derive(Args)]
pub(crate) struct CompleteArguments {
    /// The text to continue; `-` reads it from standard input. An empty text begins a new one
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

pub(crate) fn run(model: &ModelArguments, arguments: &CompleteArguments) -> anyhow::Result<()> {
    let text = match arguments.text.as_str() {
        "-" => read_text(std::io::stdin().lock())?,
        text => text.to_owned(),
    };
    match model.backend {
        Backend::Cpu => draft(&model.load(&arguments.ngrams)?, &text, arguments),
        #[cfg(feature = "gpu")]
        Backend::Gpu => {
            let completer = model.load_on(model.gpu_ops()?)?;
            draft(&model.add_ngrams(completer, &arguments.ngrams)?, &text, arguments)
        }
        #[cfg(not(feature = "gpu"))]
        Backend::Gpu => bail!(super::backends::NO_GPU),
    }
}

fn draft<O: Ops>(completer: &Completer<Network<O>>, text: &str, arguments: &CompleteArguments) -> anyhow::Result<()> {
    let defaults = default_options(completer);
    let options = Options {
        drafts: arguments.drafts.into(),
        max_tokens: arguments.tokens.into(),
        min_confidence: arguments.min_confidence,
        ..defaults
    };
    let mut session = completer.session();
    let clock = Stopwatch::start();
    let caret = Caret { before: text, after: arguments.after.as_deref().unwrap_or_default() };
    let completion = pollster::block_on(completer.complete(&mut session, caret, &options, &NeverCancel, &clock))?;
    let report = Report::from(completion);
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        for draft in &report.drafts {
            println!("{:4.0}%  {}", draft.confidence * 100.0, draft.text);
        }
    }
    Ok(())
}

/// A whole UTF-8 text from `input`.
fn read_text(input: impl Read) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    input.take(MAX_TEXT + 1).read_to_end(&mut bytes).context("cannot read standard input")?;
    if bytes.len() as u64 > MAX_TEXT {
        bail!("the text on standard input is longer than {MAX_TEXT} bytes");
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        anyhow::anyhow!("the text on standard input is not UTF-8: byte {at} of {} is not", error.as_bytes().len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_a_text_stops_being_utf8() {
        assert_eq!(read_text("día".as_bytes()).unwrap(), "día");
        let error = read_text(&b"abc\xffdef"[..]).unwrap_err().to_string();
        assert!(error.contains("byte 3 of 7"), "{error}");
    }
}
