//! Tests of the repository itself: that its lists, documents and pinned versions agree with each other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use toml::{Table, Value};

/// Largest file that may be committed, in bytes (26 MB). The model is fetched, never committed.
const MAX_FILE_BYTES: u64 = 26_000_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(name: &str) -> Result<String> {
    std::fs::read_to_string(root().join(name)).with_context(|| format!("reading {name}"))
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.current_dir(root()).output().with_context(|| format!("starting {command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// The commands `cargo xtask NAME` that a document names, in order, with repeats.
fn xtask_commands(document: &str) -> Vec<String> {
    document
        .split("cargo xtask ")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase()).collect())
        .filter(|name: &String| !name.is_empty())
        .collect()
}

#[test]
fn documented_commands_exist() -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let help = output(Command::new(cargo).args(["xtask", "--help"]))?;
    let exists = |name: &str| help.lines().any(|line| line.split_whitespace().next() == Some(name));

    let readme = xtask_commands(&read("README.md")?);
    for needed in ["demo", "test"] {
        ensure!(readme.iter().any(|name| name == needed), "README.md doesn't show `cargo xtask {needed}`");
    }
    for document in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/keystroke.md"] {
        for name in xtask_commands(&read(document)?) {
            ensure!(exists(&name), "{document} names `cargo xtask {name}`, which `cargo xtask --help` doesn't list");
        }
    }
    Ok(())
}

#[test]
fn commands_are_found_in_text() {
    assert_eq!(
        xtask_commands("run `cargo xtask demo` or\ncargo xtask model fetch; cargo xtask --help"),
        ["demo", "model"]
    );
}

#[test]
fn no_big_file_is_committed() -> Result<()> {
    let listed = output(Command::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
    let files: Vec<&str> = listed.split('\0').filter(|name| !name.is_empty()).collect();
    ensure!(!files.is_empty(), "git lists no file");
    for name in files {
        // Listed but absent: deleted and not yet committed.
        if let Ok(file) = std::fs::symlink_metadata(root().join(name)) {
            ensure!(file.len() <= MAX_FILE_BYTES, "{name} has {} bytes, more than {MAX_FILE_BYTES}", file.len());
        }
    }
    Ok(())
}

/// The program that binds a module reads what the library wrote into it, in a format that changes between versions.
#[test]
fn wasm_bindgen_has_one_version() -> Result<()> {
    let lock: Table = read("Cargo.lock")?.parse()?;
    let packages = lock.get("package").and_then(Value::as_array).context("Cargo.lock lists no package")?;
    let versions = |name: &str| -> Vec<&str> {
        let named = packages.iter().filter(|p| p.get("name").and_then(Value::as_str) == Some(name));
        named.filter_map(|p| p.get("version").and_then(Value::as_str)).collect()
    };
    let (library, program) = (versions("wasm-bindgen"), versions("wasm-bindgen-cli-support"));
    ensure!(library.len() == 1 && library == program, "wasm-bindgen {library:?}, wasm-bindgen-cli-support {program:?}");
    Ok(())
}

/// Sizes in documents that belong to no shipped file: document, size in bytes (or another count), and the reason.
const OTHER_SIZES: &[(&str, u64, &str)] = &[
    ("models/ngrams.md", 1_830_750, "tokens of the development set"),
    ("models/ngrams.md", 1_997_836, "a smaller table, measured and not kept"),
    ("models/ngrams.md", 2_999_516, "a smaller table, measured and not kept"),
    ("models/ngrams.md", 3_298_106, "a smaller table, measured and not kept"),
];

/// Committed files that `models.toml` doesn't list, whose size and SHA-256 documents may give.
const COMMITTED: [&str; 1] = ["models/ngrams.bin"];

/// Exact numbers from a million up and SHA-256 hashes in a document: these are the sizes and hashes of files.
///
/// Digits may be grouped in threes by `,` or `_`. Multiples of a thousand are limits or estimates and are left out.
fn sizes_and_hashes(document: &str) -> (BTreeSet<u64>, BTreeSet<String>) {
    let words = || document.split(|c: char| !(c.is_ascii_alphanumeric() || c == ',' || c == '_'));
    let hashes = document
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit()))
        .map(str::to_ascii_lowercase);
    let is_grouped = |word: &str| word.split([',', '_']).skip(1).all(|group| group.len() == 3);
    let sizes = words()
        .map(|word| word.trim_matches([',', '_']))
        .filter(|word| is_grouped(word) && word.bytes().all(|b| !b.is_ascii_alphabetic()))
        .filter_map(|word| word.replace([',', '_'], "").parse().ok())
        .filter(|&size: &u64| size >= 1_000_000 && size % 1000 != 0);
    (sizes.collect(), hashes.collect())
}

