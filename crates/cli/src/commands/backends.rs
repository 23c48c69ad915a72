//! `foreword backends`: the self-test of everything the network can run on.

use std::io::Write;
use std::path::PathBuf;

#[cfg(not(feature = "gpu"))]
use anyhow::bail;
use anyhow::ensure;
use clap::Args;
use foreword_decode::NeverCancel;
use foreword_engine::self_test::{Agreement, CONTEXTS, Finding, Patience, Probe, Verdict, judge, probe};
use foreword_engine::{Clock, Completer};
use foreword_eval::backends::contexts_of;
use foreword_eval::read_users;
use foreword_model::{Network, Ops};
use foreword_native::{Stopwatch, default_options};
use serde::Serialize;

use crate::arguments::{Backend, ModelArguments};

/// Why there is no GPU in a build without it.
#[cfg(not(feature = "gpu"))]
pub(crate) const NO_GPU: &str = "this build has no GPU backend; `cargo build --package foreword --features gpu` has";

#[derive(Args)]
pub(crate) struct BackendsArguments {
    /// Messages to draft in instead of a few built-in ones: a user file, folder or archive as `eval` takes them. Each is
    /// cut in its middle
    #[arg(long, value_name = "PATH")]
    messages: Option<PathBuf>,
    /// Messages at most
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Only print a JSON list of what would be drafted after, for measurements elsewhere
    #[arg(long)]
    print_contexts: bool,
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
    agreement: Option<AgreementOut>,
}

#[derive(Serialize)]
struct Timing {
    load_ms: f64,
    /// Median, of one more word and three drafts of eight tokens.
    keystroke_ms: f64,
    /// What the device was asked to do in one keystroke, where somebody counts.
    keystroke: Option<Cost>,
    /// In one step of the drafting decoder.
    step: Option<Cost>,
}

/// What a device was asked to do.
#[derive(Clone, Copy, Serialize)]
struct Cost {
    dispatches: u64,
    submissions: u64,
    read_backs: u64,
    read_back_bytes: u64,
    weight_bytes: u64,
    host_micros: u64,
}

#[derive(Serialize)]
struct AgreementOut {
    contexts: usize,
    same_drafts: usize,
    median_apart: f32,
    most_apart: f32,
    median_apart_as_given: f32,
    most_apart_as_given: f32,
}

impl From<Agreement> for AgreementOut {
    fn from(found: Agreement) -> Self {
        let Agreement { contexts, same_drafts, median_apart, most_apart, .. } = found;
        let Agreement { median_apart_as_given, most_apart_as_given, .. } = found;
        Self { contexts, same_drafts, median_apart, most_apart, median_apart_as_given, most_apart_as_given }
    }
}

/// A probed executor.
struct Probed {
    device: String,
    load_ms: f64,
    probe: Probe<Cost>,
}

impl Probed {
    fn timing(&self) -> Timing {
        let Probe { keystroke, step, .. } = self.probe;
        Timing { load_ms: self.load_ms, keystroke_ms: self.probe.keystroke_ms(), keystroke, step }
    }
}

pub(crate) fn run(model: &ModelArguments, arguments: &BackendsArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    ensure!(model.backend == Backend::Cpu, "`backends` tests all of them; leave --backend away");
    let contexts = contexts(arguments)?;
    if arguments.print_contexts {
        writeln!(out, "{}", serde_json::to_string(&contexts)?)?;
        return Ok(());
    }
    let ops = model.ops();
    let device = format!("{:?}, {} threads", ops.isa(), ops.threads());
    let cpu = probed(device, || model.load_on(ops), &contexts, |_| None)?;
    let (gpu, choice, because) = match probe_gpu(model, &contexts) {
        Ok(gpu) => {
            let Verdict { finding, because, agreement, .. } = judge(&gpu.probe, &cpu.probe);
            let agreement = agreement.map(AgreementOut::from);
            let timing = Some(gpu.timing());
            let choice = if finding == Finding::Faster { "gpu" } else { "cpu" };
            (Tested { name: "gpu", device: gpu.device, timing, agreement }, choice, because)
        }
        Err(error) => {
            let device = format!("cannot be used: {error:#}");
            let missing = Tested { name: "gpu", device, timing: None, agreement: None };
            (missing, "cpu", "nothing else can be used".to_owned())
        }
    };
    let timing = Some(cpu.timing());
    let cpu = Tested { name: "cpu", device: cpu.device, timing, agreement: None };
    let report = Report { contexts: contexts.len(), backends: vec![cpu, gpu], choice, because };
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        for tested in &report.backends {
            print(tested, out)?;
        }
        writeln!(out, "Use {}: {}.", report.choice, report.because)?;
    }
    Ok(())
}

