//! Repetitions.

use std::collections::HashSet;

use foreword_text::words;

/// Bytes before the caret in which the last word is looked for.
const NEAR: usize = 200;

/// How much of a draft stands before it says something again: the last word of the text, a word twice in a row, or three
/// words that it has said already. `None` if it begins so.
pub(super) fn before_repetition(before: &str, draft: &str) -> Option<usize> {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(NEAR))..];
    let whole = format!("{near}{draft}");
    let all: Vec<(String, usize, usize)> = words(&whole)
        .flat_map(|word| {
            // Hyphens part syllables that are said again and again: "ha-ha-ha".
            let start = word.text.as_ptr() as usize;
            word.parts()
                .map(move |part| (part.to_lowercase(), word.range.start + (part.as_ptr() as usize - start), part.len()))
                .collect::<Vec<_>>()
        })
        .collect();
    // A word that begins before the caret and goes on after it is the draft's.
    let first_new = all.partition_point(|(_, at, length)| at + length <= near.len());
    let again = |i: &usize| {
        let is_same = |a: usize, b: usize| all[a].0 == all[b].0;
        *i > 0 && is_same(*i, *i - 1) && !all[*i].0.chars().all(char::is_numeric)
    };
    let doubled = (first_new..all.len()).find(again);
    let mut seen = HashSet::new();
    let third = all[first_new..].windows(3).position(|three| !seen.insert((&three[0].0, &three[1].0, &three[2].0)));
    let end = [doubled, third.map(|at| first_new + at)].into_iter().flatten().min();
    let end = match end {
        None => return Some(draft.len()),
        Some(word) => all[word].1.saturating_sub(near.len()),
    };
    let kept = draft[..end].trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '!' | '?' | ','));
    (!kept.trim().is_empty()).then_some(kept.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept<'d>(before: &str, draft: &'d str) -> Option<&'d str> {
        before_repetition(before, draft).map(|end| &draft[..end])
    }

    #[test]
    fn drafts_do_not_say_again_what_stands_there() {
        assert_eq!(kept("I went to the the", " the store"), None);
        assert_eq!(kept("no no no no", " no"), None);
        assert_eq!(kept("ha ha ha", "-ha"), None);
        assert_eq!(kept("ha ha ha", "-h-h-h"), Some("-h"));
        assert_eq!(kept("ha ha ha", " haha"), Some(" haha"));
        assert_eq!(kept("a b c a b c a b", " c c"), Some(" c"));
        assert_eq!(kept("I went", " to the to the store"), Some(" to the to the store"));
        assert_eq!(kept("I", " said to the man said to the man"), Some(" said to the man"));
        assert_eq!(kept("Best regards,\nJohn", " Smith"), Some(" Smith"));
        assert_eq!(kept("I really, The", " the"), None, "in whatever case");
        assert_eq!(kept("th", "e the man"), Some("e"));
        assert_eq!(kept("", ""), Some(""));
    }

    proptest! {
        #[test]
        fn any_draft_is_cut_at_a_character(before in "\\PC{0,12}", draft in "[a \\-é👩.]{0,16}|\\PC{0,12}") {
            if let Some(kept) = kept(&before, &draft) {
                prop_assert!(draft.starts_with(kept));
            }
        }
    }
}
