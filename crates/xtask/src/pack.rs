//! `cargo xtask pack`: the npm packages as the tarballs that are published.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::disk::remove_folder;
use crate::fetch;
use crate::hash;
use crate::process::{command, npm, run as run_command};
use crate::setup;
use crate::wasm;
use crate::workspace::Workspace;

/// Options of `cargo xtask pack`.
#[derive(Args)]
pub struct Options {
    /// Folder for the tarballs [default: `packages` in Cargo's target folder]
    #[arg(long)]
    out: Option<PathBuf>,
    /// Pack the WebAssembly flavours that are built, whatever sources they are from
    #[arg(long)]
    as_built: bool,
}

/// Folders of the packages, each after those it depends on.
const PACKAGES: &[&str] = &["web/model", "web/sdk", "web/field"];

/// Builds the packages and packs them; prints each tarball's size and SHA-256.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let out = match &options.out {
        Some(folder) => std::path::absolute(folder).with_context(|| folder.display().to_string())?,
        None => default_folder(workspace),
    };
    pack(workspace, &out, options.as_built)
}

/// Where the tarballs go if no folder is named.
pub fn default_folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("packages")
}

/// Packs into `out`, which is emptied first. The same inputs give the same bytes: npm puts neither times nor owners into
/// a tarball, and the builds put none into their files.
pub fn pack(workspace: &Workspace, out: &Path, as_built: bool) -> Result<()> {
    fetch::all(workspace)?;
    if as_built {
        setup::npm(workspace)?;
    } else {
        wasm::build_all(workspace)?;
    }
    run_command(command(workspace, "node").arg("web/model/build.mjs"))?;
    for package in ["foreword", "foreword-field"] {
        run_command(&mut npm(workspace, &["run", "build", "--workspace", package]))?;
    }
    remove_folder(out)?;
    fs::create_dir_all(out).with_context(|| format!("creating {}", out.display()))?;
    for package in PACKAGES {
        // A path that begins with a dot, since npm takes `web/model` for a repository's name.
        let folder = format!("./{package}");
        let mut pack = npm(workspace, &["pack", &folder, "--ignore-scripts", "--silent", "--pack-destination"]);
        run_command(pack.arg(out))?;
    }
    describe(out)
}

fn describe(out: &Path) -> Result<()> {
    let entries = fs::read_dir(out).with_context(|| format!("listing {}", out.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    ensure!(paths.len() == PACKAGES.len(), "{} has {} files, not {}", out.display(), paths.len(), PACKAGES.len());
    for path in paths {
        let bytes = fs::metadata(&path)?.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        println!("{name}: {bytes} bytes, SHA-256 {}", hash::of_file(&path)?);
    }
    Ok(())
}
