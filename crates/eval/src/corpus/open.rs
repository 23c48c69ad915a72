use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use lzma_rust2::XzReader;

/// Memory that unpacking one file may take, in KiB.
const UNPACK_KIB: u32 = 512 << 10;

/// Endings of the names of archives.
pub(super) const ARCHIVES: &[&str] = &[".tar", ".tar.xz"];

/// Calls `each` with every text of a file, by name: the file itself, unpacked if its name ends in `.xz`, or the `.txt`
/// files of an archive. After `limit` bytes, unpacked, reading stops; of an archive, bytes between its texts count too.
///
/// # Errors
/// The file cannot be read or unpacked; and those of `each`.
pub(super) fn texts(
    path: &Path,
    limit: u64,
    mut each: impl FnMut(&Path, &mut dyn BufRead) -> Result<()>,
) -> Result<()> {
    let cannot = || format!("cannot read {}", path.display());
    let file = BufReader::new(File::open(path).with_context(cannot)?);
    let input: Box<dyn Read> = if has_ending(path, &[".xz"]) {
        Box::new(XzReader::new_mem_limit(file, true, UNPACK_KIB))
    } else {
        Box::new(file)
    };
    let input = input.take(limit);
    if !has_ending(path, ARCHIVES) {
        return each(path, &mut BufReader::new(input));
    }
    let mut archive = tar::Archive::new(input);
    for entry in archive.entries().with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let inside = PathBuf::from(String::from_utf8_lossy(&entry.path_bytes()).into_owned());
        if entry.header().entry_type().is_file() && has_ending(&inside, &[".txt"]) {
            each(&inside, &mut BufReader::new(entry))?;
        }
    }
    Ok(())
}

/// The files of a folder whose names end in one of `endings`, by name.
///
/// # Errors
/// The folder cannot be listed.
pub(super) fn folder_files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    let cannot = || format!("cannot list {}", folder.display());
    let mut files = Vec::new();
    for entry in folder.read_dir().with_context(cannot)? {
        let path = entry.with_context(cannot)?.path();
        if path.is_file() && has_ending(&path, endings) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a file's name ends so, in capitals or not. Names that begin with a full stop count as having no ending.
pub(super) fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    !name.starts_with('.') && endings.iter().any(|ending| name.ends_with(ending))
}
