//! Lines of text from files, folders and archives.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use lzma_rust2::XzReader;

/// The longest line, in bytes: whole books on one line are not what this is for.
const MAX_LINE: u64 = 4 << 20;
/// Memory that unpacking one file may take, in KiB.
const UNPACK_KIB: u32 = 256 << 10;
/// Letters and digits that tell a line from others.
const KEY_CHARS: usize = 60;
/// Lines with fewer are what anybody may write ("Thanks, see you tomorrow").
const LEAST_KEY_CHARS: usize = 24;

/// The files of a corpus: `path` itself, or the `.txt`, `.txt.xz` and `.tar.xz` files of a folder in order of name.
pub(super) fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
        let entry = entry?.path();
        if entry.is_file() && [".txt", ".txt.xz", ".tar.xz"].iter().any(|end| name(&entry).ends_with(end)) {
            files.push(entry);
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "{} holds no .txt, .txt.xz or .tar.xz file", path.display());
    Ok(files)
}

/// The last part of a path.
pub(super) fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Calls `each` with every line that is not blank, trimmed at its end; of an archive, with those of its `.txt` files.
/// Stops after `limit` bytes of text.
pub(super) fn lines(path: &Path, limit: u64, mut each: impl FnMut(&str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let cannot = || format!("cannot read {}", path.display());
    let file = BufReader::new(File::open(path).with_context(cannot)?);
    let name = name(path);
    if !name.ends_with(".xz") {
        return text_lines(file.take(limit), &mut each).with_context(cannot);
    }
    let unpacked = XzReader::new_mem_limit(file, true, UNPACK_KIB);
    if !name.ends_with(".tar.xz") {
        return text_lines(BufReader::new(unpacked).take(limit), &mut each).with_context(cannot);
    }
    let mut archive = tar::Archive::new(unpacked.take(limit));
    for entry in archive.entries().with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        if entry.path().with_context(cannot)?.extension().is_some_and(|extension| extension == "txt") {
            text_lines(BufReader::new(entry), &mut each).with_context(cannot)?;
        }
    }
    Ok(())
}

fn text_lines(mut text: impl BufRead, each: &mut impl FnMut(&str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        if text.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
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

/// What tells a line from others: a hash of its first 60 letters and digits in lower case, and how many there are.
pub(super) struct Key {
    pub hash: u64,
    chars: usize,
}

impl Key {
    pub fn of(line: &str) -> Self {
        let mut key = Self { hash: 0xcbf2_9ce4_8422_2325, chars: 0 };
        let lower = line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        for c in lower.take(KEY_CHARS) {
            key.hash = (key.hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(17);
            key.chars += 1;
        }
        key
    }

    /// Whether a line with this key is the same text, not a phrase that many people use.
    pub fn tells(&self) -> bool {
        self.chars >= LEAST_KEY_CHARS
    }

    /// Whether the key is as long as keys get.
    pub fn is_full(&self) -> bool {
        self.chars >= KEY_CHARS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ignore_case_and_punctuation_and_end_after_60_characters() {
        let key = |line: &str| Key::of(line).hash;
        assert_eq!(key("Hello, World!"), key("hello world"));
        assert_ne!(key("Hello, World!"), key("hello word"));
        let long = "abcdefghij".repeat(6);
        assert_eq!(key(&format!("{long} one end")), key(&format!("{long} another")));
        assert!(Key::of(&long).is_full() && !Key::of(&long[1..]).is_full());
        assert!(!Key::of("Thanks, see you then").tells() && Key::of(&long).tells());
    }

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
