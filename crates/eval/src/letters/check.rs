//! What must hold of every draft, checked without the engine's own code for it.
//!
//! What the model read before a draft, and the draft's own tokens, spelled out, must give the typed text, byte for
//! byte, and then the text offered. That an offered text is only what comes after the caret would say little by itself.

use foreword_text::Tokenizer;
use unicode_segmentation::UnicodeSegmentation;

use super::alike::Alike;
use super::record::Record;

/// What is wrong with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Violation {
    /// No draft of the model spells the typed text and then the text offered.
    Letters,
    /// The caret would stand inside a grapheme cluster.
    Grapheme,
    /// U+FFFD, a line break, or nothing to see.
    Unseemly,
    /// A number that the text does not have.
    Number,
}

/// What `typed` looks like to the model: characters that its vocabulary lacks replaced.
///
/// # Errors
/// Those of the tokenizer.
pub(crate) fn as_read(tokenizer: &Tokenizer, typed: &str) -> anyhow::Result<Vec<u8>> {
    let ids: Vec<_> = tokenizer.encode(typed)?.iter().map(|token| token.id).collect();
    Ok(tokenizer.decode(&ids)?)
}

/// Whether some draft in `record` spells `read` and then `draft`, which are in the form in which letters are compared.
///
/// # Errors
/// Those of the tokenizer.
pub(super) fn is_spelled(
    tokenizer: &Tokenizer,
    record: &Record,
    read: &[u8],
    draft: &str,
    alike: Alike,
) -> anyhow::Result<bool> {
    let mut context = alike.form_of_bytes(tokenizer.decode(&record.context)?);
    if record.context.first().is_some_and(|&token| tokenizer.is_special(token)) && context.starts_with(b"\n\n") {
        // What stands for the beginning of a text is no part of it.
        context.drain(..2);
    }
    for row in &record.rows {
        let own = alike.form_of_bytes(tokenizer.decode(row)?);
        // A long text is read from somewhere in its middle on.
        let Some(held_back) = held_back(&context, &own, read, draft) else { continue };
        let offered = &own[held_back..];
        let common = offered.len().min(draft.len());
        if offered[..common] == draft.as_bytes()[..common] {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many typed bytes the tokens `own` repeat after `context`, if both agree with what was typed; of several
/// possibilities one that leads to the draft.
fn held_back(context: &[u8], own: &[u8], read: &[u8], draft: &str) -> Option<usize> {
    let whole = read.len().checked_sub(context.len()).filter(|_| read.starts_with(context));
    let somewhere = 0..=own.len().min(read.len());
    let agrees = |&len: &usize| {
        let (before, typed) = read.split_at(read.len() - len);
        let (fits, next) = (own.len().min(len + draft.len()), draft.as_bytes());
        before.ends_with(context) && own.starts_with(typed) && next.starts_with(&own[len..fits])
    };
    match whole {
        Some(len) => Some(len).filter(|len| *len <= own.len()).filter(agrees),
        None => somewhere.rev().find(agrees),
    }
}

/// Looks at the text alone. `typed` is not empty.
pub(crate) fn visible(typed: &str, draft: &str, violations: &mut Vec<Violation>) {
    let whole = format!("{typed}{draft}");
    if !whole.grapheme_indices(true).any(|(at, _)| at == typed.len()) {
        violations.push(Violation::Grapheme);
    }
    if draft.trim().is_empty() || draft.contains(['\n', '\r', '\u{fffd}']) {
        violations.push(Violation::Unseemly);
    }
    if !numbers(&whole, typed.len()).all(|number| numbers(typed, 0).any(|own| own == number)) {
        violations.push(Violation::Number);
    }
}

/// Runs of digits of `text` that end after `from`.
fn numbers(text: &str, from: usize) -> impl Iterator<Item = &str> {
    let runs = text.split(|c: char| !c.is_numeric()).filter(|run| !run.is_empty());
    runs.filter(move |run| (run.as_ptr() as usize - text.as_ptr() as usize) + run.len() > from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_must_repeat_what_was_typed() {
        let spelled = |context: &str, own: &str, typed: &str, draft: &str| {
            held_back(context.as_bytes(), own.as_bytes(), typed.as_bytes(), draft).is_some()
        };
        assert!(spelled("I look", " forward to", "I look forw", "ard to"));
        assert!(spelled("I look", " forward", "I look forw", "ard to hearing"), "the last token is not fed");
        assert!(spelled("I look", " forward to hearing", "I look forw", "ard to"), "shown in part");
        assert!(spelled("look", " forward", "I look forw", "ard"), "read from the middle on");
        assert!(!spelled("I look", " forward", "I look forw", "forward"), "repeats typed letters");
        assert!(!spelled("I look", " Forward", "I look forw", "ard"));
        assert!(!spelled("I look", " for", "I look forw", "ard"), "does not reach the caret");
        assert!(!spelled("I lock", " forward", "I look forw", "ard"), "something else was read");
        assert!(!spelled("I look", "forward", "I look forw", "ard"), "the space is missing");
        assert!(!spelled("I", " forward", "I look forw", "ard"), "a word is missing");
    }

    #[test]
    fn what_is_seen_is_checked() {
        let found = |typed: &str, draft: &str| {
            let mut violations = Vec::new();
            visible(typed, draft, &mut violations);
            violations
        };
        assert_eq!(found("see y", "ou at 5"), [Violation::Number]);
        assert_eq!(found("at 5, see y", "ou at 5"), []);
        assert_eq!(found("in 19", "99 again"), [Violation::Number]);
        assert_eq!(found("1999 or 19", "99 again"), []);
        assert_eq!(found("room 5", "b is free"), []);
        assert_eq!(found("e", "\u{301}tude"), [Violation::Grapheme]);
        assert_eq!(found("👩", "\u{200d}👧"), [Violation::Grapheme]);
        assert_eq!(found("so", "  "), [Violation::Unseemly]);
        assert_eq!(found("so", " a\u{fffd}"), [Violation::Unseemly]);
    }
}
