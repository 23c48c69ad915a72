//! User files: one message per line, oldest first. Alone, in a folder, or in a tar archive; any of them xz-packed.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use lzma_rust2::XzReader;

/// The most bytes of text read in all, unpacked.
const MAX_BYTES: u64 = 1 << 30;

/// The most memory a packed file may ask for, in KiB.
const MAX_UNPACKING: u32 = 512 << 10;

/// One person's messages.
#[derive(Debug, PartialEq)]
pub(crate) struct User {
    /// File name without its endings.
    pub(crate) name: String,
    /// Oldest first, without white space around them, none of them empty.
    pub(crate) messages: Vec<String>,
}

/// All users under `path`, by name.
///
/// A folder and an archive are searched for names that end in `.txt` (a folder also for `.txt.xz`); other names are
/// passed over, as are files without a message where there are others with some.
///
/// # Errors
/// Nothing there, nothing in it, not UTF-8 (with the line), more than [`MAX_BYTES`], or unreadable.
pub(crate) fn read_users(path: &Path) -> anyhow::Result<Vec<User>> {
    let metadata = path.metadata().with_context(|| format!("cannot read {}", path.display()))?;
    let mut left = MAX_BYTES;
    let mut users = if metadata.is_dir() {
        let mut users = Vec::new();
        for path in user_files(path)? {
            users.push(read_file(&path, &mut left)?);
        }
        users
    } else if has_ending(path, &[".tar", ".tar.xz"]) {
        read_archive(path, &mut left)?
    } else {
        vec![read_file(path, &mut left)?]
    };
    let files = users.len();
    users.retain(|user| !user.messages.is_empty());
    match (files, users.len()) {
        (0, _) => bail!("there is no user file (NAME.txt) in {}", path.display()),
        (_, 0) => bail!("there is no message in {}: it has only empty lines, or none", path.display()),
        _ => {}
    }
    users.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(users)
}

fn user_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in folder.read_dir().with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if path.is_file() && has_ending(&path, &[".txt", ".txt.xz"]) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read_file(path: &Path, left: &mut u64) -> anyhow::Result<User> {
    let bytes = read_bytes(open(path)?, left).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(User { name: user_name(path), messages: messages(bytes, &path.display().to_string())? })
}

fn read_archive(path: &Path, left: &mut u64) -> anyhow::Result<Vec<User>> {
    let cannot = || format!("cannot read the archive {}", path.display());
    let mut users = Vec::new();
    // Whatever the archive holds besides texts counts too: what is passed over is unpacked all the same.
    let mut archive = tar::Archive::new(open(path)?.take(MAX_BYTES));
    for entry in archive.entries().with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let inside = PathBuf::from(String::from_utf8_lossy(&entry.path_bytes()).into_owned());
        if entry.header().entry_type().is_file() && has_ending(&inside, &[".txt"]) {
            let bytes = read_bytes(entry, left).with_context(cannot)?;
            let name = format!("{} in {}", inside.display(), path.display());
            users.push(User { name: user_name(&inside), messages: messages(bytes, &name)? });
        }
    }
    Ok(users)
}

fn open(path: &Path) -> anyhow::Result<Box<dyn Read>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file = BufReader::new(file);
    Ok(if has_ending(path, &[".xz"]) {
        Box::new(XzReader::new_mem_limit(file, true, MAX_UNPACKING))
    } else {
        Box::new(file)
    })
}

fn read_bytes(input: impl Read, left: &mut u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(*left + 1).read_to_end(&mut bytes)?;
    let Some(rest) = left.checked_sub(bytes.len() as u64) else {
        bail!("there are more than {MAX_BYTES} bytes of text");
    };
    *left = rest;
    Ok(bytes)
}

/// The messages of one file. `name` is for errors.
fn messages(mut bytes: Vec<u8>, name: &str) -> anyhow::Result<Vec<String>> {
    if bytes.starts_with("\u{FEFF}".as_bytes()) {
        bytes.drain(..3);
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
        let column = at - before.iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline + 1) + 1;
        anyhow::anyhow!("{name} is not UTF-8: byte {column} of line {line}")
    })?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    !name.starts_with('.') && endings.iter().any(|ending| name.ends_with(ending))
}

fn user_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".xz").unwrap_or(&name);
    name.strip_suffix(".txt").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "one\ntwo\n" as `xz` packs it.
    const PACKED: &[u8] = include_bytes!("../../tests/data/two-lines.txt.xz");

    fn error(path: &Path) -> String {
        format!("{:#}", read_users(path).unwrap_err())
    }

    #[test]
    fn a_file_holds_a_message_per_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ann.txt");
        std::fs::write(&path, "\u{FEFF}first \r\n\n  second day\u{2026}\nthird").unwrap();
        let messages = ["first", "second day…", "third"].map(str::to_owned).to_vec();
        assert_eq!(read_users(&path).unwrap(), [User { name: "ann".into(), messages }]);
    }

    #[test]
    fn folders_and_archives_hold_users() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("zoe.txt"), "z").unwrap();
        std::fs::write(folder.path().join("ORIGIN"), b"no user \xff").unwrap();
        std::fs::write(folder.path().join("nothing.txt"), "\n\n").unwrap();
        std::fs::write(folder.path().join("ann.txt.xz"), PACKED).unwrap();
        let expected = vec![
            User { name: "ann".into(), messages: vec!["one".into(), "two".into()] },
            User { name: "zoe".into(), messages: vec!["z".into()] },
        ];
        assert_eq!(read_users(folder.path()).unwrap(), expected);

        let archive = folder.path().join("users.tar");
        let mut builder = tar::Builder::new(File::create(&archive).unwrap());
        for (name, text) in [("in/zoe.txt", "z"), ("in/ORIGIN", "x"), ("in/ann.txt", "one\ntwo")] {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            builder.append_data(&mut header, name, text.as_bytes()).unwrap();
        }
        builder.finish().unwrap();
        assert_eq!(read_users(&archive).unwrap(), expected);
    }

    #[test]
    fn errors_say_where() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        assert!(error(&folder.path().join("none.txt")).contains("none.txt"));
        assert!(error(folder.path()).contains("no user file"));
        assert!(error(&write("empty.txt", b"")).contains("no message in"));
        assert!(error(&write("blank.txt", b"\n \n")).contains("no message in"));
        assert!(error(&write("latin.txt", b"one\ntwo caf\xe9 more")).contains("byte 8 of line 2"));
        assert!(error(&write("not.txt.xz", b"plain text that is long enough")).contains("not.txt.xz"));
        assert!(error(&write("cut.txt.xz", &PACKED[..PACKED.len() - 9])).contains("cut.txt.xz"));
        assert!(error(&write("not.tar", &[7; 600])).contains("not.tar"));
    }

    #[test]
    fn there_is_a_limit() {
        let mut left = 5;
        assert_eq!(read_bytes(&b"abc"[..], &mut left).unwrap(), b"abc");
        assert!(read_bytes(&b"abc"[..], &mut left).is_err());
    }
}