fn contexts(arguments: &BackendsArguments) -> anyhow::Result<Vec<String>> {
    let Some(path) = &arguments.messages else { return Ok(CONTEXTS.map(str::to_owned).to_vec()) };
    let found = contexts_of(&read_users(path)?, arguments.limit as usize);
    ensure!(!found.is_empty(), "no message in {} has six words", path.display());
    Ok(found)
}

/// Loads a model and probes it.
fn probed<O: Ops>(
    device: String,
    load: impl FnOnce() -> anyhow::Result<Completer<Network<O>>>,
    contexts: &[String],
    cost: impl Fn(&Network<O>) -> Option<Cost>,
) -> anyhow::Result<Probed> {
    let clock = Stopwatch::start();
    let completer = load()?;
    pollster::block_on(completer.model().warm_up())?;
    let load_ms = clock.now_ms();
    let how = (&default_options(&completer), Patience::Endless);
    let probe = pollster::block_on(probe(&completer, contexts, how, (&NeverCancel, &clock), cost))?;
    Ok(Probed { device, load_ms, probe })
}

/// The adapter, and what came out on it.
#[cfg(feature = "gpu")]
fn probe_gpu(model: &ModelArguments, contexts: &[String]) -> anyhow::Result<Probed> {
    let cost = |network: &Network<foreword_gpu::GpuOps>| {
        let counters = network.ops().counters();
        network.ops().reset_counters();
        Some(Cost {
            dispatches: counters.dispatches,
            submissions: counters.submissions,
            read_backs: counters.read_backs,
            read_back_bytes: counters.read_back_bytes,
            weight_bytes: counters.weight_bytes,
            host_micros: counters.host_nanos / 1_000,
        })
    };
    let ops = model.gpu_ops()?;
    probed(ops.adapter().to_owned(), || model.load_on(ops), contexts, cost)
}

#[cfg(not(feature = "gpu"))]
fn probe_gpu(_: &ModelArguments, _: &[String]) -> anyhow::Result<Probed> {
    bail!(NO_GPU)
}

fn print(tested: &Tested, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "{}: {}", tested.name, tested.device)?;
    if let Some(timing) = &tested.timing {
        writeln!(out, "  {:8.1} ms for a keystroke (loaded in {:.0} ms)", timing.keystroke_ms, timing.load_ms)?;
        for (what, cost) in [("keystroke", timing.keystroke), ("step", timing.step)] {
            let Some(cost) = cost else { continue };
            writeln!(
                out,
                "  a {what}: {} dispatches, {} submissions, {} read-backs of {} bytes, {:.1} MB of weights, {:.2} ms recording",
                cost.dispatches,
                cost.submissions,
                cost.read_backs,
                cost.read_back_bytes,
                cost.weight_bytes as f64 / 1e6,
                cost.host_micros as f64 / 1e3
            )?;
        }
    }
    if let Some(agreement) = &tested.agreement {
        writeln!(
            out,
            "  against the CPU: draft 1 has the same tokens in {} of {}; log-probabilities {:.4} apart at the median, {:.4} at \
             the most ({:.4} with the CPU's rough sum over what it has not scored)",
            agreement.same_drafts,
            agreement.contexts,
            agreement.median_apart,
            agreement.most_apart,
            agreement.most_apart_as_given
        )?;
    }
    Ok(())
}
