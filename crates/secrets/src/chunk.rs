//! A text cut at its white space.

use std::ops::Range;

/// A run of characters without white space.
///
/// Scripts that write no spaces between words are cut off from others, so that a whole Chinese sentence isn't lost with
/// the number that it contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk<'t> {
    /// Where it stands, in bytes.
    pub(crate) range: Range<usize>,
    /// The run, with all punctuation.
    pub(crate) text: &'t str,
    /// Without quotation marks and brackets around it, and without punctuation behind it.
    pub(crate) core: &'t str,
    /// Whether a new line begins between the chunk before and this one.
    pub(crate) begins_line: bool,
}

/// The chunks of `text`, in order.
pub(crate) fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let mut chunks = Vec::new();
    let (mut start, mut was_wide, mut begins_line) = (None, false, true);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let wide = is_wide(c);
        if let Some(from) = start.filter(|_| c.is_whitespace() || wide != was_wide) {
            let run = &text[from..at];
            chunks.push(Chunk { range: from..at, text: run, core: core(run), begins_line });
            (start, begins_line) = (None, false);
        }
        if c.is_whitespace() {
            begins_line |= c == '\n' || c == '\r';
        } else if start.is_none() {
            (start, was_wide) = (Some(at), wide);
        }
    }
    chunks
}

/// Whether a script writes no spaces: Thai, Chinese, Japanese. Korean has spaces, but particles behind names.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{20000}'..='\u{3ffff}')
}

fn core(run: &str) -> &str {
    let is_mark = |c: char| {
        matches!(c, '"' | '\'' | '`' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '\u{ab}' | '\u{bb}')
            || matches!(c, '*' | '_' | '~' | '|' | '\u{bf}' | '\u{a1}' | '\u{2039}' | '\u{203a}')
            || matches!(c, '\u{2018}'..='\u{201f}' | '\u{200b}'..='\u{200f}')
    };
    let is_end = |c: char| is_mark(c) || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\u{2026}');
    let run = run.split_once('>').filter(|(tag, rest)| is_tag(tag) && says(rest)).map_or(run, |(_, rest)| rest);
    let run = run.rsplit_once("</").filter(|(rest, _)| says(rest)).map_or(run, |(rest, _)| rest);
    run.trim_start_matches(is_mark).trim_end_matches(is_end)
}

/// `<p`, `<strong`: what stands before the `>` of a mark of HTML.
fn is_tag(text: &str) -> bool {
    text.strip_prefix('<')
        .is_some_and(|name| !name.is_empty() && name.len() < 8 && name.chars().all(|c| c.is_ascii_alphanumeric()))
}

fn says(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_cut_at_spaces_and_at_scripts_without_spaces() {
        let found: Vec<(&str, &str, bool)> =
            chunks("It's (so),\n\"fine\". 番号は1234です").iter().map(|c| (c.text, c.core, c.begins_line)).collect();
        let expected = [
            ("It's", "It's", true),
            ("(so),", "so", false),
            ("\"fine\".", "fine", true),
            ("番号は", "番号は", false),
            ("1234", "1234", false),
            ("です", "です", false),
        ];
        assert_eq!(found, expected);
        assert_eq!(chunks(" \n"), []);
    }
}
