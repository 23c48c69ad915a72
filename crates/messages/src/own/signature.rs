//! Signatures behind a mark, and lines that a device adds.

use super::marks::Marks;
use super::phrases::{DEVICE_BEGINNINGS, DEVICE_ENDS};
use crate::reason::Reason;

/// Lines of the longest signature behind `--`, and behind other marks.
const LINES: usize = 30;
const LINES_OF_OTHERS: usize = 8;
/// Lines that may follow a line of a device: a name, or what a program adds after it.
const LINES_BELOW_DEVICE: usize = 4;
/// Characters of the longest line of a device.
const DEVICE_CHARS: usize = 90;

pub(super) fn mark(marks: &mut Marks<'_>) {
    let places = marks.kept_places();
    for (i, &at) in places.iter().enumerate() {
        let line = marks.line(at);
        let lines_below = places.len() - i - 1;
        let is_signature = match line {
            "--" => lines_below <= LINES,
            "—" | "––" | "__" | "---" | "-----" => lines_below <= LINES_OF_OTHERS,
            _ => false,
        };
        // A mark above everything has no message above it: a forgotten rule, or a message that is only a signature.
        if is_signature {
            marks.leave(at..marks.len(), Reason::Signature);
            return;
        }
        if lines_below <= LINES_BELOW_DEVICE && is_device(line) {
            marks.leave(at..at + 1, Reason::Device);
        }
    }
}

/// `Sent from my phone`
fn is_device(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| c.is_whitespace() || "-_*<>()[].".contains(c));
    if bare.is_empty() || bare.chars().count() > DEVICE_CHARS {
        return false;
    }
    let lower = bare.to_lowercase();
    // The link to where the program is to be had.
    let lower = lower.split(['<', '(']).next().unwrap_or_default().trim().trim_end_matches('.');
    DEVICE_BEGINNINGS.iter().any(|start| lower.starts_with(start)) || DEVICE_ENDS.iter().any(|end| lower.ends_with(end))
}
