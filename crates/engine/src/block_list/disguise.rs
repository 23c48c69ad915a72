//! Words whose letters are hidden: "f*ck", "sh1t", "f u c k".

use super::list::Section;

/// Shortest word looked for: among shorter ones chance finds too many.
const LEAST: usize = 4;

/// A character of a disguised word.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mark {
    Letter(char),
    /// Any letter.
    Any,
}

/// Whether a listed word stands in disguise where the draft begins, or in it.
pub(super) fn is_disguised(before: &str, draft: &str, section: &Section) -> bool {
    let whole = format!("{before}{draft}");
    let reaches = |chunk: &str| chunk.as_ptr() as usize - whole.as_ptr() as usize + chunk.len() > before.len();
    let chunks: Vec<&str> = whole.split_whitespace().collect();
    let first = chunks.partition_point(|chunk| !reaches(chunk));
    (first..chunks.len()).any(|i| {
        let starred = marks(chunks[i]).is_some_and(|marks| is_listed(&marks, section));
        starred || is_listed(&spaced(&chunks[..=i]), section)
    })
}

/// What a chunk of text may spell, if it hides letters.
fn marks(chunk: &str) -> Option<Vec<Mark>> {
    // Stars on both sides are emphasis.
    let chunk = if chunk.starts_with('*') { chunk.trim_matches('*') } else { chunk };
    let chunk = chunk.trim_matches(|c: char| !c.is_alphanumeric() && !is_star(c));
    let marks: Vec<Mark> = chunk.chars().flat_map(char::to_lowercase).filter_map(mark).collect();
    let hides = chunk.chars().any(|c| !c.is_alphabetic() && mark(c).is_some());
    (hides && chunk.starts_with(char::is_alphabetic)).then_some(marks)
}

fn is_star(c: char) -> bool {
    matches!(c, '*' | '#' | '\u{2022}' | '%')
}

fn mark(c: char) -> Option<Mark> {
    Some(match c {
        _ if is_star(c) => Mark::Any,
        '@' | '4' => Mark::Letter('a'),
        '3' | '\u{20ac}' => Mark::Letter('e'),
        '1' | '!' | '|' => Mark::Letter('i'),
        '0' => Mark::Letter('o'),
        '$' | '5' => Mark::Letter('s'),
        '7' => Mark::Letter('t'),
        _ if c.is_alphabetic() => Mark::Letter(c),
        _ => return None,
    })
}

/// The single letters that the chunks end with.
fn spaced(chunks: &[&str]) -> Vec<Mark> {
    let single = |chunk: &&&str| chunk.chars().count() == 1 && chunk.starts_with(char::is_alphabetic);
    let count = chunks.iter().rev().take_while(single).count();
    chunks[chunks.len() - count..]
        .iter()
        .flat_map(|chunk| chunk.chars().flat_map(char::to_lowercase))
        .map(Mark::Letter)
        .collect()
}

/// Whether the marks spell a listed word. A star at their end stands for all that is still to come.
fn is_listed(marks: &[Mark], section: &Section) -> bool {
    let open = marks.last() == Some(&Mark::Any);
    let letters = marks.iter().rev().skip_while(|mark| **mark == Mark::Any).count();
    letters > 0
        && section.single_words().any(|entry| {
            let (word, goes_on) = entry.first();
            let length = word.chars().count();
            let fits = marks.len() == length || marks.len() > length && goes_on || marks.len() < length && open;
            let same = |(mark, own): (&Mark, char)| *mark == Mark::Any || *mark == Mark::Letter(own);
            length >= LEAST && fits && marks.iter().zip(word.chars()).all(same)
        })
}

#[cfg(test)]
mod tests {
    use super::super::LIST;
    use super::*;

    fn disguised(before: &str, draft: &str) -> bool {
        is_disguised(before, draft, &LIST.always)
    }

    #[test]
    fn stars_digits_and_spaces_hide_nothing() {
        for (before, draft) in [
            ("you are a piece of sh", "*t, and"),
            ("what the f*", "**"),
            ("what the f", "**k"),
            ("this is b", "ullsh1t"),
            ("f u c", " k"),
            ("you", " b!tch"),
            ("what a", " f#cking mess"),
        ] {
            assert!(disguised(before, draft), "{before:?} {draft:?}");
        }
    }

    #[test]
    fn numbers_marks_and_initials_are_what_they_are() {
        for (before, draft) in [
            ("the *best*", " one"),
            ("meet me at", " 5pm"),
            ("plan a b", " c"),
            ("wow", "! great"),
            ("see note*", " below"),
            ("A4 paper and", " B5"),
            ("5", "*3"),
            ("", ""),
        ] {
            assert!(!disguised(before, draft), "{before:?} {draft:?}");
        }
    }
}
