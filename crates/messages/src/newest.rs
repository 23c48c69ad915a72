//! The newest messages, as many as there is room for.

use std::collections::BTreeMap;

use crate::message::{Genre, Message};

/// Keeps the newest of all messages that come, in the order of time: what has no room later need not be held now.
///
/// Subjects and recipients aren't kept. `T` is whatever the caller wants to know again of a message.
pub struct Newest<T = ()> {
    room: Room,
    undated: i64,
    /// By time, then by the order in which they came.
    kept: BTreeMap<(i64, u64), Kept<T>>,
    bytes: usize,
    came: u64,
}

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// The most messages.
    pub messages: usize,
    /// The most bytes of all texts.
    pub bytes: usize,
}

/// A message that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    /// Its text.
    pub text: String,
    /// What kind of writing it is.
    pub genre: Genre,
    /// Seconds since 1970; `None` where its file doesn't tell.
    pub when: Option<i64>,
    /// Given with it.
    pub tag: T,
}

impl<T> Newest<T> {
    /// Messages without a time stand among the others as if they were from `undated`, in seconds since 1970.
    pub fn new(room: Room, undated: i64) -> Self {
        Self { room, undated, kept: BTreeMap::new(), bytes: 0, came: 0 }
    }

    /// Takes a message. Times before 1970 and after `latest` become these: clocks go wrong, and a message of the next
    /// century would never leave.
    pub fn push(&mut self, message: Message, tag: T, latest: i64) {
        let Message { text, genre, when, .. } = message;
        let when = when.map(|when| when.clamp(0, latest.max(0)));
        self.bytes += text.len();
        self.kept.insert((when.unwrap_or(self.undated), self.came), Kept { text, genre, when, tag });
        self.came += 1;
        while self.bytes > self.room.bytes || self.kept.len() > self.room.messages {
            let Some((_, oldest)) = self.kept.pop_first() else { break };
            self.bytes -= oldest.text.len();
        }
    }

    /// How many came.
    pub fn came(&self) -> u64 {
        self.came
    }

    /// Those kept, the oldest first.
    pub fn finish(self) -> Vec<Kept<T>> {
        self.kept.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Place;

    const ROOM: Room = Room { messages: 4, bytes: 100 };

    fn message(text: &str, when: Option<i64>) -> Message {
        let place = Place { start: 0, part: 0 };
        Message { text: text.to_owned(), genre: Genre::Mail, when, to: None, subject: None, place }
    }

    #[test]
    fn the_newest_stay_in_the_order_of_time() {
        let mut newest = Newest::new(ROOM, 50);
        for (tag, (text, when)) in
            [("late", Some(60)), ("no date", None), ("next century", Some(i64::MAX)), ("early", Some(-5))]
                .into_iter()
                .enumerate()
        {
            newest.push(message(text, when), tag, 100);
        }
        assert_eq!(newest.came(), 4);
        let kept = newest.finish();
        let kept: Vec<(&str, Option<i64>, usize)> =
            kept.iter().map(|kept| (kept.text.as_str(), kept.when, kept.tag)).collect();
        let expected =
            [("early", Some(0), 3), ("no date", None, 1), ("late", Some(60), 0), ("next century", Some(100), 2)];
        assert_eq!(kept, expected);
    }

    #[test]
    fn what_has_no_room_is_let_go() {
        let mut newest = Newest::new(ROOM, 0);
        for at in 0..9 {
            newest.push(message("x", Some(at)), (), 9000);
        }
        newest.push(message(&"y".repeat(98), Some(9000)), (), 9000);
        assert_eq!(newest.came(), 10);
        let kept: Vec<Option<i64>> = newest.finish().iter().map(|kept| kept.when).collect();
        assert_eq!(kept, [Some(7), Some(8), Some(9000)]);
    }
}
