//! Where things are: the repository, the build output, the cache.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use foreword_catalogue::{cache_folder, repository};

/// Absolute paths that every task starts from.
pub struct Workspace {
    /// The repository's top folder.
    pub root: PathBuf,
    /// Models and tools that can be fetched again: `$FOREWORD_CACHE`, else `.cache` in the repository.
    pub cache: PathBuf,
    /// Cargo's output: `$CARGO_TARGET_DIR`, else `target` in the repository.
    pub target: PathBuf,
}

impl Workspace {
    /// Finds the repository from the folder of this package (which `cargo run` names), else from the current folder.
    ///
    /// The package's folder is read at run time: one build of this program may serve several clones that share a
    /// target folder.
    pub fn find() -> Result<Self> {
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => env::current_dir().context("reading the current folder")?,
        };
        let root = repository(&start)?;
        Ok(Self { cache: cache_folder(&root)?, target: folder_from("CARGO_TARGET_DIR", || root.join("target"))?, root })
    }

    /// Fetched model files.
    pub fn models(&self) -> PathBuf {
        self.cache.join("models")
    }

    /// Programs installed for this repository alone, in `bin` below it.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// The built page, as the server hands it out.
    pub fn site(&self) -> PathBuf {
        self.root.join("web/app/dist")
    }
}

/// The folder an environment variable names, made absolute; an empty variable counts as unset.
fn folder_from(variable: &str, default: impl FnOnce() -> PathBuf) -> Result<PathBuf> {
    match env::var_os(variable).filter(|value| !value.is_empty()) {
        Some(value) => std::path::absolute(Path::new(&value))
            .with_context(|| format!("{variable}={}", Path::new(&value).display())),
        None => Ok(default()),
    }
}
