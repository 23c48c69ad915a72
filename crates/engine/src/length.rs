//! How much of a draft to show.
//!
//! A person takes a whole draft with one keystroke, or its words one by one. Each extra word makes the draft worth more
//! if it is right; if it is wrong, the words before it must be taken one by one. So a draft ends where what it is
//! expected to save is greatest: of `m` words, with `C(w)` characters in the first `w` and `P(w)` the probability that
//! these are right,
//!
//! ```text
//! saved(m) = P(m) · (C(m) − 1)  +  Σ over w < m of (P(w) · S(w) − P(w + 1)) · (C(w) − w)
//! ```
//!
//! where `S(w)` is how likely white space follows word `w`: taken one by one, a word brings the space behind it, so that the
//! text must have one there.
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
//!
//! A mark at the end of the last word ("Thursday.") is no different: another mark, or none, and the word cannot be taken.
//! Whatever comes behind "Thursday", the word alone can. So each word that ends with marks may also end a draft without
//! them, with a probability of its own, and the end that saves most decides.

use foreword_decode::Draft;
use foreword_text::Tokenizer;

use crate::offered::phrase::is_open_word;

/// Probability from which a word that leaves its phrase open may end a draft: 0.6 cost 0.38 points of keystrokes saved and
/// left 9.7% of the drafts open (`docs/decisions/2026-11-29-what-is-offered.md`).
const CERTAIN: f32 = 0.6;

/// Keystrokes that a space at the end of a draft saves. Less than one, since the next draft brings it too, where it is taken.
const SPACE: f32 = 0.6;

/// Where a draft can end: the bytes up to there, the probability of the word there, and whether a phrase that ends with it
/// wants more.
#[derive(Debug, Clone, Copy, PartialEq)]
struct End {
    at: usize,
    probability: f32,
    open: bool,
}

impl End {
    /// Whether a draft may end here.
    fn is_allowed(&self) -> bool {
        !self.open || self.probability >= CERTAIN
    }
}

/// A word of a draft: its end, its end without the marks behind it if it has some, and how likely white space follows it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Word {
    whole: End,
    bare: Option<End>,
    space: Option<f32>,
}

