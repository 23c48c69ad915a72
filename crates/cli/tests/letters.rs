//! `foreword letters`, `foreword calibrate` and the n-gram baseline, as people and scripts call them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn foreword(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
    // One thread: tests run beside each other, and kernels that wait for each other's threads take several times as long.
    command.args(["--threads", "1"]).args(arguments).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    command.output().expect("runs and reports")
}

fn report(arguments: &[&str]) -> Value {
    let output = foreword(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("runs and reports")
}

fn user(folder: &tempfile::TempDir, name: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, "Thank you very much for your help.\nSee you on Monday\nI'll be at the station\n")
        .expect("the folder is writable");
    path.to_str().expect("the folder is writable").to_owned()
}

#[test]
fn drafts_go_on_from_the_letters_typed_in_own_and_given_texts() {
    let folder = tempfile::tempdir().unwrap();
    let path = user(&folder, "ann.txt");
    let report = report(&["letters", &path, "--carets", "30", "--json"]);
    let count = |name: &str| report[name].as_u64().unwrap();
    assert_eq!(count("carets"), count("own_texts") + 30);
    assert!(count("own_texts") > 500 && count("drafts") > count("carets"), "{report}");
    assert!(report["violations"].as_object().unwrap().is_empty(), "{report}");
    let output = foreword(&["letters", &path, "--carets", "1000"]);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("not 1000"));
}

#[test]
fn the_ngram_table_drafts_alone_and_beside_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let path = user(&folder, "ann.txt");
    let alone = report(&["eval", &path, "--decoder", "ngram", "--judge", "0", "--json"]);
    for run in alone["runs"].as_array().unwrap() {
        let figure = |name: &str| run["ksr"][name].as_f64().unwrap();
        assert_eq!(run["decoder"], "ngram");
        assert!(figure("ksr") > 0.0 && figure("ksr") <= figure("ceiling"), "{run}");
    }
    let drafts = |more: &[&str]| {
        report(&[&["complete", "--text", "Thank you for your ", "--json"], more].concat())["drafts"].clone()
    };
    assert_eq!(drafts(&[]), drafts(&["--first-alpha", "0"]));
    assert_ne!(drafts(&[]), drafts(&["--first-alpha", "0.5"]));
    let output = foreword(&["complete", "--text", "Thank you", "--ngrams", &path]);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("ann.txt"));
}

#[test]
fn confidence_is_fitted_the_same_way_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = user(&folder, "ann.txt");
    let output = foreword(&["calibrate", &path]);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("too few users"));
    (0..5).for_each(|i| drop(user(&folder, &format!("user{i}.txt"))));
    let folder = folder.path().to_str().unwrap();
    let once = report(&["calibrate", folder, "--carets", "30"]);
    assert_eq!(once, report(&["calibrate", folder, "--carets", "30"]));
    assert_eq!(once["weights"].as_array().unwrap().len(), once["features"].as_array().unwrap().len());
}
