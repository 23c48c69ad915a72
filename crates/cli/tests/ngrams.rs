//! `foreword ngrams` as people call it, and the table that is shipped.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// How many times lower than the unigrams' the perplexity of the shipped table has to be on everyday text.
const FACTOR: f64 = 4.0;

/// Everyday messages, written for this test.
const MESSAGES: &str = "\
Hi Sarah, thank you for sending the report yesterday.
I had a look at the numbers and I think we should talk about them before the meeting on Monday.
Do you have time tomorrow afternoon?
Sorry for the late reply, I was out of the office last week.
Let me know if you need anything else from me.
That sounds good, see you there!
I don't think I can make it tonight, my train is running late.
Could you please send me the address again?
We are looking forward to hearing from you.
Yes, I would love to come to the party on Saturday.
How was your weekend? Did you go to the beach with the kids?
Please find attached the document you asked for.
I am not sure if this is the right way to do it, but it seems to work.
What do you want to have for dinner?
Thanks again for all your help with this.
";

fn table() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ngrams.bin")
}

fn foreword(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foreword"));
    command.args(arguments).current_dir(Path::new(env!("CARGO_MANIFEST_DIR"))).output().expect("the program starts")
}

fn succeeds(arguments: &[&str]) -> String {
    let output = foreword(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn fails(arguments: &[&str]) -> String {
    let output = foreword(arguments);
    assert!(!output.status.success());
    String::from_utf8(output.stderr).expect("text")
}

fn measure(table: &Path, text: &Path) -> Value {
    let (table, text) = (table.to_str().expect("a UTF-8 path"), text.to_str().expect("a UTF-8 path"));
    serde_json::from_str(&succeeds(&["ngrams", "measure", "--table", table, text, "--json"])).expect("JSON")
}

#[test]
fn the_shipped_table_predicts_everyday_text_far_better_than_unigrams() {
    assert!(std::fs::metadata(table()).unwrap().len() <= 4_000_000);
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("messages.txt");
    std::fs::write(&text, MESSAGES).unwrap();
    let report = measure(&table(), &text);
    let figure = |name: &str| report[name].as_f64().unwrap();
    let factor = figure("unigram_perplexity") / figure("perplexity");
    assert!(factor >= FACTOR, "only {factor:.2} times: {report}");
    assert!(figure("top_1") > 0.15 && figure("top_3") > figure("top_1"), "{report}");
}

#[test]
fn builds_the_same_table_twice_and_measures_it() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    std::fs::create_dir(&corpus).unwrap();
    std::fs::write(corpus.join("mail.txt"), "the cat sat on the mat\nwhere is the cat\n".repeat(300)).unwrap();
    std::fs::write(corpus.join("books.txt"), "it was a dark and stormy night\n".repeat(300)).unwrap();
    let weights = folder.path().join("weights.toml");
    std::fs::write(&weights, "default = 1\n[weight]\n\"books\" = 0\n").unwrap();
    let secret = folder.path().join("secret.txt");
    std::fs::write(&secret, "Where is the CAT?\nIt was a dark and stormy night.\n").unwrap();
    let build = |out: &Path, more: &[&str]| {
        let arguments = ["ngrams", "build", "--corpus", corpus.to_str().unwrap(), "--out", out.to_str().unwrap()];
        succeeds(&[&arguments[..], &["--budget-bytes", "80000"], more].concat())
    };
    let (first, second) = (folder.path().join("1.bin"), folder.path().join("2.bin"));
    let report = build(&first, &["--exclude", secret.to_str().unwrap()]);
    // "Where is the CAT?" is too short to tell one line from another.
    assert!(report.contains("left out 300 excluded and 0 repeated"), "{report}");
    build(&second, &["--exclude", secret.to_str().unwrap()]);
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());

    let night = folder.path().join("night.txt");
    std::fs::write(&night, "it was a dark and stormy night\n").unwrap();
    build(&second, &[]);
    let (without, with) = (measure(&first, &night), measure(&second, &night));
    assert!(with["perplexity"].as_f64().unwrap() * 5.0 < without["perplexity"].as_f64().unwrap());
    build(&second, &["--weights", weights.to_str().unwrap()]);
    assert_eq!(measure(&second, &night)["perplexity"], without["perplexity"], "a weight of 0 leaves a file out");
}

#[test]
fn refusals_name_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let out = folder.path().join("out.bin");
    let empty = fails(&["ngrams", "build", "--corpus", path, "--out", out.to_str().unwrap()]);
    assert!(empty.contains("holds no .txt"), "{empty}");
    let mut bytes = std::fs::read(table()).unwrap();
    bytes[1_000_000] ^= 1;
    std::fs::write(&out, bytes).unwrap();
    let damaged = fails(&["ngrams", "measure", "--table", out.to_str().unwrap(), path]);
    assert!(damaged.contains("checksum"), "{damaged}");
}
