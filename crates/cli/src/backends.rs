//! `foreword backends`: the self-test of everything the network can run on.

mod agreement;
mod probe;

use std::path::PathBuf;

#[cfg(not(feature = "gpu"))]
use anyhow::bail;
use anyhow::ensure;
use clap::Args;
use serde::Serialize;

use self::agreement::Agreement;
use self::probe::{Probe, probe};
use crate::eval::reading::read_users;
use crate::model::{Backend, ModelArguments};

/// Why there is no GPU in a build without it.
#[cfg(not(feature = "gpu"))]
pub(crate) const NO_GPU: &str = "this build has no GPU backend; `cargo build --package foreword --features gpu` has";

/// Beginnings of messages that somebody might write.
const CONTEXTS: [&str; 6] = [
    "Hi Sarah, thanks for your email. I just wanted to let you know that the meeting",
    "I'm running a bit late, but I should be there",
    "Could you please send me the report before the end of",
    "We had a great time at the lake last weekend. The weather was",
    "Sorry for the late reply, I have been",
    "Dear customer, your order has been shipped and will",
];

/// Log-probabilities may differ by this much before a backend counts as wrong, in nats.
const BOUND: f32 = 0.03;

#[derive(Args)]
pub(crate) struct BackendsArguments {
    /// Messages to draft in instead of a few built-in ones: a user file, folder or archive as `eval` takes them. Each is
    /// cut in its middle
    #[arg(long, value_name = "PATH")]
    messages: Option<PathBuf>,
    /// Messages at most
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    contexts: usize,
    backends: Vec<Tested>,
    choice: &'static str,
    because: String,
}

#[derive(Serialize)]
struct Tested {
    name: &'static str,
    /// What it is, or why it cannot be used.
    device: String,
    #[serde(flatten)]
    timing: Option<Timing>,
    /// Against the CPU.
    agreement: Option<Agreement>,
}

#[derive(Serialize)]
struct Timing {
    load_ms: f64,
    /// Median, of one more word and three drafts of eight tokens.
    keystroke_ms: f64,
    /// What the device was asked to do in one step, where somebody counts.
    step: Option<probe::StepCost>,
}

impl Timing {
    fn of(probe: &Probe) -> Self {
        Self { load_ms: probe.load_ms, keystroke_ms: probe.keystroke_ms(), step: probe.step }
    }
}

pub(crate) fn run(model: &ModelArguments, arguments: &BackendsArguments) -> anyhow::Result<()> {
    ensure!(model.backend == Backend::Cpu, "`backends` tests all of them; leave --backend away");
    let contexts = contexts(arguments)?;
    let ops = model.ops();
    let device = format!("{:?}, {} threads", ops.isa(), ops.threads());
    let cpu = probe(|| model.load_on(ops), &contexts, |_| None)?;
    let gpu = against_cpu("gpu", probe_gpu(model, &contexts), &cpu);
    let (choice, because) = choose(&cpu, &gpu);
    let cpu = Tested { name: "cpu", device, timing: Some(Timing::of(&cpu)), agreement: None };
    let report = Report { contexts: contexts.len(), backends: vec![cpu, gpu], choice, because };
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        report.backends.iter().for_each(print);
        println!("Use {}: {}.", report.choice, report.because);
    }
    Ok(())
}

fn contexts(arguments: &BackendsArguments) -> anyhow::Result<Vec<String>> {
    let Some(path) = &arguments.messages else { return Ok(CONTEXTS.map(str::to_owned).to_vec()) };
    let users = read_users(path)?;
    let cut = |message: &String| {
        let words: Vec<&str> = message.split(' ').filter(|word| !word.is_empty()).collect();
        (words.len() >= 6).then(|| words[..words.len() / 2].join(" "))
    };
    let messages = users.iter().flat_map(|user| &user.messages).filter_map(cut);
    let found: Vec<String> = messages.take(arguments.limit as usize).collect();
    ensure!(!found.is_empty(), "no message in {} has six words", path.display());
    Ok(found)
}

/// The adapter, and what came out on it.
#[cfg(feature = "gpu")]
fn probe_gpu(model: &ModelArguments, contexts: &[String]) -> anyhow::Result<(String, Probe)> {
    let cost = |ops: &foreword_gpu::GpuOps| {
        let counters = ops.counters();
        ops.reset_counters();
        Some(probe::StepCost {
            dispatches: counters.dispatches,
            submissions: counters.submissions,
            read_backs: counters.read_backs,
            read_back_bytes: counters.read_back_bytes,
            weight_bytes: counters.weight_bytes,
            host_micros: counters.host_micros,
        })
    };
    let ops = model.gpu_ops()?;
    let device = ops.adapter().to_owned();
    Ok((device, probe(|| model.load_on(ops), contexts, cost)?))
}

