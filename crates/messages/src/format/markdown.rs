//! Markdown to paragraphs without its marks.
//!
//! Read line by line, since nothing but words is wanted. A parser of all of CommonMark would add 95 KB gzipped to a
//! WebAssembly module; what it would read otherwise are code, tables and references, which are left out here anyway.

use crate::reason::Reason;

mod inline;

/// What a text consists of.
pub(super) enum Part<'a> {
    /// Words, with the heading above them, from byte `at` on. List entries stand on lines of their own.
    Paragraph { at: usize, text: &'a str, heading: Option<&'a str> },
    /// Something without words of its own.
    Left(Reason, String),
}

/// Hands out the parts of a text in order.
pub(super) fn read(text: &str, each: &mut dyn FnMut(Part<'_>)) {
    let mut reader =
        Reader { each, heading: None, paragraph: String::new(), begin: 0, block: Block::None, dropped: String::new() };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        reader.line(line.trim_end_matches(['\r', '\n']), at);
        at += line.len();
    }
    reader.end_block();
}

/// What the last line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    None,
    Text,
    List,
    Quote,
    Table,
    /// Indented by four.
    Code,
    /// Until as many of the same mark.
    Fence(char, usize),
    /// Fields at the beginning of a file.
    Front,
    /// `<!--` until `-->`.
    Comment,
}

struct Reader<'a> {
    each: &'a mut dyn FnMut(Part<'_>),
    heading: Option<String>,
    paragraph: String,
    begin: usize,
    block: Block,
    dropped: String,
}

impl Reader<'_> {
    fn line(&mut self, line: &str, at: usize) {
        let trimmed = line.trim();
        let ends = match self.block {
            Block::Fence(mark, count) => is_fence(trimmed, mark, count),
            Block::Front => trimmed == "---" || trimmed == "...",
            Block::Comment => trimmed.contains("-->"),
            _ => return self.text_line(line, trimmed, at),
        };
        if ends {
            self.end_block();
        } else {
            self.drop_line(line);
        }
    }

    fn text_line(&mut self, line: &str, trimmed: &str, at: usize) {
        if trimmed.is_empty() {
            // A list goes on behind a blank line, as far as indented lines are concerned.
            let was_list = self.block == Block::List;
            self.end_block();
            if was_list {
                self.block = Block::List;
            }
            return;
        }
        let indent = line.len() - line.trim_start().len();
        let is_indented = (indent >= 4 || line.starts_with('\t')) && !matches!(self.block, Block::Text | Block::List);
        let fence = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'));
        let is_underline = trimmed.chars().all(|c| c == '=') || trimmed.chars().all(|c| c == '-');
        if at == 0 && trimmed == "---" {
            self.begin(Block::Front);
        } else if is_indented {
            self.switch(Block::Code);
            self.drop_line(line);
        } else if let Some(mark) = fence.filter(|&mark| is_fence_start(trimmed, mark)) {
            self.begin(Block::Fence(mark, trimmed.chars().take_while(|&c| c == mark).count()));
        } else if trimmed.starts_with("<!--") {
            self.begin(Block::Comment);
            if trimmed.contains("-->") {
                self.end_block();
            }
        } else if let Some(title) = heading(trimmed) {
            self.end_block();
            self.heading = Some(inline::plain(title)).filter(|title| !title.is_empty());
        } else if is_underline && self.block == Block::Text && !self.paragraph.contains('\n') {
            let title = std::mem::take(&mut self.paragraph);
            self.block = Block::None;
            self.heading = Some(inline::plain(&title)).filter(|title| !title.is_empty());
        } else if is_break(trimmed) {
            self.end_block();
        } else if trimmed.starts_with('>') || self.block == Block::Quote {
            self.switch(Block::Quote);
            self.drop_line(line);
        } else if trimmed.starts_with('|') || self.block == Block::Table {
            self.switch(Block::Table);
            self.drop_line(line);
        } else if is_definition(trimmed) {
            self.end_block();
            (self.each)(Part::Left(Reason::Link, trimmed.to_owned()));
        } else if let Some(entry) = list_entry(trimmed) {
            if self.block != Block::List {
                self.begin(Block::List);
            }
            self.add(entry, at, "\n");
        } else {
            let is_list = self.block == Block::List && (indent > 0 || !self.paragraph.is_empty());
            self.switch(if is_list { Block::List } else { Block::Text });
            let is_hard = self.paragraph.ends_with("  ") || self.paragraph.ends_with('\\');
            self.add(line, at, if is_hard { "\n" } else { " " });
        }
    }

    fn add(&mut self, line: &str, at: usize, between: &str) {
        if self.paragraph.is_empty() {
            self.begin = at;
        } else {
            self.paragraph.truncate(self.paragraph.trim_end_matches([' ', '\\']).len());
            self.paragraph.push_str(between);
        }
        self.paragraph.push_str(line.trim_start());
    }

    fn switch(&mut self, block: Block) {
        if self.block != block {
            self.begin(block);
        }
    }

    fn begin(&mut self, block: Block) {
        self.end_block();
        self.block = block;
    }

    fn drop_line(&mut self, line: &str) {
        // As much as a summary shows.
        if self.dropped.len() < 500 {
            self.dropped.push_str(line);
            self.dropped.push('\n');
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::replace(&mut self.block, Block::None);
        let dropped = std::mem::take(&mut self.dropped);
        match block {
            Block::Quote => (self.each)(Part::Left(Reason::Quote, dropped)),
            Block::Table | Block::Code | Block::Fence(..) => (self.each)(Part::Left(Reason::Code, dropped)),
            Block::None | Block::Text | Block::List | Block::Front | Block::Comment => {}
        }
        let text = inline::plain(&std::mem::take(&mut self.paragraph));
        if !text.trim().is_empty() {
            (self.each)(Part::Paragraph { at: self.begin, text: &text, heading: self.heading.as_deref() });
        }
    }
}

