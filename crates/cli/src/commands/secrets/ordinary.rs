//! Counts ordinary words that are refused.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use foreword_eval::read_users;
use foreword_secrets::{Secret, Verdict, verdict};
use serde::Serialize;

/// The commonest refused words that are named.
const NAMED: usize = 30;

/// What became of the words of some people's messages.
#[derive(Serialize)]
pub(super) struct Ordinary {
    /// File name of what was read.
    pub(super) name: String,
    pub(super) users: usize,
    pub(super) messages: usize,
    /// Messages of which nothing would be learned.
    pub(super) messages_refused: usize,
    /// Words of letters alone, with apostrophes and hyphens inside.
    pub(super) words: usize,
    /// Those of them that a secret covers, were it only in part. All count as wrongly refused, also those that stand
    /// beside "password" with good reason.
    pub(super) refused: usize,
    pub(super) percent: f64,
    /// Refused words by the kind of secret they were taken for.
    pub(super) kinds: Vec<(&'static str, usize)>,
    /// The commonest of them, each with the kind.
    pub(super) commonest: Vec<(String, &'static str, usize)>,
    /// Milliseconds per kilobyte of text.
    pub(super) milliseconds_per_kilobyte: f64,
}

/// Reads users as `foreword eval` does, and counts.
///
/// # Errors
/// Those of reading.
pub(super) fn count(path: &Path) -> anyhow::Result<Ordinary> {
    let users = read_users(path)?;
    let mut tally = Tally::default();
    let (mut bytes, mut milliseconds) = (0, 0.0);
    for message in users.iter().flat_map(|user| &user.messages) {
        let start = Instant::now();
        let verdict = verdict(message);
        milliseconds += start.elapsed().as_secs_f64() * 1e3;
        bytes += message.len();
        tally.messages_refused += usize::from(matches!(verdict, Verdict::Refuse(_)));
        tally.add(message, verdict.secrets());
    }
    let mut kinds: HashMap<&'static str, usize> = HashMap::new();
    tally.refused.iter().for_each(|((_, kind), count)| *kinds.entry(kind).or_default() += count);
    let refused: usize = kinds.values().sum();
    let mut commonest: Vec<_> = tally.refused.into_iter().map(|((word, kind), count)| (word, kind, count)).collect();
    commonest.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.cmp(b)));
    commonest.truncate(NAMED);
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    Ok(Ordinary {
        name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        users: users.len(),
        messages: users.iter().map(|user| user.messages.len()).sum(),
        messages_refused: tally.messages_refused,
        words: tally.words,
        refused,
        percent: 100.0 * refused as f64 / tally.words.max(1) as f64,
        kinds,
        commonest,
        milliseconds_per_kilobyte: 1e3 * milliseconds / (bytes.max(1) as f64),
    })
}

#[derive(Default)]
struct Tally {
    words: usize,
    messages_refused: usize,
    /// By word in lower case and kind.
    refused: HashMap<(String, &'static str), usize>,
}

impl Tally {
    fn add(&mut self, message: &str, secrets: &[Secret]) {
        let mut secrets = secrets.iter().peekable();
        for word in foreword_text::words(message).filter(|word| is_ordinary(word.text)) {
            self.words += 1;
            while secrets.next_if(|secret| secret.end <= word.range.start).is_some() {}
            if let Some(secret) = secrets.peek().filter(|secret| secret.start < word.range.end) {
                *self.refused.entry((word.text.to_lowercase(), secret.name())).or_default() += 1;
            }
        }
    }
}

fn is_ordinary(word: &str) -> bool {
    let is_mark = |c| matches!(c, '\'' | '\u{2019}' | '-' | '\u{2010}' | '\u{2011}' | '\u{300}'..='\u{36f}');
    word.chars().all(|c| c.is_alphabetic() || is_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_digits_are_not_ordinary_and_covered_ones_are_counted() {
        let mut tally = Tally::default();
        let message = "It's a well-known password: sunflower, 10am, x.y";
        tally.add(message, verdict(message).secrets());
        assert_eq!(tally.words, 5);
        let refused: Vec<_> = tally.refused.into_iter().collect();
        assert_eq!(refused, [(("sunflower".to_owned(), "told"), 1)]);
    }
}
