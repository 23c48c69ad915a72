//! How much of a draft to show.
//!
//! A person takes a whole draft with one keystroke, or its words one by one. Each extra word makes the draft worth more
//! if it is right; if it is wrong, the words before it must be taken one by one. So a draft ends where what it is
//! expected to save is greatest: of `m` words, with `C(w)` characters in the first `w` and `P(w)` the probability that
//! these are right,
//!
//! ```text
//! saved(m) = P(m) · (C(m) − 1)  +  Σ over w < m of (P(w) − P(w + 1)) · (C(w) − w)
//! ```
//!
//! The last word of a draft that was cut off at its length may be the beginning of one: nothing said what comes after it.
//! It is left out wherever there is another.
//!
//! A draft that ends with "the" or "and" leaves the reader hanging. So drafts end there only if they have no other word, or
//! if that word is so likely that leaving it out would cost a keystroke ("of the").

use foreword_text::{TokenId, Tokenizer};

use crate::offered::phrase::is_open_word;

/// Probability from which a word that leaves its phrase open may end a draft: 0.6 cost 0.38 points of keystrokes saved and
/// left 9.7% of the drafts open (`docs/decisions/2026-11-29-what-is-offered.md`).
const CERTAIN: f32 = 0.6;

/// Bytes of a draft up to the end of one of its words, the probability of that word, and whether a phrase that ends with it
/// wants more.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Word {
    end: usize,
    probability: f32,
    open: bool,
}

impl Word {
    /// Whether a draft may end with it.
    fn may_end(&self) -> bool {
        !self.open || self.probability >= CERTAIN
    }
}

/// How many bytes of a draft are worth showing, beyond the `typed` bytes that its tokens begin with. `unfinished` if it
/// was cut off at its length.
pub(crate) fn worth_showing(
    tokenizer: &Tokenizer,
    tokens: &[TokenId],
    log_probs: &[f32],
    typed: usize,
    unfinished: bool,
) -> usize {
    let mut words = words_of(tokenizer, tokens, log_probs, typed);
    if unfinished && words.len() > 1 {
        words.pop();
    }
    best_length(&words)
}

/// Bytes that each token to come is credited with: a little more than tokens of English text have on average.
const BYTES_OF_A_TOKEN: f32 = 6.0;

/// Whether more tokens, `left` at most, could raise the expected saving of a draft if all of them were right. If not, the
/// draft ends before its last word anyway and can stop.
pub(crate) fn is_worth_extending(
    tokenizer: &Tokenizer,
    tokens: &[TokenId],
    log_probs: &[f32],
    typed: usize,
    left: usize,
) -> bool {
    let words = words_of(tokenizer, tokens, log_probs, typed);
    words.split_last().is_none_or(|(last, before)| !cannot_grow(before, *last, left))
}

/// Whether the best end is among the words `before` the `last` one, whatever comes after that.
fn cannot_grow(before: &[Word], last: Word, left: usize) -> bool {
    let closed = ends(before.iter().copied()).zip(before).filter(|(_, word)| word.may_end());
    let Some(best) = closed.map(|((saved, _), _)| saved).reduce(f32::max) else { return false };
    let longest = Word { end: last.end + (left as f32 * BYTES_OF_A_TOKEN) as usize, ..last };
    ends(before.iter().copied().chain([longest])).last().is_some_and(|(saved, _)| saved < best)
}

/// The words of a draft's tokens.
fn words_of(tokenizer: &Tokenizer, tokens: &[TokenId], log_probs: &[f32], typed: usize) -> Vec<Word> {
    let mut words = words(pieces(tokenizer, tokens, log_probs), typed);
    let bytes = tokenizer.decode(tokens).unwrap_or_default();
    // The first word begins with the letters typed.
    let mut start = 0;
    for word in &mut words {
        let end = typed + word.end;
        word.open = bytes.get(start..end).and_then(|bytes| std::str::from_utf8(bytes).ok()).is_some_and(is_open_word);
        start = end;
    }
    words
}

/// Joins pieces (length, whether it begins with a space, log-probability) to words.
fn words(pieces: impl Iterator<Item = (usize, bool, f32)>, typed: usize) -> Vec<Word> {
    let (mut words, mut at): (Vec<Word>, usize) = (Vec::new(), 0);
    for (length, begins, log_prob) in pieces {
        let goes_on = at <= typed || !begins;
        at += length;
        let (end, probability) = (at.saturating_sub(typed), log_prob.exp());
        match words.last_mut().filter(|_| goes_on) {
            Some(word) => *word = Word { end, probability: word.probability * probability, open: false },
            None => words.push(Word { end, probability, open: false }),
        }
    }
    words
}

/// The length of each token in bytes, whether it begins with a space, its log-probability.
fn pieces<'a>(
    tokenizer: &'a Tokenizer,
    tokens: &'a [TokenId],
    log_probs: &'a [f32],
) -> impl Iterator<Item = (usize, bool, f32)> + 'a {
    tokens.iter().zip(log_probs).map(|(&token, &log_prob)| {
        let bytes = tokenizer.token_bytes(token).unwrap_or_default();
        (bytes.len(), bytes.first().is_some_and(u8::is_ascii_whitespace), log_prob)
    })
}

