//! `cargo xtask extension`: the browser extension for Chromium and Firefox, as folders and as the zips of stores.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::fetch;
use crate::process::{command, npm, run as run_command};
use crate::setup;
use crate::wasm;
use crate::workspace::Workspace;

/// Options of `cargo xtask extension`.
#[derive(Args)]
#[group(id = "extension")]
pub struct Options {
    /// Start a browser with the extension, and a page of fields to try
    #[arg(long, value_enum)]
    run: Option<Browser>,
    /// Pack the WebAssembly flavours that are built, whatever sources they are from
    #[arg(long)]
    as_built: bool,
}

/// A browser that the extension is built for.
#[derive(Clone, Copy, ValueEnum)]
enum Browser {
    Chromium,
    Firefox,
}

/// Builds into `extension/dist`; prints each zip's size and SHA-256.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    build(workspace, options.as_built)?;
    let Some(browser) = options.run else { return Ok(()) };
    let (name, program, variable) = match browser {
        Browser::Chromium => ("chromium", setup::chromium(workspace)?, setup::CHROMIUM_VARIABLE),
        Browser::Firefox => ("firefox", setup::firefox(workspace)?, setup::FIREFOX_VARIABLE),
    };
    run_command(command(workspace, "node").args(["extension/run.mjs", name]).env(variable, program))
}

/// Builds everything that the packages hold, then the packages.
pub fn build(workspace: &Workspace, as_built: bool) -> Result<()> {
    fetch::all(workspace)?;
    if as_built {
        setup::npm(workspace)?;
    } else {
        wasm::build_all(workspace)?;
    }
    run_command(command(workspace, "node").arg("web/model/build.mjs"))?;
    run_command(&mut npm(workspace, &["run", "build", "--workspace", "foreword"]))?;
    run_command(&mut npm(workspace, &["run", "build", "--workspace", "foreword-extension"]))
}
