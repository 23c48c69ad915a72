//! Puts all rules together.

use std::ops::Range;

use crate::beside;
use crate::blocks;
use crate::chunk::{Chunk, chunks};
use crate::digits;
use crate::iban;
use crate::letters::folded;
use crate::rule::{NEARBY, Rule, Weight, place, rules, shapes_by_first};
use crate::seeds;
use crate::token;

/// A part of a text that must not be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Secret {
    /// Its first byte.
    pub start: usize,
    /// The byte behind its last.
    pub end: usize,
    /// The place of its rule in [`rules`].
    place: usize,
}

impl Secret {
    /// Where it stands, in bytes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The kind, if it is known; `None` never happens for what [`find`] returns.
    pub fn rule(&self) -> Option<&'static Rule> {
        rules().get(self.place)
    }

    /// The name of its kind: `card`.
    pub fn name(&self) -> &'static str {
        self.rule().map_or("", |rule| rule.name)
    }

    /// Why it isn't learned, for a person: `looks like a card number`.
    pub fn reason(&self) -> String {
        self.rule().map(Rule::reason).unwrap_or_default()
    }
}

/// What of `text` must not be learned, in order and without overlaps.
///
/// A secret is cut out with everything up to the next white space on both sides, since a sign may belong to it:
/// `Sommer24!`. It takes time in proportion to the text's length, whatever stands in it.
///
/// ```
/// let secrets = foreword_secrets::find("My card is 4111 1111 1111 1111, thanks.");
/// assert_eq!((secrets[0].range(), secrets[0].name()), (11..31, "card"));
/// assert_eq!(secrets[0].reason(), "looks like a card number");
/// ```
pub fn find(text: &str) -> Vec<Secret> {
    let chunks = chunks(text);
    let mut found = Found { chunks: &chunks, secrets: Vec::new() };
    found.all(blocks::private_keys(text), "private-key");
    found.all(seeds::find(&chunks), "seed-phrase");
    found.all(beside::told(text, &chunks), "told");
    found.all(digits::runs(text), "digits");
    found.all(iban::find(text), "iban");
    found.all(blocks::grouped(&chunks), "grouped");
    for chunk in &chunks {
        if let Some(name) = token::judge(chunk.core) {
            found.add(chunk.range.clone(), place(name));
        }
    }
    let single = found.secrets.clone();
    shapes(text, &single, &mut found);
    let known = merged(found.secrets.clone());
    let name_of = |range: &Range<usize>| {
        let at = known.partition_point(|secret| secret.end <= range.start);
        known.get(at).filter(|secret| secret.start < range.end).map(Secret::name)
    };
    let rest = blocks::wrapped(&chunks, name_of);
    found.all(rest, "wrapped");
    merged(found.secrets)
}

/// What was found so far, each widened to whole chunks.
struct Found<'t> {
    chunks: &'t [Chunk<'t>],
    secrets: Vec<Secret>,
}

impl Found<'_> {
    fn all(&mut self, ranges: Vec<Range<usize>>, name: &str) {
        let place = place(name);
        ranges.into_iter().for_each(|range| self.add(range, place));
    }

    fn add(&mut self, range: Range<usize>, place: usize) {
        let first = self.chunks.partition_point(|chunk| chunk.range.end <= range.start);
        let after = self.chunks.partition_point(|chunk| chunk.range.start < range.end);
        if let (Some(first), Some(last)) = (self.chunks.get(first), self.chunks[..after].last()) {
            let (start, end) = (first.range.start.min(range.start), last.range.end.max(range.end));
            self.secrets.push(Secret { start, end, place });
        }
    }
}

/// Finds what has a shape of the table, and gives names to what was found otherwise.
fn shapes(text: &str, single: &[Secret], found: &mut Found<'_>) {
    let masked = masked(text);
    let bytes = &masked[..];
    let lower = text.to_ascii_lowercase();
    let is_word = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    let covered = merged(single.to_vec());
    for at in 0..bytes.len() {
        let begins = at == 0 || !is_word(at - 1) || !is_word(at);
        if !begins || !bytes[at].is_ascii_graphic() {
            continue;
        }
        let shapes = shapes_by_first().get(usize::from(bytes[at])).into_iter().flatten();
        for &(place, number) in shapes {
            let rule = &rules()[place];
            let (weight, shape) = &rule.shapes[number];
            let Some(end) = shape.end(bytes, at).filter(|&end| !is_word(end) || !is_word(end - 1)) else { continue };
            let Some(fit) = text.get(at..end) else { continue };
            if passes(rule, fit) && is_near(rule, &lower, at, end) && counts(*weight, fit, at, &covered) {
                found.add(at..end, place);
            }
        }
    }
}

/// The text's bytes with other spaces and hyphens replaced by as many plain ones.
fn masked(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let plain = if c.is_whitespace() {
            b' '
        } else if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') {
            b'-'
        } else {
            if c.is_alphanumeric() {
                continue;
            }
            b'"'
        };
        bytes[at..at + c.len_utf8()].fill(plain);
    }
    bytes
}

fn passes(rule: &Rule, fit: &str) -> bool {
    let plain: Vec<u8> = fit.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase()).collect();
    (rule.check)(&plain)
}

fn is_near(rule: &Rule, text: &str, start: usize, end: usize) -> bool {
    let from = text.floor_char_boundary(start.saturating_sub(NEARBY));
    let to = text.ceil_char_boundary((end + NEARBY).min(text.len()));
    let has = |part: &str| {
        let part = folded(part);
        rule.nearby.iter().any(|word| has_word(&part, word))
    };
    rule.nearby.is_empty() || has(&text[from..start]) || has(&text[end..to])
}

/// Whether a word stands in a text as a whole.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn counts(weight: Weight, fit: &str, start: usize, covered: &[Secret]) -> bool {
    match weight {
        Weight::Enough => true,
        Weight::WithDigit => fit.bytes().any(|byte| byte.is_ascii_digit()) || token::judge(fit).is_some(),
        Weight::Name => {
            let at = covered.partition_point(|secret| secret.end <= start);
            covered.get(at).is_some_and(|secret| secret.start <= start)
        }
    }
}

/// In order, overlapping ones as one under the name of the first rule.
fn merged(mut secrets: Vec<Secret>) -> Vec<Secret> {
    secrets.sort_by_key(|secret| (secret.start, secret.end));
    let mut merged: Vec<Secret> = Vec::with_capacity(secrets.len());
    for secret in secrets {
        match merged.last_mut().filter(|last| secret.start < last.end) {
            Some(last) => {
                last.end = last.end.max(secret.end);
                last.place = last.place.min(secret.place);
            }
            None => merged.push(secret),
        }
    }
    merged
}
