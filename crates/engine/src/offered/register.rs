//! The voice of a draft: the writer's, not that of somebody who answers.

/// Phrases in which a model that was trained to answer speaks of itself.
const OF_ITSELF: &[&str] =
    &["as an ai", "an ai language", "i'm an ai", "i am an ai", "ai assistant", "language model", "<|", "|>"];

/// Phrases that answer, where a question stands before them. Elsewhere people write them themselves.
const ANSWERS: &[&str] = &[
    "sure, here",
    "sure! here",
    "here's a",
    "here is a",
    "happy to help",
    "happy to assist",
    "love to help",
    "how can i",
    "how may i",
    "can i assist",
    "can i help",
    "here to help",
    "i'm sorry, but i",
    "the answer is",
    "answer:",
];

/// Bytes before the caret in which a phrase may begin or a question stand.
const NEAR: usize = 120;

/// Whether a draft answers the text instead of going on with it. What the text itself says may be said again.
pub(super) fn answers(before: &str, draft: &str) -> bool {
    let near =
        before[before.ceil_char_boundary(before.len().saturating_sub(NEAR))..].to_lowercase().replace('\u{2019}', "'");
    let whole = format!("{near}{}", draft.to_lowercase().replace('\u{2019}', "'"));
    let is_new = |phrase: &&&str| whole.contains(**phrase) && !near.contains(**phrase);
    OF_ITSELF.iter().any(|phrase| is_new(&phrase)) || near.contains('?') && ANSWERS.iter().any(|phrase| is_new(&phrase))
}

/// Whether a draft's first word is in capitals, which somebody who writes none has no use for.
pub(super) fn is_in_capitals(draft: &str) -> bool {
    let Some(word) = foreword_text::first_word(draft) else { return false };
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.clone().nth(1).is_some() && letters.all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_go_on_and_do_not_answer() {
        assert!(answers("What is the capital of France? ", "The answer is Paris"));
        assert!(answers("Hello.", " I\u{2019}m an AI assistant"));
        assert!(answers("As an", " AI language model"), "a phrase across the caret");
        assert!(!answers("I study language model", " training"));
        assert!(!answers("Can you send me the", " report?"));
        assert!(answers("Can you write a poem? ", "I'm happy to help"));
        assert!(!answers("Let me know if you need anything,", " I'm happy to help"), "people say it, too");
    }

    #[test]
    fn capitals_are_words_of_two_letters_at_least() {
        assert!(is_in_capitals(" NASA is"));
        assert!(!is_in_capitals(" I'm") && !is_in_capitals(" Anna") && !is_in_capitals("."));
    }
}
