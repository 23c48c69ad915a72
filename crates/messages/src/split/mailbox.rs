//! Mails in an mbox file.
//!
//! A mail begins behind a line `From SENDER DATE`. Lines of a mail that look like one have a `>` put in front: one
//! only where there is none yet (mboxo), or one more (mboxrd). Taking one away again is right for both, but for
//! lines of mboxo that were quotes to begin with; see [`unquoted`].

use super::bounded::Bounded;
use super::lines::{Line, LineSplitter};

/// A mail as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawMail<'a> {
    pub(crate) bytes: &'a [u8],
    /// Byte of the file at which its `From ` line begins.
    pub(crate) start: u64,
    pub(crate) is_cut: bool,
}

/// Finds mails in bytes that come in parts.
#[derive(Debug)]
pub(crate) struct MailboxSplitter {
    lines: LineSplitter,
    mail: Mail,
}

#[derive(Debug)]
struct Mail {
    bytes: Bounded,
    start: u64,
    /// Where the next mail begins: everything before it was handed out.
    mark: u64,
    cap: usize,
    has_begun: bool,
    was_blank: bool,
}

impl MailboxSplitter {
    /// For bytes from position `at` on, at which a mail begins. At most `cap` bytes of a mail are kept.
    pub(crate) fn new(at: u64, cap: usize) -> Self {
        let bytes = Bounded::default();
        let mail = Mail { bytes, start: at, mark: at, cap, has_begun: false, was_blank: true };
        Self { lines: LineSplitter::new(at, cap), mail }
    }

    /// The byte at which the first mail begins that wasn't handed out.
    pub(crate) fn mark(&self) -> u64 {
        self.mail.mark
    }

    pub(crate) fn push(&mut self, bytes: &[u8], mut each: impl FnMut(RawMail<'_>)) {
        self.lines.push(bytes, |line| self.mail.line(line, &mut each));
    }

    pub(crate) fn finish(&mut self, mut each: impl FnMut(RawMail<'_>)) {
        let mut end = self.mail.mark;
        self.lines.finish(|line| {
            end = line.end;
            self.mail.line(line, &mut each);
        });
        self.mail.give(&mut each);
        self.mail.mark = end.max(self.mail.mark);
    }
}

impl Mail {
    fn line(&mut self, line: Line<'_>, each: &mut impl FnMut(RawMail<'_>)) {
        if is_separator(line.bytes, self.was_blank) {
            self.give(each);
            (self.has_begun, self.start, self.mark) = (true, line.start, line.start);
        } else if !line.has_end && self.was_blank && is_cut_separator(line.bytes) {
            // The file ends within it.
            self.give(each);
            (self.has_begun, self.start, self.mark) = (false, line.start, line.start);
        } else {
            if line.is_cut {
                self.bytes.cut();
            }
            self.bytes.extend(line.bytes, self.cap);
            self.bytes.extend(if line.has_end { b"\n" } else { b"" }, self.cap);
        }
        self.was_blank = line.bytes.is_empty();
    }

    fn give(&mut self, each: &mut impl FnMut(RawMail<'_>)) {
        if self.has_begun || !self.bytes.bytes().trim_ascii().is_empty() {
            each(RawMail { bytes: self.bytes.bytes(), start: self.start, is_cut: self.bytes.is_cut() });
        }
        self.bytes.clear();
    }
}

/// Whether a line parts two mails: it names a time and a year, or nothing at all and stands under a blank line.
pub(crate) fn is_separator(line: &[u8], is_after_blank: bool) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let rest = rest.get(..200).unwrap_or(rest).trim_ascii();
    if rest.is_empty() || rest == b"-" {
        return is_after_blank;
    }
    let has = |len: usize, is: fn(&[u8]) -> bool| rest.windows(len).any(is);
    let is_digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    let has_time = has(5, |w| w[2] == b':' && [0, 1, 3, 4].iter().all(|&i| w[i].is_ascii_digit()));
    // The year stands at the end, or before a time zone.
    let has_year = rest
        .split(|&b| b == b' ')
        .skip(1)
        .any(|word| word.len() == 4 && (word.starts_with(b"19") || word.starts_with(b"20")) && is_digit(word.get(3)));
    has_time && has_year
}

/// Whether a line without an end may be the beginning of one that parts two mails.
fn is_cut_separator(line: &[u8]) -> bool {
    let begin = b"From ";
    !line.is_empty() && (begin.starts_with(line) || line.starts_with(begin))
}

/// A mail without the marks that the mailbox put in front of its lines.
///
/// A line `>From ` next to a line with `>` is left as it is: it was quoted by a person.
pub(crate) fn unquoted(mail: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> = mail.split_inclusive(|&b| b == b'\n').collect();
    let quotes = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_some_and(|line| line.starts_with(b">"));
    let mut out = Vec::with_capacity(mail.len());
    for (i, line) in lines.iter().enumerate() {
        let bare = line.trim_ascii_start();
        let marks = line.iter().take_while(|&&b| b == b'>').count();
        let is_marked = marks > 0 && line.get(marks..).is_some_and(|rest| rest.starts_with(b"From "));
        let is_a_quote = marks == 1 && (quotes(i.checked_sub(1)) || quotes(Some(i + 1)));
        debug_assert!(!is_marked || bare.len() == line.len());
        out.extend_from_slice(if is_marked && !is_a_quote { line.get(1..).unwrap_or(line) } else { line });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_of_all_programs() {
        for line in [
            "From jo@example.org Mon Jan  2 10:22:33 2023",
            "From 1755392@xxx Mon Jan 02 10:22:33 +0000 2023",
            "From - Mon Jan 02 10:22:33 2023",
            "From jo@example.org Mon Jan  2 10:22 CET 2023",
        ] {
            assert!(is_separator(line.as_bytes(), false), "{line}");
        }
        assert!(is_separator(b"From ", true) && is_separator(b"From - ", true) && !is_separator(b"From ", false));
        for line in
            ["From here it goes on", "From 10:22 on", ">From a Mon Jan  2 10:22:33 2023", "From: jo", "From 2023"]
        {
            assert!(!is_separator(line.as_bytes(), true), "{line}");
        }
    }

    #[test]
    fn marks_are_taken_away_once() {
        let mail = b">From me\nx\n>>From you\n\n> From him\n>From her\n";
        assert_eq!(unquoted(mail), b"From me\nx\n>From you\n\n> From him\n>From her\n");
    }
}
