//! Marks within a line.

use crate::mail::html::entity;
use crate::reach::head;

/// How far a closing mark is looked for, in bytes; what has none within is text.
const REACH: usize = 1_000;

/// A text without emphasis, links, pictures, tags and escapes.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Marks that nothing closes cost a look as far as `REACH` each: a text of nothing else must not take forever.
    let mut looks = 10_000 + text.len() / 50;
    while let Some(c) = rest.chars().next() {
        if matches!(c, '`' | '!' | '[' | '<') {
            looks = looks.saturating_sub(1);
        }
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let taken = match c {
            '\\' => after.chars().next().filter(char::is_ascii_punctuation).map(|escaped| {
                out.push(escaped);
                2
            }),
            '`' | '!' | '[' | '<' if looks == 0 => None,
            '`' => code(rest, &mut out),
            '!' if after.starts_with('[') => link(after).map(|(_, len)| len + 1),
            '[' => link(rest).map(|(text, len)| {
                // Emphasis in it, but no links: those can't be nested.
                out.push_str(&text.replace(['*', '[', ']'], ""));
                len
            }),
            '<' => tag(rest),
            '&' => entity(rest).map(|(c, len)| {
                out.push(c);
                len
            }),
            '*' | '_' | '~' => emphasis(rest, c, out.chars().next_back()),
            _ => None,
        };
        if taken.is_none() {
            out.push(c);
        }
        rest = rest.get(taken.unwrap_or(c.len_utf8())..).unwrap_or_default();
    }
    out
}

/// `` `code` ``: its text stays.
fn code(text: &str, out: &mut String) -> Option<usize> {
    let marks = text.len() - text.trim_start_matches('`').len();
    let fence = text.get(..marks)?;
    let inner = head(text.get(marks..)?, REACH);
    let end = inner.find(fence)?;
    out.push_str(inner.get(..end)?.trim());
    Some(end + 2 * marks)
}

/// `[text](address)`, `[text][name]` or `[text]`: the text, and the length of the whole.
fn link(text: &str) -> Option<(&str, usize)> {
    let near = head(text, REACH);
    let mut depth = 0_usize;
    let close = near.char_indices().find_map(|(i, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => return None,
        }
        (depth == 0).then_some(i)
    })?;
    let inner = near.get(1..close)?;
    let after = near.get(close + 1..)?;
    let end = match after.chars().next() {
        Some('(') => after.find(')').map(|end| end + 1),
        Some('[') => after.find(']').map(|end| end + 1),
        _ => None,
    };
    match end {
        Some(end) => Some((inner, close + 1 + end)),
        // A footnote's mark, or brackets that mean themselves.
        None if inner.starts_with('^') => Some(("", close + 1 + usize::from(after.starts_with(':')))),
        None => None,
    }
}

/// `<b>`, `</b>`, `<https://example.org>`.
fn tag(text: &str) -> Option<usize> {
    let second = text.get(1..)?.chars().next()?;
    if !(second.is_ascii_alphabetic() || matches!(second, '/' | '!')) {
        return None;
    }
    head(text, REACH).find('>').map(|end| end + 1)
}

/// Marks of emphasis next to a word; a `_` within a word, and marks between spaces, are text.
fn emphasis(text: &str, mark: char, before: Option<char>) -> Option<usize> {
    let rest = text.trim_start_matches(mark);
    let marks = text.len() - rest.len();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let after = rest.chars().next();
    let is_text = (mark == '_' && is_word(before) && is_word(after))
        || (mark == '~' && marks != 2)
        || marks > 3
        || (is_space(before) && is_space(after));
    (!is_text).then_some(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        for (marked, bare) in [
            ("**bold**, *it*, __b__, _i_, ~~no~~, `a*b`", "bold, it, b, i, no, a*b"),
            ("snake_case, 2 * 3 * 4, ~5", "snake_case, 2 * 3 * 4, ~5"),
            ("see [the *page*](https://a.b/c \"t\") and [it][1], [x]", "see the page and it, [x]"),
            ("![a picture](x.png)here<br/>now <https://a.b>", "herenow "),
            ("a note[^1] &amp; \\*stars\\* 1 < 2 &c", "a note & *stars* 1 < 2 &c"),
            ("``a ` b``", "a ` b"),
            ("[[wiki]](x)", "wiki"),
            ("`open [open ![open <open", "`open [open ![open <open"),
        ] {
            assert_eq!(plain(marked), bare);
        }
    }
}
