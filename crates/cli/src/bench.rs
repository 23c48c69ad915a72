use clap::Args;
use foreword_cpu::CpuOps;
use foreword_decode::{Depth, Strategy, Unhurried};
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
    quieter. Dinner is at seven, and nobody minds if you come later. Please tell me what you think, and whether the ";

/// Drafts compared.
const DRAFTS: [usize; 5] = [1, 2, 3, 5, 8];

#[derive(Args)]
pub(crate) struct BenchArguments {
    /// Repetitions of each measurement
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    repeat: u16,
    /// Print one JSON object with every sample
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    isa: String,
    threads: usize,
    samples: Vec<Samples>,
}

/// Milliseconds of every repetition.
#[derive(Serialize)]
struct Samples {
    what: String,
    drafts: usize,
    ms: Vec<f64>,
}

pub(crate) fn run(model: &ModelArguments, arguments: &BenchArguments) -> anyhow::Result<()> {
    let completer = model.load_network()?;
    let ops = model.ops();
    let (isa, threads) = (format!("{:?}", ops.isa()), ops.threads());
    drop(ops);
    let samples = measure(&completer, usize::from(arguments.repeat))?;
    let report = Report { isa, threads, samples };
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!("{} with {} threads, medians of {}", report.isa, report.threads, arguments.repeat);
    for samples in &report.samples {
        println!("{:>9.2} ms  {} {}", median(&samples.ms), samples.what, samples.drafts);
    }
    Ok(())
}

/// Interleaves all measurements, so that whatever else the machine does hits them alike.
fn measure(completer: &Completer<Network<CpuOps>>, repeat: usize) -> anyhow::Result<Vec<Samples>> {
    let tokens: Vec<u32> = completer.tokenizer().encode(TEXT)?.iter().map(|token| token.id).collect();
    let clock = Stopwatch::start();
    let mut session = completer.session();
    let mut all: Vec<Samples> = Vec::new();
    let words: Vec<usize> = TEXT.match_indices(' ').map(|(at, _)| at + 1).filter(|&at| at > 400).collect();
    // The first round warms caches and clock speed and is dropped.
    for round in 0..=repeat {
        let mut add = |what: &str, drafts: usize, ms: f64| {
            if round == 0 {
                all.push(Samples { what: what.to_owned(), drafts, ms: Vec::new() });
            } else if let Some(samples) = all.iter_mut().find(|s| s.what == what && s.drafts == drafts) {
                samples.ms.push(ms);
            }
        };
        let mut read = |tokens: &[u32]| -> anyhow::Result<f64> {
            let began = clock.now_ms();
            pollster::block_on(completer.read_tokens(&mut session, tokens, &Unhurried))?;
            Ok(clock.now_ms() - began)
        };
        // Another first token leaves nothing to reuse.
        read(&tokens[80..81])?;
        add("first reading of 74 tokens", 0, read(&tokens[..74])?);
        let more = 75 + round % (tokens.len() - 76);
        read(&tokens[..more])?;
        add("one more token", 0, read(&tokens[..=more])?);
        let end = words[round % words.len()];
        for (what, strategy, depth) in strategies(completer) {
            for drafts in DRAFTS {
                let options = Options { drafts, strategy, reuse: false, ..Options::new(depth) };
                let complete = completer.complete(&mut session, &TEXT[..end], &options, &Unhurried, &clock);
                add(what, drafts, pollster::block_on(complete)?.timing.decode);
            }
        }
    }
    Ok(all)
}

fn strategies(completer: &Completer<Network<CpuOps>>) -> Vec<(&'static str, Strategy, Depth)> {
    let mut list = vec![("encoder only, keep-first", Strategy::KeepFirst, Depth::Full)];
    if completer.model().has_decoder() {
        list.push(("superposed", Strategy::Superposed, Depth::Shallow));
        list.push(("keep-first", Strategy::KeepFirst, Depth::Shallow));
        list.push(("batched beam", Strategy::BatchedBeam, Depth::Shallow));
    }
    list
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
