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
//!
//! A draft may also end with the space that follows its last word. If a space follows indeed, which has the probability `S`,
//! the person need not type it; if punctuation does, the draft can only be taken up to the word before. So the space stands
//! there where
//!
//! ```text
//! S · SPACE  ≥  (1 − S) · [(C(m) − 1) − (C(m − 1) − (m − 1))]
//! ```

use foreword_decode::Draft;
use foreword_text::Tokenizer;

use crate::offered::phrase::is_open_word;

/// Probability from which a word that leaves its phrase open may end a draft: 0.6 cost 0.38 points of keystrokes saved and
/// left 9.7% of the drafts open (`docs/decisions/2026-11-29-what-is-offered.md`).
const CERTAIN: f32 = 0.6;

/// Keystrokes that a space at the end of a draft saves. Less than one, since the next draft brings it too, where it is taken.
const SPACE: f32 = 0.6;

/// Bytes of a draft up to the end of one of its words, the probability of that word, whether a phrase that ends with it
/// wants more, and how likely white space follows it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Word {
    end: usize,
    probability: f32,
    open: bool,
    space: Option<f32>,
}

impl Word {
    /// Whether a draft may end with it.
    fn may_end(&self) -> bool {
        !self.open || self.probability >= CERTAIN
    }
}

/// How much of a draft is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ending {
    /// Bytes of the draft.
    pub(crate) end: usize,
    /// Whether a space is likely enough to follow them.
    pub(crate) wants_space: bool,
}

/// How much of a draft is worth showing, beyond the `typed` bytes that its tokens begin with. `unfinished` if it was cut off
/// at its length.
pub(crate) fn worth_showing(tokenizer: &Tokenizer, draft: &Draft, typed: usize, unfinished: bool) -> Ending {
    let mut words = words_of(tokenizer, draft, typed);
    if unfinished && words.len() > 1 {
        words.pop();
    }
    let end = best_length(&words);
    Ending { end, wants_space: wants_space(&words, end) }
}

/// Bytes that each token to come is credited with: a little more than tokens of English text have on average.
const BYTES_OF_A_TOKEN: f32 = 6.0;

/// How likely each token to come is credited with being right: about as likely as tokens of drafts are. With certainty in its
/// place drafts are written further, and not one keystroke more is saved
/// (`docs/decisions/2026-11-24-all-layers-check-the-best-draft.md`).
const RIGHT: f32 = 0.5;

/// Which draft is written: it decides how many keystrokes more tokens must be expected to save, so that a step is worth its
/// time (`docs/decisions/2026-11-24-all-layers-check-the-best-draft.md`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Promise {
    /// The draft with the likeliest beginning, which is shown at the caret.
    Best,
    /// One of the others, which are listed below. A step for the last of them costs nearly as much as one for all.
    Other,
}

impl Promise {
    fn keystrokes(self) -> f32 {
        match self {
            Self::Best => 0.01,
            Self::Other => 0.2,
        }
    }
}

/// Whether more tokens, `left` at most, may be expected to raise what a draft saves by as much as `promise` says. If not, it
/// can stop, and ends before its last word.
pub(crate) fn is_worth_extending(
    tokenizer: &Tokenizer,
    draft: &Draft,
    typed: usize,
    left: usize,
    promise: Promise,
) -> bool {
    let words = words_of(tokenizer, draft, typed);
    words.split_last().is_none_or(|(last, before)| !cannot_grow(before, *last, left, promise.keystrokes()))
}

/// Whether no end beyond the words `before` the `last` one saves as much as the best of these and what is `promised`, however
/// many tokens come after that.
fn cannot_grow(before: &[Word], last: Word, left: usize, promised: f32) -> bool {
    let closed = ends(before.iter().copied()).zip(before).filter(|(_, word)| word.may_end());
    let Some(best) = closed.map(|((saved, _), _)| saved).reduce(f32::max) else { return false };
    (0..=left).all(|tokens| {
        let end = last.end + (tokens as f32 * BYTES_OF_A_TOKEN) as usize;
        let longer = Word { end, probability: last.probability * RIGHT.powi(tokens as i32), ..last };
        ends(before.iter().copied().chain([longer])).last().is_some_and(|(saved, _)| saved < best + promised)
    })
}

/// The words of a draft's tokens.
fn words_of(tokenizer: &Tokenizer, draft: &Draft, typed: usize) -> Vec<Word> {
    let mut words = words(pieces(tokenizer, draft), typed);
    let bytes = tokenizer.decode(&draft.tokens).unwrap_or_default();
    // The first word begins with the letters typed.
    let mut start = 0;
    for word in &mut words {
        let end = typed + word.end;
        word.open = bytes.get(start..end).and_then(|bytes| std::str::from_utf8(bytes).ok()).is_some_and(is_open_word);
        start = end;
    }
    words
}

/// A token of a draft: its length in bytes, whether it begins with a space, its log-probability, and how likely white
/// space was in its place.
struct Piece {
    length: usize,
    begins: bool,
    log_prob: f32,
    space: Option<f32>,
}