#[cfg(not(feature = "gpu"))]
fn probe_gpu(_: &ModelArguments, _: &[String]) -> anyhow::Result<(String, Probe)> {
    bail!(NO_GPU)
}

/// What a backend that may be missing is like against the CPU.
fn against_cpu(name: &'static str, probed: anyhow::Result<(String, Probe)>, cpu: &Probe) -> Tested {
    match probed {
        Ok((device, probe)) => {
            let agreement = Some(Agreement::of(&probe.drafted, &cpu.drafted));
            Tested { name, device, timing: Some(Timing::of(&probe)), agreement }
        }
        Err(error) => Tested { name, device: format!("cannot be used: {error:#}"), timing: None, agreement: None },
    }
}

/// Right first, then fast. A software adapter loses by being slower, not by its name.
fn choose(cpu: &Probe, gpu: &Tested) -> (&'static str, String) {
    let (Some(timing), Some(agreement)) = (&gpu.timing, &gpu.agreement) else {
        return ("cpu", "nothing else can be used".to_owned());
    };
    if agreement.most_apart.is_nan() || agreement.most_apart > BOUND {
        return ("cpu", format!("the GPU's log-probabilities are off by {:.3}, at most {BOUND}", agreement.most_apart));
    }
    let (cpu, gpu) = (cpu.keystroke_ms(), timing.keystroke_ms);
    let (choice, fast, slow) = if gpu < cpu { ("gpu", gpu, cpu) } else { ("cpu", cpu, gpu) };
    (choice, format!("a keystroke takes {fast:.0} ms, on the other {slow:.0}"))
}

fn print(tested: &Tested) {
    println!("{}: {}", tested.name, tested.device);
    if let Some(timing) = &tested.timing {
        println!("  {:8.1} ms for a keystroke (loaded in {:.0} ms)", timing.keystroke_ms, timing.load_ms);
        if let Some(step) = timing.step {
            println!(
                "  a step: {} dispatches, {} submissions, {} read-backs of {} bytes, {:.1} MB of weights, {:.2} ms recording",
                step.dispatches,
                step.submissions,
                step.read_backs,
                step.read_back_bytes,
                step.weight_bytes as f64 / 1e6,
                step.host_micros as f64 / 1e3
            );
        }
    }
    if let Some(agreement) = &tested.agreement {
        println!(
            "  against the CPU: draft 1 has the same tokens in {} of {}; log-probabilities {:.4} apart at the median, {:.4} at \
             the most ({:.4} with the CPU's rough sum over what it has not scored)",
            agreement.same_drafts,
            agreement.contexts,
            agreement.median_apart,
            agreement.most_apart,
            agreement.most_apart_as_given
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gpu(keystroke_ms: f64, most_apart: f32) -> Tested {
        let agreement = Agreement { most_apart, ..Agreement::of(&[], &[]) };
        let timing = Timing { load_ms: 1.0, keystroke_ms, step: None };
        Tested { name: "gpu", device: "a test".to_owned(), timing: Some(timing), agreement: Some(agreement) }
    }

    #[test]
    fn a_backend_must_be_right_and_faster() {
        let cpu = Probe::of_keystrokes(vec![20.0, 10.0, 900.0]);
        assert_eq!(choose(&cpu, &gpu(19.0, 0.01)).0, "gpu");
        assert_eq!(choose(&cpu, &gpu(21.0, 0.01)).0, "cpu");
        let (choice, because) = choose(&cpu, &gpu(1.0, 0.5));
        assert_eq!((choice, because.as_str()), ("cpu", "the GPU's log-probabilities are off by 0.500, at most 0.03"));
        assert_eq!(choose(&cpu, &against_cpu("gpu", Err(anyhow::anyhow!("none")), &cpu)).0, "cpu");
    }

    /// NaN is no agreement: nothing is.
    #[test]
    fn a_backend_that_agrees_on_nothing_is_not_chosen() {
        let cpu = Probe::of_keystrokes(vec![20.0]);
        assert_eq!(choose(&cpu, &gpu(1.0, f32::NAN)).0, "cpu");
    }
}
