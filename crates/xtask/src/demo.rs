//! `cargo xtask demo`: from a fresh clone to the page in one command.

use anyhow::Result;
use clap::Args;

use crate::fetch;
use crate::process::{npm, run as run_command};
use crate::serve;
use crate::size;
use crate::wasm;
use crate::workspace::Workspace;

/// Options of `cargo xtask demo`.
#[derive(Args)]
#[group(id = "demo")]
pub struct Options {
    #[command(flatten)]
    serve: serve::Options,
}

/// Sets up, builds, serves.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    fetch::all(workspace)?;
    build(workspace)?;
    eprintln!("The page is ready: open the URL below in a browser; Ctrl+C stops the server.");
    serve::run(workspace, &options.serve)
}

/// Builds every WebAssembly flavour and the page, and holds the download to its limit.
pub fn build(workspace: &Workspace) -> Result<()> {
    wasm::build(workspace, "all")?;
    run_command(&mut npm(workspace, &["run", "build"]))?;
    size::check(workspace)
}
