//! How long reading, drafting and cancelling take on this machine.

use anyhow::ensure;
use foreword_cpu::CpuOps;
use foreword_decode::{Cancelled, Depth, NeverCancel, Scheduler, Strategy};
use foreword_engine::{Clock, Completer, Options};
use foreword_model::Network;
use foreword_native::{Stopwatch, default_options};
use serde::Serialize;

/// A text of our own, long enough for every measurement.
const TEXT: &str = "Thanks for sending the notes from Tuesday. I read them on the train and most of it makes sense to me, \
    though I am still not sure about the second point. If we move the review to the end of the month, the people in \
    the other office will have to wait for the numbers, and they asked twice already. Could we send them a short \
    version first, with only the totals, and keep the rest for the meeting? I can write it tomorrow morning. On the \
    travel plans: the hotel near the station is full, so I booked the one by the river, which is a little further but \
    quieter. Dinner is at seven, and nobody minds if you come later. Please tell me what you think, and whether the ";

/// Drafts compared.
const DRAFTS: [usize; 5] = [1, 2, 3, 5, 8];

/// Milliseconds of every repetition.
#[derive(Serialize)]
pub struct Samples {
    /// What was measured.
    pub what: String,
    /// Drafts written; 0 where there are none.
    pub drafts: usize,
    /// One number per repetition.
    pub ms: Vec<f64>,
}

/// Interleaves all measurements, so that whatever else the machine does hits them alike.
///
/// # Errors
/// Those of the engine.
pub fn measure(completer: &Completer<Network<CpuOps>>, repeat: usize) -> anyhow::Result<Vec<Samples>> {
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
            pollster::block_on(completer.read_tokens(&mut session, tokens, &NeverCancel))?;
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
                let options = Options { drafts, strategy, ..Options::new(depth) };
                let complete = completer.complete(&mut session, &TEXT[..end], &options, &NeverCancel, &clock);
                let timing = pollster::block_on(complete)?.timing;
                add(what, drafts, timing.decode);
                if strategy == Strategy::Superposed && depth == Depth::Shallow {
                    add("verification of the best draft", drafts, timing.verify);
                }
            }
        }
    }
    Ok(all)
}

/// A caller that changes its mind at a moment.
struct Until<'a> {
    clock: &'a Stopwatch,
    moment: f64,
}

impl Scheduler for Until<'_> {
    async fn yield_now(&self) -> Result<(), Cancelled> {
        if self.clock.now_ms() < self.moment { Ok(()) } else { Err(Cancelled) }
    }
}

/// How long after the moment of cancelling a call is still busy; moments are spread evenly over reading a new text and
/// writing three drafts.
///
/// # Errors
/// Those of the engine; or a cancelled call goes on for 20 ms.
pub fn cancel(completer: &Completer<Network<CpuOps>>, repeat: usize) -> anyhow::Result<Samples> {
    let (clock, options) = (Stopwatch::start(), default_options(completer));
    let complete = |moment: f64| {
        let mut session = completer.session();
        let scheduler = Until { clock: &clock, moment };
        let result =
            pollster::block_on(completer.complete(&mut session, TEXT.trim_end(), &options, &scheduler, &clock));
        (clock.now_ms(), result)
    };
    let (began, (ended, result)) = (clock.now_ms(), complete(f64::INFINITY));
    result?;
    let whole = ended - began;
    let mut ms = Vec::with_capacity(repeat);
    for n in 0..repeat {
        let moment = clock.now_ms() + whole * 0.98 * n as f64 / repeat as f64;
        let (ended, result) = complete(moment);
        // A run that was faster than the first may have ended before its moment.
        ensure!(result.is_err() || ended < moment + 20.0, "a call went on for {:.1} ms", ended - moment);
        if result.is_err() {
            ms.push(ended - moment);
        }
    }
    Ok(Samples { what: "cancelling; drafts".to_owned(), drafts: options.drafts, ms })
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

/// The middle of `samples`, of an even number the upper one; NaN of none.
pub fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
