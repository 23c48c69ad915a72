//! Typing a message with a perfect acceptor, for the keystroke savings rate (KSR).
//!
//! Before each character the acceptor looks at the drafts shown and takes the longest acceptance that reproduces the
//! text, whether or not it saves a keystroke there. Without one it types a character, which is a grapheme cluster.
//! KSR = 1 − keystrokes / characters.
//!
//! An acceptance is the first w ≥ 1 words of a draft. The first may be the rest of the word being typed. Each word
//! brings the white-space character after it, where the draft has one; the text must have the same. So the last word
//! of a draft comes without a space unless the draft ends with one, and it must be a whole word of the text: what
//! follows in the text is white space, the end, or punctuation up to one of these.
//!
//! | taken | keystrokes |
//! |---|---|
//! | all of draft 1 | 1 |
//! | w words of draft 1 | 1 + (w − 1): accepted one by one |
//! | all of another draft | 2: choose it, take it |
//! | w words of another draft | 2 + (w − 1) |
//!
//! Of equally long acceptances the one with the fewest keystrokes is taken.

use unicode_segmentation::UnicodeSegmentation;

use crate::words::is_punctuation;

/// A message and the places where a caret can stand in it.
pub(crate) struct Message<'a> {
    pub(crate) text: &'a str,
    /// Byte offsets of all grapheme clusters.
    pub(crate) carets: Vec<usize>,
}

impl<'a> Message<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, carets: text.grapheme_indices(true).map(|(at, _)| at).collect() }
    }

    fn is_caret(&self, at: usize) -> bool {
        at == self.text.len() || self.carets.binary_search(&at).is_ok()
    }
}

/// What is taken, and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Acceptance {
    /// Bytes of the text it reproduces, at least 1.
    pub(crate) bytes: usize,
    pub(crate) keystrokes: u64,
}

/// The longest acceptance among `drafts` (best first) with the caret at byte `at`.
pub(crate) fn longest_acceptance<'d>(
    message: &Message<'_>,
    at: usize,
    drafts: impl IntoIterator<Item = &'d str>,
) -> Option<Acceptance> {
    let mut best: Option<Acceptance> = None;
    for (rank, draft) in drafts.into_iter().enumerate() {
        let Some((bytes, words, all)) = longest_prefix(message, at, draft) else { continue };
        let choosing = u64::from(rank > 0);
        let keystrokes = choosing + if all { 1 } else { words };
        if best.is_none_or(|b| (bytes, b.keystrokes) > (b.bytes, keystrokes)) {
            best = Some(Acceptance { bytes, keystrokes });
        }
    }
    best
}

/// Bytes and words of the longest acceptance of one draft, and whether it is all of it.
fn longest_prefix(message: &Message<'_>, at: usize, draft: &str) -> Option<(usize, u64, bool)> {
    let rest = &message.text[at..];
    let mut best = None;
    for (words, end) in (1..).zip(WordEnds { draft, at: 0 }) {
        if !rest.starts_with(&draft[..end]) {
            break;
        }
        if ends_a_word(&draft[..end], &rest[end..]) && message.is_caret(at + end) {
            best = Some((end, words, end == draft.len()));
        }
    }
    best
}

/// Whether a text taken before `rest` ends where a word of the text does.
fn ends_a_word(taken: &str, rest: &str) -> bool {
    taken.ends_with(char::is_whitespace) || rest.chars().take_while(|c| !c.is_whitespace()).all(is_punctuation)
}

/// Where each word of a draft ends, the white-space character after it included.
struct WordEnds<'a> {
    draft: &'a str,
    at: usize,
}

impl Iterator for WordEnds<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let rest = &self.draft[self.at..];
        let begin = rest.find(|c: char| !c.is_whitespace())?;
        let end = rest[begin..].find(char::is_whitespace).map_or(rest.len(), |length| begin + length);
        let space = rest[end..].chars().next().map_or(0, char::len_utf8);
        let nothing_more = rest[end..].trim_start().is_empty();
        self.at += if nothing_more { rest.len() } else { end + space };
        Some(self.at)
    }
}

/// Keystrokes to enter `message`, where `accept` says what is taken with the caret at a byte offset.
///
/// # Errors
/// Those of `accept`.
pub(crate) fn keystrokes<E>(
    message: &Message<'_>,
    mut accept: impl FnMut(usize) -> Result<Option<Acceptance>, E>,
) -> Result<u64, E> {
    let (mut keystrokes, mut until) = (0, 0);
    for &at in &message.carets {
        if at < until {
            continue;
        }
        if let Some(taken) = accept(at)? {
            keystrokes += taken.keystrokes;
            until = at + taken.bytes;
        } else {
            keystrokes += 1;
        }
    }
    Ok(keystrokes)
}

