use clap::Args;
use foreword_cpu::CpuOps;
use foreword_decode::{StepModel, Unhurried};
use foreword_engine::{Clock, Completer, Options};
use foreword_model::Network;
use serde::Serialize;

use crate::model::{ModelArguments, Stopwatch};

/// A text of our own, long enough for every measurement.
const TEXT: &str = "Thanks for sending the notes from Tuesday. I read them on the train and most of it makes sense to me, \
    though I am still not sure about the second point. If we move the review to the end of the month, the people in \
    the other office will have to wait for the numbers, and they asked twice already. Could we send them a short \
    version first, with only the totals, and keep the rest for the meeting? I can write it tomorrow morning. On the \
    travel plans: the hotel near the station is full, so I booked the one by the river, which is a little further but \
    quieter. Dinner is at seven, and nobody minds if you come later. Please tell me what you think, and whether the";

#[derive(Args)]
pub(crate) struct BenchArguments {
    /// Repetitions of each measurement
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    repeat: u16,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Medians in milliseconds, with every sample.
#[derive(Serialize)]
struct Report {
    isa: String,
    threads: usize,
    context_tokens: usize,
    /// First reading of a context of 74 tokens, its distribution included.
    read_74: Vec<f64>,
    /// One more token on a context already read, its distribution included.
    token: Vec<f64>,
    /// Three drafts of eight tokens after one more token, all layers for every token.
    three_drafts: Vec<f64>,
}

pub(crate) fn run(model: &ModelArguments, arguments: &BenchArguments) -> anyhow::Result<()> {
    let completer = model.load()?;
    let ops = model.ops();
    let (isa, threads) = (format!("{:?}", ops.isa()), ops.threads());
    drop(ops);
    let report = measure(&completer, usize::from(arguments.repeat), isa, threads)?;
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!("{} with {} threads, medians of {}", report.isa, report.threads, arguments.repeat);
    for (what, samples) in [
        ("read 74 tokens", &report.read_74),
        ("one more token", &report.token),
        ("3 drafts × 8 tokens, all layers", &report.three_drafts),
    ] {
        println!("{:>9.2} ms  {what}", median(samples));
    }
    Ok(())
}

fn measure(
    completer: &Completer<Network<CpuOps>>,
    repeat: usize,
    isa: String,
    threads: usize,
) -> anyhow::Result<Report> {
    let tokens = completer.context_tokens(TEXT)?;
    let clock = Stopwatch::start();
    let (mut read_74, mut token, mut three_drafts) = (Vec::new(), Vec::new(), Vec::new());
    let mut session = completer.session();
    // The first round warms caches and clock speed and is dropped.
    for round in 0..=repeat {
        let timed = |samples: &mut Vec<f64>, work: &mut dyn FnMut() -> anyhow::Result<()>| {
            let began = clock.now_ms();
            work()?;
            if round > 0 {
                samples.push(clock.now_ms() - began);
            }
            anyhow::Ok(())
        };
        // Another first token leaves nothing to reuse.
        pollster::block_on(completer.read_tokens(&mut session, &tokens[tokens.len() - 1..], &Unhurried))?;
        timed(&mut read_74, &mut || {
            Ok(pollster::block_on(completer.read_tokens(&mut session, &tokens[..74], &Unhurried)).map(drop)?)
        })?;
        let more = 75 + round % (tokens.len() - 76);
        pollster::block_on(completer.read_tokens(&mut session, &tokens[..more], &Unhurried))?;
        timed(&mut token, &mut || {
            Ok(pollster::block_on(completer.read_tokens(&mut session, &tokens[..=more], &Unhurried)).map(drop)?)
        })?;
        let text = String::from_utf8_lossy(&completer.tokenizer().decode(&tokens[..more + 2])?).into_owned();
        timed(&mut three_drafts, &mut || {
            let complete = completer.complete(&mut session, &text, Options::default(), &Unhurried, &clock);
            Ok(pollster::block_on(complete).map(drop)?)
        })?;
    }
    debug_assert!(tokens.len() <= completer.model().window());
    Ok(Report { isa, threads, context_tokens: tokens.len(), read_74, token, three_drafts })
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
