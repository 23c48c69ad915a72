//! From tokens to the text that may be shown.

use foreword_decode::{Draft, End, Source};
use foreword_text::{ByteOffset, TokenId, Tokenizer, first_word_end, is_grapheme_boundary, pieces};

use crate::Caret;
use crate::after::fit;
use crate::completion::{DraftText, DraftWord, Options};
use crate::confidence::Evidence;
use crate::length::worth_showing;
use crate::offered::{offered, phrase::closed};
use crate::reading::Manner;

/// Where drafts end: they are one line, and at most one sentence.
pub(crate) fn end_of(tokenizer: &Tokenizer, token: TokenId) -> End {
    let bytes = tokenizer.token_bytes(token).unwrap_or_default();
    if tokenizer.is_special(token) || bytes.contains(&b'\n') {
        End::Before
    } else if bytes.ends_with(b".") || bytes.ends_with(b"!") || bytes.ends_with(b"?") {
        End::After
    } else {
        End::No
    }
}

/// Whether a token begins with white space: the word before it is over.
pub(crate) fn is_space(tokenizer: &Tokenizer, token: TokenId) -> bool {
    tokenizer.token_bytes(token).and_then(<[u8]>::first).is_some_and(u8::is_ascii_whitespace)
}

/// The place that a draft goes on from.
pub(crate) struct Typed<'a> {
    /// The text around the caret.
    pub(crate) caret: Caret<'a>,
    /// Bytes at the end of the text before the caret that the drafts' tokens begin with.
    pub(crate) constraint: &'a [u8],
    /// Whether nothing is known of what follows the draft's last token, wherever that stands.
    pub(crate) open: bool,
    /// How the writer writes.
    pub(crate) manner: Manner,
}

/// The part of the draft after the typed letters, if it can be shown. `rank` is the draft's place among those written.
pub(crate) fn show(
    tokenizer: &Tokenizer,
    rank: usize,
    draft: &Draft,
    typed: &Typed<'_>,
    options: &Options,
) -> Option<DraftText> {
    let before = typed.caret.before;
    let mut bytes = tokenizer.decode(&draft.tokens).ok()?;
    let ended = draft.tokens.last().is_some_and(|&last| end_of(tokenizer, last) == End::After);
    let unfinished = !ended && (typed.open || draft.tokens.len() >= options.max_tokens);
    let typed_len = typed.constraint.len();
    let ending = worth_showing(tokenizer, draft, typed_len, unfinished);
    bytes.truncate(typed_len + ending.end);
    if ending.wants_space && may_end_with_space(typed.caret, options) {
        bytes.push(b' ');
    }
    let mut shown = complete_characters(bytes.strip_prefix(typed.constraint)?.to_vec())?;
    if !options.allow_numbers {
        let end = before_new_number(before, &shown);
        if end < shown.len() {
            shown.truncate(closed(&shown[..end]).len());
        }
    }
    let shown = offered(before, &shown, typed.manner)?;
    let shown = fit(typed.caret, shown)?;
    // The rest may be the second half of a character that was typed, or nothing but space.
    if shown.trim().is_empty() || shown.contains('\n') {
        return None;
    }
    let whole = format!("{before}{shown}");
    if !is_grapheme_boundary(&whole, ByteOffset(before.len())).unwrap_or(false) {
        return None;
    }
    let first_word = first_word_end(before, &shown).unwrap_or(shown.len());
    let (first_word_log_prob, tokens) = log_prob_until(tokenizer, draft, typed_len + first_word);
    let under_way = before.chars().rev().take_while(|c| !c.is_whitespace()).count();
    let evidence = Evidence {
        first_word_log_prob,
        rank,
        typed: under_way,
        new_word: under_way > 0 && shown.starts_with(char::is_whitespace),
        more_tokens: tokens.saturating_sub(1),
    };
    let words = words(tokenizer, draft, typed_len, &shown);
    let confidence = evidence.confidence();
    Some(DraftText { text: shown, log_prob: draft.log_prob, confidence, evidence, words })
}

/// Whether a space may end a draft here: where nothing follows it on its line.
fn may_end_with_space(caret: Caret<'_>, options: &Options) -> bool {
    options.trailing_space && caret.rest_of_line().is_empty()
}

