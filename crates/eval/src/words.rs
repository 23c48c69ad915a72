//! Words as the metrics count them: split on white space, compared without trailing punctuation, case-sensitive.

/// Punctuation beyond ASCII that may end a word.
const PUNCTUATION: &str = "…“”„‘’‚«»‹›–—―·。，、！？；：「」『』（）।॥؟،؛";

pub(crate) fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || PUNCTUATION.contains(c)
}

fn bare(word: &str) -> &str {
    word.trim_end_matches(is_punctuation)
}

/// Whether two words are the same but for trailing punctuation. Two that are nothing but punctuation must be equal.
pub(crate) fn same_word(left: &str, right: &str) -> bool {
    match (bare(left), bare(right)) {
        ("", _) | (_, "") => left == right && !left.is_empty(),
        (left, right) => left == right,
    }
}

/// How many of the first words of `draft` are the next words of `rest`, where both begin with a new word.
pub(crate) fn leading_matches(draft: &str, rest: &str) -> usize {
    draft.split_whitespace().zip(rest.split_whitespace()).take_while(|(drafted, word)| same_word(drafted, word)).count()
}

/// Whether a word begins at `at`.
pub(crate) fn is_word_start(message: &str, at: usize) -> bool {
    let begins = message[at..].chars().next().is_some_and(|c| !c.is_whitespace());
    begins && message[..at].chars().next_back().is_none_or(char::is_whitespace)
}

/// Whether the first word of `draft` is right, where `typed` is followed by `rest`.
///
/// Inside a word the first word is the rest of it. A draft that begins with white space says that the typed word is
/// complete: then it must be, and the word after it counts.
pub(crate) fn first_word_right(typed: &str, draft: &str, rest: &str) -> bool {
    let inside = typed.chars().next_back().is_some_and(|c| !c.is_whitespace());
    let (drafted, word) = (up_to_space(draft), up_to_space(rest));
    if inside && !drafted.is_empty() {
        return same_word(drafted, word);
    }
    (!inside || word.is_empty()) && leading_matches(draft, rest) > 0
}

fn up_to_space(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailing_punctuation_and_nothing_else_is_forgiven() {
        for (left, right, same) in [
            ("you", "you.", true),
            ("you?!", "you,", true),
            ("você…", "você", true),
            ("You", "you", false),
            ("(you", "you", false),
            ("don't", "dont", false),
            (":-)", ":-)", true),
            (":-)", ".", false),
            ("🙂", "🙂.", true),
            ("", "", false),
        ] {
            assert_eq!(same_word(left, right), same, "{left} {right}");
        }
    }

    #[test]
    fn the_first_word_may_be_the_rest_of_one() {
        for (typed, draft, rest, right) in [
            ("Thank ", "you for", "you, Ann", true),
            ("Thank ", " you for", "you", true),
            ("Thank", " you for", " you", true),
            ("Tha", "nk you", "nk, you", true),
            ("Tha", "nks you", "nk you", false),
            ("Tha", " you", "nk you", false),
            ("Thank", ", you", " you", false),
            ("Thank", ", you", ", you", true),
            ("Thank", " you", ", you", false),
            ("", "Thank", "Thank", true),
            ("Thank ", "", "you", false),
        ] {
            assert_eq!(first_word_right(typed, draft, rest), right, "{typed:?} {draft:?} {rest:?}");
        }
    }

    #[test]
    fn words_start_after_white_space() {
        let starts: Vec<usize> =
            "é a  b.c".char_indices().map(|(at, _)| at).filter(|&at| is_word_start("é a  b.c", at)).collect();
        assert_eq!(starts, [0, 3, 6]);
    }
}
