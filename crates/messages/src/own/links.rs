//! Lines with nothing but links, data, or something that stands for a file.

use super::marks::Marks;
use crate::reason::Reason;

/// Bytes of the shortest word that is taken for data.
const DATA_BYTES: usize = 50;

pub(super) fn mark(marks: &mut Marks<'_>) {
    for at in 0..marks.len() {
        let line = marks.line(at);
        if line.is_empty() || !marks.is_kept(at) {
            continue;
        }
        if is_picture(line) {
            marks.leave(at..at + 1, Reason::Attachment);
        } else if line.split_whitespace().all(is_link) {
            marks.leave(at..at + 1, Reason::Link);
        } else if line.split_whitespace().all(is_data) {
            marks.leave(at..at + 1, Reason::Code);
        }
    }
}

/// Whether a word is the address of a page or a mailbox, brackets around it included.
pub(super) fn is_link(word: &str) -> bool {
    let bare =
        word.trim_matches(|c: char| matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | ',' | '.' | '*' | '-'));
    let start = bare.get(..8).unwrap_or(bare).to_ascii_lowercase();
    ["http://", "https://", "ftp://", "www.", "mailto:", "tel:"].iter().any(|scheme| start.starts_with(scheme))
}

/// Whether a word is too long for one: a key, or a part of an encoded file.
fn is_data(word: &str) -> bool {
    word.len() >= DATA_BYTES && word.is_ascii() && word.bytes().any(|b| b.is_ascii_digit())
}

/// `[image: logo.png]`, `[cid:…]`, `<image001.png>`.
fn is_picture(line: &str) -> bool {
    let inner = [('[', ']'), ('<', '>')].iter().find_map(|&(open, close)| {
        line.strip_prefix(open)?.strip_suffix(close).filter(|inner| !inner.contains([open, close]))
    });
    let Some(inner) = inner.map(str::to_lowercase) else { return false };
    let starts =
        ["image:", "cid:", "inline image", "photo:", "bild:", "imagen:", "imagem:", "immagine:", "afbeelding:"];
    let ends = [".png", ".jpg", ".jpeg", ".gif", ".pdf", ".heic", ".docx", ".xlsx"];
    starts.iter().any(|start| inner.starts_with(start)) || ends.iter().any(|end| inner.ends_with(end))
}
