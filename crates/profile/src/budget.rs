//! How much is kept, and what leaves first.

use crate::message::{Example, MessageId};

/// Bytes of text that are kept at most. With its tokens and their index in memory, and as a file, this stays below 4 MB.
pub const MOST_TEXT: usize = 800 << 10;

/// Messages that are kept at most.
pub const MOST_MESSAGES: usize = 5_000;

/// Which of the messages leave, so that the rest fits: those written and used longest ago, of these the least used, of
/// these the oldest.
pub(crate) fn leaving<'e>(examples: impl Iterator<Item = &'e Example>) -> Vec<MessageId> {
    let mut examples: Vec<&Example> = examples.collect();
    let mut bytes: usize = examples.iter().map(|example| example.bytes()).sum();
    if bytes <= MOST_TEXT && examples.len() <= MOST_MESSAGES {
        return Vec::new();
    }
    examples.sort_by_key(|example| (example.day.max(example.last_used), example.used, example.id));
    let mut left = examples.len();
    let mut leaving = Vec::new();
    for example in examples {
        if bytes <= MOST_TEXT && left <= MOST_MESSAGES {
            break;
        }
        bytes -= example.bytes();
        left -= 1;
        leaving.push(example.id);
    }
    leaving
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Kind;

    fn example(id: u64, day: u32, used: u32, last_used: u32, bytes: usize) -> Example {
        let parts = vec!["x".repeat(bytes)];
        let (site, origin) = (String::new(), String::new());
        let keys = crate::copy::Keys::default();
        Example { id: MessageId(id), day, kind: Kind::Mail, site, origin, parts, keys, used, last_used }
    }

    #[test]
    fn the_oldest_and_least_used_leave_first() {
        let half = MOST_TEXT / 2;
        let all = [example(1, 5, 0, 0, half), example(2, 3, 4, 9, half), example(3, 9, 0, 0, half)];
        assert_eq!(leaving(all.iter()), [MessageId(1)]);
        assert!(leaving(all[..2].iter()).is_empty());
        let many: Vec<Example> = (0..MOST_MESSAGES as u64 + 2).map(|id| example(id, 7, 0, 0, 1)).collect();
        assert_eq!(leaving(many.iter()), [MessageId(0), MessageId(1)]);
    }
}
