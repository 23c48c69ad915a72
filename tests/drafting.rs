//! The drafting decoder against its PyTorch reference: `golden/decoder.json` (see `golden/README.md`).

use anyhow::{Context, bail, ensure};
use foreword_cpu::{CpuOps, Isa};
use foreword_decode::{Depth, NeverCancel, StepInput, StepModel, Want};
use foreword_formats::FormatError;
use foreword_model::ModelError;
use serde::Deserialize;

mod common;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    text: String,
    ids: Vec<u32>,
    k: usize,
    first: Vec<(u32, f32)>,
    steps: Vec<Vec<Lane>>,
}

#[derive(Deserialize)]
struct Lane {
    y: u32,
    gamma: f32,
    top5: Vec<(u32, f32)>,
}

/// The decoder's file with the tensors of the head's preview renamed, so that the reader finds no preview.
fn without_preview(mut file: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    for (name, other) in [("decoder.preview.in\"", "decoder.ignored.in\""), ("preview.basis\"", "ignored.basis\"")] {
        let at = file.windows(name.len()).position(|part| part == name.as_bytes()).context("no preview")?;
        file[at..at + name.len()].copy_from_slice(other.as_bytes());
    }
    Ok(file)
}

#[test]
fn distributions_are_those_of_the_reference_for_exact_and_mixed_inputs() -> anyhow::Result<()> {
    let tolerance = Tolerance { mean: 2e-3, most: 0.05, near: f32::INFINITY, missing: 0.0 };
    compare(&without_preview(common::decoder_file()?)?, true, tolerance)
}

/// As drafts are written: what meets the decoder's matrices is rounded to eight bits.
#[test]
fn coarse_activations_stay_close_to_the_reference() -> anyhow::Result<()> {
    let tolerance = Tolerance { mean: 0.05, most: 0.6, near: 3.0, missing: 0.01 };
    compare(&without_preview(common::decoder_file()?)?, false, tolerance)
}

/// The preview nearly always finds the same tokens; it only estimates the sum that normalises them.
#[test]
fn the_preview_of_the_head_stays_close_to_the_reference() -> anyhow::Result<()> {
    compare(&common::decoder_file()?, true, Tolerance { mean: 0.03, most: 0.3, near: 1.5, missing: 0.003 })
}

/// How far log-probabilities (natural logarithm) may be from the reference.
#[derive(Clone, Copy)]
struct Tolerance {
    mean: f64,
    most: f32,
    /// Only candidates this near to the likeliest are compared.
    near: f32,
    /// Share of these that may be missing.
    missing: f64,
}

/// Forces the recorded tokens through a decoder and compares all that is recorded of its distributions.
fn compare(file: &[u8], is_exact: bool, tolerance: Tolerance) -> anyhow::Result<()> {
    let golden: Golden = common::golden("decoder.json")?;
    let cases = |k| golden.cases.iter().filter(|case| case.k == k).count();
    ensure!(cases(1) >= 12 && cases(3) >= 12);
    for isa in Isa::available().into_iter().filter(|&isa| isa != Isa::Portable) {
        let mut network = common::load(CpuOps::with_isa(isa, 1).context("instruction set vanished")?)?.network;
        network.load_decoder(file, &common::encoder_sha256()?)?;
        network.draft_exactly(is_exact);
        let (mut worst, mut sum, mut compared, mut missing) = (0.0f32, 0.0, 0, Vec::new());
        for case in &golden.cases {
            let mut context = network.context();
            pollster::block_on(network.encode(&mut context, &case.ids, &NeverCancel))?;
            let next = pollster::block_on(network.next(&context))?;
            for &(token, log_prob) in &case.first {
                ensure!((next[token as usize] - log_prob).abs() < 5e-3, "{}: first token {token}", case.text);
            }
            let mut drafts = network.drafts(Depth::Shallow, case.k, case.steps.len())?;
            for (step, lanes) in case.steps.iter().enumerate() {
                let tokens: Vec<u32> = lanes.iter().map(|lane| lane.y).collect();
                let weights: Vec<f32> = lanes.iter().map(|lane| lane.gamma).collect();
                let input = StepInput::Lanes { tokens: &tokens, weights: &weights };
                let found = pollster::block_on(network.step(&context, &mut drafts, input, Want::likeliest(8)))?;
                for (lane, (found, expected)) in found.iter().zip(lanes).enumerate() {
                    let least = expected.top5[0].1 - tolerance.near;
                    for &(token, log_prob) in expected.top5.iter().filter(|c| c.1 >= least) {
                        let at = || format!("{isa:?} {} k={} step {step} lane {lane} token {token}", case.text, case.k);
                        let Some(found) = found.candidates.iter().find(|c| c.token == token) else {
                            missing.push(at());
                            continue;
                        };
                        let difference = (found.log_prob - log_prob).abs();
                        ensure!(difference < tolerance.most, "{}: {} for {log_prob}", at(), found.log_prob);
                        worst = worst.max(difference);
                        sum += f64::from(difference);
                        compared += 1;
                    }
                }
            }
        }
        let mean = sum / f64::from(compared);
        println!("{isa:?}: mean |Δ log-prob| {mean:.6}, worst {worst:.5}, over {compared} candidates");
        ensure!(mean < tolerance.mean, "{isa:?}: mean |Δ log-prob| {mean}");
        let share = missing.len() as f64 / (missing.len() as f64 + f64::from(compared));
        ensure!(share <= tolerance.missing, "{} candidates of {compared} are missing: {missing:?}", missing.len());
    }
    Ok(())
}

