//! User files: one message per line, oldest first. Alone, in a folder, or in a tar archive; any of them xz-packed.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};

use super::open::{folder_files, texts};

/// The most bytes of text read in all, unpacked.
const MAX_BYTES: u64 = 1 << 30;

/// One person's messages.
#[derive(Debug, PartialEq)]
pub struct User {
    /// File name without its endings.
    pub name: String,
    /// Oldest first, without white space around them, none of them empty.
    pub messages: Vec<String>,
}

/// All users under `path`, by name.
///
/// A folder and an archive are searched for names that end in `.txt` (a folder also for `.txt.xz`); other names are
/// passed over, as are files without a message where there are others with some.
///
/// # Errors
/// Nothing there, nothing in it, not UTF-8 (with the line), more than a gibibyte of text, or unreadable.
pub fn read_users(path: &Path) -> anyhow::Result<Vec<User>> {
    let metadata = path.metadata().with_context(|| format!("cannot read {}", path.display()))?;
    let mut left = MAX_BYTES;
    let paths = if metadata.is_dir() { folder_files(path, &[".txt", ".txt.xz"])? } else { vec![path.to_owned()] };
    let mut users = Vec::new();
    for path in &paths {
        read_file(path, &mut left, &mut users)?;
    }
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

fn read_file(path: &Path, left: &mut u64, users: &mut Vec<User>) -> anyhow::Result<()> {
    texts(path, MAX_BYTES + 1, |inside, text| {
        let label = if inside == path {
            path.display().to_string()
        } else {
            format!("{} in {}", inside.display(), path.display())
        };
        let bytes = read_bytes(text, left).with_context(|| format!("cannot read {label}"))?;
        users.push(User { name: user_name(inside), messages: messages(bytes, &label)? });
        Ok(())
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

fn user_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".xz").unwrap_or(&name);
    name.strip_suffix(".txt").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs::File;

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