#[test]
fn sizes_and_hashes_are_found_in_text() {
    let hash = "0a".repeat(32);
    let text = format!("98,362,432 bytes; bytes: 77_010_171, 4096,1,000,001 or 90,000,000; sha256: '{hash}'");
    let (sizes, hashes) = sizes_and_hashes(&text);
    assert_eq!(sizes.into_iter().collect::<Vec<_>>(), [77_010_171, 98_362_432]);
    assert_eq!(hashes.into_iter().collect::<Vec<_>>(), [hash]);
}

/// Every file of `models.toml`, plain and packed, as a TOML table with `name`, `bytes` and `sha256`.
fn model_files(list: &Table) -> Result<Vec<&Value>> {
    let models = list.get("model").and_then(Value::as_array).context("models.toml has no [[model]]")?;
    let files: Vec<&Value> =
        models.iter().filter_map(|model| model.get("file").and_then(Value::as_array)).flatten().collect();
    ensure!(!files.is_empty(), "models.toml lists no file");
    let packed: Vec<&Value> = files.iter().filter_map(|file| file.get("packed")).collect();
    Ok([files, packed].concat())
}

fn bytes_of(file: &Value) -> Result<u64> {
    let bytes = file.get("bytes").and_then(Value::as_integer).with_context(|| format!("no bytes: {file:?}"))?;
    Ok(u64::try_from(bytes)?)
}

/// Readers copy sizes and hashes from documents; a wrong one makes their download fail its check.
///
/// Documents under `docs/` are exempt: they record measurements of a day, of files that may have changed since.
#[test]
fn sizes_and_hashes_in_documents_are_those_of_models_toml() -> Result<()> {
    let list: Table = read("models/models.toml")?.parse()?;
    let (mut sizes, mut hashes) = (BTreeSet::new(), BTreeSet::new());
    for file in model_files(&list)? {
        sizes.insert(bytes_of(file)?);
        hashes.insert(file.get("sha256").and_then(Value::as_str).context("no sha256")?.to_owned());
    }
    for name in COMMITTED {
        let bytes = std::fs::read(root().join(name)).with_context(|| format!("reading {name}"))?;
        sizes.insert(bytes.len() as u64);
        hashes.insert(Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect());
    }
    let listed = output(Command::new("git").args(["ls-files", "-z", "*.md"]))?;
    let documents = listed.split('\0').filter(|name| !name.is_empty() && !name.starts_with("docs/"));
    let (mut wrong, mut unused) = (Vec::new(), OTHER_SIZES.to_vec());
    for name in documents {
        let (found_sizes, found_hashes) = sizes_and_hashes(&read(name)?);
        for size in found_sizes {
            let excepted = unused.iter().position(|other| (other.0, other.1) == (name, size));
            match excepted {
                Some(at) => {
                    unused.swap_remove(at);
                }
                None if sizes.contains(&size) => {}
                None => wrong.push(format!("{name}: {size}")),
            }
        }
        wrong.extend(found_hashes.difference(&hashes).map(|hash| format!("{name}: {hash}")));
    }
    ensure!(wrong.is_empty(), "models.toml knows no file with these sizes and hashes: {wrong:#?}");
    ensure!(unused.is_empty(), "exceptions that no document needs: {unused:#?}");
    Ok(())
}

#[test]
fn the_readme_states_the_size_of_the_download() -> Result<()> {
    let list: Table = read("models/models.toml")?.parse()?;
    let shipped: Vec<&Value> =
        list.get("shipped").and_then(Value::as_table).context("no [shipped]")?.values().collect();
    let files = model_files(&list)?.into_iter();
    let files = files.filter(|file| file.get("name").is_some_and(|name| shipped.contains(&name)));
    let bytes = files.filter_map(|file| file.get("packed")).map(bytes_of).sum::<Result<u64>>()?;
    let stated = format!("{:.1} MB of model", bytes as f64 / 1e6);
    ensure!(read("README.md")?.contains(&stated), "README.md doesn't say {stated:?}");
    Ok(())
}