/// A single lane must give the same bits as a single independent row.
#[test]
fn one_lane_is_one_row() -> anyhow::Result<()> {
    let golden: Golden = common::golden("decoder.json")?;
    let mut network = common::load(CpuOps::new(1))?.network;
    network.load_decoder(&common::decoder_file()?, &common::encoder_sha256()?)?;
    let case = &golden.cases[0];
    let mut context = network.context();
    pollster::block_on(network.encode(&mut context, &case.ids, &NeverCancel))?;
    let mut lanes = network.drafts(Depth::Shallow, 1, 3)?;
    let mut rows = network.drafts(Depth::Shallow, 1, 3)?;
    for token in [case.steps[0][0].y, case.steps[1][0].y, case.steps[2][0].y] {
        let lane = StepInput::Lanes { tokens: &[token], weights: &[1.0] };
        let a = pollster::block_on(network.step(&context, &mut lanes, lane, Want::likeliest(5)))?;
        let b = pollster::block_on(network.step(&context, &mut rows, StepInput::Rows(&[token]), Want::likeliest(5)))?;
        ensure!(a == b);
    }
    let again = pollster::block_on(network.step(&context, &mut rows, StepInput::Rows(&[5]), Want::likeliest(5)));
    ensure!(again.is_err_and(|error| error.to_string().contains("steps: 4")));
    let mut rows = network.drafts(Depth::Shallow, 1, 3)?;
    let two = pollster::block_on(network.step(&context, &mut rows, StepInput::Rows(&[5, 6]), Want::likeliest(5)));
    ensure!(two.is_err_and(|error| error.to_string().contains("rows: 2")));
    Ok(())
}

/// Replaces the first `from` in the JSON header of a safetensors file and corrects the header's length.
fn with_header_edited(file: &[u8], from: &str, to: &str) -> anyhow::Result<Vec<u8>> {
    let (len, rest) = file.split_at_checked(8).context("no header length")?;
    let len = usize::try_from(u64::from_le_bytes(len.try_into()?))?;
    let (header, tensors) = rest.split_at_checked(len).context("the header is cut off")?;
    let header = std::str::from_utf8(header)?;
    ensure!(header.contains(from), "{from} is not in the header");
    let header = header.replacen(from, to, 1);
    Ok([&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), tensors].concat())
}

#[test]
fn a_decoder_for_another_encoder_is_refused_and_nothing_changes() -> anyhow::Result<()> {
    let mut network = common::load(CpuOps::new(1))?.network;
    let (file, encoder) = (common::decoder_file()?, common::encoder_sha256()?);
    let error = network.load_decoder(&file, &"0".repeat(64)).err().context("accepted")?;
    let ModelError::Metadata { key: "encoder_sha256", found, .. } = &error else { bail!("{error:?}") };
    ensure!(*found == encoder, "{error}");
    ensure!(!network.has_decoder());
    network.load_decoder(&file, &encoder)?;
    ensure!(network.has_decoder());
    Ok(())
}

/// An edit of the decoder file's header, and the error it must lead to.
type Edit = (&'static str, &'static str, fn(&ModelError) -> bool);

const EDITS: [Edit; 5] = [
    ("\"0,1,11,", "\"0,1,99,", |error| matches!(error, ModelError::Metadata { key: "source_layers", .. })),
    (
        "\"trunk_layers\":\"8\"",
        "\"trunk_layers\":\"10\"",
        |error| matches!(error, ModelError::Metadata { key: "trunk_layers", found, .. } if found == "10"),
    ),
    (
        "\"U32\"",
        "\"F32\"",
        |error| matches!(error, ModelError::Format(FormatError::Tensor { name, .. }) if name == "decoder.vocab"),
    ),
    (
        "\"preview_tail\":\"1",
        "\"preview_tail\":\"-1",
        |error| matches!(error, ModelError::Metadata { key: "preview_tail", found, .. } if found.starts_with("-1")),
    ),
    (
        "\"decoder.preview.basis\"",
        "\"decoder.preview.renamed\"",
        |error| matches!(error, ModelError::MissingTensor { name } if name == "decoder.preview.basis"),
    ),
];

#[test]
fn a_damaged_decoder_file_is_refused_for_the_right_reason() -> anyhow::Result<()> {
    let mut network = common::load(CpuOps::new(1))?.network;
    let (file, encoder) = (common::decoder_file()?, common::encoder_sha256()?);
    for len in [0, 7, 8, 5000, file.len() - 1] {
        let error = network.load_decoder(&file[..len], &encoder).err().with_context(|| format!("{len} accepted"))?;
        ensure!(matches!(error, ModelError::Safetensors(_)), "{len} bytes: {error:?}");
    }
    for (from, to, is_expected) in EDITS {
        let edited = with_header_edited(&file, from, to)?;
        let error = network.load_decoder(&edited, &encoder).err().with_context(|| format!("{to} accepted"))?;
        ensure!(is_expected(&error), "{to}: {error:?}");
    }
    ensure!(!network.has_decoder());
    Ok(())
}
