//! `foreword model`: from committed and fetched files to what is shipped.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn models() -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cache = std::env::var_os("FOREWORD_CACHE").map_or_else(|| repository.join(".cache"), PathBuf::from);
    cache.join("models")
}

/// The packed decoder.
fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/decoder-lanes-10.safetensors.packed")
}

fn model(task: &str, arguments: &[(&str, &Path)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
    command.args(["model", task]);
    for (name, path) in arguments {
        command.arg(name).arg(path);
    }
    command.output().expect("it starts")
}

fn refused(output: &Output, reason: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && stderr.contains(reason), "{stderr}");
    assert!(output.stdout.is_empty());
}

#[test]
fn the_committed_decoder_unpacks_to_one_that_belongs_to_the_encoder() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, encoder) = (folder.path().join("plain"), models().join("foreword-encoder.gguf"));
    let output = model("unpack", &[("--input", &committed()), ("--base", &encoder), ("--out", &plain)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let before = std::fs::read(&plain).unwrap();
    // It names the encoder already: to stamp it anew changes nothing.
    let output = model("stamp", &[("--decoder", &plain), ("--encoder", &encoder)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(std::fs::read(&plain).unwrap() == before);
    // Stamped for another one, it is another file, which still unpacks.
    let output = model("stamp", &[("--decoder", &plain), ("--encoder", &committed())]);
    assert!(output.status.success() && std::fs::read(&plain).unwrap() != before);
}

#[test]
fn what_cannot_be_done_is_refused_with_a_reason_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (out, missing) = (folder.path().join("out"), folder.path().join("missing"));
    let text = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    refused(&model("pack", &[("--input", &missing), ("--out", &out)]), "cannot read");
    refused(&model("pack", &[("--input", &text), ("--out", &out)]), "neither GGUF nor safetensors");
    refused(&model("unpack", &[("--input", &text), ("--out", &out)]), "not a packed file");
    refused(&model("stamp", &[("--decoder", &text), ("--encoder", &text)]), "cannot stamp");
    let encoder = models().join("foreword-encoder.gguf");
    refused(
        &model("shrink", &[("--input", &encoder), ("--decoder", &text), ("--out", &out)]),
        "cannot read the tokens",
    );
    refused(&model("shrink", &[("--input", &text), ("--decoder", &committed()), ("--out", &out)]), "not a GGUF file");
    refused(&model("adapt", &[("--input", &encoder), ("--adaptation", &text), ("--out", &out)]), "cannot adapt");
    let mut damaged = std::fs::read(committed()).unwrap();
    let at = damaged.len() - 1000;
    damaged[at] ^= 0x10;
    let path = folder.path().join("damaged");
    std::fs::write(&path, damaged).unwrap();
    let output = model("unpack", &[("--input", &path), ("--base", &encoder), ("--out", &out)]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(!out.exists());
}
