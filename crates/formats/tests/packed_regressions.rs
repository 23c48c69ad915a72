//! Replays the fuzzer's seeds of packed files, and whatever once made it fail, on the fuzz target's own code.

use foreword_formats::packed::pack;

#[path = "../../../fuzz/bodies/packed.rs"]
mod body;
#[path = "support/gguf_writer.rs"]
mod gguf_writer;
#[path = "support/packing.rs"]
mod packing;
#[path = "support/packing_decoder.rs"]
mod packing_decoder;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

/// The seeds: an encoder, a decoder with differences, the smallest file, and one that ends inside its segments.
fn seeds() -> [(&'static str, Vec<u8>); 4] {
    let mut noise = packing::Noise(3);
    let encoder = packing::encoder(&mut noise);
    let decoder = packing_decoder::decoder(&encoder, &mut noise);
    let smallest = [&8u64.to_le_bytes()[..], b"{}      "].concat();
    let plain = pack(&encoder, [9; 32], None).expect("well-formed");
    let mut cut = plain.clone();
    cut.truncate(300);
    [
        ("encoder", plain),
        ("decoder", packing_decoder::packed_decoder(&encoder, &decoder)),
        ("smallest", pack(&smallest, [0; 32], None).expect("well-formed")),
        ("cut", cut),
    ]
}

#[test]
fn every_saved_input_passes() {
    replay::replay("packed", &seeds(), body::packed);
}

#[test]
fn the_seeds_are_unpacked() {
    for (name, seed) in seeds() {
        assert_eq!(body::unpack(&seed, 100).is_ok(), name != "cut", "{name}");
    }
}
