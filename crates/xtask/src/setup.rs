//! What a task needs on the machine, installed where it is missing.
//!
//! Programs for this repository alone go into the cache; only what a distribution must provide (Chromium, a Vulkan
//! driver) is installed for the whole machine, with apt.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::hash;
use crate::process::{cargo, command, first_line, npm as npm_command, run};
use crate::workspace::Workspace;

/// Taken where cargo-deny is missing; a newer one that is there is fine.
const CARGO_DENY: &str = "0.20.2";

/// The package that binds WebAssembly modules, and its program.
const BINDGEN: &str = "foreword-bindgen";

/// Arguments of every Cargo command on it. One profile, so that its dependencies are compiled once.
pub const BINDGEN_BUILD: &[&str] = &["--package", BINDGEN, "--profile", TOOLS_PROFILE];

/// The Cargo profile of programs that set up and build.
pub const TOOLS_PROFILE: &str = "tools";

/// The environment variable that names Chromium, for this program and for the tests it starts.
pub const CHROMIUM_VARIABLE: &str = "FOREWORD_CHROMIUM";

/// The environment variable that names Firefox, likewise.
pub const FIREFOX_VARIABLE: &str = "FOREWORD_FIREFOX";

/// The standard library for a target.
pub fn rust_target(workspace: &Workspace, target: &str) -> Result<()> {
    let libraries = first_line(command(workspace, "rustc").args(["--print", "target-libdir", "--target", target]));
    if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    run(command(workspace, "rustup").args(["target", "add", target]))
        .with_context(|| format!("Rust's standard library for {target} is missing and rustup didn't install it"))
}

/// The npm packages of the lock file. A second call does nothing until the lock file changes.
pub fn npm(workspace: &Workspace) -> Result<()> {
    let lock = workspace.root.join("package-lock.json");
    let hash = hash::of_file(&lock).with_context(|| format!("reading {}", lock.display()))?;
    let stamp = workspace.root.join("node_modules/.foreword-lock");
    if fs::read_to_string(&stamp).is_ok_and(|old| old == hash) {
        return Ok(());
    }
    run(&mut npm_command(workspace, &["ci", "--no-audit", "--no-fund"]))
        .context("the npm packages could not be installed (needs Node 20 or newer)")?;
    fs::write(&stamp, hash).with_context(|| format!("writing {}", stamp.display()))
}

/// The program that writes a module's JavaScript, built from this workspace; returns its path.
pub fn bindgen(workspace: &Workspace) -> Result<PathBuf> {
    run(&mut cargo(workspace, &[&["build"], BINDGEN_BUILD].concat()))?;
    Ok(workspace.target.join(TOOLS_PROFILE).join(format!("{BINDGEN}{}", env::consts::EXE_SUFFIX)))
}

/// cargo-deny, of any version, as a path.
pub fn cargo_deny(workspace: &Workspace) -> Result<PathBuf> {
    let starts = |program: &Path| first_line(command(workspace, program).arg("--version")).is_some();
    find_or_install(workspace, "cargo-deny", &starts, &["cargo-deny", "--version", CARGO_DENY])
}

/// Whether `cargo nextest` is there; it isn't installed, since `cargo test` does as well.
pub fn has_nextest(workspace: &Workspace) -> bool {
    first_line(&mut cargo(workspace, &["nextest", "--version"])).is_some()
}

/// Chromium: what `FOREWORD_CHROMIUM` names, else what is on the path, else installed with apt.
pub fn chromium(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(named) = env::var_os(CHROMIUM_VARIABLE).filter(|value| !value.is_empty()) {
        return Ok(PathBuf::from(named));
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let find = || names.iter().find_map(|name| on_path(name));
    if let Some(found) = find() {
        return Ok(found);
    }
    apt_install(workspace, "chromium").with_context(|| {
        format!("Chromium is missing and could not be installed; install it, or let {CHROMIUM_VARIABLE} name it")
    })?;
    find().context("apt installed Chromium, but it isn't on the path")
}

/// Firefox: what `FOREWORD_FIREFOX` names, else what is on the path, else installed with apt.
pub fn firefox(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(named) = env::var_os(FIREFOX_VARIABLE).filter(|value| !value.is_empty()) {
        return Ok(PathBuf::from(named));
    }
    let find = || ["firefox", "firefox-esr"].iter().find_map(|name| on_path(name));
    if let Some(found) = find() {
        return Ok(found);
    }
    apt_install(workspace, "firefox-esr").with_context(|| {
        format!("Firefox is missing and could not be installed; install it, or let {FIREFOX_VARIABLE} name it")
    })?;
    find().context("apt installed Firefox, but it isn't on the path")
}

/// A Vulkan driver that runs on the CPU (Mesa's lavapipe), for machines without a GPU. Only looked for on Linux.
pub fn vulkan_driver(workspace: &Workspace) -> Result<()> {
    let has_driver = |folder: &str| {
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        files.map(|file| file.file_name()).any(|name| name.to_string_lossy().starts_with("lvp_icd"))
    };
    if !cfg!(target_os = "linux") || has_driver("/usr/share/vulkan/icd.d") || has_driver("/etc/vulkan/icd.d") {
        return Ok(());
    }
    apt_install(workspace, "mesa-vulkan-drivers")
        .context("Mesa's Vulkan drivers are missing and could not be installed")
}

fn find_or_install(
    workspace: &Workspace,
    name: &str,
    is_wanted: &dyn Fn(&Path) -> bool,
    install: &[&str],
) -> Result<PathBuf> {
    let own = workspace.tools().join("bin").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    if let Some(found) = [on_path(name), Some(own.clone())].into_iter().flatten().find(|program| is_wanted(program)) {
        return Ok(found);
    }
    // Without --locked: the tools' own lock files name versions that have been withdrawn.
    let mut command = cargo(workspace, &["install", "--root"]);
    command.arg(workspace.tools()).arg("--target-dir").arg(workspace.cache.join("tools-target")).args(install);
    run(&mut command).with_context(|| format!("{name} is missing and could not be installed"))?;
    if !is_wanted(&own) {
        bail!("{} was installed but doesn't answer as it should", own.display());
    }
    Ok(own)
}

fn apt_install(workspace: &Workspace, package: &str) -> Result<()> {
    if on_path("apt-get").is_none() {
        bail!("there is no apt-get to install {package} with");
    }
    let is_root = first_line(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    let apt = |arguments: &[&str]| {
        let mut words = if is_root { vec!["apt-get"] } else { vec!["sudo", "apt-get"] };
        words.extend(arguments);
        let mut command = command(workspace, words[0]);
        command.args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command)
    };
    apt(&["update"])?;
    apt(&["install", "--yes", "--no-install-recommends", package])
}

fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}
