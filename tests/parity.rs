//! The encoder against an independent implementation: `golden/encoder.json` was made by Hugging Face transformers from
//! the same file (see `golden/README.md`). Every instruction set of this machine has to agree with it.

use anyhow::{Context, ensure};
use foreword_cpu::{CpuOps, Isa};
use foreword_decode::NeverCancel;
use serde::Deserialize;

mod common;

use common::{golden, load_golden};

#[derive(Deserialize)]
struct Golden {
    positions: usize,
    texts: Vec<Text>,
}

#[derive(Deserialize)]
struct Text {
    name: String,
    ids: Vec<u32>,
    log_prob: Vec<f32>,
    top1: Vec<u32>,
}

#[derive(Deserialize)]
struct Spellings {
    cases: Vec<Spelling>,
}

#[derive(Deserialize)]
struct Spelling {
    text: String,
    ids: Vec<u32>,
}

#[test]
fn log_probabilities_are_those_of_transformers() -> anyhow::Result<()> {
    let golden: Golden = golden("encoder.json")?;
    for isa in Isa::available().into_iter().filter(|&isa| isa != Isa::Portable) {
        let ops = CpuOps::with_isa(isa, 1).context("instruction set vanished")?;
        let network = load_golden(ops)?.network;
        let (mut agreed, mut difference, mut positions) = (0, 0.0, 0);
        for text in &golden.texts {
            let scores = pollster::block_on(network.score(&text.ids, &NeverCancel))?;
            ensure!(scores.len() == text.log_prob.len(), "{}: {} scores", text.name, scores.len());
            for ((score, expected), top) in scores.iter().zip(&text.log_prob).zip(&text.top1) {
                positions += 1;
                agreed += usize::from(score.top.token == *top);
                difference += f64::from((score.log_prob - expected).abs());
            }
        }
        let (agreement, mean) = (agreed as f64 / positions as f64, difference / positions as f64);
        println!("{isa:?}: top-1 {agreement:.5}, mean |Δ log-prob| {mean:.6} over {positions} positions");
        ensure!(positions == golden.positions && positions >= 2000, "{positions} positions");
        ensure!(agreement >= 0.995, "{isa:?}: top-1 agreement {agreement}");
        ensure!(mean <= 0.002, "{isa:?}: mean |Δ log-prob| {mean}");
    }
    Ok(())
}

#[test]
fn tokens_are_those_of_hugging_face() -> anyhow::Result<()> {
    let golden: Spellings = golden("tokenizer.json")?;
    let tokenizer = load_golden(CpuOps::new(1))?.tokenizer;
    ensure!(golden.cases.len() >= 200);
    for case in golden.cases {
        let ids: Vec<u32> = tokenizer.encode(&case.text)?.iter().map(|token| token.id).collect();
        // Hugging Face drops bytes that the vocabulary lacks; Foreword replaces such characters with U+FFFD.
        let bytes = tokenizer.decode(&ids)?;
        if bytes == case.text.as_bytes() {
            ensure!(ids == case.ids, "{:?}: {ids:?}, expected {:?}", case.text, case.ids);
        } else {
            ensure!(String::from_utf8_lossy(&bytes).contains('\u{fffd}'), "{:?} came back as {bytes:?}", case.text);
        }
    }
    Ok(())
}