fn is_fence_start(line: &str, mark: char) -> bool {
    let count = line.chars().take_while(|&c| c == mark).count();
    count >= 3 && !(mark == '`' && line.trim_start_matches(mark).contains('`'))
}

fn is_fence(line: &str, mark: char, count: usize) -> bool {
    line.len() >= count && line.chars().all(|c| c == mark)
}

fn heading(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    ((1..=6).contains(&level) && (rest.is_empty() || rest.starts_with([' ', '\t'])))
        .then(|| rest.trim().trim_end_matches('#').trim())
}

/// A line across the page.
fn is_break(line: &str) -> bool {
    ['-', '*', '_']
        .iter()
        .any(|&mark| line.chars().all(|c| c == mark || c == ' ') && line.chars().filter(|&c| c == mark).count() >= 3)
}

/// `[name]: address`, but not a footnote.
fn is_definition(line: &str) -> bool {
    line.starts_with('[') && !line.starts_with("[^") && line.find("]:").is_some_and(|end| !line[1..end].contains(']'))
}

fn list_entry(line: &str) -> Option<&str> {
    let rest = match line.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = line.len() - rest.len();
            rest.strip_prefix(['.', ')']).filter(|_| (1..=9).contains(&digits))?
        }
    };
    let rest = rest.strip_prefix([' ', '\t'])?.trim_start();
    let boxes = ["[ ] ", "[x] ", "[X] "];
    Some(boxes.iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let mut parts = Vec::new();
        read(text, &mut |part| {
            parts.push(match part {
                Part::Paragraph { text, heading: Some(heading), .. } => format!("[{heading}] {text}"),
                Part::Paragraph { text, .. } => text.to_owned(),
                Part::Left(reason, _) => format!("-{reason:?}"),
            });
        });
        parts
    }

    #[test]
    fn blocks_become_paragraphs() {
        let text = "---\ntitle: x\n---\n# One *two* #\nA line\nthat goes on.  \nA new one.\n\nTwo\n===\n\
                    - first\n  more\n- [ ] second\n\n  still second\n1. third\n\n\
                    > quoted\nlazily\n\n```rust\nlet a = 1;\n```\n\n\
                    \x20   code\n\n| a | b |\n|---|---|\n\n[id]: https://example.org\n\
                    * * *\n<!-- hidden\n\nstill -->\nend";
        assert_eq!(
            parts(text),
            [
                "[One two] A line that goes on.\nA new one.",
                "[Two] first more\nsecond",
                "[Two] still second\nthird",
                "-Quote",
                "-Code",
                "-Code",
                "-Code",
                "-Link",
                "[Two] end"
            ]
        );
    }

    #[test]
    fn what_is_never_closed_ends_with_the_file() {
        assert_eq!(parts("```\ncode\n\nmore"), ["-Code"]);
        assert!(parts("<!-- x\ny").is_empty());
        assert!(parts("---\nx: y").is_empty());
    }
}
