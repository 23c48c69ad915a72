//! Whether the bytes of files hold a canary.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use foreword_profile::Profile;
use tempfile::TempDir;

use crate::profile::{Beside, Locked, write_whole};

/// A folder with a profile's file, as programs leave it.
pub(super) struct Folder {
    folder: TempDir,
    path: PathBuf,
}

impl Folder {
    /// With the profile, and with what a program leaves that ended while it wrote.
    pub(super) fn new(profile: &Profile) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("profile");
        Locked::lock(&path)?.save(profile)?;
        let bytes = profile.export()?;
        std::fs::write(Beside::New.path(&path), &bytes[..bytes.len() - 1])?;
        Ok(Self { folder, path })
    }

    /// Saves the profile as commands do, and an export.
    pub(super) fn save(&self, profile: &Profile) -> Result<()> {
        Locked::lock(&self.path)?.save(profile)?;
        write_whole(&self.folder.path().join("export.json"), &profile.export()?)
    }

    /// Whether a file in it holds one of the names.
    pub(super) fn holds(&self, names: &str) -> Result<bool> {
        Ok(self.files()?.iter().any(|bytes| holds(bytes, names)))
    }

    fn files(&self) -> Result<Vec<Vec<u8>>> {
        let entries = self.folder.path().read_dir()?;
        entries.map(|entry| Ok(std::fs::read(entry?.path())?)).collect()
    }
}

/// Whether bytes hold one of the names, in capitals or not.
fn holds(bytes: &[u8], names: &str) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    names.to_lowercase().split(' ').any(|name| text.contains(name))
}

/// Canaries whose names were found.
#[derive(Default)]
pub(super) struct Bytes {
    /// In the files before forgetting.
    pub(super) before: usize,
    after: usize,
    exports: usize,
    files: usize,
}

impl Bytes {
    pub(super) fn add(&mut self, folder: &Folder, profile: &Profile, names: &str) -> Result<()> {
        let files = folder.files()?;
        self.files += files.len();
        self.after += usize::from(files.iter().any(|bytes| holds(bytes, names)));
        self.exports += usize::from(holds(&profile.export()?, names));
        Ok(())
    }

    pub(super) fn show(&self, count: usize, out: &mut dyn Write) -> Result<()> {
        let Self { before, after, exports, files } = self;
        writeln!(out, "\ncanaries whose names stand in files:")?;
        writeln!(out, "  before forgetting: {before} of {count}")?;
        writeln!(
            out,
            "  after: {after} of {count}, in {files} files (profile, lock, what was left of writing, export)"
        )?;
        writeln!(out, "  in exports: {exports} of {count}")?;
        Ok(())
    }
}
