//! The files to learn from: found in folders, and read part by part.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, bail, ensure};
use foreword_messages::Kind;
use sha2::{Digest, Sha256};

/// Bytes that are read at once.
const PART: usize = 256 << 10;

/// How a profile's file begins.
const PROFILE: &[u8] = b"{\"format\":\"foreword-profile\"";

/// A file that can be read.
pub(super) struct Input {
    path: PathBuf,
    pub(super) kind: Kind,
    len: u64,
    /// Seconds since 1970.
    modified: u64,
}

/// The files found.
pub(super) struct Inputs {
    pub(super) files: Vec<Input>,
    /// Files in folders that can't be read, and why.
    pub(super) unreadable: Vec<(PathBuf, String)>,
}

impl Inputs {
    /// These files, and those in these folders, in the order of their names. `lines` says that each line is a message,
    /// whatever the files look like. What is called `.…` is passed over in folders, and so is the file `but_not` with what
    /// stands beside it.
    ///
    /// # Errors
    /// A file that was named can't be read, a folder can't be listed, or nothing was found.
    pub(super) fn of(paths: &[PathBuf], lines: bool, but_not: &Path) -> Result<Self> {
        let mut found = Self { files: Vec::new(), unreadable: Vec::new() };
        for path in paths {
            if path.is_dir() {
                found.add_folder(path, lines, but_not)?;
            } else {
                found.files.push(Input::open(path, lines)?);
            }
        }
        if found.files.is_empty() {
            let (path, reason) = found.unreadable.first().context("there is no file in what was named")?;
            let count = found.unreadable.len();
            bail!("none of {count} files can be read; the first is {}: {reason}", path.display());
        }
        Ok(found)
    }

    fn add_folder(&mut self, folder: &Path, lines: bool, but_not: &Path) -> Result<()> {
        let cannot = || format!("cannot list {}", folder.display());
        let entries = folder.read_dir().with_context(cannot)?.collect::<Result<Vec<_>, _>>().with_context(cannot)?;
        let mut paths: Vec<PathBuf> = entries.iter().map(std::fs::DirEntry::path).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let of_profile = but_not.file_name().is_some_and(|own| name.starts_with(&*own.to_string_lossy()))
                && but_not.parent().and_then(|own| own.canonicalize().ok()) == folder.canonicalize().ok();
            if name.starts_with('.') || of_profile {
                continue;
            }
            // Links to folders may lead in circles.
            if path.is_dir() && !path.is_symlink() {
                self.add_folder(&path, lines, but_not)?;
            } else if path.is_file() {
                match Input::open(&path, lines) {
                    Ok(input) => self.files.push(input),
                    Err(error) => self.unreadable.push((path, error.root_cause().to_string())),
                }
            }
        }
        Ok(())
    }

    /// A name for what stands in these files, to know them again: of their paths, lengths and times.
    pub(super) fn fingerprint(&self) -> Sha256 {
        let mut hash = Sha256::new();
        for Input { path, kind, len, modified } in &self.files {
            hash.update(format!(
                "{:?} {kind:?} {len} {modified}\n",
                path.canonicalize().unwrap_or_else(|_| path.clone())
            ));
        }
        hash
    }
}

impl Input {
    fn open(path: &Path, lines: bool) -> Result<Self> {
        let cannot = || format!("cannot read {}", path.display());
        let mut file = File::open(path).with_context(cannot)?;
        let metadata = file.metadata().with_context(cannot)?;
        ensure!(metadata.is_file(), "{} is no file", path.display());
        let mut head = Vec::new();
        file.by_ref().take(Kind::HEAD_BYTES as u64).read_to_end(&mut head).with_context(cannot)?;
        if head.starts_with(PROFILE) {
            return Err(anyhow::anyhow!("the file is a profile; `foreword import` reads it")).with_context(cannot);
        }
        let kind = Kind::detect(&name(path), &head).with_context(cannot)?;
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let kind = if lines { Kind::Lines } else { kind };
        Ok(Self { path: path.to_owned(), kind, len: metadata.len(), modified: modified.map_or(0, |d| d.as_secs()) })
    }

    /// Its name without the folders: who is written with may stand in it, but folders are called after anything.
    pub(super) fn name(&self) -> String {
        name(&self.path)
    }

    /// Hands over its bytes, part by part.
    ///
    /// # Errors
    /// It can't be read; and those of `each`.
    pub(super) fn read(&self, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let cannot = || format!("cannot read {}", self.path.display());
        let mut file = File::open(&self.path).with_context(cannot)?;
        let mut part = vec![0; PART];
        loop {
            let read = file.read(&mut part).with_context(cannot)?;
            if read == 0 {
                return Ok(());
            }
            each(part.get(..read).unwrap_or_default())?;
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
