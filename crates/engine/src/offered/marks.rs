//! Characters and punctuation marks.

use foreword_text::is_unseemly;

/// How much of a draft stands before the first character that nobody should be offered.
pub(super) fn before_unseemly(draft: &str) -> usize {
    draft.find(|c| is_unseemly(c) && c != '\n').unwrap_or(draft.len())
}

/// How much of a draft stands before dots of omission, which trail off where somebody would rather go on. A text that has
/// them gets them.
pub(super) fn before_dots(before: &str, draft: &str) -> usize {
    let dots = ["...", "\u{2026}", ".."];
    if dots.iter().any(|dots| before.contains(dots)) {
        return draft.len();
    }
    // A full stop behind one that stands there makes two.
    if before.ends_with('.') && draft.starts_with('.') {
        return 0;
    }
    dots.iter().filter_map(|dots| draft.find(dots)).min().unwrap_or(draft.len())
}

/// A draft without what it opens at its end and doesn't close: brackets, quotation marks, dashes.
pub(super) fn without_open_end(draft: &str) -> &str {
    let mut kept = draft;
    loop {
        let trimmed = kept.trim_end();
        let Some(last) = trimmed.chars().next_back() else { return kept };
        let rest = &trimmed[..trimmed.len() - last.len_utf8()];
        let opens = match last {
            '(' | '[' | '{' | '<' | '\u{201c}' | '\u{2018}' | '«' | '#' | '@' | '/' | '\\' | '_' | '*' | '`' | '='
            | '$' => true,
            // After a space it opens, after a word it closes or belongs to it.
            '"' | '\'' | '-' | '\u{2013}' | '\u{2014}' => {
                rest.is_empty() || rest.ends_with(char::is_whitespace) || rest.ends_with(['(', '[', '{'])
            }
            _ => false,
        };
        if !opens {
            return kept;
        }
        kept = rest.trim_end();
    }
}

/// Whether a draft is nothing but marks: only one that closes something right after a word may be offered.
pub(super) fn is_lone(before: &str, draft: &str) -> bool {
    let mut chars = draft.trim_end().chars();
    if draft.chars().any(|c| c.is_alphanumeric() || c >= '\u{2600}') {
        return false;
    }
    let (Some(mark), None) = (chars.next(), chars.next()) else { return true };
    let closes = match mark {
        '.' | ',' | '!' | '?' | ':' | ';' => true,
        ')' => is_open(before, '(', ')'),
        ']' => is_open(before, '[', ']'),
        '\u{201d}' => is_open(before, '\u{201c}', '\u{201d}'),
        '"' => before.matches('"').count() % 2 == 1,
        _ => false,
    };
    !(closes && before.ends_with(char::is_alphanumeric))
}

fn is_open(text: &str, open: char, close: char) -> bool {
    text.matches(open).count() > text.matches(close).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_draft_is_a_lone_mark_unless_it_closes_something() {
        for (before, draft) in [
            ("Hmm", "..."),
            ("Hmm", "\u{2026}"),
            ("and then - ", "\""),
            ("if you want.", "\""),
            ("wait", " ("),
            ("so", "\""),
            ("wait..", "."),
            ("ok ", "."),
            ("ok", " -"),
            ("ok", "!!"),
            ("(see above", "]"),
            ("ok", " "),
        ] {
            assert!(is_lone(before, draft), "{before:?} {draft:?}");
        }
        for (before, draft) in [
            ("ok", "."),
            ("well", ","),
            ("are you", "?"),
            ("(see above", ")"),
            ("he said \"no", "\""),
            ("happy", " 😀"),
        ] {
            assert!(!is_lone(before, draft), "{before:?} {draft:?}");
        }
    }

    #[test]
    fn drafts_trail_off_only_where_the_text_does() {
        assert_eq!(before_dots("Well", " I think... no"), 8);
        assert_eq!(before_dots("Well... I", " think... no"), 12);
        assert_eq!(before_dots("Yes.", "."), 0);
        assert_eq!(before_dots("Yes", "."), 1);
    }

    #[test]
    fn nothing_is_left_open_at_the_end() {
        for (draft, kept) in [
            (" the book (", " the book"),
            (" said \"", " said"),
            (" the book \u{201c}", " the book"),
            (" and - ", " and"),
            (" the \"best\"", " the \"best\""),
            (" mother-in-", " mother-in-"),
            (" the dogs'", " the dogs'"),
            (" it.", " it."),
            (" (\"", ""),
        ] {
            assert_eq!(without_open_end(draft), kept);
        }
    }

    #[test]
    fn drafts_end_before_what_cannot_be_seen() {
        assert_eq!(before_unseemly(" faith\u{202e}."), 6);
        assert_eq!(before_unseemly("\u{200b}#"), 0);
        assert_eq!(before_unseemly(" caf\u{e9} 😀"), " caf\u{e9} 😀".len());
    }
}
