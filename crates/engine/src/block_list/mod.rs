//! Words that drafts don't introduce: slurs, obscenities, sexual and violent words.
//!
//! The list is `words.txt`, for anybody to read. A word of it is blocked unless the writer's own text holds a word of the
//! same entry: a person who writes about a murder gets help with it, and nobody else is led there. The second part of the
//! list holds everyday words that are kept back only where the sentence names people by origin, belief, gender and the
//! like; a third, words of the body and of crime that are kept back unless the sentence speaks of care, help or law, so
//! that nobody is left alone with an illness. Letters may be [disguised](disguise) by stars, digits and spaces. A list
//! knows no meaning: a hurtful sentence without a hurtful word goes through.

mod disguise;
mod list;

use std::ops::Range;
use std::sync::LazyLock;

use self::list::{Entry, List, Section};

static LIST: LazyLock<List> = LazyLock::new(|| List::parse(include_str!("words.txt")));

/// Bytes before the caret in which a sentence and a phrase under way are looked for.
const NEAR: usize = 600;

/// A word without its apostrophes, in lower case, and where it stands.
#[derive(Debug)]
struct Word {
    letters: String,
    at: Range<usize>,
    /// A sentence ends before it.
    first: bool,
}

/// Whether `draft` may not be shown after `text`.
pub(crate) fn is_blocked(text: &str, draft: &str) -> bool {
    let near = &text[text.floor_char_boundary(text.len().saturating_sub(NEAR))..];
    let words = words(&format!("{near}{draft}"));
    let caret = near.len();
    // A word that begins before the caret and goes on after it is the draft's.
    let new = words.partition_point(|word| word.at.end <= caret);
    (0..words.len()).rev().take_while(|&start| start + LIST.longest >= new).any(|start| {
        let is_kept_back = |section| {
            hits(section, &words, start, new).any(|entry| !is_own(entry, text) && !is_name(&words, start, entry.len()))
        };
        is_kept_back(&LIST.always)
            || is_kept_back(&LIST.of_people) && speaks_of(&LIST.people, &words, start)
            || is_kept_back(&LIST.in_need) && !speaks_of(&LIST.helping, &words, start)
    }) || disguise::is_disguised(near, draft, &LIST.always)
}

/// Whether the `len` words from `start` on belong to a name.
fn is_name(words: &[Word], start: usize, len: usize) -> bool {
    (start.saturating_sub(2)..=start).any(|first| {
        let entries = LIST.names.beginning_with(&words[first].letters);
        entries.iter().any(|name| first + name.len() >= start + len && name.matches(letters(&words[first..])))
    })
}

/// The entries that match the words from `start` and reach into the draft, whose words are `new` and those after.
fn hits<'l>(section: &'l Section, words: &[Word], start: usize, new: usize) -> impl Iterator<Item = &'l Entry> {
    let entries = section.beginning_with(&words[start].letters);
    entries.iter().filter(move |entry| start + entry.len() > new && entry.matches(letters(&words[start..])))
}

/// Whether something of a section is named in the sentence that word `at` stands in, before it.
fn speaks_of(section: &Section, words: &[Word], at: usize) -> bool {
    let sentence = words[..=at].iter().rposition(|word| word.first).unwrap_or(0);
    (sentence..at).any(|start| {
        let entries = section.beginning_with(&words[start].letters);
        entries.iter().any(|entry| start + entry.len() <= at && entry.matches(letters(&words[start..at])))
    })
}

/// Whether the writer's text has words of the entry itself; the word under way counts as far as it is written.
fn is_own(entry: &Entry, text: &str) -> bool {
    let words = words(text);
    (0..words.len()).any(|start| entry.matches(letters(&words[start..])))
}

fn letters(words: &[Word]) -> impl Iterator<Item = &str> {
    words.iter().map(|word| word.letters.as_str())
}

/// The words of `text`, with those that hyphens join taken apart.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for part in foreword_text::words(text).flat_map(|word| word.parts().collect::<Vec<_>>()) {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        let between = &text[words.last().map_or(0, |word| word.at.end)..start];
        let first = words.is_empty() || between.contains(['.', '!', '?', '\n']);
        let letters = part.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        words.push(Word { letters, at: start..start + part.len(), first });
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn listed_words_are_kept_back_unless_the_text_has_them() {
        assert!(is_blocked("He was", " murdered by"));
        assert!(is_blocked("He was mur", "dered"), "a word across the caret");
        assert!(is_blocked("I will kill", " you"), "a phrase across the caret");
        assert!(is_blocked("what the F", "UCK"));
        assert!(!is_blocked("The murder was in May. He was", " murdered by"), "it is the text's own word");
        assert!(!is_blocked("fuck", "ing"), "written whole, it may be bent");
        assert!(is_blocked("He will kill you. I", " kill them"), "another entry than the text's own");
        assert!(!is_blocked("We killed", " time"));
        assert!(!is_blocked("They murdered", " the song"), "what is written is not the draft's");
        assert!(!is_blocked("I live in Scun", "thorpe"));
        assert!(!is_blocked("The class as", "sessed the cocktail"));
        assert!(!is_blocked("", ""));
    }

    #[test]
    fn some_words_are_kept_back_of_people_only() {
        assert!(is_blocked("Muslims are", " terrorists"));
        assert!(is_blocked("I think that old people are", " useless"));
        assert!(is_blocked("The", " Mexicans are lazy"), "both in the draft");
        assert!(!is_blocked("This old printer is", " useless"));
        assert!(!is_blocked("We met two Germans. The printer is", " useless"), "another sentence");
        assert!(!is_blocked("It is lazy to say that women are", " lazy"));
        assert!(!is_blocked("A useless printer annoys", " old people"), "said before they were named");
    }

    #[test]
    fn help_and_names_are_not_kept_back() {
        for (text, draft) in [
            ("She was diagnosed with stage two", " breast cancer"),
            ("The scan showed a lump in her left", " breast"),
            ("The hotline helps to prevent", " suicide"),
            ("A charity for the survivors of", " rape"),
            ("Please state your name, date of birth,", " sex and"),
            ("Herman Melville wrote Moby", " Dick"),
            ("He finally came out as", " gay"),
            ("I grilled a chicken", " breast"),
        ] {
            let blocked = is_blocked(text, draft);
            assert_eq!(blocked, text.contains("chicken"), "{text}{draft}: without a word of care it is kept back");
        }
        assert!(is_blocked("He thought of", " suicide") && is_blocked("you are a", " dick"));
    }

    #[test]
    fn other_languages_have_their_words_too() {
        for (text, draft) in [
            ("Du bist so ein Ar", "schloch"),
            ("hijo de p", "uta"),
            ("eres un pen", "dejo de"),
            ("putain de m", "erde"),
            ("che str", "onzo"),
            ("vai tomar no cu, ca", "ralho"),
        ] {
            assert!(is_blocked(text, draft), "{text}{draft}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>(), draft in any::<String>()) {
            is_blocked(&text, &draft);
        }

        #[test]
        fn a_listed_word_is_found_wherever_the_caret_is(
            before in "[a-z ]{0,20}", at in 1usize..8, upper: bool, after in "([ .,!][a-z ]{0,9})?",
        ) {
            let word = if upper { " BASTARDS" } else { " bastards" };
            let (text, draft) = ([&before, &word[..at]].concat(), [&word[at..], &after].concat());
            prop_assert!(is_blocked(&text, &draft), "{:?} {:?}", text, draft);
        }
    }
}
