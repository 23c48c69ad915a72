//! Replays the fuzzer's seeds, and whatever once made it fail, on the fuzz target's own code.

#[path = "../../../fuzz/bodies/gguf.rs"]
mod body;
#[path = "support/gguf_writer.rs"]
mod gguf_writer;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

/// The seeds: a good file, the same without tensors, one of another alignment, and one that ends inside its entries.
fn seeds() -> [(&'static str, Vec<u8>); 4] {
    let good = gguf_writer::good();
    let mut bare = good.clone();
    bare.tensors.clear();
    bare.data_len = 0;
    let mut aligned = good.clone();
    aligned.set("general.alignment", 4, vec![64, 0, 0, 0]);
    aligned.alignment = 64;
    for (tensor, offset) in aligned.tensors.iter_mut().zip([128, 0, 64]) {
        tensor.offset = offset;
    }
    aligned.data_len = 128 + 68;
    let mut cut = good.bytes();
    cut.truncate(200);
    [("good", good.bytes()), ("no-tensors", bare.bytes()), ("aligned-64", aligned.bytes()), ("cut", cut)]
}

#[test]
fn every_saved_input_passes() {
    replay::replay("gguf", &seeds(), body::gguf);
}
