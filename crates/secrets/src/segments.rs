//! The parts of a chunk between its signs.

/// Runs of letters and digits, with apostrophes between letters.
pub(crate) fn segments(core: &str) -> impl Iterator<Item = &str> {
    core.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '\u{300}'..='\u{36f}')))
        .map(|part| part.trim_matches(['\'', '\u{2019}']))
        .filter(|part| !part.is_empty())
}
