//! Drafts in front of text that stands there already.
//!
//! A draft must not repeat what follows the caret, must meet it with one space or none, and is the better the more likely
//! the text after the caret is behind it: `p(draft | before) · p(after | before, draft)`, by Bayes' rule.

use foreword_text::{TokenId, Tokenizer, TokenizerError, words};

use crate::Caret;
use crate::written::Written;

/// Tokens of the text after the caret that are judged: each costs as much as reading a token.
const JUDGED: usize = 6;

/// Characters after the caret in which repetitions are looked for.
const NEAR: usize = 200;

/// Mean natural log-probability of the judged tokens below which a draft does not lead to the text after the caret.
///
/// In 300 gaps of development messages (`foreword middle`) −7 hid 30 first drafts, of which 6 were right; so only what is
/// hopeless is hidden.
const LEAST: f32 = -9.0;

/// The draft without what would be there twice, and with the space that its end needs; `None` if nothing is left.
pub(crate) fn fit(caret: Caret<'_>, draft: &str) -> Option<String> {
    let mut text = &draft[..before_repetition(draft, caret.after)];
    let rest = caret.rest_of_line();
    if !rest.trim().is_empty() {
        text = text.trim_end();
        let goes_on = rest.trim_start().starts_with(|c: char| c.is_lowercase() || c.is_ascii_punctuation() && c != '(');
        if goes_on {
            text = text.trim_end_matches(['.', '!', '?', ',', ';', ':']);
        }
    }
    if text.trim().is_empty() {
        return None;
    }
    let needs_space = rest.starts_with(char::is_alphanumeric);
    Some(if needs_space { format!("{text} ") } else { text.to_owned() })
}

/// How many bytes of the draft stand before its first words that `after` begins with too: one word at the draft's end, or
/// two in a row anywhere.
fn before_repetition(draft: &str, after: &str) -> usize {
    let near = &after[..after.floor_char_boundary(NEAR)];
    let lower = |text: &str| text.to_lowercase();
    let following: Vec<String> = words(near).map(|word| lower(word.text)).collect();
    let drafted: Vec<_> = words(draft).collect();
    let repeated = |start: &usize| {
        let pairs = drafted[*start..].iter().zip(&following);
        let same = pairs.take_while(|(word, after)| lower(word.text) == **after).count();
        same >= 2 || same == 1 && start + same == drafted.len()
    };
    match (0..drafted.len()).find(repeated) {
        Some(start) => draft[..drafted[start].range.start].trim_end_matches(['(', '"', ' ']).len(),
        None => draft.len(),
    }
}

/// The text after the caret as the model reads it.
pub(crate) struct After {
    /// Its first tokens; none at the end of a line.
    pub(crate) tokens: Vec<TokenId>,
}

impl After {
    pub(crate) fn of(tokenizer: &Tokenizer, caret: Caret<'_>) -> Result<Self, TokenizerError> {
        if !caret.is_mid_line() {
            return Ok(Self { tokens: Vec::new() });
        }
        let rest = caret.rest_of_line();
        let near = &rest[..rest.floor_char_boundary(NEAR)];
        // Drafts end without the space that stands before the next word.
        let near = if near.starts_with(char::is_alphanumeric) { format!(" {near}") } else { near.to_owned() };
        let tokens = tokenizer.encode(&near)?.into_iter().take(JUDGED).map(|token| token.id).collect();
        Ok(Self { tokens })
    }

    /// Whether there is any.
    pub(crate) fn is_some(&self) -> bool {
        !self.tokens.is_empty()
    }
}

/// The drafts that the text after the caret follows, best first.
pub(crate) fn rank(mut written: Vec<Written>, after: &After) -> Vec<Written> {
    let least = LEAST * after.tokens.len() as f32;
    written.retain(|written| written.after_log_prob.is_none_or(|log_prob| log_prob >= least));
    let score =
        |written: &Written| written.shown.evidence.first_word_log_prob + written.after_log_prob.unwrap_or(least);
    written.sort_by(|a, b| score(b).total_cmp(&score(a)));
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(before: &str, draft: &str, after: &str) -> Option<String> {
        fit(Caret { before, after }, draft)
    }

    #[test]
    fn text_that_stands_after_the_caret_is_not_written_again() {
        let fitted = |draft, after| fitted("Thank you", draft, after).unwrap_or_default();
        assert_eq!(fitted(" for your email about", " email about it."), " for your");
        assert_eq!(fitted(" for your Email About", " email about it."), " for your");
        assert_eq!(fitted(" for the", " the help"), " for");
        assert_eq!(fitted(" for your email and the", " your email, which"), " for");
        assert_eq!(fitted(" for your email", " for your help"), "");
        assert_eq!(fitted(" for the email and", " the help"), " for the email and", "one word in the middle is chance");
        assert_eq!(fitted(" so much", "\nso much"), "", "the next line counts too");
    }

    #[test]
    fn a_draft_meets_the_next_word_with_one_space() {
        assert_eq!(fitted("I would like to ", "meet", "you tomorrow").as_deref(), Some("meet "));
        assert_eq!(fitted("I would like to", " meet", " you tomorrow").as_deref(), Some(" meet"));
        assert_eq!(fitted("I would like to", " meet ", " you tomorrow").as_deref(), Some(" meet"));
        assert_eq!(fitted("Thank you", " very much.", ".").as_deref(), Some(" very much"));
        assert_eq!(fitted("Thank you", " very much.", " and goodbye").as_deref(), Some(" very much"));
        assert_eq!(fitted("Thank you", " very much.", " Goodbye").as_deref(), Some(" very much."));
        assert_eq!(fitted("Thank you", " very much.", "\nGoodbye").as_deref(), Some(" very much."));
        assert_eq!(fitted("Thank you", ".", ".").as_deref(), None);
    }
}
