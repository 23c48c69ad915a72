//! The messages to learn from: the newest that a profile has room for.

use foreword_messages::{Genre, Kept, Message, Newest, Room};
use foreword_profile::{Kind, MOST_MESSAGES, MOST_TEXT};

use crate::profile::days::SECONDS;

/// A message to learn from.
pub(super) struct Chosen {
    pub(super) text: String,
    pub(super) day: u32,
    pub(super) kind: Kind,
}

/// Chooses among all messages that come.
pub(super) struct Choice {
    newest: Newest,
    /// The day of messages without a date, and the last day there can be.
    day: u32,
    latest: u32,
    kind: Option<Kind>,
}

impl Choice {
    /// `kind` is the kind of all of them; where there is none, the files tell.
    pub(super) fn new(day: u32, latest: u32, kind: Option<Kind>) -> Self {
        let room = Room { messages: MOST_MESSAGES, bytes: MOST_TEXT };
        Self { newest: Newest::new(room, i64::from(day) * SECONDS), day, latest, kind }
    }

    /// Takes messages.
    pub(super) fn extend(&mut self, messages: Vec<Message>) {
        let latest = (i64::from(self.latest) + 1) * SECONDS - 1;
        messages.into_iter().for_each(|message| self.newest.push(message, (), latest));
    }

    /// How many came, and those chosen, the oldest first.
    pub(super) fn finish(self) -> (u64, Vec<Chosen>) {
        let Self { newest, day: undated, latest, kind } = self;
        let chosen = |Kept { text, genre, when, .. }: Kept<()>| Chosen {
            text,
            day: when.map_or(undated, |when| u32::try_from(when / SECONDS).unwrap_or(latest)),
            kind: kind.unwrap_or(match genre {
                Genre::Mail => Kind::Mail,
                Genre::Chat => Kind::Chat,
                Genre::Document => Kind::Document,
                Genre::Note => Kind::Note,
            }),
        };
        (newest.came(), newest.finish().into_iter().map(chosen).collect())
    }
}

#[cfg(test)]
mod tests {
    use foreword_messages::Place;

    use super::*;

    #[test]
    fn a_day_and_a_kind_for_each() {
        let message = |text: &str, when| {
            let place = Place { start: 0, part: 0 };
            Message { text: text.to_owned(), genre: Genre::Mail, when, to: None, subject: None, place }
        };
        let choose = |kind| {
            let mut choice = Choice::new(50, 100, kind);
            choice.extend(vec![message("late", Some(60 * SECONDS)), message("no date", None)]);
            choice.extend(vec![message("next century", Some(i64::MAX)), message("early", Some(-5))]);
            let (came, chosen) = choice.finish();
            assert_eq!(came, 4);
            chosen.into_iter().map(|chosen| (chosen.text, chosen.day, chosen.kind)).collect::<Vec<_>>()
        };
        let mail = |text: &str, day| (text.to_owned(), day, Kind::Mail);
        assert_eq!(choose(None), [mail("early", 0), mail("no date", 50), mail("late", 60), mail("next century", 100)]);
        assert!(choose(Some(Kind::Chat)).iter().all(|(_, _, kind)| *kind == Kind::Chat));
    }
}
