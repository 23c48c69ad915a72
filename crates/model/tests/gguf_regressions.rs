//! Replays the fuzzer's seeds, and whatever once made it fail, on the fuzz target's own code.

use std::path::{Path, PathBuf};

#[path = "../../../fuzz/bodies/gguf.rs"]
mod body;
#[path = "support/gguf_writer.rs"]
mod gguf_writer;

fn fuzz_dir(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(name).join("gguf")
}

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

/// `BLESS=1` writes the seeds.
#[test]
fn every_saved_input_passes() {
    for (name, bytes) in seeds() {
        let path = fuzz_dir("corpus").join(name);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &bytes).unwrap();
        }
        let saved = std::fs::read(&path).unwrap_or_default();
        assert_eq!(saved, bytes, "{}: BLESS=1 writes it anew", path.display());
    }
    for dir in ["corpus", "regressions"].map(fuzz_dir) {
        for entry in std::fs::read_dir(&dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display())) {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            body::gguf(&std::fs::read(path).unwrap());
        }
    }
}
