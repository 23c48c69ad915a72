//! What a chunk is in its clause.

use crate::chunk::Chunk;
use crate::token;

/// Whether a chunk is no ordinary word: it has three digits, or letters and digits, or looks drawn at random.
pub(crate) fn is_code(chunk: &Chunk<'_>) -> bool {
    has_digits(chunk.text, 3) || is_mixed(chunk.core) || token::judge(chunk.core).is_some()
}

pub(crate) fn is_mixed(core: &str) -> bool {
    core.len() >= 4 && has_digits(core, 1) && core.chars().any(char::is_alphabetic)
}

pub(crate) fn has_digits(text: &str, least: usize) -> bool {
    text.chars().filter(|c| c.is_numeric()).nth(least - 1).is_some()
}

/// In capitals, as code words are given.
pub(crate) fn is_loud(core: &str) -> bool {
    core.chars().count() >= 4 && core.chars().all(char::is_uppercase)
}

pub(crate) fn is_arrow(text: &str) -> bool {
    matches!(text, ":" | "=" | "->" | "=>" | "-" | "–" | "—" | "→" | ":=" | "==" | ">" | "|")
}

pub(crate) fn ends_clause(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', ')', '\u{201d}', '\u{bb}']).ends_with(['.', ',', ';', '!', '?', '\u{2026}'])
}

pub(crate) fn ends_sentence(text: &str) -> bool {
    ends_clause(text) && !text.contains(',')
}

pub(crate) fn closing_mark(open: char) -> Option<char> {
    Some(match open {
        '"' | '\'' | '`' => open,
        '\u{201c}' => '\u{201d}',
        '\u{201e}' => '\u{201c}',
        '\u{2018}' => '\u{2019}',
        '\u{ab}' => '\u{bb}',
        _ => return None,
    })
}
