//! Earlier messages: quoted lines, and everything below a line that announces one.

use super::fields;
use super::marks::Marks;
use super::phrases::{BEGINNINGS, FORWARDS, ORIGINALS, VERBS};
use crate::reason::Reason;

/// Lines over which an announcement may go: `On Monday, 2 January 2023 at 10:22, Jo Doe <jo@example.org>` `wrote:`.
const LINES: usize = 4;
/// Bytes of the longest announcement.
const BYTES: usize = 600;

/// Marks quoted lines and what stands below an announcement.
pub(super) fn mark(marks: &mut Marks<'_>) {
    mark_lines(marks);
    let mut at = 0;
    while at < marks.len() {
        if marks.line(at).is_empty() || !marks.is_kept(at) {
            at += 1;
            continue;
        }
        let whole = below(marks, at);
        if let Some(reason) = whole {
            marks.leave(with_rule(marks, at)..marks.len(), reason);
            return;
        }
        match announcement(marks, at) {
            None => at += 1,
            Some(end) => {
                // Below an announcement either quoted lines follow, and maybe answers between them, or nothing but
                // the earlier message.
                let first = (end..marks.len()).find(|&i| !marks.line(i).is_empty());
                let is_quoted = first.is_none_or(|i| !marks.is_kept(i));
                marks.leave(at..if is_quoted { end } else { marks.len() }, Reason::Quote);
                at = end;
            }
        }
    }
}

/// Marks quoted lines only.
pub(super) fn mark_lines(marks: &mut Marks<'_>) {
    for at in 0..marks.len() {
        if marks.is_kept(at) && is_quoted(marks, at) {
            marks.leave(at..at + 1, Reason::Quote);
        }
    }
    // The end of a quoted line that a program has broken stands between quoted lines without a mark of its own.
    for at in 1..marks.len().saturating_sub(1) {
        let (line, before) = (marks.line(at), marks.line(at - 1));
        let is_between = before.starts_with('>') && marks.line(at + 1).starts_with('>');
        if is_between && !line.is_empty() && before.chars().count() >= 60 && line.chars().count() < 40 {
            marks.leave(at..at + 1, Reason::Quote);
        }
    }
}

fn is_quoted(marks: &Marks<'_>, at: usize) -> bool {
    let line = marks.line(at);
    let next_to = |mark: &str| {
        let has = |at: Option<usize>| at.is_some_and(|at| marks.line(at).starts_with(mark));
        line.starts_with(mark) && (has(at.checked_sub(1)) || has(Some(at + 1)))
    };
    // `JD> ` by initials.
    let initials = line.len() - line.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let has_initials = (1..=4).contains(&initials) && line.get(initials..).is_some_and(|rest| rest.starts_with("> "));
    line.starts_with('>') || line.starts_with("&gt;") || has_initials || next_to("| ")
}

/// Why everything from a line on is somebody else's, if the line says so.
fn below(marks: &Marks<'_>, at: usize) -> Option<Reason> {
    let line = marks.line(at);
    let bare = line.trim_matches(|c: char| c.is_whitespace() || "-_=*~<>".contains(c));
    let is_short = bare.chars().count() <= 120;
    if is_short {
        let lower = bare.to_lowercase();
        let lower = lower.trim_end_matches([':', '：', ' ']);
        let is_ruled =
            line.starts_with("--") || line.starts_with("__") || line.starts_with("==") || line.starts_with('*');
        let has = |phrases: &[&str]| phrases.contains(&lower);
        let starts = |phrases: &[&str]| phrases.iter().any(|phrase| lower.starts_with(phrase));
        if has(FORWARDS) || (is_ruled && starts(FORWARDS)) {
            return Some(Reason::Forward);
        }
        if has(ORIGINALS) || (is_ruled && starts(ORIGINALS)) {
            return Some(Reason::Quote);
        }
    }
    fields::is_block(marks, at).then_some(Reason::Quote)
}

/// The line at which what was announced begins: a line across the page above it belongs to it.
fn with_rule(marks: &Marks<'_>, at: usize) -> usize {
    let is_rule = |line: &str| line.len() >= 5 && line.chars().all(|c| matches!(c, '_' | '-' | '=' | '*'));
    let above = (at.saturating_sub(2)..at).rev().find(|&i| !marks.line(i).is_empty());
    above.filter(|&i| is_rule(marks.line(i))).unwrap_or(at)
}

/// Where an announcement ends that begins at a line.
fn announcement(marks: &Marks<'_>, at: usize) -> Option<usize> {
    let mut text = String::new();
    for i in at..(at + LINES).min(marks.len()) {
        let line = marks.line(i);
        if line.is_empty() || !marks.is_kept(i) || text.len() + line.len() > BYTES {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
        let quotes_next = (i + 1..marks.len()).find(|&i| !marks.line(i).is_empty()).is_some_and(|i| !marks.is_kept(i));
        if is_announcement(&text, i == at, quotes_next) {
            return Some(i + 1);
        }
    }
    None
}

fn is_announcement(text: &str, is_one_line: bool, quotes_next: bool) -> bool {
    let Some(body) = text.trim_end_matches(['*', '_', '-', ' ']).strip_suffix([':', '：']) else { return false };
    let lower = body.trim().to_lowercase();
    let lower = lower.trim_start_matches(['*', '-', '_', ' ']);
    let begins =
        lower.starts_with(|c: char| c.is_ascii_digit()) || BEGINNINGS.iter().any(|begin| lower.starts_with(begin));
    let verb = VERBS.iter().filter_map(|verb| Some((lower.find(verb)?, *verb))).min();
    let has_address = lower.contains('@');
    let (has_year, has_time) = (has_year(lower), has_time(lower));
    let Some((verb_at, verb)) = verb else {
        // Gmail announces without a verb in some languages: date, time, name and address.
        return has_year && has_time && lower.contains('<') && has_address && (is_one_line || begins);
    };
    if !(is_one_line || begins) {
        return false;
    }
    let before = lower.get(..verb_at).unwrap_or_default();
    let after = lower.get(verb_at + verb.len()..).unwrap_or_default();
    let has_date = has_year || has_time || lower.bytes().filter(u8::is_ascii_digit).count() >= 3;
    (begins && (has_date || has_address))
        || (has_address && (has_date || quotes_next || after.trim().is_empty()))
        // `Jo Doe schrieb am 2.1.2023 um 10:22:`
        || (before.split_whitespace().count() <= 5 && self::has_time(after) && self::has_year(after))
        || (quotes_next && before.split_whitespace().count() <= 5 && after.split_whitespace().count() <= 8)
}

/// A year from 1970 to 2099 between other characters than digits.
fn has_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")))
}

/// `10:22` or `10.22`.
fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .windows(4)
        .any(|w| w[0].is_ascii_digit() && matches!(w[1], b':' | b'.') && w[2].is_ascii_digit() && w[3].is_ascii_digit())
}
