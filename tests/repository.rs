//! Tests of the repository itself: that its lists, documents and pinned versions agree with each other.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
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
fn model_hashes_are_well_formed() -> Result<()> {
    let list: Table = read("models/models.toml")?.parse()?;
    let models = list.get("model").and_then(Value::as_array).context("models.toml has no [[model]]")?;
    for model in models {
        let id = model.get("id").and_then(Value::as_str).context("a model without id")?;
        ensure!(model.get("licence").is_some_and(Value::is_str), "{id} has no licence");
        let files = model.get("file").and_then(Value::as_array).with_context(|| format!("{id} has no file"))?;
        ensure!(!files.is_empty(), "{id} has no file");
        let packed = files.iter().filter_map(|file| file.get("packed"));
        for file in files.iter().chain(packed) {
            let hash = file.get("sha256").and_then(Value::as_str).with_context(|| format!("{id}: no sha256"))?;
            let is_hex = hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            ensure!(hash.len() == 64 && is_hex, "{id}: {hash:?} isn't 64 lower-case hexadecimal digits");
            let bytes = file.get("bytes").and_then(Value::as_integer).with_context(|| format!("{id}: no bytes"))?;
            ensure!(bytes > 0, "{id}: {bytes} bytes");
        }
    }
    Ok(())
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
    for document in ["README.md", "ARCHITECTURE.md"] {
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

#[test]
fn the_recipe_says_that_it_is_ours() -> Result<()> {
    let recipe = read("wasm-pack.toml")?;
    let first = recipe.lines().next().unwrap_or_default();
    ensure!(first.starts_with('#') && first.contains("wasm-pack itself reads no such file"), "first line: {first}");
    Ok(())
}