impl Word {
    /// Whether a draft may end with it.
    fn may_end(&self) -> bool {
        self.whole.is_allowed() || self.bare.is_some_and(|bare| bare.is_allowed())
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
    let closed = ends(before.iter().copied()).filter(|(_, end)| end.is_allowed());
    let Some(best) = closed.map(|(saved, _)| saved).reduce(f32::max) else { return false };
    (0..=left).all(|tokens| {
        let at = last.whole.at + (tokens as f32 * BYTES_OF_A_TOKEN) as usize;
        let whole = End { at, probability: last.whole.probability * RIGHT.powi(tokens as i32), ..last.whole };
        let longer = Word { whole, bare: None, ..last };
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
        let is_open = |to: usize| {
            let word = bytes.get(start..typed + to).and_then(|bytes| std::str::from_utf8(bytes).ok());
            word.is_some_and(is_open_word)
        };
        word.whole.open = is_open(word.whole.at);
        if let Some(bare) = &mut word.bare {
            bare.open = is_open(bare.at);
        }
        start = typed + word.whole.at;
    }
    words
}

/// A token of a draft: its length in bytes, whether it begins with a space, whether it is nothing but marks that can close a
/// word, its log-probability, and how likely white space was in its place.
struct Piece {
    length: usize,
    begins: bool,
    is_mark: bool,
    log_prob: f32,
    space: Option<f32>,
}

/// Joins pieces to words.
fn words(pieces: impl Iterator<Item = Piece>, typed: usize) -> Vec<Word> {
    let (mut words, mut at): (Vec<Word>, usize) = (Vec::new(), 0);
    for Piece { length, begins, is_mark, log_prob, space } in pieces {
        let goes_on = at <= typed || !begins;
        at += length;
        let whole = End { at: at.saturating_sub(typed), probability: log_prob.exp(), open: false };
        match words.last_mut() {
            Some(word) if goes_on => {
                // Further marks don't change where the word ends without them; letters do away with that end.
                let bare = word.bare.or(Some(word.whole)).filter(|bare| is_mark && bare.at > 0);
                let whole = End { probability: word.whole.probability * whole.probability, ..whole };
                *word = Word { whole, bare, space: None };
            }
            before => {
                if let Some(before) = before {
                    before.space = space;
                }
                words.push(Word { whole, bare: None, space: None });
            }
        }
    }
    words
}

/// Whether a token is nothing but marks that close a word, a phrase or a sentence.
fn is_mark(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| b".,;:!?)\"".contains(byte))
}

fn pieces<'a>(tokenizer: &'a Tokenizer, draft: &'a Draft) -> impl Iterator<Item = Piece> + 'a {
    let known = draft.log_probs.iter().zip(&draft.spaces);
    draft.tokens.iter().zip(known).map(|(&token, (&log_prob, &space))| {
        let bytes = tokenizer.token_bytes(token).unwrap_or_default();
        let begins = bytes.first().is_some_and(u8::is_ascii_whitespace);
        Piece { length: bytes.len(), begins, is_mark: is_mark(bytes), log_prob, space }
    })
}

/// The keystrokes saved by each end, the words' in order and each without its marks first.
fn ends(words: impl Iterator<Item = Word>) -> impl Iterator<Item = (f32, End)> {
    let (mut all_right, mut part_right, mut before) = (1.0, 0.0, None);
    words.enumerate().flat_map(move |(i, Word { whole, bare, space })| {
        // What the words before are worth if this one is wrong, and how likely they can be taken then.
        let (shorter, parted) =
            before.replace((whole.at, space)).map_or((0.0, 1.0), |(at, space): (usize, Option<f32>)| {
                ((at as f32 - i as f32).max(0.0), space.unwrap_or(1.0))
            });
        let wrong = |end: End| part_right + all_right * (parted - end.probability).max(0.0) * shorter;
        let saved = |end: End| (wrong(end) + all_right * end.probability * (end.at as f32 - 1.0), end);
        let found = [bare.map(saved), Some(saved(whole))];
        part_right = wrong(whole);
        all_right *= whole.probability;
        found.into_iter().flatten()
    })
}

/// The end that saves most, of those that a draft may have if there are any; of equals the last.
fn best_length(words: &[Word]) -> usize {
    let is_allowed = |end: &End| end.is_allowed() || !words.iter().any(Word::may_end);
    let allowed = ends(words.iter().copied()).filter(|(_, end)| is_allowed(end));
    allowed.fold((f32::NEG_INFINITY, 0), |best, (saved, end)| if saved >= best.0 { (saved, end.at) } else { best }).1
}

/// Whether a draft that ends at `end`, with one of its words, should end with a space.
fn wants_space(words: &[Word], end: usize) -> bool {
    let Some(last) = words.iter().position(|word| word.whole.at == end) else { return false };
    let Some(space) = words[last].space else { return false };
    // What taking all words but this one saves.
    let shorter = last.checked_sub(1).map_or(0.0, |i| (words[i].whole.at as f32 - last as f32).max(0.0));
    space * SPACE >= (1.0 - space) * (end as f32 - 1.0 - shorter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(at: usize, probability: f32) -> Word {
        Word { whole: End { at, probability, open: false }, bare: None, space: None }
    }

    fn open(at: usize, probability: f32) -> Word {
        Word { whole: End { at, probability, open: true }, bare: None, space: None }
    }

    /// A word with a mark behind it that is `likely`.
    fn marked(at: usize, probability: f32, likely: f32) -> Word {
        let bare = Some(End { at: at - 1, probability, open: false });
        Word { whole: End { at, probability: probability * likely, open: false }, bare, space: None }
    }

    #[test]
    fn pieces_join_to_words_after_the_typed_letters() {
        // " forw" typed; " for" "ward" " to" " y"
        let piece = |(length, begins, log_prob)| {
            let space = Some(length as f32 / 10.0);
            Piece { length, begins, is_mark: false, log_prob, space }
        };
        let pieces = [(4, true, -0.5), (4, false, -0.5), (3, true, -1.0), (2, true, 0.0)];
        let found = words(pieces.into_iter().map(piece), 5);
        assert_eq!(found.iter().map(|w| w.space).collect::<Vec<_>>(), [Some(0.3), Some(0.2), None]);
        assert_eq!(found.iter().map(|w| w.whole.at).collect::<Vec<_>>(), [3, 6, 8]);
        assert!((found[0].whole.probability - (-1.0f32).exp()).abs() < 1e-6);
        // A word typed whole: " you" typed as one piece, then " are".
        assert_eq!(
            words([(4, true, 0.0), (4, true, -1.0)].into_iter().map(piece), 4)
                .iter()
                .map(|w| w.whole.at)
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
    fn a_draft_ends_without_a_mark_that_is_not_likely_enough() {
        // "Thursday" saves 7 whatever comes behind it; "Thursday." saves 8 if a full stop does.
        assert_eq!(best_length(&[marked(9, 0.5, 0.86)]), 8);
        assert_eq!(best_length(&[marked(9, 0.5, 0.88)]), 9);
        // Of "Thanks, Eric" the first word alone saves more, unless the second is likely.
        assert_eq!(best_length(&[marked(7, 0.9, 0.5), word(12, 0.5)]), 6);
        assert_eq!(best_length(&[marked(7, 0.9, 0.9), word(12, 0.8)]), 12);
        // A word that leaves its phrase open stays open without its mark.
        let mut to = marked(3, 0.5, 0.1);
        to.bare.as_mut().unwrap().open = true;
        assert_eq!(best_length(&[to]), 3);
        assert!(!wants_space(&[Word { space: Some(1.0), ..marked(9, 0.5, 0.1) }], 8), "another token stands there");
    }

    #[test]
    fn marks_are_told_from_letters() {
        let piece = |(length, is_mark)| Piece { length, begins: false, is_mark, log_prob: -0.5, space: None };
        let bare = |pieces: &[(usize, bool)], typed| {
            let found = words(pieces.iter().copied().map(piece), typed);
            found[0].bare.map(|bare| (bare.at, (bare.probability.ln() * -2.0).round()))
        };
        assert_eq!(bare(&[(4, false), (1, true), (1, true)], 1), Some((3, 1.0)), "an end before all marks");
        assert_eq!(bare(&[(1, false), (1, true), (1, false)], 0), None, "letters behind it");
        assert_eq!(bare(&[(1, false), (1, true), (1, false), (1, true)], 0), Some((3, 3.0)));
        assert_eq!(bare(&[(4, false), (1, true)], 4), None, "nothing would be left");
        for (bytes, expected) in [(".", true), ("?)", true), ("'s", false), ("-", false), ("", false), (" .", false)] {
            assert_eq!(is_mark(bytes.as_bytes()), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_draft_does_not_go_on_where_a_mark_may_follow() {
        let spaced = |space| [Word { space, ..word(6, 0.9) }, word(12, 0.3)];
        // "Friday" alone saves 0.9 · 5 = 4.5; "Friday night" 0.27 · 11 and, if another word follows, 5 as well.
        assert_eq!(best_length(&spaced(Some(0.9))), 12, "0.27 · 11 + 0.9 · (0.9 − 0.3) · 5 = 5.67");
        assert_eq!(best_length(&spaced(Some(0.5))), 6, "0.27 · 11 + 0.9 · (0.5 − 0.3) · 5 = 3.87");
        assert_eq!(best_length(&spaced(None)), 12, "nothing is known");
    }

    #[test]
    fn a_draft_ends_with_a_space_that_is_likely_enough() {
        let ends_with_space = |space, words: &[Word]| {
            let mut words = words.to_vec();
            words.last_mut().unwrap().space = space;
            let end = best_length(&words);
            assert_eq!(end, words.last().unwrap().whole.at);
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
