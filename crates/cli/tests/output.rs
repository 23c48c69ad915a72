//! Where standard output goes when nobody reads it any more, or where there is no room for it.

use std::fs::File;
use std::io::pipe;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs the program with this standard output; its status, and what it told on standard error.
fn foreword(arguments: &[&str], stdout: impl Into<Stdio>) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
    command.args(arguments).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    let child = command.stdin(Stdio::null()).stdout(stdout).stderr(Stdio::piped()).spawn().expect("it starts");
    let output = child.wait_with_output().expect("it ends");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A pipe whose reader has gone before anything is written.
fn abandoned() -> Stdio {
    let (reader, writer) = pipe().expect("pipes can be made");
    drop(reader);
    writer.into()
}

/// Something that prints, of each way in which this program prints: text and JSON, much and little, at the end and
/// during the work. What is slow prints through the same writer; clippy's `print_stdout` sees to that.
fn commands(folder: &Path) -> Vec<Vec<String>> {
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("the folder can be written to");
        path
    };
    let messages =
        file("messages.txt", "I will see you at the station tomorrow morning\nThank you for your kind help\n");
    let corpus = folder.join("corpus");
    std::fs::create_dir(&corpus).expect("the folder can be written to");
    std::fs::copy(&messages, corpus.join("messages.txt")).expect("the folder can be written to");
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ngrams.bin");
    let decoder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/decoder-lanes-10.safetensors.packed");
    let path = |path: &PathBuf| path.to_string_lossy().into_owned();
    let (messages, corpus, table, decoder) = (path(&messages), path(&corpus), path(&table), path(&decoder));
    let (plain, counted) = (path(&folder.join("plain")), path(&folder.join("counted")));
    let encoder = path(&models().join("foreword-encoder.gguf"));
    [
        vec!["--help"],
        vec!["--version"],
        vec!["complete", "--help"],
        vec!["complete", "--text", "Thank you for your"],
        vec!["complete", "--text", "Thank you for your", "--json"],
        vec!["backends", "--messages", &messages, "--print-contexts"],
        vec!["bench", "--repeat", "1"],
        vec!["middle", &messages, "--gaps", "1"],
        vec!["model", "unpack", "--input", &decoder, "--base", &encoder, "--out", &plain],
        vec!["ngrams", "measure", "--table", &table, &messages],
        vec!["ngrams", "build", "--corpus", &corpus, "--out", &counted],
    ]
    .into_iter()
    .map(|command| command.into_iter().map(str::to_owned).collect())
    .collect()
}

fn models() -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cache = std::env::var_os("FOREWORD_CACHE").map_or_else(|| repository.join(".cache"), PathBuf::from);
    cache.join("models")
}

#[test]
fn a_reader_that_goes_away_is_a_quiet_end() {
    let folder = tempfile::tempdir().unwrap();
    for command in commands(folder.path()) {
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let (status, told) = foreword(&arguments, abandoned());
        assert_eq!((status, told.as_str()), (Some(141), ""), "{arguments:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for command in commands(folder.path()) {
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let full = File::options().write(true).open("/dev/full").unwrap();
        let (status, told) = foreword(&arguments, full);
        assert_eq!(status, Some(1), "{arguments:?}: {told}");
        assert!(told.starts_with("error: cannot write to standard output") && told.lines().count() == 1, "{told}");
    }
}

#[test]
fn an_error_that_nobody_reads_keeps_its_status() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
    command.args(["complete", "--text", "x", "--model", "no-such-file"]).stdout(Stdio::null()).stderr(abandoned());
    assert_eq!(command.status().expect("it ends").code(), Some(1));
}
