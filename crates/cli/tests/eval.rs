//! `foreword eval` as people and scripts call it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn eval(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
    command.arg("eval").args(arguments).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    command.output().expect("runs and reports")
}

/// A report without what differs between two runs.
fn timeless(path: &str, more: &[&str]) -> Value {
    let output = eval(&[&[path, "--decoder", "encoder-only", "--tokens", "3", "--json"], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut report: Value = serde_json::from_slice(&output.stdout).expect("runs and reports");
    assert!(report["seconds"].take().as_f64().expect("runs and reports") > 0.0);
    for run in report["runs"].as_array_mut().expect("runs and reports") {
        assert!(run["latency_ms"].take()["total"]["p50"].as_f64().expect("runs and reports") > 0.0);
    }
    report
}

#[test]
fn bad_input_is_refused_with_a_reason_and_a_status() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (empty, latin, good) =
        (file("empty.txt", b"\n"), file("latin.txt", b"one\ncaf\xe9\n"), file("good.txt", b"one\n"));
    let nowhere = format!("{good}/report.html");
    for (arguments, status, reason) in [
        (vec!["no-such-folder"], 1, "no-such-folder"),
        (vec![&empty], 1, "no message in"),
        (vec![&latin], 1, "byte 4 of line 2"),
        (vec!["src"], 1, "no user file"),
        (vec![&good, "--decoder", "loud"], 2, "loud"),
        (vec![&good, "--drafts", "1,9"], 2, "9"),
        (vec![&good, "--tokens", "0"], 2, "0"),
        (vec![&good, "--limit", "0"], 2, "0"),
        (vec![&good, "--threshold", "1.5"], 2, "between 0 and 1"),
        (vec![&good, "--html", &nowhere], 1, "report.html"),
        (vec![&good, "--beginning", "no-such-snapshot"], 1, "no-such-snapshot"),
        (vec![&good, "--beginning", &good, "--prefix", "Hi."], 2, "--prefix"),
        (vec![], 2, "PATH"),
    ] {
        let output = eval(&arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {stderr}");
        assert!(stderr.contains(reason), "{arguments:?}: {stderr}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn the_same_seed_gives_the_same_figures_and_no_text_leaks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ann.txt");
    std::fs::write(&path, "Thank you very much.\nSee you on Monday\nHow are you?\n").unwrap();
    let html = folder.path().join("report.html");
    let (path, html) = (path.to_str().unwrap(), html.to_str().unwrap());
    let report = timeless(path, &["--limit", "2", "--judge", "2", "--html", html]);
    assert_eq!(report, timeless(path, &["--limit", "2", "--judge", "2"]));
    let runs = report["runs"].as_array().unwrap();
    assert_eq!(runs.iter().map(|run| run["drafts"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 3]);
    for run in runs {
        let figure = |name: &str| run["ksr"][name].as_f64().unwrap();
        assert!(figure("ksr") <= figure("ceiling") && figure("ceiling") < 1.0, "{run}");
        assert_eq!(run["gate"]["moments"], report["corpus"]["characters"]);
        assert!(run["quality"]["log_prob"].as_f64().unwrap() < 0.0);
    }
    let page = std::fs::read_to_string(html).unwrap();
    for word in ["Thank", "Monday", "How are"] {
        assert!(!page.contains(word) && !report.to_string().contains(word), "{word}");
    }
}
