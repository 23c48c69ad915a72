//! Legal text and the footers of mailing lists.

use super::marks::Marks;
use super::phrases::{DISCLAIMERS, FOOTERS, SHORT_FOOTERS, UNSUBSCRIBE};
use crate::reach::head;
use crate::reason::Reason;

/// Bytes of a paragraph that are looked at.
const BYTES: usize = 4_000;
/// Lines of a paragraph that are looked at.
const LINES: usize = 60;
/// Phrases of one language that make a paragraph a disclaimer.
const PHRASES: usize = 3;

pub(super) fn mark(marks: &mut Marks<'_>) {
    let mut at = 0;
    while let Some(begin) = marks.next_word(at) {
        let end = (begin..marks.len()).find(|&i| marks.line(i).is_empty() || !marks.is_kept(i)).unwrap_or(marks.len());
        let text = (begin..end).map(|i| marks.line(i)).collect::<Vec<_>>().join(" ");
        let text = head(&text, BYTES).to_lowercase();
        if let Some(rule) = (begin..end).find(|&i| is_list_rule(marks, i)) {
            marks.leave(rule..marks.len(), Reason::Footer);
        } else if is_disclaimer(&text) {
            marks.leave(begin..end, Reason::Disclaimer);
        } else if is_footer(&text) {
            let begin = with_rule(marks, footer_start(marks, begin, end));
            marks.leave(begin..end, Reason::Footer);
        }
        at = end;
    }
}

fn is_disclaimer(text: &str) -> bool {
    let is_long = text.chars().count() >= 30;
    is_long
        && DISCLAIMERS.iter().any(|phrases| phrases.iter().filter(|phrase| text.contains(*phrase)).count() >= PHRASES)
}

fn is_footer(text: &str) -> bool {
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    let has_link = text.contains("http") || text.contains('@') || text.contains("www.");
    let is_short = text.chars().count() <= 200 && SHORT_FOOTERS.iter().any(|phrase| text.starts_with(phrase));
    is_short || has(FOOTERS) || (has_link && has(UNSUBSCRIBE))
}

/// The first line of a footer: the one with its first phrase, which may go on in the next. Words may stand above it.
fn footer_start(marks: &Marks<'_>, begin: usize, end: usize) -> usize {
    let has = |from: usize, to: usize| {
        let text = (from..to.min(end)).map(|i| marks.line(i)).collect::<Vec<_>>().join(" ").to_lowercase();
        [FOOTERS, SHORT_FOOTERS, UNSUBSCRIBE].iter().any(|list| list.iter().any(|phrase| text.contains(phrase)))
    };
    let found = (begin..end.min(begin + LINES)).find(|&i| has(i, i + 2)).unwrap_or(begin);
    if has(found + 1, found + 2) && !has(found, found + 1) { found + 1 } else { found }
}

/// A line across the page over the name of a mailing list.
fn is_list_rule(marks: &Marks<'_>, at: usize) -> bool {
    let line = marks.line(at);
    let is_rule = line.len() >= 20 && line.chars().all(|c| matches!(c, '_' | '-' | '=' | '*'));
    is_rule
        && (at + 1..at + 4).any(|i| {
            let line = marks.line(i).to_lowercase();
            line.contains("mailing list") || line.contains("listinfo") || line.contains("mailman")
        })
}

fn with_rule(marks: &Marks<'_>, at: usize) -> usize {
    let is_rule = |line: &str| line.len() >= 2 && line.chars().all(|c| matches!(c, '_' | '-' | '=' | '*'));
    at.checked_sub(1).filter(|&above| is_rule(marks.line(above))).unwrap_or(at)
}
