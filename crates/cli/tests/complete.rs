//! `foreword complete` as people and scripts call it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn foreword(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
    command.args(arguments).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs and reports");
    // A command that refuses its arguments closes its input before reading it.
    let _ = child.stdin.take().expect("runs and reports").write_all(input);
    child.wait_with_output().expect("runs and reports")
}

fn json(arguments: &[&str], input: &[u8]) -> Value {
    let output = foreword(arguments, input);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("runs and reports")
}

fn drafts(report: &Value) -> Vec<&str> {
    report["drafts"]
        .as_array()
        .expect("runs and reports")
        .iter()
        .map(|draft| draft["text"].as_str().expect("runs and reports"))
        .collect()
}

#[test]
fn drafts_are_distinct_and_likely_ones_come_first() {
    let report =
        json(&["complete", "--text", "Thank you very much for your", "--drafts", "4", "--tokens", "3", "--json"], b"");
    let texts = drafts(&report);
    assert_eq!(texts.len(), 4);
    assert!(texts.iter().enumerate().all(|(i, text)| !texts[..i].contains(text)), "{texts:?}");
    let scores: Vec<f64> =
        report["drafts"].as_array().unwrap().iter().map(|d| d["log_prob"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores[0] < 0.0, "{scores:?}");
    // One token a word, and what the engine puts in front of a text.
    let encoded = report["tokens"]["encoded"].as_u64().unwrap();
    assert!((6..=10).contains(&encoded), "{report}");
    assert_eq!(report["tokens"]["reused"], 0);
    assert!(report["timing_ms"]["encode"].as_f64().unwrap() > 0.0);
    assert!(report["timing_ms"]["decode"].as_f64().unwrap() > 0.0);
}

#[test]
fn the_same_text_gives_the_same_drafts_from_an_argument_and_from_standard_input() {
    let text = "See you on";
    let argument = json(&["complete", "--text", text, "--json"], b"");
    let input = json(&["complete", "--text", "-", "--json"], text.as_bytes());
    assert_eq!(argument["drafts"], input["drafts"]);
}

#[test]
fn what_editors_add_around_a_text_changes_nothing() {
    let text = "Thank you for your";
    let plain = json(&["complete", "--text", text, "--json"], b"");
    for (before, after) in [("", "\n"), ("", "\r\n"), ("\u{feff}", ""), ("\u{feff}", "\r\n")] {
        let input = json(&["complete", "--text", "-", "--json"], format!("{before}{text}{after}").as_bytes());
        assert_eq!(plain["drafts"], input["drafts"], "{before:?} {after:?}");
    }
}

#[test]
fn a_text_may_begin_with_a_hyphen() {
    for text in ["- milk\n- eggs\n- ", "-1"] {
        let report = json(&["complete", "--text", text, "--json"], b"");
        assert!(report["tokens"]["encoded"].as_u64().unwrap() >= 2, "{report}");
    }
}

#[test]
fn an_empty_text_begins_a_new_one() {
    // Nothing is likely yet, so that of a few drafts all may be kept back.
    let report = json(&["complete", "--text", "", "--drafts", "8", "--json"], b"");
    assert!(drafts(&report)[0].starts_with(|c: char| c.is_alphabetic() || c == ' '), "{report}");
    assert_eq!(report["tokens"]["encoded"], 2);
}

#[test]
fn of_a_long_text_the_end_is_read() {
    let text = "All work and no play makes Jack a dull boy. ".repeat(24_000) + "The capital of France is";
    assert!(text.len() > 1_000_000);
    let report = json(&["complete", "--text", "-", "--tokens", "2", "--json"], text.as_bytes());
    assert!(report["tokens"]["encoded"].as_u64().unwrap() <= 512);
    assert!(drafts(&report).iter().any(|draft| draft.starts_with(" Paris")), "{:?}", drafts(&report));
}

#[test]
fn bad_input_is_refused_with_a_reason_and_a_status() {
    for (arguments, input, status, reason) in [
        (vec!["complete", "--text", "-"], &b"caf\xe9"[..], 1, "byte 3 of 4"),
        (vec!["complete", "--text", "x", "--drafts", "0"], b"", 2, "0"),
        (vec!["complete", "--text", "x", "--drafts", "9"], b"", 2, "9"),
        (vec!["complete", "--text", "x", "--tokens", "33"], b"", 2, "33"),
        (vec!["complete", "--text", "x", "--shout"], b"", 2, "--shout"),
        (vec!["complete"], b"", 2, "--text"),
        (vec!["complete", "--text", "x", "--model", "no-such-file.gguf"], b"", 1, "no-such-file.gguf"),
        (vec!["complete", "--text", "x", "--model", "Cargo.toml"], b"", 1, "a text that begins \"[package]\""),
        (vec!["complete", "--text", "--json"], b"", 2, "--text=--json"),
        (vec!["complete", "--text", "x", "--after", "--json"], b"", 2, "--after=--json"),
    ] {
        let output = foreword(&arguments, input);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {stderr}");
        assert!(stderr.contains(reason), "{arguments:?}: {stderr}");
        assert!(output.stdout.is_empty());
    }
}
