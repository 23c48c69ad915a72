//! `foreword secrets`, as people and scripts call it.

use std::process::{Command, Output};

use serde_json::Value;

fn foreword(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_foreword")).args(arguments).output().expect("runs and reports")
}

fn report(arguments: &[&str]) -> Value {
    let output = foreword(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("runs and reports")
}

#[test]
fn what_would_not_be_learned_is_told_with_the_reason() {
    let text = "My pin is 4821. See you on Monday at ten, in front of the station";
    let found = report(&["secrets", "find", text, "--json"]);
    assert_eq!(found["verdict"], "learn-without");
    assert_eq!((&found["secrets"][0]["text"], &found["secrets"][0]["kind"]), (&"4821.".into(), &"told".into()));
    assert_eq!(found["learned"][1], " See you on Monday at ten, in front of the station");
    let output = foreword(&["secrets", "find", "4111 1111 1111 1111"]);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("looks like a card number") && told.contains("Nothing of it"), "{told}");
    let output = foreword(&["secrets", "find", "--file", "no-such-file"]);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("no-such-file"));
}

#[test]
fn secrets_and_ordinary_words_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ann.txt");
    std::fs::write(&path, "Thank you for your help\nthe password is sunflower\n").expect("the folder is writable");
    let path = path.to_str().expect("the folder is writable");
    let report = report(&["secrets", "measure", path, "--count", "1500", "--seed", "7", "--json"]);
    assert!(report["kinds"].as_u64().unwrap() >= 200 && report["formats"].as_u64().unwrap() >= 200, "{report}");
    assert_eq!(report["all"]["made"], 1500);
    assert!(report["all"]["percent"].as_f64().unwrap() >= 99.0, "{}", report["all"]);
    let texts = &report["texts"][0];
    assert_eq!((&texts["words"], &texts["refused"]), (&9.into(), &1.into()));
    assert_eq!(texts["commonest"][0], serde_json::json!(["sunflower", "told", 1]));
}
