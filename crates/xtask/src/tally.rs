//! Counting test cases from what test runners print.

use std::ops::AddAssign;

/// Test cases by outcome.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Cases that passed.
    pub passed: u64,
    /// Cases that failed, timed out or crashed.
    pub failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Cuts a stream into lines and adds up the summaries among them.
#[derive(Default)]
pub struct LineReader {
    line: Vec<u8>,
    tally: Tally,
}

impl LineReader {
    /// Takes in the next bytes, which may end anywhere.
    pub fn push(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if byte == b'\n' {
                self.end_line();
            } else {
                self.line.push(byte);
            }
        }
    }

    /// The sum over all lines.
    pub fn finish(mut self) -> Tally {
        self.end_line();
        self.tally
    }

    fn end_line(&mut self) {
        let line = plain(&String::from_utf8_lossy(&self.line));
        self.line.clear();
        self.tally += summary(&line).unwrap_or_default();
    }
}

/// The line without terminal colours (`ESC [ … letter`).
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c == '\u{1b}' {
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(c);
        }
    }
    text
}

/// The counts of a summary line, or nothing if the line is none.
fn summary(line: &str) -> Option<Tally> {
    let line = line.trim();
    if line.starts_with("Summary [") {
        // nextest: `Summary [   0.1s] 12 tests run: 10 passed (1 slow), 1 failed, 1 timed out, 3 skipped`
        return Some(counts(line.split_once(" run: ")?.1.split(',')));
    }
    if let Some(rest) = line.strip_prefix("test result: ") {
        // libtest: `test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out`
        return Some(counts(rest.split_once(". ")?.1.split(';')));
    }
    if let Some(rest) = line.strip_prefix("Tests ") {
        // vitest: `Tests  1 failed | 11 passed (12)`
        return Some(counts(rest.split('|')));
    }
    if let Some(rest) = line.strip_prefix('=').and_then(|line| line.strip_suffix('=')) {
        // pytest: `==== 1 failed, 11 passed, 1 skipped in 3.58s ====`
        return Some(counts(rest.trim_matches(['=', ' ']).split(',')));
    }
    // Playwright, a line each: `12 passed (3.4s)`, `1 failed`, `1 flaky`, `1 interrupted`
    let mut words = line.split_whitespace();
    let (_, word) = (words.next()?.parse::<u64>().ok()?, words.next()?);
    let is_alone = words.next().is_none_or(|next| word == "passed" && next.starts_with('('));
    (is_alone && words.next().is_none()).then(|| counts([line]))
}

/// Adds up parts like `12 passed` and `1 timed out`; `3 skipped` counts as neither.
fn counts<'a>(parts: impl IntoIterator<Item = &'a str>) -> Tally {
    let mut tally = Tally::default();
    for part in parts {
        let mut words = part.split_whitespace();
        let (Some(Ok(n)), Some(word)) = (words.next().map(str::parse::<u64>), words.next()) else {
            continue;
        };
        match word {
            // Playwright's flaky tests passed the second time.
            "passed" | "flaky" => tally.passed += n,
            "failed" | "error" | "errors" | "timed" | "exec" | "interrupted" => tally.failed += n,
            _ => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> (u64, u64) {
        let mut lines = LineReader::default();
        for piece in text.as_bytes().chunks(7) {
            lines.push(piece);
        }
        let tally = lines.finish();
        (tally.passed, tally.failed)
    }

    #[test]
    fn reads_every_runner() {
        assert_eq!(
            count("     Summary [   0.107s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 4 skipped\n"),
            (9, 3)
        );
        assert_eq!(count("     Summary [   0.107s] 1 test run: 1 passed, 0 skipped\n"), (1, 0));
        assert_eq!(
            count("test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n"),
            (5, 0)
        );
        assert_eq!(
            count("test result: FAILED. 5 passed; 2 failed; 1 ignored\ntest result: ok. 1 passed; 0 failed\n"),
            (6, 2)
        );
        assert_eq!(
            count(" Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 11 passed | 2 skipped (14)\n"),
            (11, 1)
        );
        assert_eq!(
            count("=== test session starts ===\n=== 2 failed, 11 passed, 1 skipped, 1 error in 3.58s ===\n"),
            (11, 3)
        );
        assert_eq!(count("  1 failed\n    [chromium] › a.spec.ts\n  1 skipped\n  12 passed (3.4s)\n"), (12, 1));
    }

    #[test]
    fn reads_through_colours_and_an_unended_last_line() {
        assert_eq!(
            count("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m11 passed\u{1b}[39m\u{1b}[22m (11)"),
            (11, 0)
        );
    }

    #[test]
    fn counts_no_other_line() {
        assert_eq!(
            count("2 passed the gate\n3 failed attempts\nTests are 12 passed\npassed\n4\nTest Files  2 passed (2)\n\n"),
            (0, 0)
        );
    }
}
