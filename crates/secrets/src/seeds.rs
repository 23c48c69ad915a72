//! The words from which a wallet can be made again.
//!
//! Wallets draw 12 to 25 words from lists of about 2,000, in ten languages and more. The lists aren't here. But nobody
//! writes twelve short words in a row of which hardly one is one of the words that hold sentences together, or has an
//! ending.

use std::ops::Range;

use crate::chunk::Chunk;
use crate::letters::folded;
use crate::lexicon::lexicon;

/// Words of the shortest phrase.
const WORDS: usize = 12;
/// How many of twelve may look as if from a sentence: some such words are in the lists.
const MOST: usize = 2;
/// Words on each side that are refused with the rest if nothing parts them.
const MARGIN: usize = 13;

/// Words that hold sentences together and that `beside.txt` doesn't know.
const SENTENCE: &[&str] = &[
    "and", "than", "been", "into", "were", "them", "then", "some", "such", "very", "over", "out", "more", "most",
    "like", "well", "let", "say", "see", "know", "want", "going", "could", "much", "many", "down", "up", "off",
    "through", "being", "went", "und", "der", "die", "das", "mit", "auf", "dass", "auch", "nach", "wird", "sind",
    "est", "les", "des", "une", "pour", "dans", "que", "los", "las", "por", "para", "che", "per", "non", "sono", "het",
    "een", "van", "dat", "och", "att", "som", "det",
];

/// A word that may belong to a phrase.
struct Word {
    range: Range<usize>,
    /// Whether it is more likely in a sentence.
    is_usual: bool,
    case: Case,
    /// Whether a number or a line break stands before it.
    is_item: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Case {
    Lower,
    Upper,
    Title,
}

/// Where such phrases stand, in bytes. Between the words may stand white space, commas and their numbers.
pub(crate) fn find(chunks: &[Chunk<'_>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut run: Vec<Word> = Vec::new();
    let mut number: Option<usize> = None;
    for chunk in chunks {
        let core = chunk.core.trim_start_matches(|c: char| c.is_numeric() || matches!(c, '.' | ')' | '-' | ':'));
        let is_number = core.is_empty() && chunk.core.len() <= 3;
        let case = if is_number { None } else { case(core) };
        if let Some(case) = case {
            let is_item = number.is_some() || chunk.begins_line || core.len() < chunk.core.len();
            let start = number.unwrap_or(chunk.range.start);
            run.push(Word { range: start..chunk.range.end, is_usual: is_usual(core), case, is_item });
        }
        number = is_number.then_some(chunk.range.start);
        let ends = chunk.text.ends_with(['.', '!', '?', ';', ':']) && !is_number;
        if case.is_none() && !is_number || ends {
            found.extend(phrase(&run));
            run.clear();
        }
    }
    found.extend(phrase(&run));
    found
}

/// How a word is written, if it may be one of a list: of three to eight letters, or a single Chinese character.
fn case(word: &str) -> Option<Case> {
    let count = word.chars().count();
    if count == 1 && word.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}')) {
        return Some(Case::Lower);
    }
    if !(3..=8).contains(&count) || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    match (upper, word.starts_with(char::is_uppercase)) {
        (0, _) => Some(Case::Lower),
        (1, true) => Some(Case::Title),
        _ => (upper == count).then_some(Case::Upper),
    }
}

fn is_usual(word: &str) -> bool {
    let word = folded(word);
    let has_ending = word.ends_with('s') && !["ss", "us", "is", "as", "os"].iter().any(|ending| word.ends_with(ending))
        || word.ends_with("ly")
        || word.len() > 5 && word.ends_with("ed")
        || word.len() > 6 && word.ends_with("ing");
    has_ending || lexicon().is_common(&word) || SENTENCE.contains(&word.as_str())
}

fn phrase(run: &[Word]) -> Option<Range<usize>> {
    let fits = |words: &[Word]| {
        let same = |case: Case, words: &[Word]| words.iter().all(|word| word.case == case);
        let is_list = same(Case::Title, words) && words[1..].iter().all(|word| word.is_item);
        words.iter().filter(|word| word.is_usual).count() <= MOST
            && (same(words[0].case, &words[1..]) && words[0].case != Case::Title
                || same(Case::Lower, &words[1..])
                || is_list)
    };
    let first = run.windows(WORDS).position(fits)?;
    let last = run.windows(WORDS).rposition(fits)? + WORDS - 1;
    // Of a longer phrase not every twelve words fit: take what is about it, up to two usual words in a row.
    let parts = |pair: &[Word]| pair.iter().all(|word| word.is_usual);
    let near = first.saturating_sub(MARGIN);
    let from = run[near..=first].windows(2).rposition(parts).map_or(near, |at| near + at + 2).min(first);
    let far = run.len().min(last + 1 + MARGIN);
    let to = run[last..far].windows(2).position(parts).map_or(far - 1, |at| last + at).max(last);
    Some(run[from].range.start..run[to].range.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk::chunks;

    fn found(text: &str) -> Vec<&str> {
        find(&chunks(text)).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn twelve_words_of_a_list_are_found() {
        let words = "gravity machine north sort system female filter attitude volume fold club stay";
        for text in [words.to_owned(), words.replace(' ', "\n"), words.replace(' ', ", "), words.to_uppercase()] {
            assert_eq!(found(&text), [text.as_str()]);
        }
        let numbered: Vec<String> =
            words.split(' ').enumerate().map(|(n, word)| format!("{}. {word}", n + 1)).collect();
        for text in [numbered.join("\n"), numbered.join(" ")] {
            assert_eq!(found(&text), [text.as_str()]);
        }
        assert_eq!(found(&format!("Hi Tom,\n\n{words}\n\nThanks")).len(), 1);
    }

    #[test]
    fn sentences_and_lists_of_names_are_not() {
        for text in [
            "",
            "we should meet next week and talk about the plan for the new house before they sell",
            "gravity machine north sort system. female filter attitude volume fold club stay",
            "Mark Taylor Mary Cook Jeff Dutton Heather Moore Holden Salis Chris Stone Phil Platt Les Raw",
            "buy things like paper and pencils online than material that goes into",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
