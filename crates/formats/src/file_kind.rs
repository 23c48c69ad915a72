//! What a file is that was given as a model and isn't one.

use std::fmt;

use crate::packed;

/// What a file seems to be, by its first bytes.
///
/// A model file goes through many hands before it is loaded, and what arrives is often something that stands in its place:
/// a pointer that version control left, the page of a server that has moved, a download that never began. Readers of model
/// files say so in words, since the first bytes in hexadecimal tell nobody what to do.
///
/// ```
/// use foreword_formats::FileKind;
///
/// assert_eq!(FileKind::of(b"<!DOCTYPE html>\n<title>Moved</title>"), FileKind::Page);
/// assert_eq!(FileKind::of(b"Entry not found").to_string(), "a text that begins \"Entry not found\"");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// A file without a byte.
    Empty,
    /// What Git LFS leaves in the place of a file that it has not fetched.
    LfsPointer,
    /// HTML or XML: what a server sends that doesn't have the file.
    Page,
    /// JSON, as programs on servers answer with.
    Json,
    /// Another text, with its beginning.
    Text(String),
    /// Compressed or an archive, with the format's name.
    Compressed(&'static str),
    /// Zeros: room was made for a file and it was never filled.
    Zeros,
    /// A [packed file](crate::packed).
    Packed,
    /// GGUF, as an encoder is.
    Gguf,
    /// Safetensors, as a drafting decoder is.
    Safetensors,
    /// None of these; its first bytes, four at most.
    Unknown(Vec<u8>),
}

/// First bytes that tell formats in which files are compressed or put together.
const COMPRESSED: [(&[u8], &str); 7] = [
    (&[0x1f, 0x8b], "gzip"),
    (b"PK\x03\x04", "zip"),
    (&[0xfd, b'7', b'z', b'X', b'Z', 0], "xz"),
    (&[0x28, 0xb5, 0x2f, 0xfd], "zstd"),
    (b"BZh", "bzip2"),
    (&[b'7', b'z', 0xbc, 0xaf], "7z"),
    (&[0x04, 0x22, 0x4d, 0x18], "lz4"),
];

/// Bytes looked at, at most.
const START: usize = 512;
/// Characters of a text that are quoted.
const QUOTED: usize = 40;

impl FileKind {
    /// What a file is that begins with `start`; a few hundred bytes are enough.
    pub fn of(start: &[u8]) -> Self {
        let start = &start[..start.len().min(START)];
        let compressed = COMPRESSED.iter().find(|(magic, _)| start.starts_with(magic));
        match start {
            [] => Self::Empty,
            _ if start.starts_with(b"GGUF") => Self::Gguf,
            _ if start.starts_with(&packed::MAGIC) => Self::Packed,
            _ if is_safetensors(start) => Self::Safetensors,
            _ if start.iter().all(|&byte| byte == 0) => Self::Zeros,
            _ => match (compressed, text(start)) {
                (Some((_, name)), _) => Self::Compressed(name),
                (None, Some(text)) => of_text(text),
                (None, None) => Self::Unknown(start[..start.len().min(4)].to_vec()),
            },
        }
    }
}

/// Eight bytes of length, less than 2³² in any file there is, and then an object of JSON.
fn is_safetensors(start: &[u8]) -> bool {
    start.get(4..8) == Some(&[0; 4]) && start.get(8) == Some(&b'{')
}

/// The beginning of a text, without a byte order mark and blanks; `None` if it isn't one, as far as can be seen.
fn text(start: &[u8]) -> Option<&str> {
    let whole = match std::str::from_utf8(start) {
        Ok(whole) => whole,
        // The last character may be cut; nothing else may be wrong.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&start[..error.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    let is_text = whole.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\x0c'));
    (is_text && !whole.is_empty()).then(|| whole.trim_start_matches('\u{feff}').trim_start())
}

fn of_text(text: &str) -> FileKind {
    if text.starts_with("version https://git-lfs") {
        FileKind::LfsPointer
    } else if text.starts_with('<') {
        FileKind::Page
    } else if text.starts_with('{') {
        FileKind::Json
    } else {
        FileKind::Text(text.lines().next().unwrap_or_default().chars().take(QUOTED).collect())
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty"),
            Self::LfsPointer => f.write_str("a Git LFS pointer, which only says where the file is"),
            Self::Page => f.write_str("a web page, as servers send for a file that isn't there"),
            Self::Json => f.write_str("JSON, as servers send for a file that isn't there"),
            Self::Text(beginning) => write!(f, "a text that begins {beginning:?}"),
            Self::Compressed(name) => write!(f, "compressed with {name}"),
            Self::Zeros => f.write_str("nothing but zeros, as of a download that never filled it"),
            Self::Packed => f.write_str("packed for download"),
            Self::Gguf => f.write_str("a GGUF file, as the model (the encoder) is"),
            Self::Safetensors => f.write_str("a safetensors file, as the drafting decoder is"),
            Self::Unknown(first) => write!(f, "of no format known here: it begins with {first:02x?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_place_of_a_model_is_told_by_its_first_bytes() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 98362432\n";
        let long_text = "é".repeat(400);
        for (start, expected) in [
            (&b""[..], FileKind::Empty),
            (pointer, FileKind::LfsPointer),
            (b"<!doctype html>", FileKind::Page),
            (b"\xef\xbb\xbf\r\n <html lang=en>", FileKind::Page),
            (b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", FileKind::Page),
            (b"{\"error\":\"Repository not found\"}", FileKind::Json),
            (b"Not Found\n", FileKind::Text("Not Found".into())),
            (long_text.as_bytes(), FileKind::Text("é".repeat(QUOTED))),
            (b"\x1f\x8b\x08\0", FileKind::Compressed("gzip")),
            (b"PK\x03\x04\x14\0", FileKind::Compressed("zip")),
            (b"BZh91AY", FileKind::Compressed("bzip2")),
            (&[0; 4096], FileKind::Zeros),
            (b"FWPK\x01\0\0\0", FileKind::Packed),
            (b"GGUF\x03\0\0\0", FileKind::Gguf),
            (b"\x20\0\0\0\0\0\0\0{\"__metadata__\"", FileKind::Safetensors),
            // Looks like a brace or a tag, but is a length of 123 or 60 bytes.
            (b"\x7b\0\0\0\0\0\0\0{", FileKind::Safetensors),
            (b"\x3c\0\0\0\0\0\0\0{", FileKind::Safetensors),
            (b"GGML\x01\0\0\0", FileKind::Unknown(b"GGML".to_vec())),
            (b"\x80", FileKind::Unknown(b"\x80".to_vec())),
        ] {
            assert_eq!(FileKind::of(start), expected, "{start:?}");
        }
    }
}
