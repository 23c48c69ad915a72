//! Files that were given as the model and are something else, or only a part of it.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1\n\
    oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 98362432\n";

/// Files that are no model at all, and what is said of them.
const OTHERS: [(&str, &[u8], &str); 8] = [
    ("pointer", POINTER, "a Git LFS pointer"),
    ("page", b"<!DOCTYPE html>\n<html><title>404</title></html>", "a web page"),
    ("denied.xml", b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "a web page"),
    ("answer", b"{\"error\":\"Repository not found\"}", "JSON"),
    ("note", b"Entry not found", "a text that begins \"Entry not found\""),
    ("empty", b"", "empty"),
    ("zipped", b"\x1f\x8b\x08\0\0\0\0\0", "compressed with gzip"),
    ("reserved", &[0; 4096], "nothing but zeros"),
];

fn models() -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cache = std::env::var_os("FOREWORD_CACHE").map_or_else(|| repository.join(".cache"), PathBuf::from);
    cache.join("models")
}

fn encoder() -> PathBuf {
    models().join("foreword-encoder.gguf")
}

fn decoder() -> PathBuf {
    models().join("decoder-lanes-10.safetensors")
}

/// The one line that a command tells on standard error while it fails over the file at `path`.
fn told(option: &str, path: &Path, more: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
    command.args(more).arg(option).arg(path).stdin(Stdio::piped());
    let output = command.output().expect("it starts");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{}: {told}", path.display());
    assert!(output.stdout.is_empty() && told.lines().count() == 1, "{told}");
    assert!(told.contains(path.to_str().expect("a name in UTF-8")), "{told}");
    told
}

const COMPLETE: [&str; 3] = ["complete", "--text", "hi"];

/// Both options that name a model file.
const OPTIONS: [&str; 2] = ["--model", "--decoder-file"];

fn refused(option: &str, path: &Path, reason: &str) {
    let told = told(option, path, &COMPLETE);
    assert!(told.contains(reason) && told.contains("cargo xtask model fetch"), "{option}: {told}");
}

/// A copy of a file in `folder`, to be cut or lengthened.
fn copy(file: &Path, folder: &Path) -> (PathBuf, u64) {
    let path = folder.join("copy");
    let len = std::fs::copy(file, &path).expect("there is room for a copy");
    (path, len)
}

fn cut(path: &Path, len: u64) {
    File::options().write(true).open(path).and_then(|file| file.set_len(len)).expect("it can be cut");
}

#[test]
fn what_was_given_as_a_model_is_named_in_words() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, reason) in OTHERS {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        OPTIONS.iter().for_each(|option| refused(option, &path, &format!("{name} is {reason}")));
    }
    OPTIONS.iter().for_each(|option| refused(option, folder.path(), "is a folder"));
    OPTIONS.iter().for_each(|option| refused(option, &folder.path().join("missing"), "No such file"));
    OPTIONS
        .iter()
        .for_each(|option| refused(option, &models().join("foreword-encoder.gguf.packed"), "packed for download"));
    refused("--model", &decoder(), "a safetensors file, as the drafting decoder is");
    refused("--decoder-file", &encoder(), "a GGUF file, as the model (the encoder) is");
}

#[test]
fn the_same_is_said_where_only_the_vocabulary_is_read() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), POINTER).unwrap();
    let told = told("--model", file.path(), &["ngrams", "measure", "--table", "x", "y"]);
    assert!(told.contains("a Git LFS pointer"), "{told}");
}

#[test]
#[cfg(unix)]
fn a_pipe_is_refused_and_not_waited_for() {
    for option in OPTIONS {
        let told = told(option, Path::new("/dev/stdin"), &COMPLETE);
        assert!(told.contains("is a pipe or a device"), "{told}");
    }
}

#[test]
fn a_model_that_was_cut_or_goes_on_is_told_by_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let (path, len) = copy(&encoder(), folder.path());
    File::options().append(true).open(&path).unwrap().write_all(b"\n").unwrap();
    refused("--model", &path, &format!("longer than it says: it has {} bytes and should have {len}", len + 1));
    for shorter in [len - 1, len / 2] {
        cut(&path, shorter);
        refused("--model", &path, &format!("ends early: it has {shorter} bytes and should have {len}"));
    }
    for shorter in [1 << 20, 100, 5] {
        cut(&path, shorter);
        refused("--model", &path, "ends early");
    }
}

#[test]
fn a_decoder_that_was_cut_or_goes_on_is_told_by_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let (path, len) = copy(&decoder(), folder.path());
    File::options().append(true).open(&path).unwrap().write_all(b"\n").unwrap();
    refused("--decoder-file", &path, &format!("longer than it says: it has {} bytes and should have {len}", len + 1));
    for shorter in [len - 1, 1 << 20] {
        cut(&path, shorter);
        refused("--decoder-file", &path, &format!("ends early: it has {shorter} bytes and should have {len}"));
    }
    cut(&path, 100);
    refused("--decoder-file", &path, "ends early: it has 100 bytes");
}

#[test]
fn a_pair_that_does_not_belong_together_is_told_by_both_hashes() {
    let other = models().join("SmolLM2-135M-Instruct.Q4_1.gguf");
    let mut more = COMPLETE.to_vec();
    more.extend(["--model", other.to_str().unwrap()]);
    let told = told("--decoder-file", &decoder(), &more);
    let hashes = told.split('"').filter(|part| part.len() == 64).count();
    assert!(told.contains("encoder_sha256") && hashes == 2, "{told}");
}
