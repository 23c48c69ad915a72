//! `cargo xtask dist`: the app as one folder that any static host serves.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::demo;
use crate::disk::{files, remove_folder};
use crate::fetch;
use crate::size;
use crate::workspace::Workspace;
use foreword_catalogue::Catalogue;

/// Options of `cargo xtask dist`.
#[derive(Args)]
pub struct Options {
    /// Folder for the app, which is emptied first [default: `app` in Cargo's target folder]
    #[arg(long)]
    out: Option<PathBuf>,
    /// Take the page that is built, whatever sources it is from
    #[arg(long)]
    as_built: bool,
}

/// Headers for hosts that read a file `_headers`.
const HEADERS: &str = include_str!("hosting/_headers");

/// What to know about hosts, with and without headers of one's own.
const NOTES: &str = include_str!("hosting/HOSTING.md");

/// Hosts refuse files above this: 100 MB at GitHub Pages; others allow less, which the notes tell.
const MAX_FILE_BYTES: u64 = 100_000_000;

/// Builds the app and lays it out with its model, its headers and the notes on hosting.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    fetch::all(workspace)?;
    if !options.as_built {
        demo::build_all(workspace)?;
    }
    size::check(workspace)?;
    let out = match &options.out {
        Some(folder) => std::path::absolute(folder).with_context(|| folder.display().to_string())?,
        None => workspace.target.join("app"),
    };
    lay_out(workspace, &out)?;
    describe(&out)
}

/// Copies page and model into `out`, which is emptied first if it is an app's folder or empty.
fn lay_out(workspace: &Workspace, out: &Path) -> Result<()> {
    let site = workspace.site();
    ensure!(!out.exists() || is_replaceable(out)?, "{} has other files than an app's; it is left alone", out.display());
    remove_folder(out)?;
    for file in files(&site)? {
        copy(&file, &out.join(file.strip_prefix(&site)?))?;
    }
    let catalogue = Catalogue::load(&workspace.root)?;
    for packed in catalogue.packed() {
        let place = catalogue.place(&workspace.root, &workspace.cache, &packed.name)?;
        copy(&place, &out.join("models").join(&packed.name))?;
    }
    write(&out.join("_headers"), HEADERS)?;
    write(&out.join("HOSTING.md"), NOTES)
}

/// Whether a folder may be emptied: nothing is in it, or what this task puts there.
fn is_replaceable(folder: &Path) -> Result<bool> {
    let is_empty = fs::read_dir(folder).with_context(|| folder.display().to_string())?.next().is_none();
    Ok(is_empty || folder.join("sw.js").is_file() && folder.join("HOSTING.md").is_file())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    let bytes = fs::copy(from, to).with_context(|| format!("copying {} to {}", from.display(), to.display()))?;
    ensure!(bytes <= MAX_FILE_BYTES, "{} has {bytes} bytes; hosts take {MAX_FILE_BYTES} at most", to.display());
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

fn describe(out: &Path) -> Result<()> {
    let mut bytes = 0;
    let all = files(out)?;
    for file in &all {
        bytes += fs::metadata(file).with_context(|| file.display().to_string())?.len();
    }
    println!("{}: {} files, {bytes} bytes; HOSTING.md says what a host should know", out.display(), all.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headers_are_those_of_the_local_server() {
        for (name, value) in crate::serve::ALWAYS {
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(HEADERS.contains(&format!("{name}: {value}")), "{name}: {value}");
        }
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(is_replaceable(folder.path()).unwrap());
        fs::write(folder.path().join("letter.txt"), "x").unwrap();
        assert!(!is_replaceable(folder.path()).unwrap());
        for name in ["sw.js", "HOSTING.md"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        assert!(is_replaceable(folder.path()).unwrap());
    }
}
