//! Replays the fuzzer's seeds of adaptations, and whatever once made it fail, on the fuzz target's own code.

#[path = "support/adaptation.rs"]
mod adaptation;
#[path = "../../../fuzz/bodies/adapt.rs"]
mod body;
#[path = "support/gguf_writer.rs"]
mod gguf_writer;
#[path = "support/packing.rs"]
mod packing;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

/// The seeds: one that fits, one for another encoder, and one whose adaptation ends early.
fn seeds() -> [(&'static str, Vec<u8>); 3] {
    assert_eq!(body::BASE, adaptation::BASE);
    let encoder = adaptation::finite_encoder();
    let with = |file: &[u8]| [&(encoder.len() as u32).to_le_bytes()[..], &encoder, file].concat();
    let tensors = adaptation::tensors(3);
    let file = |changed: &[(&str, &str)]| adaptation::file(&tensors, changed);
    let good = file(&[]);
    [("good", with(&good)), ("other", with(&file(&[("base_sha256", "x")]))), ("cut", with(&good[..good.len() / 2]))]
}

#[test]
fn every_saved_input_passes() {
    replay::replay("adapt", &seeds(), body::adaptation);
}

#[test]
fn the_first_seed_is_adapted() {
    for (name, seed) in seeds() {
        assert_eq!(body::adapted(&seed).expect("it can be split").is_ok(), name == "good", "{name}");
    }
}
