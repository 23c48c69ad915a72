//! `cargo xtask matrix`: the packed npm packages, installed into one project per bundler and used there.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::pack;
use crate::process::{command, run as run_command};
use crate::setup;
use crate::workspace::Workspace;

/// Options of `cargo xtask matrix`.
#[derive(Args)]
pub struct Options {
    /// Projects to run [default: all]
    projects: Vec<String>,
    /// Run only the projects that CI runs
    #[arg(long, conflicts_with = "projects")]
    small: bool,
    /// Folder with packed tarballs, which are then not packed again
    #[arg(long)]
    packages: Option<PathBuf>,
    /// Pack the WebAssembly flavours that are built, whatever sources they are from
    #[arg(long)]
    as_built: bool,
    /// Folder for what was measured, as JSON
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Packs, and runs the chosen projects.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let packages = match &options.packages {
        Some(folder) => std::path::absolute(folder)?,
        None => {
            let folder = pack::default_folder(workspace);
            pack::pack(workspace, &folder, options.as_built)?;
            folder
        }
    };
    let mut matrix = tests(workspace, &packages)?;
    if options.small {
        matrix.arg("--small");
    }
    if let Some(out) = &options.out {
        matrix.arg("--out").arg(std::path::absolute(out)?);
    }
    run_command(matrix.args(&options.projects))
}

/// The command of CI's step: what is built, packed, in the projects that cover most in least time.
pub fn small(workspace: &Workspace) -> Result<Command> {
    let packages = pack::default_folder(workspace);
    pack::pack(workspace, &packages, false)?;
    let mut matrix = tests(workspace, &packages)?;
    matrix.arg("--small");
    Ok(matrix)
}

fn tests(workspace: &Workspace, packages: &PathBuf) -> Result<Command> {
    let chromium = setup::chromium(workspace)?;
    let mut matrix = command(workspace, "node");
    matrix.args(["tests/packages/matrix.mjs", "--packages"]).arg(packages).env(setup::CHROMIUM_VARIABLE, chromium);
    Ok(matrix)
}