/// Joins pieces to words.
fn words(pieces: impl Iterator<Item = Piece>, typed: usize) -> Vec<Word> {
    let (mut words, mut at): (Vec<Word>, usize) = (Vec::new(), 0);
    for Piece { length, begins, log_prob, space } in pieces {
        let goes_on = at <= typed || !begins;
        at += length;
        let (end, probability) = (at.saturating_sub(typed), log_prob.exp());
        match words.last_mut() {
            Some(word) if goes_on => {
                *word = Word { end, probability: word.probability * probability, open: false, space: None };
            }
            before => {
                if let Some(before) = before {
                    before.space = space;
                }
                words.push(Word { end, probability, open: false, space: None });
            }
        }
    }
    words
}

fn pieces<'a>(tokenizer: &'a Tokenizer, draft: &'a Draft) -> impl Iterator<Item = Piece> + 'a {
    let known = draft.log_probs.iter().zip(&draft.spaces);
    draft.tokens.iter().zip(known).map(|(&token, (&log_prob, &space))| {
        let bytes = tokenizer.token_bytes(token).unwrap_or_default();
        Piece { length: bytes.len(), begins: bytes.first().is_some_and(u8::is_ascii_whitespace), log_prob, space }
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

/// Whether a draft that ends at `end`, with one of its words, should end with a space.
fn wants_space(words: &[Word], end: usize) -> bool {
    let Some(last) = words.iter().position(|word| word.end == end) else { return false };
    let Some(space) = words[last].space else { return false };
    // What taking all words but this one saves.
    let shorter = last.checked_sub(1).map_or(0.0, |i| (words[i].end as f32 - last as f32).max(0.0));
    space * SPACE >= (1.0 - space) * (end as f32 - 1.0 - shorter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(end: usize, probability: f32) -> Word {
        Word { end, probability, open: false, space: None }
    }

    fn open(end: usize, probability: f32) -> Word {
        Word { open: true, ..word(end, probability) }
    }

    #[test]
    fn pieces_join_to_words_after_the_typed_letters() {
        // " forw" typed; " for" "ward" " to" " y"
        let piece = |(length, begins, log_prob)| Piece { length, begins, log_prob, space: Some(length as f32 / 10.0) };
        let pieces = [(4, true, -0.5), (4, false, -0.5), (3, true, -1.0), (2, true, 0.0)];
        let found = words(pieces.into_iter().map(piece), 5);
        assert_eq!(found.iter().map(|w| w.space).collect::<Vec<_>>(), [Some(0.3), Some(0.2), None]);
        assert_eq!(found.iter().map(|w| w.end).collect::<Vec<_>>(), [3, 6, 8]);
        assert!((found[0].probability - (-1.0f32).exp()).abs() < 1e-6);
        // A word typed whole: " you" typed as one piece, then " are".
        assert_eq!(
            words([(4, true, 0.0), (4, true, -1.0)].into_iter().map(piece), 4)
                .iter()
                .map(|w| w.end)
                .collect::<Vec<_>>(),
            [4]
        );
        assert_eq!(words([(4, true, 0.0)].into_iter().map(piece), 0).len(), 1);
    }

    #[test]
    fn writing_stops_where_nothing_to_come_can_pay() {
        let before = [word(4, 0.9), word(8, 0.5)];
        // The end after the first word saves 2.7, after the second 0.9 · 0.5 · 7 + 0.45 · 3 = 4.5.
        assert!(cannot_grow(&before, word(12, 0.01), 6, 0.0), "0.0045 · 47 and 0.4455 · 6 + 1.35 is less");
        assert!(
            cannot_grow(&before, word(12, 0.05), 6, 0.0),
            "4.97 if all six were certain, but they are as likely as not"
        );
        assert!(!cannot_grow(&before, word(12, 0.5), 6, 0.0));
        assert!(!cannot_grow(&[], word(12, 0.01), 6, 0.0), "the only word must be whole");
        let going_on = word(12, 0.5);
        let promises = [0.0, 0.5, 1.0, 3.0, 9.0].map(|promised| cannot_grow(&before, going_on, 6, promised));
        assert!(
            promises.is_sorted() && !promises[0] && promises[4],
            "what must promise more ends sooner: {promises:?}"
        );
        for left in 0..20 {
            let likely = [0.9, 0.5, 0.2, 0.05, 0.01].map(|p| cannot_grow(&before, word(12, p), left, 0.0));
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
        assert!(!cannot_grow(&[open(4, 0.5)], word(8, 0.01), 3, 0.0), "what closes the phrase is still to come");
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

    #[test]
    fn a_draft_ends_with_a_space_that_is_likely_enough() {
        let ends_with_space = |space, words: &[Word]| {
            let mut words = words.to_vec();
            words.last_mut().unwrap().space = space;
            let end = best_length(&words);
            assert_eq!(end, words.last().unwrap().end);
            wants_space(&words, end)
        };
        // A word of eight letters saves 7 keystrokes, and the space 0.6: worth it from 7 / 7.6.
        assert!(ends_with_space(Some(0.93), &[word(8, 0.5)]));
        assert!(!ends_with_space(Some(0.91), &[word(8, 0.5)]));
        // Of two words the first can still be taken if a full stop comes: less is lost, so that 3 / 3.6 suffices.
        assert!(ends_with_space(Some(0.84), &[word(4, 0.9), word(7, 0.9)]));
        assert!(!ends_with_space(Some(0.82), &[word(4, 0.9), word(7, 0.9)]));
        assert!(!ends_with_space(None, &[word(1, 0.9)]), "nothing is known");
        assert!(!wants_space(&[], 0));
    }
}
