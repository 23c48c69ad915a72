//! One backend: what it drafts, and how long it takes.

use std::time::Instant;

use foreword_decode::{Candidate, Depth, StepInput, StepModel, Unhurried};
use foreword_engine::{Clock, Completer, Options};
use foreword_model::{DraftOps, Network};
use serde::Serialize;

use crate::model::{Stopwatch, default_options};

/// Drafts, tokens of each after its first, and candidates per token.
const SHAPE: (usize, usize, usize) = (3, 7, 8);

/// Contexts in which a keystroke is timed, at most.
const TIMED: usize = 12;

/// What a device was asked to do in a step.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct StepCost {
    pub(crate) dispatches: u64,
    pub(crate) submissions: u64,
    pub(crate) read_backs: u64,
    pub(crate) read_back_bytes: u64,
    pub(crate) weight_bytes: u64,
    pub(crate) host_micros: u64,
}

/// What lanes could go on with: per token, per lane, the likeliest candidates. The first entry is the choice of first words.
pub(crate) type Drafted = Vec<Vec<Vec<Candidate>>>;

/// What came out.
pub(crate) struct Probe {
    pub(crate) load_ms: f64,
    keystrokes_ms: Vec<f64>,
    /// Per context.
    pub(crate) drafted: Vec<Drafted>,
    /// Of the last step.
    pub(crate) step: Option<StepCost>,
}

impl Probe {
    #[cfg(test)]
    pub(crate) fn of_keystrokes(keystrokes_ms: Vec<f64>) -> Self {
        Self { load_ms: 0.0, keystrokes_ms, drafted: Vec::new(), step: None }
    }

    /// The median.
    pub(crate) fn keystroke_ms(&self) -> f64 {
        let mut sorted = self.keystrokes_ms.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// Loads a model and drafts after every context; `cost` says what was counted since it was asked last.
pub(crate) fn probe<O: DraftOps>(
    load: impl FnOnce() -> anyhow::Result<Completer<Network<O>>>,
    contexts: &[String],
    cost: impl Fn(&O) -> Option<StepCost>,
) -> anyhow::Result<Probe> {
    let began = Instant::now();
    let completer = load()?;
    pollster::block_on(completer.model().warm_up())?;
    let load_ms = began.elapsed().as_secs_f64() * 1e3;
    let mut probe = Probe { load_ms, keystrokes_ms: Vec::new(), drafted: Vec::new(), step: None };
    for (n, text) in contexts.iter().enumerate() {
        if n < TIMED {
            probe.keystrokes_ms.push(keystroke(&completer, text)?);
        }
        probe.drafted.push(pollster::block_on(draft(&completer, text, &cost, &mut probe.step))?);
    }
    Ok(probe)
}

/// Milliseconds for the last word of a text and three drafts, what came before having been read.
fn keystroke<O: DraftOps>(completer: &Completer<Network<O>>, text: &str) -> anyhow::Result<f64> {
    let clock = Stopwatch::start();
    let options = Options { reuse: false, min_confidence: 0.0, ..default_options(completer) };
    let mut session = completer.session();
    let (before, _) = text.rsplit_once(' ').unwrap_or((text, ""));
    pollster::block_on(completer.complete(&mut session, before, &options, &Unhurried, &clock))?;
    let began = clock.now_ms();
    pollster::block_on(completer.complete(&mut session, text, &options, &Unhurried, &clock))?;
    Ok(clock.now_ms() - began)
}

/// Lanes that begin with the likeliest first tokens and go on greedily.
async fn draft<O: DraftOps>(
    completer: &Completer<Network<O>>,
    text: &str,
    cost: &impl Fn(&O) -> Option<StepCost>,
    step_cost: &mut Option<StepCost>,
) -> anyhow::Result<Drafted> {
    let (lanes, steps, count) = SHAPE;
    let network = completer.model();
    let tokens: Vec<u32> = completer.tokenizer().encode(text)?.iter().map(|token| token.id).collect();
    let mut context = network.context();
    network.encode(&mut context, &tokens[tokens.len().saturating_sub(network.window())..], &Unhurried).await?;
    let next = network.next(&context).await?;
    let mut order: Vec<u32> = (0..next.len() as u32).collect();
    order.sort_by(|&a, &b| next[b as usize].total_cmp(&next[a as usize]).then(a.cmp(&b)));
    let first: Vec<Candidate> =
        order.iter().take(count).map(|&token| Candidate { token, log_prob: next[token as usize] }).collect();
    let mut last: Vec<u32> = first.iter().take(lanes).map(|candidate| candidate.token).collect();
    let mut drafted = vec![vec![first]];
    let depth = if network.has_decoder() { Depth::Shallow } else { Depth::Full };
    let mut drafts = network.drafts(depth, last.len(), steps)?;
    let weights = vec![1.0 / last.len() as f32; last.len()];
    for _ in 0..steps {
        let input = match depth {
            Depth::Shallow => StepInput::Lanes { tokens: &last, weights: &weights },
            Depth::Full => StepInput::Rows(&last),
        };
        cost(network.ops());
        let rows = network.step(&context, &mut drafts, input, count).await?;
        *step_cost = cost(network.ops());
        last = rows.iter().filter_map(|row| Some(row.first()?.token)).collect();
        drafted.push(rows);
    }
    Ok(drafted)
}