/// What an oracle shows that knows the text and may write `max_tokens` tokens of it: as many of them as end with a
/// whole word. `ends` are the byte ends of all tokens of the message. A token that the caret stands in counts as one.
pub(crate) fn oracle<'a>(message: &Message<'a>, at: usize, ends: &[usize], max_tokens: usize) -> &'a str {
    let next = ends.partition_point(|&end| end <= at);
    let reach = ends.get(next..).and_then(|ends| ends.get(max_tokens.checked_sub(1)?)).copied();
    let mut end = reach.unwrap_or(message.text.len());
    while !(message.text.is_char_boundary(end)
        && message.is_caret(end)
        && ends_a_word(&message.text[at..end], &message.text[end..]))
        && end > at
    {
        end -= 1;
    }
    &message.text[at..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str, at: usize, drafts: &[&str]) -> Option<(usize, u64)> {
        longest_acceptance(&Message::new(text), at, drafts.iter().copied()).map(|a| (a.bytes, a.keystrokes))
    }

    #[test]
    fn acceptances_are_whole_words_with_their_spaces() {
        for (at, drafts, expected) in [
            // "see you at the station." with carets after "see ", "se", "see" …
            (4, &["you at"][..], Some((6, 1))),
            (4, &["you at "], Some((7, 1))),
            (2, &["e you at"], Some((8, 1))),
            (3, &[" you"], Some((4, 1))),
            (4, &["you on the"], Some((4, 1))),
            (4, &["you at a"], Some((7, 2))),
            (4, &["yo"], None),
            (4, &["your"], None),
            (4, &["you, at"], None),
            (15, &["station"], Some((7, 1))),
            (15, &["station."], Some((8, 1))),
            (15, &["station. See"], None),
            (15, &["stat"], None),
            (4, &["we", "you at the"], Some((10, 2))),
            (4, &["we", "you at a"], Some((7, 3))),
            (4, &["you", "you at"], Some((6, 2))),
            (4, &["you at a", "you at "], Some((7, 2))),
            (4, &["we", "you at", "you at"], Some((6, 2))),
            (4, &["", "  ", "\u{301}"], None),
        ] {
            assert_eq!(taken("see you at the station.", at, drafts), expected, "{at} {drafts:?}");
        }
    }

    #[test]
    fn clusters_are_one_keystroke_and_never_split() {
        let family = "👩‍👩‍👧";
        let text = format!("hi {family} día");
        let message = Message::new(&text);
        assert_eq!(message.carets.len(), 8);
        assert_eq!(keystrokes(&message, |_| Ok::<_, ()>(None)), Ok(8));
        assert_eq!(taken(&text, 3, &["👩"]), None, "would leave half a cluster");
        assert_eq!(taken(&text, 3, &[&format!("{family} ")]), Some((family.len() + 1, 1)));
        assert_eq!(taken("e\u{301} e", 0, &["e"]), None);
    }

    #[test]
    fn keystrokes_add_up_by_hand() {
        // At 0 "th" is refused, one letter typed; at 1 the rest of the word and one more word by word ("hank you ",
        // 2 keystrokes); at 10 the second draft ("for", 2 keystrokes); " it" is typed.
        let message = Message::new("thank you for it");
        assert_eq!(message.carets.len(), 16);
        let script = |at: usize| -> Vec<&str> {
            match at {
                0 => vec!["th"],
                1 => vec!["hank you so"],
                10 => vec!["all", "for"],
                _ => vec![],
            }
        };
        let mut asked = Vec::new();
        let keystrokes = keystrokes(&message, |at| {
            asked.push(at);
            Ok::<_, ()>(longest_acceptance(&message, at, script(at)))
        });
        assert_eq!(keystrokes, Ok(1 + 2 + 2 + 3));
        assert_eq!(asked, [0, 1, 10, 13, 14, 15]);
    }

    #[test]
    fn the_oracle_shows_whole_words_of_so_many_tokens() {
        // thank| you| for| un|likely| it
        let message = Message::new("thank you for unlikely it");
        let ends = [5, 9, 13, 16, 22, 25];
        assert_eq!(oracle(&message, 0, &ends, 2), "thank you");
        assert_eq!(oracle(&message, 2, &ends, 2), "ank you");
        assert_eq!(oracle(&message, 6, &ends, 2), "you for");
        assert_eq!(oracle(&message, 0, &ends, 4), "thank you for ", "stops before half a word");
        assert_eq!(oracle(&message, 14, &ends, 1), "", "one token of two");
        assert_eq!(oracle(&message, 14, &ends, 9), "unlikely it");
        assert_eq!(oracle(&message, 24, &ends, 1), "t");
        let all =
            keystrokes(&message, |at| Ok::<_, ()>(longest_acceptance(&message, at, [oracle(&message, at, &ends, 2)])));
        // "thank you", " for ", "unlikely", " it"
        assert_eq!(all, Ok(4));
    }
}
