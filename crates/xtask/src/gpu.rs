//! The burn executor's tests: natively on a Vulkan driver, and one encoder layer in Chromium.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{cargo, command, npm, run as run_command};
use crate::recipe::Recipe;
use crate::serve;
use crate::setup;
use crate::workspace::Workspace;

const PACKAGE: &str = "foreword-gpu";

/// The example that becomes the page's module.
const MODULE: &str = "layer_check";

/// Named in Cargo.toml; burn is compiled little optimised, since its tests are soon run.
const PROFILE: &str = "gpu-check";

/// The icon keeps the browser from asking for one that isn't there.
const DOCUMENT: &str = "<!doctype html><title>One layer on WebGPU</title><link rel=\"icon\" href=\"data:,\">\n";

/// Lints the executor and the command line with it, with the driver that its tests need in place.
pub fn lint(workspace: &Workspace) -> Result<()> {
    setup::vulkan_driver(workspace)?;
    // In one command: two would check burn twice, with different features of what it depends on.
    let mut lint = cargo(workspace, &["clippy", "--profile", PROFILE, "--all-targets"]);
    lint.args(["--package", PACKAGE, "--package", "foreword", "--features", "foreword/gpu", "--", "-D", "warnings"]);
    run_command(&mut lint)
}

/// The native tests.
pub fn native(workspace: &Workspace) -> Command {
    // Not nextest: it would start a process, and open the adapter, for every test. One after another: they share the
    // adapter and what it counts, and on one that runs on the CPU every kernel takes all cores.
    let mut tests = cargo(workspace, &["test", "--package", PACKAGE, "--lib", "--tests"]);
    tests.args(["--profile", PROFILE, "--no-fail-fast", "--", "--test-threads", "1"]);
    if env::var_os("XDG_RUNTIME_DIR").is_none() {
        // Mesa complains, for every adapter that it opens, where nobody is logged in.
        tests.env("XDG_RUNTIME_DIR", &workspace.target);
    }
    tests
}

/// The comparison in Chromium, on the adapter that runs on the CPU; its page is built and served for it.
pub fn browser(workspace: &Workspace) -> Result<Command> {
    let page = page(workspace)?;
    setup::npm(workspace)?;
    let config = "tests/e2e/gpu.config.ts";
    let mut command = npm(workspace, &["exec", "--", "playwright", "test", "--config", config]);
    command
        .env(setup::CHROMIUM_VARIABLE, setup::chromium(workspace)?)
        .env(serve::URL_VARIABLE, serve::folder_in_background(workspace, page)?);
    Ok(command)
}

/// Builds the page's folder: the module as compiled, bound, and an empty document that may load it.
fn page(workspace: &Workspace) -> Result<PathBuf> {
    let recipe = Recipe::load(workspace)?;
    setup::rust_target(workspace, &recipe.target)?;
    let bindgen = setup::bindgen(workspace)?;
    let flags: Vec<String> = recipe.flavours("cpu")?.into_iter().flat_map(|flavour| flavour.rustflags).collect();
    let target = workspace.target.join("wasm").join(PROFILE);
    let mut build = cargo(workspace, &["build", "--package", PACKAGE, "--example", MODULE, "--profile", PROFILE]);
    build.args(["--target", &recipe.target]);
    run_command(build.env("CARGO_TARGET_DIR", &target).env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;

    let compiled = target.join(&recipe.target).join(PROFILE).join("examples").join(format!("{MODULE}.wasm"));
    let page = target.join("page");
    run_command(command(workspace, bindgen).arg(compiled).arg(MODULE).arg(&page))?;
    let document = page.join("index.html");
    fs::write(&document, DOCUMENT).with_context(|| format!("writing {}", document.display()))?;
    Ok(page)
}
