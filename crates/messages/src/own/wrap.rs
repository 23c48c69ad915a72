//! Lines to paragraphs.

use super::links::is_link;
use crate::reach::head;

/// Columns at which mail programs break lines lie between these, counted in characters.
const LEAST_WIDTH: usize = 58;
const MOST_WIDTH: usize = 82;
/// Bytes of the longest address in brackets.
const REACH: usize = 2_000;

/// The text of these lines. Lines that were broken at a column are put together; blank lines part paragraphs, one each.
pub(super) fn paragraphs(lines: &[&str]) -> String {
    let width = width(lines);
    let mut out = String::new();
    let mut last: Option<&str> = None;
    let mut is_parted = false;
    for line in lines {
        let line = line.trim_end();
        let words = without_addresses(line);
        if words.trim().is_empty() {
            is_parted |= line.trim().is_empty();
            continue;
        }
        match last {
            None => {}
            Some(_) if is_parted => out.push_str("\n\n"),
            Some(before) if width.is_some_and(|width| goes_on(before, line, width)) => {
                // A word that was parted at its hyphen stays as it is.
                let is_hyphen = before.ends_with('-') && !before.ends_with(" -");
                out.push_str(if is_hyphen { "" } else { " " });
            }
            Some(_) => out.push('\n'),
        }
        push_words(&mut out, &words);
        last = Some(line);
        is_parted = false;
    }
    out
}

/// Adds a line with one space between words.
fn push_words(out: &mut String, line: &str) {
    for (i, word) in line.split_whitespace().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// The column at which lines were broken, if several come near it and none goes beyond.
fn width(lines: &[&str]) -> Option<usize> {
    let lengths: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
    let longest = lengths.iter().max().copied()?;
    let near = lengths.windows(2).filter(|pair| pair[0] + 14 > longest && pair[1] > 0).count();
    // One such line is enough if it can't be the end of a sentence.
    let is_open = || {
        lines
            .iter()
            .zip(&lengths)
            .any(|(line, &length)| length == longest && !line.ends_with(['.', '!', '?', ':', ',']))
    };
    ((LEAST_WIDTH..=MOST_WIDTH).contains(&longest) && (near >= 2 || near == 1 && is_open())).then_some(longest)
}

/// Whether a line goes on in the next: because the next one's first word had no room in it.
fn goes_on(line: &str, next: &str, width: usize) -> bool {
    let first = next.split_whitespace().next().unwrap_or_default();
    let is_entry = next.starts_with([' ', '\t']) || is_bullet(first);
    !is_entry && line.chars().count() + 1 + first.chars().count() > width
}

fn is_bullet(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
    matches!(word, "-" | "*" | "+" | "•" | "·" | "–" | "o")
        || (digits.len() < word.len() && matches!(digits, "." | ")"))
}

/// A line without what programs put behind a linked word: `<https://…>`, `<mailto:…>`, `[cid:…]`.
fn without_addresses(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(['<', '[']) {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let close = if tag.starts_with('<') { '>' } else { ']' };
        let inner = head(tag, REACH).get(1..).and_then(|tag| tag.split_once(close)).map_or("", |(inner, _)| inner);
        let is_address = !inner.contains([' ', '<', '[']) && (is_link(inner) || inner.starts_with("cid:"));
        if is_address {
            if out.ends_with(' ') {
                out.pop();
            }
            rest = tag.get(inner.len() + 2..).unwrap_or_default();
        } else {
            out.push_str(tag.get(..1).unwrap_or_default());
            rest = tag.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        paragraphs(&text.lines().collect::<Vec<_>>())
    }

    #[test]
    fn lines_broken_at_a_column_are_put_together() {
        let text = "Hello,\n\nthis is a long line that somebody's program has broken at about\nseventy-two columns, \
                    as they all did once, and this is one more of that\nkind.\nJo\n\n\nLast.";
        let expected = "Hello,\n\nthis is a long line that somebody's program has broken at about seventy-two columns, \
                        as they all did once, and this is one more of that kind.\nJo\n\nLast.";
        assert_eq!(read(text), expected);
    }

    #[test]
    fn lines_that_a_person_ended_stay() {
        for text in ["One\ntwo\nthree", "- milk\n- bread", "A short poem\nwith short lines\nthat end like this"] {
            assert_eq!(read(text), text);
        }
        let list = "We need the following things for the journey to the sea next weekend:\n- a tent, a stove and \
                    something to read in the evenings by the fire\n- nothing else";
        assert_eq!(read(list), list);
        let long = format!("{}\n{}", "word ".repeat(40).trim(), "word ".repeat(40).trim());
        assert_eq!(read(&long), long);
    }

    #[test]
    fn addresses_behind_words_go() {
        assert_eq!(
            read("see our page<https://a.org/x> and mail me <mailto:a@b.c>, [cid:1] <b>"),
            "see our page and mail me, <b>"
        );
        assert_eq!(read("a < b [ c"), "a < b [ c");
    }
}
