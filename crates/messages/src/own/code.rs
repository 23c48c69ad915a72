//! Code between fences, patches, and armoured blocks.

use super::marks::Marks;
use crate::reason::Reason;

pub(super) fn mark(marks: &mut Marks<'_>) {
    let mut at = 0;
    while at < marks.len() {
        let line = marks.line(at);
        let end = if line.starts_with("```") && !line.get(3..).unwrap_or_default().contains("```") {
            fenced(marks, at)
        } else if line.starts_with("-----BEGIN PGP SIGNED MESSAGE") {
            signed_head(marks, at)
        } else if line.starts_with("-----BEGIN ") && line.ends_with("-----") {
            armour(marks, at)
        } else if line.starts_with("diff --git ")
            || (line.starts_with("--- a/") && marks.line(at + 1).starts_with("+++ b/"))
        {
            patch(marks, at)
        } else {
            at
        };
        if end > at {
            marks.leave(at..end, Reason::Code);
            at = end;
        } else {
            if line.starts_with("```") {
                // A piece of code in one line.
                marks.leave(at..at + 1, Reason::Code);
            }
            at += 1;
        }
    }
}

/// Behind the closing fence, or the end of the text.
fn fenced(marks: &Marks<'_>, at: usize) -> usize {
    (at + 1..marks.len()).find(|&i| marks.line(i).ends_with("```")).map_or(marks.len(), |end| end + 1)
}

/// The head of a signed text, up to its blank line.
fn signed_head(marks: &Marks<'_>, at: usize) -> usize {
    (at + 1..marks.len()).find(|&i| marks.line(i).is_empty()).unwrap_or(at + 1)
}

fn armour(marks: &Marks<'_>, at: usize) -> usize {
    (at + 1..marks.len()).find(|&i| marks.line(i).starts_with("-----END ")).map_or(marks.len(), |end| end + 1)
}

/// A patch goes to the signature under it, or the end of the text.
fn patch(marks: &Marks<'_>, at: usize) -> usize {
    (at + 1..marks.len()).find(|&i| marks.line(i) == "--").unwrap_or(marks.len())
}
