//! `foreword backends`, and asking for one that this build or this machine doesn't have.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn foreword(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
    command.args(arguments).current_dir(Path::new(env!("CARGO_MANIFEST_DIR"))).output().expect("runs and reports")
}

#[test]
fn backends_are_tested_and_one_is_chosen() {
    let output = foreword(&["backends", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let [cpu, gpu] = report["backends"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert!(cpu["keystroke_ms"].as_f64().unwrap() > 0.0, "{report}");
    if cfg!(feature = "gpu") && gpu["agreement"] != Value::Null {
        assert_eq!(gpu["agreement"]["same_drafts"], report["contexts"], "{report}");
    } else {
        assert_eq!(report["choice"], "cpu");
        assert!(gpu["device"].as_str().unwrap().contains("cannot be used"), "{report}");
    }
}

#[test]
fn messages_without_words_are_refused() {
    let file = tempfile::NamedTempFile::with_suffix(".txt").unwrap();
    std::fs::write(file.path(), "short\n").unwrap();
    let output = foreword(&["backends", "--messages", file.path().to_str().unwrap()]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && error.contains("six words"), "{error}");
}

#[test]
fn contexts_are_messages_up_to_their_middle() {
    let file = tempfile::NamedTempFile::with_suffix(".txt").unwrap();
    std::fs::write(file.path(), "one two three four five six seven\nshort\n").unwrap();
    let output = foreword(&["backends", "--messages", file.path().to_str().unwrap(), "--print-contexts"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "[\"one two three\"]\n", "{output:?}");
}

#[test]
fn a_backend_is_never_silently_another() {
    if cfg!(not(feature = "gpu")) {
        let output = foreword(&["--backend", "gpu", "complete", "--text", "Thank you"]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains("--features gpu"), "{error}");
    }
    let output = foreword(&["--backend", "gpu", "bench", "--repeat", "1"]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && error.contains("CPU only"), "{error}");
}
