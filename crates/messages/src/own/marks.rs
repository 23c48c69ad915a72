//! Lines, and why some of them aren't the person's.

use crate::reason::Reason;

/// The lines of a text with what was found out about each.
pub(super) struct Marks<'a> {
    lines: Vec<&'a str>,
    reasons: Vec<Option<Reason>>,
}

impl<'a> Marks<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let reasons = vec![None; lines.len()];
        Self { lines, reasons }
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// A line without white space around it; empty beyond the end.
    pub(super) fn line(&self, at: usize) -> &'a str {
        self.lines.get(at).map_or("", |line| line.trim())
    }

    pub(super) fn is_kept(&self, at: usize) -> bool {
        matches!(self.reasons.get(at), Some(None))
    }

    /// Marks lines that aren't marked yet.
    pub(super) fn leave(&mut self, range: std::ops::Range<usize>, reason: Reason) {
        let range = range.start.min(self.reasons.len())..range.end.min(self.reasons.len());
        for mark in self.reasons.get_mut(range).unwrap_or_default() {
            mark.get_or_insert(reason);
        }
    }

    /// The next line from `at` on that isn't marked and isn't blank.
    pub(super) fn next_word(&self, at: usize) -> Option<usize> {
        (at..self.len()).find(|&i| self.is_kept(i) && !self.line(i).is_empty())
    }

    /// Places of the lines that aren't marked and aren't blank.
    pub(super) fn kept_places(&self) -> Vec<usize> {
        (0..self.len()).filter(|&i| self.is_kept(i) && !self.line(i).is_empty()).collect()
    }

    pub(super) fn kept(&self) -> impl Iterator<Item = &'a str> {
        self.lines.iter().zip(&self.reasons).filter(|(_, reason)| reason.is_none()).map(|(line, _)| *line)
    }

    /// What was left out: one entry for lines of one reason that follow each other.
    pub(super) fn left(&self) -> Vec<(Reason, String)> {
        let mut left: Vec<(Reason, String)> = Vec::new();
        let mut last = None;
        for (line, reason) in self.lines.iter().zip(&self.reasons) {
            if let Some(reason) = *reason {
                let open = left.last_mut().filter(|_| last == Some(reason));
                match open {
                    // As much as a summary shows.
                    Some((_, text)) if text.len() < 500 => {
                        text.push('\n');
                        text.push_str(line);
                    }
                    Some(_) => {}
                    None => left.push((reason, (*line).to_owned())),
                }
            }
            // Blank lines between don't part what was left out.
            if reason.is_some() || !line.trim().is_empty() {
                last = *reason;
            }
        }
        left
    }
}
