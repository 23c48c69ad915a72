//! Blocks that stand under many messages of a person: signatures without a mark in front.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::links::is_link;
use super::marks::Marks;
use crate::reason::Reason;

/// Lines of the longest block that is recognised.
const LINES: usize = 12;
/// Messages under which a block must stand.
const REPEATS: u32 = 3;
/// Blocks counted at the same time.
const COUNTED: usize = 60_000;

/// Counts the ends of messages.
#[derive(Debug, Default)]
pub(crate) struct EndingCounts {
    counts: BTreeMap<u64, u32>,
}

impl EndingCounts {
    /// Counts the ends of a message, which consists of `lines` in the form of [`normal`].
    pub(crate) fn add(&mut self, sender: &str, lines: &[String]) {
        // A whole message is no ending.
        let most = LINES.min(lines.len().saturating_sub(1));
        let mut key = hash(SEED, sender);
        for line in lines.iter().rev().take(most) {
            key = hash(key, line);
            *self.counts.entry(key).or_default() += 1;
        }
        if self.counts.len() > COUNTED {
            // What was seen once is most of it, and likeliest to be seen never again.
            self.counts.retain(|_, count| *count > 1);
            if self.counts.len() > COUNTED / 2 {
                self.counts.retain(|_, count| *count > 2);
            }
        }
    }

    /// Those that stood under at least three messages.
    pub(crate) fn endings(&self) -> Endings {
        let repeated = self.counts.iter().filter(|(_, count)| **count >= REPEATS);
        Endings { keys: repeated.map(|(key, _)| *key).collect() }
    }
}

/// Blocks that stand under several messages of a sender, as hashes: no text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endings {
    /// Sorted.
    keys: Vec<u64>,
}

impl Endings {
    /// How many blocks are known.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Marks the longest known block under a message, if it looks like a signature. "Best wishes, Jo" doesn't, and
    /// stays.
    pub(super) fn mark(&self, marks: &mut Marks<'_>, sender: &str) {
        if self.keys.is_empty() {
            return;
        }
        let places = marks.kept_places();
        let mut key = hash(SEED, sender);
        let mut longest = 0;
        for (i, &at) in places.iter().rev().take(LINES.min(places.len().saturating_sub(1))).enumerate() {
            key = hash(key, &normal(marks.line(at)));
            if self.keys.binary_search(&key).is_err() {
                break;
            }
            longest = i + 1;
        }
        let block = places.get(places.len() - longest..).unwrap_or_default();
        let lines: Vec<&str> = block.iter().map(|&at| marks.line(at)).collect();
        if let Some(&first) = block.get(signature_start(&lines)..).and_then(<[usize]>::first) {
            marks.leave(first..marks.len(), Reason::Signature);
        }
    }
}

/// The line at which a signature begins in a block that repeats; behind its end if there is none in it.
///
/// What comes before the first line that only a signature has is a greeting and a name; after a greeting one line more
/// may be the name. Without such a line it isn't a signature but a habit.
fn signature_start(lines: &[&str]) -> usize {
    let Some(contact) = lines.iter().position(|line| is_contact(line)) else { return lines.len() };
    let greeting = lines.get(..contact).unwrap_or_default().iter().rposition(|line| is_greeting(line));
    match greeting {
        Some(greeting) => contact.min(greeting + 2),
        None => 0,
    }
}

/// `Best wishes,`
fn is_greeting(line: &str) -> bool {
    line.split_whitespace().count() <= 5 && line.ends_with([',', '!', '.', '،', '，'])
}

/// Whether a line has a telephone number, an address, or a role in a firm, or is a saying.
fn is_contact(line: &str) -> bool {
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let words = line.split_whitespace().count();
    digits >= 5 || line.contains(['|', '@', '©', '®']) || line.split_whitespace().any(is_link) || words >= 9
}

/// A line in the form in which endings are compared.
pub(super) fn normal(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a over the text's bytes and an end mark; the same on every machine and in every version.
pub(crate) fn hash(seed: u64, text: &str) -> u64 {
    text.bytes().chain([0xff]).fold(seed, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(texts: &[&str]) -> Endings {
        let mut counts = EndingCounts::default();
        texts.iter().for_each(|text| counts.add("jo", &super::super::ending_lines(text)));
        counts.endings()
    }

    fn kept(text: &str, sender: &str, endings: &Endings) -> String {
        super::super::words(text, crate::message::Genre::Mail, sender, endings).text
    }

    #[test]
    fn a_block_under_three_messages_is_a_signature() {
        let block = "Best wishes,\nJo\nHead of Things\n+44 20 7946 0018\nwww.example.org";
        let texts: Vec<String> = (0..3).map(|i| format!("Message {i}\n\n{block}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let endings = counted(&texts);
        assert_eq!(kept(texts[0], "jo", &endings), "Message 0\n\nBest wishes,\nJo");
        assert_eq!(kept(texts[0], "ann", &endings), "Message 0\n\nBest wishes,\nJo\nHead of Things\n+44 20 7946 0018");
        assert_eq!(counted(&texts[..2]), Endings::default());
    }

    #[test]
    fn a_habit_stays() {
        let texts = ["One thing.\n\nThanks,\nJo", "Two things.\n\nThanks,\nJo", "Three.\n\nThanks,\nJo"];
        let endings = counted(&texts);
        assert!(!endings.is_empty());
        assert_eq!(kept(texts[0], "jo", &endings), texts[0]);
    }

    #[test]
    fn the_counts_are_bounded() {
        let mut counts = EndingCounts::default();
        for i in 0..100_000 {
            counts.add("jo", &[format!("text {i}"), format!("end {i}")]);
        }
        assert!(counts.counts.len() <= COUNTED + LINES);
    }
}
