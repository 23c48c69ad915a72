//! Files that aren't text, by their first bytes.

use crate::error::Unreadable;

/// First bytes, and what a file is that begins with them.
const MAGIC: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of Microsoft Office or an Outlook message"),
    (b"!BDN", "an Outlook mailbox (PST)"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a picture, sound or video (RIFF)"),
    (b"OggS", "a sound (Ogg)"),
    (b"ID3", "a sound (MP3)"),
    (b"fLaC", "a sound (FLAC)"),
    (b"\x7fELF", "a program"),
    (b"\0asm", "a program (WebAssembly)"),
    (b"\x1aE\xdf\xa3", "a video (Matroska)"),
];

/// ZIP archives by the name of what is in them.
const OFFICE: &[&str] = &["docx", "xlsx", "pptx", "odt", "ods", "odp", "pages", "epub"];

/// What a file is, if its first bytes aren't text.
pub(crate) fn binary(name: &str, head: &[u8]) -> Option<Unreadable> {
    let binary = |what| Some(Unreadable::Binary { what });
    if let Some((magic, what)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        // Letters that could begin a text count only before a byte that couldn't.
        let could_be_text = magic.iter().all(|b| b.is_ascii_graphic());
        if !could_be_text || *magic == b"%PDF-" || has_controls(head) {
            let is_office = *what == "a ZIP archive" && OFFICE.contains(&extension(name).as_str());
            return binary(if is_office { "an office document" } else { what });
        }
    }
    if head.get(4..8) == Some(b"ftyp") {
        return binary("a picture, sound or video");
    }
    if head.starts_with(b"\xff\xfe\0\0") || head.starts_with(b"\0\0\xfe\xff") {
        return Some(Unreadable::Format { what: "text in UTF-32", instead: "save it as UTF-8" });
    }
    let starts = |start: &str| {
        let head = head.trim_ascii_start();
        head.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
    };
    if starts("{\\rtf") {
        return Some(Unreadable::Format { what: "rich text (RTF)", instead: "save it as plain text" });
    }
    if starts("<!doctype html") || starts("<html") || starts("<?xml") {
        let instead = "export it as plain text or JSON";
        return Some(Unreadable::Format { what: "a web page or XML", instead });
    }
    None
}

/// Whether there are bytes that no text has: NUL, or many control characters.
pub(crate) fn has_controls(head: &[u8]) -> bool {
    let controls = head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    head.contains(&0) || controls * 50 > head.len()
}

/// The ending of a file's name in lower case, without the dot.
pub(crate) fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, end)| end.to_ascii_lowercase())
}
