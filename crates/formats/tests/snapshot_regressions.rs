//! Replays the fuzzer's seeds of snapshots, and whatever once made it fail, on the fuzz target's own code.

use foreword_formats::{Snapshot, SnapshotError, SnapshotShape, SnapshotView};
use half::f16;

#[path = "../../../fuzz/bodies/snapshot.rs"]
mod body;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

const SHAPE: SnapshotShape = SnapshotShape { layers: 2, kv_heads: 1, head_dim: 4 };

fn snapshot(positions: u32) -> Snapshot {
    let values = (0..2 * SHAPE.layer_values(positions as usize)).map(|n| f16::from_f32(n as f32 / 8.0 - 1.0)).collect();
    Snapshot { fingerprint: *b"0123456789abcdef", shape: SHAPE, tokens: (0..positions).collect(), values }
}

fn bytes(positions: u32) -> Vec<u8> {
    snapshot(positions).to_bytes().expect("well-formed")
}

/// `bytes` with the word at `at` replaced, and the right checksum.
fn changed(mut bytes: Vec<u8>, at: usize, word: [u8; 4]) -> Vec<u8> {
    bytes[at..at + 4].copy_from_slice(&word);
    let end = bytes.len() - 4;
    let checksum = crc32fast::hash(&bytes[..end]);
    bytes[end..].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

fn seeds() -> [(&'static str, Vec<u8>); 4] {
    let cut = bytes(3)[..60].to_vec();
    [("good", bytes(3)), ("empty", bytes(0)), ("cut", cut), ("huge", changed(bytes(0), 36, [0xff; 4]))]
}

#[test]
fn every_saved_input_passes() {
    replay::replay("snapshot", &seeds(), body::snapshot);
}

#[test]
fn each_flaw_is_named_with_its_numbers() {
    let (good, len) = (bytes(3), 40 + 3 * 4 + 2 * 2 * 4 * 3 * 2 + 4);
    assert_eq!(good.len(), len);
    let read = |bytes: &[u8]| Snapshot::from_bytes(bytes).expect_err("accepted");
    assert_eq!(read(&[]), SnapshotError::Magic { found: [0; 4] });
    assert_eq!(read(&changed(good.clone(), 0, *b"GGUF")), SnapshotError::Magic { found: *b"GGUF" });
    assert_eq!(read(&changed(good.clone(), 4, [2, 0, 0, 0])), SnapshotError::Version { found: 2 });
    assert_eq!(read(&good[..20]), SnapshotError::Length { expected: 44, found: 20 });
    let (expected, found) = (len as u64, len as u64 - 1);
    assert_eq!(read(&good[..len - 1]), SnapshotError::Length { expected, found });
    // Sizes whose product no computer could hold are refused by the number of bytes.
    let mut vast = changed(good.clone(), 24, [0xff; 4]);
    for at in [28, 32, 36] {
        vast = changed(vast, at, [0xff; 4]);
    }
    assert_eq!(read(&vast), SnapshotError::Length { expected: u64::MAX, found: len as u64 });
    let mut damaged = good.clone();
    damaged[50] ^= 1;
    assert!(matches!(read(&damaged), SnapshotError::Checksum { expected, found } if expected != found));
    let infinite = changed(good.clone(), 52, [0, 0, 0, 0x7c]);
    assert_eq!(read(&infinite), SnapshotError::NotFinite { at: 1 });
}

#[test]
fn what_does_not_fit_its_shape_is_not_written() {
    let mut few = snapshot(3);
    few.values.pop();
    assert_eq!(few.to_bytes(), Err(SnapshotError::Values { expected: 48, found: 47 }));
    let mut infinite = snapshot(3);
    infinite.values[5] = f16::INFINITY;
    assert_eq!(infinite.to_bytes(), Err(SnapshotError::NotFinite { at: 5 }));
}

#[test]
fn layers_are_those_written() {
    let snapshot = snapshot(3);
    let bytes = snapshot.to_bytes().expect("it can be written");
    let view = SnapshotView::of(&bytes).expect("it can be read");
    assert_eq!(view.layer(1).collect::<Vec<_>>(), &snapshot.values[24..]);
    assert_eq!((view.layer(2).count(), view.layer(usize::MAX).count()), (0, 0));
}
