//! Texts: paragraphs of a document, or lines of a file with one message per line.

use super::markdown;
use super::reader::{Format, Found, Item, Mark, Sink};
use crate::decode;
use crate::limits::{Limit, Limits};
use crate::message::Genre;
use crate::reason::Reason;
use crate::split::{Line, LineSplitter};

/// Longer paragraphs are parted after a sentence.
const PARAGRAPH_CHARS: usize = 2_000;

/// Hands out the paragraphs of a document that begins at byte `start`.
pub(crate) fn read(text: &str, is_markdown: bool, start: u64, sink: Sink<'_>) {
    if is_markdown {
        markdown::read(text, &mut |part| match part {
            markdown::Part::Paragraph { at, text, heading } => paragraph(text, heading, start + at as u64, sink),
            markdown::Part::Left(reason, text) => sink(Found::Left(reason, text)),
        });
    } else {
        plain(text, start, sink);
    }
}

fn plain(text: &str, start: u64, sink: Sink<'_>) {
    let (mut at, mut begin) = (0, 0);
    let mut code: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```");
        let ends = line.trim().is_empty() || is_fence;
        if code.is_none() && ends {
            paragraph(text.get(begin..at).unwrap_or_default(), None, start + begin as u64, sink);
        }
        at += line.len();
        if is_fence {
            match code.take() {
                None => code = Some(at),
                Some(from) => sink(Found::Left(Reason::Code, text.get(from..at).unwrap_or_default().to_owned())),
            }
        }
        if ends {
            begin = at;
        }
    }
    // A fence that is never closed was no fence, or the file is cut: what stands behind it is code all the same.
    match code {
        Some(from) => sink(Found::Left(Reason::Code, text.get(from..).unwrap_or_default().to_owned())),
        None => paragraph(text.get(begin..).unwrap_or_default(), None, start + begin as u64, sink),
    }
}

fn paragraph(text: &str, heading: Option<&str>, mut start: u64, sink: Sink<'_>) {
    let mut rest = text;
    while !rest.trim().is_empty() {
        let (part, after) = rest.split_at_checked(end(rest)).unwrap_or((rest, ""));
        let mut item = Item::new(Genre::Document, start, part.to_owned());
        item.subject = heading.map(str::to_owned);
        sink(Found::Item(Box::new(item)));
        start += part.len() as u64;
        rest = after;
    }
}

/// Where the first part of a paragraph ends: after all of it, or behind its last sentence, line or word that fits.
fn end(text: &str) -> usize {
    let Some((bound, _)) = text.char_indices().nth(PARAGRAPH_CHARS) else { return text.len() };
    let head = text.get(..bound).unwrap_or(text);
    let after = |marks: &[&str]| marks.iter().filter_map(|mark| head.rfind(mark).map(|at| at + mark.len())).max();
    after(&["\n", ". ", "! ", "? ", "。"]).or_else(|| after(&[" "])).filter(|&end| end > 0).unwrap_or(text.len())
}

/// Reads one message per line.
pub(crate) struct LineReader {
    lines: LineSplitter,
    mark: u64,
}

impl LineReader {
    pub(crate) fn new(mark: Mark, limits: &Limits) -> Self {
        Self { lines: LineSplitter::new(mark.offset, limits.item_bytes), mark: mark.offset }
    }
}

fn note(line: Line<'_>, sink: Sink<'_>) {
    if line.is_cut {
        sink(Found::Limit(Limit::ItemBytes));
    }
    let text = decode::text(line.bytes);
    if !text.trim().is_empty() {
        sink(Found::Item(Box::new(Item::new(Genre::Note, line.start, text.into_owned()))));
    }
}

impl Format for LineReader {
    fn push(&mut self, bytes: &[u8], sink: Sink<'_>) {
        let Self { lines, mark } = self;
        lines.push(bytes, |line| {
            *mark = line.end;
            note(line, sink);
        });
    }

    fn finish(&mut self, sink: Sink<'_>) {
        let Self { lines, mark } = self;
        lines.finish(|line| {
            *mark = line.end;
            note(line, sink);
        });
    }

    fn mark(&self) -> Mark {
        Mark { offset: self.mark, ..Mark::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paragraphs_end_with_a_sentence() {
        let text = "One two three. ".repeat(400);
        let mut parts = Vec::new();
        paragraph(&text, None, 7, &mut |found| {
            if let Found::Item(item) = found {
                parts.push((item.place.start, item.text));
            }
        });
        assert_eq!(parts.len(), 4);
        assert_eq!(parts.iter().map(|(_, part)| part.as_str()).collect::<String>(), text);
        assert!(parts.iter().all(|(_, part)| part.ends_with(". ") && part.chars().count() <= PARAGRAPH_CHARS));
        assert_eq!(parts[1].0, 7 + parts[0].1.len() as u64);
        assert_eq!(end(&"x".repeat(5_000)), 5_000);
    }
}
