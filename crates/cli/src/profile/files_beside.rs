//! Files that stand beside a profile's, and writing that file whole or not at all.

use std::fs::{File, OpenOptions, remove_file, rename};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// What stands beside a file: its name with something after it.
pub(crate) enum Beside {
    /// Locked by whoever changes the file; always empty, and left there, since who deletes it lets a second one in.
    Lock,
    /// The new content until it is complete. It has one name, so that what an interrupted program left is found.
    New,
    /// How far learning from files came. It holds no text.
    Learning,
}

impl Beside {
    /// Its path.
    pub(crate) fn path(&self, of: &Path) -> PathBuf {
        let mut name = of.file_name().unwrap_or_default().to_owned();
        name.push(match self {
            Self::Lock => ".lock",
            Self::New => ".new",
            Self::Learning => ".learning",
        });
        of.with_file_name(name)
    }

    /// Deletes it, if it is there.
    pub(crate) fn remove(&self, of: &Path) -> Result<()> {
        let path = self.path(of);
        match remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot delete {}", path.display()))
            }
            _ => Ok(()),
        }
    }
}

/// The file that a path leads to: where it is a link, what it points to, since renaming would replace the link.
pub(crate) fn followed(path: &Path) -> Result<PathBuf> {
    ensure!(path.file_name().is_some(), "{:?} names no file", path.display().to_string());
    match path.canonicalize() {
        Ok(path) => Ok(path),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(error).with_context(|| format!("cannot open {}", path.display())),
    }
}

/// A file that its owner alone may read.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a file so that after a crash at any moment it has its old content or the new one. Its owner alone may read it.
///
/// # Errors
/// It cannot be written; it is as it was before.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let new = Beside::New.path(path);
    let written = (|| {
        Beside::New.remove(path)?;
        let mut file = private().create_new(true).open(&new)?;
        file.write_all(bytes)?;
        // Before the name: else a crash of the machine could leave the new name on a file without content.
        file.sync_all()?;
        drop(file);
        rename(&new, path)?;
        sync_folder(path)
    })();
    if written.is_err() {
        let _ = remove_file(&new);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// Makes sure that the new name is on the disk. Only Unix opens folders.
fn sync_folder(path: &Path) -> Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_and_what_was_left_beside_it_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.profile");
        std::fs::write(Beside::New.path(&path), "half of an older").unwrap();
        write_whole(&path, b"one").unwrap();
        write_whole(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_cannot_be_written_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.profile");
        write_whole(&path, b"one").unwrap();
        // A folder in the new file's place stands for any failure before the name changes.
        std::fs::create_dir(Beside::New.path(&path)).unwrap();
        let error = format!("{:#}", write_whole(&path, b"two").unwrap_err());
        assert!(error.contains("cannot write") && error.contains("a.profile"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
    }
}