/// The words of the text shown, each with the source of its tokens.
fn words(tokenizer: &Tokenizer, draft: &Draft, typed: usize, shown: &str) -> Vec<DraftWord> {
    let mut ends = Vec::with_capacity(draft.tokens.len());
    let mut end = 0;
    for &token in &draft.tokens {
        end += tokenizer.token_bytes(token).map_or(0, <[u8]>::len);
        ends.push(end);
    }
    // A space at the end is no token's.
    let written = shown.trim_end().len();
    let mut at = typed;
    let source_until = |from: usize, to: usize| {
        let first = ends.partition_point(|&end| end <= from);
        let last = ends.partition_point(|&end| end < to.min(typed + written));
        let sources = draft.sources.iter().take(last + 1).skip(first);
        sources.copied().find(|&source| source != Source::Model).unwrap_or_default()
    };
    let word = |piece: &str| {
        let from = at;
        at += piece.len();
        DraftWord { text: piece.to_owned(), source: source_until(from, at) }
    };
    pieces(shown).map(word).collect()
}

/// How many of `tokens` it takes to cover `bytes` bytes, or all there are.
pub(crate) fn tokens_within(tokenizer: &Tokenizer, tokens: &[TokenId], bytes: usize) -> usize {
    let ends = tokens.iter().scan(0, |end, &token| {
        *end += tokenizer.token_bytes(token).map_or(0, <[u8]>::len);
        Some(*end)
    });
    tokens.len().min(1 + ends.take_while(|&end| end < bytes).count()) - usize::from(bytes == 0).min(tokens.len())
}

/// The log-probability and the number of the tokens that cover the draft's first `bytes` bytes, at least one.
fn log_prob_until(tokenizer: &Tokenizer, draft: &Draft, bytes: usize) -> (f32, usize) {
    let tokens = tokens_within(tokenizer, &draft.tokens, bytes).max(1);
    (draft.log_probs.iter().take(tokens).sum(), tokens)
}

/// How much of `draft` stands before the first run of digits that `text` does not contain as such.
fn before_new_number(text: &str, draft: &str) -> usize {
    let mut at = 0;
    // A number under way at the end of the text goes on in the draft.
    let under_way: String =
        text.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    while let Some(start) = draft[at..].find(|c: char| c.is_numeric()).map(|i| at + i) {
        let end = draft[start..].find(|c: char| !c.is_numeric()).map_or(draft.len(), |i| start + i);
        let number = if start == 0 { format!("{under_way}{}", &draft[..end]) } else { draft[start..end].to_owned() };
        let mut runs = text.split(|c: char| !c.is_numeric());
        if !runs.any(|run| run == number) {
            return draft[..start].trim_end().len();
        }
        at = end;
    }
    draft.len()
}

/// The text of `bytes` without an unfinished character at its end; `None` if it is broken elsewhere, or empty.
fn complete_characters(bytes: Vec<u8>) -> Option<String> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.utf8_error().error_len().is_none() => {
            let end = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(end);
            String::from_utf8(bytes).ok()?
        }
        Err(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_characters_are_cut_and_broken_ones_refused() {
        assert_eq!(complete_characters("café".into()).as_deref(), Some("café"));
        assert_eq!(complete_characters(b"caf\xc3".to_vec()).as_deref(), Some("caf"));
        assert_eq!(complete_characters(b"c\xc3af".to_vec()), None);
        assert_eq!(complete_characters(b"\xf0\x9f".to_vec()), None);
    }

    #[test]
    fn numbers_come_from_the_text_or_not_at_all() {
        let kept = |text: &str, draft: &'static str| &draft[..before_new_number(text, draft)];
        assert_eq!(kept("Room 214 is taken.", " Try 214 or 9 instead"), " Try 214 or");
        assert_eq!(kept("at 14:30", " and 30 more"), " and 30 more");
        assert_eq!(kept("call 55", "5-1234 now"), "");
        assert_eq!(kept("it was 1999 in 19", "99 again"), "99 again");
        assert_eq!(kept("no digits", " none here"), " none here");
        assert_eq!(kept("half", " ½ of it"), "");
    }
}
