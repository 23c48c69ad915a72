//! Secrets of several words or lines: blocks of keys, keys in groups, and what is left of a wrapped key.

use std::ops::Range;

use crate::chunk::Chunk;
use crate::letters::{Oddness, folded};
use crate::lexicon::lexicon;
use crate::token::{self, Name};

/// A line of a key has at least as many characters when it is wrapped.
const WRAPPED: usize = 24;
/// Half bits per letter, times 100, from which several words of one length are no words.
const ODD: u32 = 860;
/// Groups that are looked at together.
const MOST_GROUPS: usize = 40;

/// Blocks of keys as OpenSSL, SSH, PGP and PuTTY write them, to their end or to the end of the text.
pub(crate) fn private_keys(text: &str) -> Vec<Range<usize>> {
    const BEGIN: &str = "-----BEGIN ";
    const PUTTY: &str = "PuTTY-User-Key-File-";
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(BEGIN).map(|at| from + at) {
        let after = at + BEGIN.len();
        let end = text[after..].find("-----END ").map_or(text.len(), |end| {
            let end = after + end;
            let label_end = text[end + 9..].find("-----").map(|dashes| end + 9 + dashes + 5);
            label_end.filter(|&label_end| label_end - end < 100).unwrap_or(end + 9)
        });
        found.push(at..end);
        from = end;
    }
    if let Some(at) = text.find(PUTTY) {
        found.push(at..text.len());
    }
    found
}

/// Keys in groups with spaces between them: three or more of one length, of letters and digits without an order, or
/// four or more of letters that no word has.
pub(crate) fn grouped(chunks: &[Chunk<'_>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < chunks.len() {
        let length = chunks[start].core.len();
        let fits = |chunk: &Chunk<'_>| {
            chunk.core.len() == length && is_group(chunk.core) && same_case(chunk.core, chunks[start].core)
        };
        let count = chunks[start..].iter().take(MOST_GROUPS).take_while(|chunk| fits(chunk)).count();
        let mut next = start + 1;
        if (2..=10).contains(&length) && count >= 3 {
            // The last group may be shorter.
            let mut end = start + count;
            if chunks.get(end).is_some_and(|last| last.core.len() < length && ends_key(last.core, chunks[start].core)) {
                end += 1;
            }
            if is_key(&chunks[start..end], length) {
                found.push(chunks[start].range.start..chunks[end - 1].range.end);
                next = end;
            }
        }
        start = next;
    }
    found
}

fn is_group(core: &str) -> bool {
    core.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !(core.bytes().any(|byte| byte.is_ascii_lowercase()) && core.bytes().any(|byte| byte.is_ascii_uppercase()))
}

/// Whether a shorter group may end a key: it has a digit, or is in capitals as the others are.
fn ends_key(last: &str, first: &str) -> bool {
    let is_upper = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    is_group(last) && (has_digit(last) || !last.is_empty() && is_upper(last) && is_upper(first))
}

fn same_case(a: &str, b: &str) -> bool {
    let lower = |text: &str| text.bytes().any(|byte| byte.is_ascii_lowercase());
    let upper = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
    !(lower(a) && upper(b) || upper(a) && lower(b))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_key(groups: &[Chunk<'_>], length: usize) -> bool {
    let mixed = groups.iter().filter(|group| token::mixed(group.core).is_some()).count();
    let digits = groups.iter().filter(|group| has_digit(group.core) && !is_ordinal(group.core)).count();
    let is_hex = groups.iter().all(|group| group.core.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if length == 2 {
        return is_hex && groups.len() >= 4 && digits >= 2;
    }
    let words: Vec<&Chunk<'_>> = groups.iter().filter(|group| !has_digit(group.core)).collect();
    let odd = words.iter().map(|group| Oddness::of(group.core)).fold(Oddness::default(), Oddness::and);
    let is_list = groups.iter().any(|group| group.text.contains(','));
    let is_sentence = words.iter().any(|group| lexicon().is_common(&folded(group.core)));
    let is_odd = length >= 4 && !is_sentence && words.len() >= 4 && !is_list && odd.hundredths() > ODD;
    mixed >= 1 && digits >= 2 || digits >= 3 && 2 * words.len() < groups.len() || is_odd
}

/// `1st`, `10am`.
fn is_ordinal(core: &str) -> bool {
    let ending = core.trim_start_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
    matches!(ending.as_str(), "st" | "nd" | "rd" | "th" | "am" | "pm")
}

/// What stands on the line after a long key that was wrapped, or broken by hand, and is no word.
pub(crate) fn wrapped(chunks: &[Chunk<'_>], is_refused: impl Fn(&Range<usize>) -> Option<Name>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (n, pair) in chunks.windows(2).enumerate() {
        let [before, now] = pair else { continue };
        let goes_on = found.last() == Some(&before.range) || is_refused(&before.range).is_some_and(may_be_wrapped);
        let is_key = goes_on && (before.core.len() >= WRAPPED || before.core.len() >= 8 && !is_word(now.core));
        let is_alone = chunks.get(n + 2).is_none_or(|next| next.begins_line) && now.core.len() <= 2;
        if now.begins_line && is_key && (is_alone || !is_word(now.core)) {
            found.push(now.range.clone());
        }
    }
    found
}

/// Numbers and words aren't broken.
fn may_be_wrapped(name: Name) -> bool {
    name != "told" && name != "digits"
}

/// Whether it might be a word that begins a line, or a list mark.
fn is_word(core: &str) -> bool {
    let segments = core.split(['-', '\'', '/', '.', ',', ':', '\u{2019}']);
    let is_plain = |segment: &str| {
        let mut chars = segment.chars();
        chars.next();
        segment.chars().all(char::is_alphabetic)
            && (chars.clone().all(char::is_lowercase) || segment.len() <= 1)
            && Oddness::of(segment).hundredths() < 1100
    };
    core.len() < 2
        || core.chars().all(|c| !c.is_alphanumeric())
        || segments.into_iter().all(is_plain)
        || token::judge(core).is_none() && core.chars().all(|c| c.is_alphabetic() && c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk::chunks;

    fn texts(text: &str, ranges: Vec<Range<usize>>) -> Vec<&str> {
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn blocks_go_to_their_end() {
        let block = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----";
        let text = format!("Here: {block} and {block}\nBye");
        assert_eq!(texts(&text, private_keys(&text)), [block, block]);
        let cut = &text[..30];
        assert_eq!(texts(cut, private_keys(cut)), [&cut[6..]]);
        assert_eq!(texts("-----BEGIN ", private_keys("-----BEGIN ")), ["-----BEGIN "]);
    }

    #[test]
    fn groups_are_keys_if_no_words() {
        for text in ["A1B2 C3D4 E5F6", "abcd 12ef 34gh 56", "xkqj zwvp qhtb jxmz", "3F 9A 1B 77 D0"] {
            assert_eq!(texts(text, grouped(&chunks(text))), [text]);
        }
        for text in [
            "have been very good",
            "the cat sat",
            "one two six ten",
            "ENE, EPG, WCG, WMB",
            "the 1st and 3rd",
            "10am 11am 12pm",
        ] {
            assert_eq!(grouped(&chunks(text)), [], "{text}");
        }
    }

    #[test]
    fn the_rest_of_a_wrapped_key_is_found() {
        let text = "c3VuZmxvd2VyIGlzIG15IHBhc3N3b3Jk\nIGFu\nThanks";
        let first = 0..32;
        let found = wrapped(&chunks(text), |range| (*range == first).then_some("mixed"));
        assert_eq!(texts(text, found), ["IGFu"]);
    }
}
