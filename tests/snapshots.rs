//! Contexts taken out as snapshots and put back, on the shipped model.

use anyhow::{Context, ensure};
use foreword_cpu::{CpuOps, Isa};
use foreword_decode::{NeverCancel, Scheduler, StepModel, Want};
use foreword_formats::Snapshot;
use foreword_model::ModelError;

mod common;

fn tokens(count: u32) -> Vec<u32> {
    (0..count).map(|n| 1000 + n * 37 % 900).collect()
}

fn most_apart(found: &[f32], expected: &[f32]) -> f32 {
    // Below e⁻¹⁵ nothing is ever offered.
    let likely = expected.iter().zip(found).filter(|(expected, _)| **expected > -15.0);
    likely.fold(0.0, |most, (expected, found)| most.max((found - expected).abs()))
}

/// Caches round keys and values to 16-bit whole numbers, so that another snapshot of a restored context is another one.
fn check_alike(again: &[u8], first: &[u8]) -> anyhow::Result<()> {
    let [again, first] = [again, first].map(Snapshot::from_bytes);
    let (again, first) = (again?, first?);
    ensure!((&again.tokens, again.shape, again.fingerprint) == (&first.tokens, first.shape, first.fingerprint));
    let width = first.shape.head_dim as usize;
    for (n, (again, first)) in again.values.chunks(width).zip(first.values.chunks(width)).enumerate() {
        let norm = first.iter().map(|x| x.to_f64().powi(2)).sum::<f64>().sqrt();
        for (again, first) in again.iter().zip(first) {
            let off = (again.to_f64() - first.to_f64()).abs();
            ensure!(off <= first.to_f64().abs() / 1024.0 + norm / 32_767.0, "vector {n}: {again} for {first}");
        }
    }
    Ok(())
}

/// What one instruction set wrote, each continues, as if it had read the text itself but for the rounding of keys and
/// values to half floats.
#[test]
fn a_restored_context_continues_the_text_on_every_instruction_set() -> anyhow::Result<()> {
    // More than caches hold at first, and no more: without vectors reading is slow.
    let text = tokens(70);
    let portable = common::load(CpuOps::with_isa(Isa::Portable, 2).context("always there")?)?.network;
    let mut original = portable.context();
    pollster::block_on(portable.encode(&mut original, &text, &NeverCancel))?;
    let snapshot = pollster::block_on(portable.snapshot(&original))?;
    let mut longer = text.clone();
    longer.extend([1500, 1501]);
    pollster::block_on(portable.encode(&mut original, &longer, &NeverCancel))?;
    let expected = pollster::block_on(portable.next(&original))?;
    for isa in Isa::available() {
        let network = common::load(CpuOps::with_isa(isa, 2).context("instruction set vanished")?)?.network;
        ensure!(network.fingerprint() == portable.fingerprint());
        let mut context = network.context();
        pollster::block_on(network.restore(&mut context, &snapshot))?;
        ensure!(network.tokens(&context) == text);
        check_alike(&pollster::block_on(network.snapshot(&context))?, &snapshot).with_context(|| format!("{isa:?}"))?;
        let unread = pollster::block_on(network.next(&context));
        ensure!(matches!(unread, Err(ModelError::Unread { tokens: 70 })));
        let encoded = pollster::block_on(network.encode(&mut context, &longer, &NeverCancel))?;
        ensure!((encoded.reused, encoded.encoded) == (70, 2));
        let apart = most_apart(&pollster::block_on(network.next(&context))?, &expected);
        println!("{isa:?}: log-probabilities {apart:.4} apart at most");
        ensure!(apart < 0.05, "{isa:?}: {apart}");
    }
    Ok(())
}

#[test]
fn what_is_no_snapshot_of_this_model_changes_nothing() -> anyhow::Result<()> {
    let network = common::load(CpuOps::new(1))?.network;
    let text = tokens(3);
    let mut context = network.context();
    pollster::block_on(network.encode(&mut context, &text, &NeverCancel))?;
    let good = pollster::block_on(network.snapshot(&context))?;
    let before = pollster::block_on(network.next(&context))?;
    let mut other = good.clone();
    other[8] ^= 1;
    let end = other.len() - 4;
    let checksum = crc32fast::hash(&other[..end]);
    other[end..].copy_from_slice(&checksum.to_le_bytes());
    for (bytes, what) in [(&other[..], "the snapshot is of model"), (&good[..end], "bytes"), (b"", "begins with")] {
        let error = pollster::block_on(network.restore(&mut context, bytes)).err().context("accepted")?.to_string();
        ensure!(error.contains(what), "{error}");
        ensure!(network.tokens(&context) == text);
        ensure!(pollster::block_on(network.next(&context))? == before);
    }
    pollster::block_on(network.restore(&mut context, &good))?;
    Ok(())
}

/// Memory follows the length of the text, and what was read is the same however the caches grew.
#[test]
fn caches_grow_with_the_text_and_are_given_back() -> anyhow::Result<()> {
    struct AtTheFirstLayer;
    impl Scheduler for AtTheFirstLayer {
        async fn yield_now(&self) -> Result<(), foreword_decode::Cancelled> {
            Err(foreword_decode::Cancelled)
        }
    }
    let network = common::load(CpuOps::new(1))?.network;
    let text = tokens(150);
    let mut context = network.context();
    let empty = network.context_bytes(&context);
    ensure!(empty < 1 << 10, "{empty} bytes of an empty context");
    // In pieces, so that the caches grow twice and keep what they hold.
    for len in [10, 60, 64, 65, 130, 150] {
        pollster::block_on(network.encode(&mut context, &text[..len], &NeverCancel))?;
    }
    let grown = pollster::block_on(network.next(&context))?;
    let bytes = network.context_bytes(&context);
    let mut at_once = network.context();
    let rows = pollster::block_on(network.extend(&mut at_once, &text, Want::likeliest(1), &NeverCancel))?;
    ensure!(most_apart(&pollster::block_on(network.next(&at_once))?, &grown) < 1e-3);
    ensure!(rows.len() == 150 && rows[148].given.is_some() && rows[149].given.is_none());
    // Two bytes a number, and four for the scale of each key and value.
    let config = network.config();
    let per_position = config.n_layers * 2 * config.n_kv_heads * (2 * config.head_dim + 4);
    ensure!((192 * per_position..193 * per_position + (1 << 20)).contains(&bytes), "{bytes} bytes of 150 positions");
    network.shorten(&mut context, 149);
    ensure!(matches!(pollster::block_on(network.query(&context)), Err(ModelError::Unread { tokens: 149 })));
    let cancelled = pollster::block_on(network.encode(&mut context, &[5], &AtTheFirstLayer));
    ensure!(matches!(cancelled, Err(ModelError::Cancelled(_))) && network.tokens(&context).is_empty());
    ensure!(network.context_bytes(&context) < 65 * per_position + (1 << 20));
    network.shorten(&mut context, 0);
    ensure!(network.context_bytes(&context) < 1 << 20);
    ensure!(matches!(pollster::block_on(network.next(&context)), Err(ModelError::EmptyContext)));
    Ok(())
}
