//! The newest messages, as many as a profile holds.

use std::collections::BTreeMap;

use foreword_messages::{Genre, Message};
use foreword_profile::{Kind, MOST_MESSAGES, MOST_TEXT};

use crate::profile::days::SECONDS;

/// A message to learn from.
pub(super) struct Chosen {
    pub(super) text: String,
    pub(super) day: u32,
    pub(super) kind: Kind,
}

/// Keeps the newest messages of all that come, in the order of time: what a profile has no room for need not be held.
pub(super) struct Newest {
    /// The day of messages without a date, and the last day there can be.
    day: u32,
    kind: Option<Kind>,
    /// By time, then by their order in the files.
    kept: BTreeMap<(i64, u64), Chosen>,
    bytes: usize,
    came: u64,
}

impl Newest {
    /// `kind` is the kind of all of them; where there is none, the files tell.
    pub(super) fn new(day: u32, kind: Option<Kind>) -> Self {
        Self { day, kind, kept: BTreeMap::new(), bytes: 0, came: 0 }
    }

    /// Takes a message. `latest` is the last day that can be: clocks go wrong, and a message of the next century would
    /// never leave.
    pub(super) fn push(&mut self, message: Message, latest: u32) {
        let undated = i64::from(self.day) * SECONDS;
        let when = message.when.unwrap_or(undated).clamp(0, (i64::from(latest) + 1) * SECONDS - 1);
        let kind = self.kind.unwrap_or(match message.genre {
            Genre::Mail => Kind::Mail,
            Genre::Chat => Kind::Chat,
            Genre::Document => Kind::Document,
            Genre::Note => Kind::Note,
        });
        let day = u32::try_from(when / SECONDS).unwrap_or(latest);
        self.bytes += message.text.len();
        self.kept.insert((when, self.came), Chosen { text: message.text, day, kind });
        self.came += 1;
        while self.bytes > MOST_TEXT || self.kept.len() > MOST_MESSAGES {
            let Some((_, oldest)) = self.kept.pop_first() else { break };
            self.bytes -= oldest.text.len();
        }
    }

    /// How many came, and those kept, the oldest first.
    pub(super) fn finish(self) -> (u64, Vec<Chosen>) {
        (self.came, self.kept.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use foreword_messages::Place;

    use super::*;

    fn message(text: &str, when: Option<i64>) -> Message {
        let place = Place { start: 0, part: 0 };
        Message { text: text.to_owned(), genre: Genre::Mail, when, to: None, subject: None, place }
    }

    #[test]
    fn the_newest_stay_in_the_order_of_time() {
        let mut newest = Newest::new(50, None);
        newest.push(message("late", Some(60 * SECONDS)), 100);
        newest.push(message("no date", None), 100);
        newest.push(message("next century", Some(i64::MAX)), 100);
        newest.push(message("early", Some(-5)), 100);
        let (came, kept) = newest.finish();
        let kept: Vec<(&str, u32)> = kept.iter().map(|chosen| (chosen.text.as_str(), chosen.day)).collect();
        assert_eq!((came, kept), (4, vec![("early", 0), ("no date", 50), ("late", 60), ("next century", 100)]));
    }

    #[test]
    fn what_has_no_room_is_let_go() {
        let mut newest = Newest::new(1, Some(Kind::Chat));
        for day in 0..MOST_MESSAGES as i64 + 10 {
            newest.push(message("x", Some(day * SECONDS)), 9000);
        }
        newest.push(message(&"y".repeat(MOST_TEXT - 10), Some(9000 * SECONDS)), 9000);
        let (_, kept) = newest.finish();
        assert_eq!((kept.len(), kept[0].day, kept[0].kind), (11, MOST_MESSAGES as u32, Kind::Chat));
    }
}