/// The keystrokes saved by ending with each word, and where that word ends.
fn ends(words: impl Iterator<Item = Word>) -> impl Iterator<Item = (f32, usize)> {
    let (mut all_right, mut part_right, mut before) = (1.0, 0.0, None);
    words.enumerate().map(move |(i, word)| {
        if let Some(end) = before.replace(word.end) {
            part_right += all_right * (1.0 - word.probability) * (end as f32 - i as f32).max(0.0);
        }
        all_right *= word.probability;
        (part_right + all_right * (word.end as f32 - 1.0), word.end)
    })
}

/// The end of the word that saves most, of those that a draft may end with if there are any; of equals the last.
fn best_length(words: &[Word]) -> usize {
    let is_allowed = |word: &Word| word.may_end() || !words.iter().any(Word::may_end);
    let allowed = ends(words.iter().copied()).zip(words).filter(|(_, word)| is_allowed(word));
    allowed.map(|(end, _)| end).fold((f32::NEG_INFINITY, 0), |best, end| if end.0 >= best.0 { end } else { best }).1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(end: usize, probability: f32) -> Word {
        Word { end, probability, open: false }
    }

    fn open(end: usize, probability: f32) -> Word {
        Word { open: true, ..word(end, probability) }
    }

    #[test]
    fn pieces_join_to_words_after_the_typed_letters() {
        // " forw" typed; " for" "ward" " to" " y"
        let pieces = [(4, true, -0.5), (4, false, -0.5), (3, true, -1.0), (2, true, 0.0)];
        let found = words(pieces.into_iter(), 5);
        assert_eq!(found.iter().map(|w| w.end).collect::<Vec<_>>(), [3, 6, 8]);
        assert!((found[0].probability - (-1.0f32).exp()).abs() < 1e-6);
        // A word typed whole: " you" typed as one piece, then " are".
        assert_eq!(
            words([(4, true, 0.0), (4, true, -1.0)].into_iter(), 4).iter().map(|w| w.end).collect::<Vec<_>>(),
            [4]
        );
        assert_eq!(words([(4, true, 0.0)].into_iter(), 0).len(), 1);
    }

    #[test]
    fn writing_stops_where_nothing_to_come_can_pay() {
        let before = [word(4, 0.9), word(8, 0.5)];
        // The end after the first word saves 2.7, after the second 0.9 · 0.5 · 7 + 0.45 · 3 = 4.5.
        assert!(cannot_grow(&before, word(12, 0.01), 6), "0.0045 · 47 and 0.4455 · 6 + 1.35 is less");
        assert!(!cannot_grow(&before, word(12, 0.5), 6));
        assert!(!cannot_grow(&[], word(12, 0.01), 6), "the only word must be whole");
        for left in 0..20 {
            let likely = [0.9, 0.5, 0.2, 0.05, 0.01].map(|p| cannot_grow(&before, word(12, p), left));
            assert!(likely.is_sorted(), "less likely words end a draft sooner: {likely:?}");
        }
    }

    #[test]
    fn a_draft_ends_where_a_phrase_does() {
        assert_eq!(best_length(&[word(16, 0.9), word(20, 0.05)]), 20);
        assert_eq!(best_length(&[word(16, 0.9), open(20, 0.05)]), 16);
        assert_eq!(best_length(&[word(4, 0.5), open(8, 0.5), word(16, 0.6)]), 16);
        assert_eq!(best_length(&[open(4, 0.5), open(8, 0.5)]), 8, "there is no other");
        assert_eq!(best_length(&[open(4, 0.5), word(10, 0.01)]), 10);
        assert_eq!(best_length(&[word(3, 0.9), open(7, 0.95)]), 7, "it is as good as certain");
        assert!(!cannot_grow(&[open(4, 0.5)], word(8, 0.01), 3), "what closes the phrase is still to come");
    }

    #[test]
    fn a_draft_goes_on_while_that_saves_more() {
        assert_eq!(best_length(&[word(3, 0.1), word(7, 0.01)]), 7, "one word is taken with one keystroke anyway");
        assert_eq!(best_length(&[word(3, 0.9), word(6, 0.9), word(8, 0.01)]), 6);
        assert_eq!(best_length(&[word(3, 0.9), word(6, 0.9), word(20, 0.2)]), 20, "a long word is worth a risk");
        assert_eq!(best_length(&[]), 0);
        // Two words: (0.5 · 0.5 · 9) + 0.5 · 0.5 · 3 = 3; three: 0.25 · 0.1 · 11 + 0.25 · 0.9 · 8 + 0.75 = 2.825
        assert_eq!(best_length(&[word(4, 0.5), word(10, 0.5), word(12, 0.1)]), 10);
    }
}
