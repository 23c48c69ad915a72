//! Reading and changing a profile's file.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use foreword_profile::Profile;
use foreword_profile::format::MOST_BYTES;
use foreword_text::Tokenizer;

use super::files_beside::{Beside, followed, private, write_whole};

/// The profile in a file. Whoever changes it replaces it as a whole, so that it can be read at any time.
///
/// # Errors
/// There is none, or it can't be read or used; the error says why.
pub(crate) fn read(path: &Path, tokenizer: Arc<Tokenizer>) -> Result<Profile> {
    let profile = read_if_there(path, tokenizer)?;
    profile.with_context(|| format!("there is no profile {}; `foreword learn` makes one", path.display()))
}

/// The same; `None` if there is no file.
fn read_if_there(path: &Path, tokenizer: Arc<Tokenizer>) -> Result<Option<Profile>> {
    let Some(bytes) = bytes(path)? else { return Ok(None) };
    let profile = Profile::import(&bytes, tokenizer);
    profile.map(Some).with_context(|| format!("cannot read {}", path.display()))
}

fn bytes(path: &Path) -> Result<Option<Vec<u8>>> {
    let cannot = || format!("cannot read {}", path.display());
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file.with_context(cannot)?,
    };
    ensure!(file.metadata().with_context(cannot)?.is_file(), "{} is no file", path.display());
    let mut bytes = Vec::new();
    // One byte more than may be: the profile's own error then says so.
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).with_context(cannot)?;
    Ok(Some(bytes))
}

/// A profile's file that nobody else changes as long as this lives.
pub(crate) struct Locked {
    path: PathBuf,
    _lock: File,
}

impl Locked {
    /// Locks the file, which need not be there yet, and deletes what an interrupted program left of a new one.
    ///
    /// # Errors
    /// Another program has locked it, or the folder can't be written to.
    pub(crate) fn lock(path: &Path) -> Result<Self> {
        let path = followed(path)?;
        let lock = Beside::Lock.path(&path);
        let cannot = || format!("cannot lock {}", lock.display());
        let file = private().create(true).truncate(false).open(&lock).with_context(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!("another program is changing {}", path.display()),
            Err(TryLockError::Error(error)) => return Err(error).with_context(cannot),
        }
        Beside::New.remove(&path)?;
        Ok(Self { path, _lock: file })
    }

    /// Where it is, links followed.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The profile in it.
    ///
    /// # Errors
    /// As [`read`].
    pub(crate) fn read(&self, tokenizer: Arc<Tokenizer>) -> Result<Profile> {
        read(&self.path, tokenizer)
    }

    /// The profile in it; `None` if there is none yet.
    ///
    /// # Errors
    /// It can't be read or used.
    pub(crate) fn read_if_there(&self, tokenizer: Arc<Tokenizer>) -> Result<Option<Profile>> {
        read_if_there(&self.path, tokenizer)
    }

    /// Replaces the file by this profile. When this returns, it is on the disk.
    ///
    /// # Errors
    /// It can't be written; the file is as it was before.
    pub(crate) fn save(&self, profile: &Profile) -> Result<()> {
        write_whole(&self.path, &profile.export()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_writer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.profile");
        let first = Locked::lock(&path).unwrap();
        let error = Locked::lock(&path).err().expect("it is locked").to_string();
        assert!(error.contains("another program is changing"), "{error}");
        drop(first);
        assert!(Locked::lock(&path).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let locked = Locked::lock(&link).unwrap();
        write_whole(locked.path(), b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read(&file).unwrap(), b"new");
    }
}
