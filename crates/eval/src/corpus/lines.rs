use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::open::{folder_files, texts};

/// The longest line, in bytes: whole books on one line are not what this is for.
const MAX_LINE: u64 = 4 << 20;

/// The files of a corpus: `path` itself, or the `.txt`, `.txt.xz` and `.tar.xz` files of a folder in order of name.
///
/// # Errors
/// The folder cannot be listed, or has no such file.
pub fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let files = folder_files(path, &[".txt", ".txt.xz", ".tar.xz"])?;
    ensure!(!files.is_empty(), "{} holds no .txt, .txt.xz or .tar.xz file", path.display());
    Ok(files)
}

/// Calls `each` with every line that is not blank, trimmed at its end; of an archive, with those of its `.txt` files.
/// Stops after `limit` bytes of text. Bytes that are not UTF-8 are replaced.
///
/// # Errors
/// The file cannot be read or unpacked, a line is longer than 4 MiB; and those of `each`.
pub fn lines(path: &Path, limit: u64, mut each: impl FnMut(&str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    texts(path, limit, |inside, text| {
        text_lines(text, &mut each).with_context(|| format!("cannot read {}", inside.display()))
    })
}

fn text_lines(text: &mut dyn BufRead, each: &mut impl FnMut(&str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        if text.take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.len() as u64 == MAX_LINE && line.last() != Some(&b'\n') {
            bail!("line {number} is longer than {MAX_LINE} bytes");
        }
        let decoded = String::from_utf8_lossy(&line);
        let trimmed = decoded.trim_end();
        if !trimmed.trim_start().is_empty() {
            each(trimmed)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_from_files_and_folders_without_blank_ones() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b.txt"), "third\r\n").unwrap();
        std::fs::write(folder.path().join("a.txt"), "first\n\n  \nsecond").unwrap();
        std::fs::write(folder.path().join("notes.md"), "none of these").unwrap();
        let mut found = Vec::new();
        for file in files(folder.path()).unwrap() {
            lines(&file, u64::MAX, |line| {
                found.push(line.to_owned());
                Ok(())
            })
            .unwrap();
        }
        assert_eq!(found, ["first", "second", "third"]);
        std::fs::write(folder.path().join("c.txt.xz"), "not compressed").unwrap();
        assert!(lines(&folder.path().join("c.txt.xz"), u64::MAX, |_| Ok(())).is_err());
    }
}
