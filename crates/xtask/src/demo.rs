//! `cargo xtask demo`: from a fresh clone to the page in one command.

use std::thread;

use anyhow::{Result, anyhow};
use clap::Args;

use crate::fetch;
use crate::process::{npm, run as run_command};
use crate::recipe::{Flavour, Recipe};
use crate::serve;
use crate::size;
use crate::wasm;
use crate::workspace::Workspace;

/// Options of `cargo xtask demo`.
#[derive(Args)]
#[group(id = "demo")]
pub struct Options {
    /// Build the flavour for graphics cards too, which takes some minutes more
    #[arg(long)]
    gpu: bool,
    /// End as soon as the page could be served, instead of serving it; for timing the set-up
    #[arg(long)]
    until_ready: bool,
    #[command(flatten)]
    serve: serve::Options,
}

/// The flavour that is built first: current Chromium, Edge and Firefox run it.
const FIRST: &str = "cpu-relaxed";

/// Sets up, builds the first flavour, serves, and builds the other flavours while the page is up.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let recipe = Recipe::load(workspace)?;
    let flavours = if options.gpu { recipe.flavours("all") } else { recipe.flavours_without_gpu() }?;
    let first = recipe.flavours(FIRST)?;
    // The model takes the network first and then mostly one core; the page takes the rest of the machine.
    thread::scope(|scope| {
        let model = scope.spawn(|| fetch::all(workspace));
        let page = build(workspace, &recipe, &first);
        let model = model.join().map_err(|_| anyhow!("the thread that fetches the model panicked"))?;
        page.and(model)
    })?;
    if options.until_ready {
        eprintln!("The page is ready to be served.");
        return Ok(());
    }
    eprintln!("The page is ready: open the URL below in a browser; Ctrl+C stops the server.");
    thread::scope(|scope| {
        scope.spawn(|| match build(workspace, &recipe, &flavours) {
            Ok(()) => eprintln!("Every flavour is built: browsers without relaxed SIMD can load the page now."),
            Err(error) => {
                eprintln!("The page goes on with {FIRST} alone; the other flavours failed to build: {error:#}")
            }
        });
        serve::run(workspace, &options.serve)
    })
}

/// Builds every WebAssembly flavour and the page.
pub fn build_all(workspace: &Workspace) -> Result<()> {
    let recipe = Recipe::load(workspace)?;
    let all = recipe.flavours("all")?;
    build(workspace, &recipe, &all)
}

/// Builds flavours and the page, and checks the download's size.
fn build(workspace: &Workspace, recipe: &Recipe, flavours: &[Flavour]) -> Result<()> {
    wasm::build(workspace, recipe, flavours)?;
    run_command(&mut npm(workspace, &["run", "build"]))?;
    size::check(workspace)
}
