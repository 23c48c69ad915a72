//! Which room may enter which: the arrows between the workspace's crates, as ARCHITECTURE.md lists them.
//!
//! Only normal and build dependencies count. Dev-dependencies don't: a room's tests may use the executor or the
//! checkpoint reader of another room to run it for real.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// Crate, and the workspace crates it may depend on. A crate that isn't listed may not exist.
///
/// A room that may enter another may also name the types of the rooms below that one, since they stand in its
/// signatures: `cpu` implements a trait of `model` that speaks of the token ids of `text`.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("foreword-text", &[]),
    ("foreword-catalogue", &[]),
    ("foreword-decode", &["foreword-text"]),
    ("foreword-ngrams", &["foreword-text", "foreword-decode"]),
    ("foreword-formats", &["foreword-text"]),
    ("foreword-model", &["foreword-text", "foreword-decode", "foreword-formats"]),
    ("foreword-cpu", EXECUTING),
    ("foreword-gpu", EXECUTING),
    ("foreword-engine", &["foreword-text", "foreword-decode"]),
    ("foreword-wasm", SURFACE),
    ("foreword-native", NATIVE),
    ("foreword-eval", MEASURING),
    ("foreword-messages", &[]),
    ("foreword-reader", &["foreword-messages"]),
    ("foreword-secrets", &[]),
    ("foreword-profile", &["foreword-text", "foreword-decode", "foreword-secrets"]),
    ("foreword", COMMANDS),
    ("foreword-bindgen", &[]),
    ("foreword-xtask", &["foreword-catalogue"]),
    ("foreword-tests", &[]),
    (
        "foreword-bench-kernels",
        &["foreword-text", "foreword-decode", "foreword-formats", "foreword-model", "foreword-cpu"],
    ),
];

const EXECUTING: &[&str] = &["foreword-text", "foreword-decode", "foreword-formats", "foreword-model"];
const SURFACE: &[&str] = &[
    "foreword-text",
    "foreword-decode",
    "foreword-formats",
    "foreword-model",
    "foreword-cpu",
    "foreword-gpu",
    "foreword-engine",
    "foreword-secrets",
    "foreword-profile",
];
const NATIVE: &[&str] = &[
    "foreword-catalogue",
    "foreword-text",
    "foreword-decode",
    "foreword-formats",
    "foreword-model",
    "foreword-ngrams",
    "foreword-cpu",
    "foreword-engine",
];
const MEASURING: &[&str] = &[
    "foreword-text",
    "foreword-decode",
    "foreword-model",
    "foreword-ngrams",
    "foreword-cpu",
    "foreword-engine",
    "foreword-profile",
    "foreword-native",
];
const COMMANDS: &[&str] = &[
    "foreword-catalogue",
    "foreword-text",
    "foreword-decode",
    "foreword-formats",
    "foreword-model",
    "foreword-ngrams",
    "foreword-cpu",
    "foreword-gpu",
    "foreword-engine",
    "foreword-native",
    "foreword-eval",
    "foreword-messages",
    "foreword-secrets",
    "foreword-profile",
];

/// The one crate that may name burn and wgpu.
const GPU: &str = "foreword-gpu";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `None` for a normal dependency, else `dev` or `build`.
    kind: Option<String>,
    /// Set for crates of this workspace.
    path: Option<String>,
}

impl Package {
    /// Names of everything it needs to be built, workspace crates (`true`) or others (`false`).
    fn needs(&self, in_workspace: bool) -> impl Iterator<Item = &str> {
        self.dependencies
            .iter()
            .filter(move |d| d.kind.as_deref() != Some("dev") && d.path.is_some() == in_workspace)
            .map(|d| d.name.as_str())
    }
}

fn workspace() -> Result<Vec<Package>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .context("starting cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    ensure!(!metadata.packages.is_empty(), "cargo metadata lists no package");
    Ok(metadata.packages)
}

/// Every arrow that the list doesn't have, as `from → to`.
fn unlisted(packages: &[Package], may_import: &BTreeMap<&str, &[&str]>) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages {
        match may_import.get(package.name.as_str()) {
            None => found.push(format!("{} is in no room of the list", package.name)),
            Some(allowed) => found.extend(
                package.needs(true).filter(|to| !allowed.contains(to)).map(|to| format!("{} → {to}", package.name)),
            ),
        }
    }
    found
}

/// Every dependency on burn, cubecl or wgpu outside the one room for it.
fn gpu_leaks(packages: &[Package]) -> Vec<String> {
    let is_gpu = |name: &str| name.starts_with("burn") || name.starts_with("wgpu") || name.starts_with("cubecl");
    packages
        .iter()
        .filter(|p| p.name != GPU)
        .flat_map(|p| p.needs(false).filter(|d| is_gpu(d)).map(|d| format!("{} → {d}", p.name)))
        .collect()
}

#[test]
fn only_listed_arrows_between_rooms() -> Result<()> {
    let found = unlisted(&workspace()?, &MAY_IMPORT.iter().copied().collect());
    ensure!(found.is_empty(), "arrows that ARCHITECTURE.md doesn't allow:\n{}", found.join("\n"));
    Ok(())
}

#[test]
fn burn_and_wgpu_stay_in_gpu() -> Result<()> {
    let found = gpu_leaks(&workspace()?);
    ensure!(found.is_empty(), "burn or wgpu outside {GPU}:\n{}", found.join("\n"));
    Ok(())
}

#[test]
fn every_listed_room_exists() -> Result<()> {
    let packages = workspace()?;
    let names: BTreeSet<&str> = packages.iter().map(|p| p.name.as_str()).collect();
    for (room, _) in MAY_IMPORT {
        ensure!(names.contains(room), "{room} is listed but is no crate of the workspace");
    }
    Ok(())
}

#[test]
fn a_wrong_arrow_is_found() {
    let dependency = |name: &str, kind: Option<&str>, path: Option<&str>| Dependency {
        name: name.into(),
        kind: kind.map(Into::into),
        path: path.map(Into::into),
    };
    let packages = [Package {
        name: "foreword-text".into(),
        dependencies: vec![
            dependency("foreword-engine", None, Some("crates/engine")),
            dependency("foreword-cpu", Some("dev"), Some("crates/cpu")),
            dependency("foreword-xtask", Some("build"), Some("crates/xtask")),
            dependency("burn-wgpu", None, None),
        ],
    }];
    let found = unlisted(&packages, &MAY_IMPORT.iter().copied().collect());
    assert_eq!(found, ["foreword-text → foreword-engine", "foreword-text → foreword-xtask"]);
    assert_eq!(gpu_leaks(&packages), ["foreword-text → burn-wgpu"]);
}
