//! A profile in records, for stores that keep every message on its own.
//!
//! A record is a message as a profile's file has it in `messages`. The state is all the rest of such a file's content:
//! the number of the next message, trust, settings and statistics. Both are JSON. A state and all records are the whole.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use foreword_text::{Edge, Tokenizer};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Profile;
use super::kept::Kept;
use crate::learn::parts_of;
use crate::message::{Example, MessageId};
use crate::settings::Settings;
use crate::{ProfileError, content::Content};

/// Which records are no longer what they were.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// New messages, and those that have changed.
    pub put: BTreeSet<MessageId>,
    /// Messages that are gone.
    pub removed: BTreeSet<MessageId>,
}

fn written(value: &impl Serialize) -> Result<String, ProfileError> {
    serde_json::to_string(value).map_err(|error| ProfileError::Content { reason: error.to_string() })
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, ProfileError> {
    serde_json::from_str(text).map_err(|error| ProfileError::Format { reason: error.to_string() })
}

impl Profile {
    /// A profile without messages that has this state.
    ///
    /// # Errors
    /// It is no state, or cannot be.
    pub fn of_state(state: &str, tokenizer: Arc<Tokenizer>) -> Result<Self, ProfileError> {
        let mut profile = Self::new(tokenizer);
        profile.set_state(state)?;
        Ok(profile)
    }

    /// The state.
    ///
    /// # Errors
    /// [`ProfileError::Content`], which is not expected.
    pub fn state(&self) -> Result<String, ProfileError> {
        let (settings, statistics) = (self.settings.clone(), self.statistics.clone());
        written(&Content::new(self.next, Vec::new(), &self.trust_now(), settings, statistics))
    }

    /// Takes a state over, as another copy of this profile has it.
    ///
    /// # Errors
    /// It is no state, or cannot be; nothing changes then.
    pub fn set_state(&mut self, state: &str) -> Result<(), ProfileError> {
        let content: Content = read(state)?;
        content.check()?;
        if !content.messages.is_empty() {
            return Err(ProfileError::Format { reason: format!("a state has {} messages", content.messages.len()) });
        }
        // A name is never given twice, whatever the state says.
        let last = self.kept.last_key_value().map_or(0, |(id, _)| id.0);
        self.next = content.next.max(last + 1).max(1);
        self.set_trust(&content.trust());
        (self.settings, self.statistics) = (content.settings, content.statistics);
        Ok(())
    }

    /// A message as a record.
    ///
    /// # Errors
    /// There is no such message.
    pub fn record(&self, id: MessageId) -> Result<String, ProfileError> {
        let kept = self.kept.get(&id).ok_or(ProfileError::NoMessage { id: id.0, messages: self.kept.len() })?;
        written(&kept.example)
    }

    /// Takes records over, in place of the messages of the same names. Returns those that differ from their records, since
    /// the rules of what may be learned have grown; those that are not there at all are among them.
    ///
    /// # Errors
    /// One of them is no record, or cannot be; nothing changes then.
    pub fn put_records<'r>(
        &mut self,
        records: impl IntoIterator<Item = &'r str>,
    ) -> Result<Vec<MessageId>, ProfileError> {
        let messages = records.into_iter().map(read).collect::<Result<Vec<Example>, _>>()?;
        let content = Content::new(u64::MAX, messages, &Default::default(), Settings::default(), Default::default());
        content.check()?;
        let mut differing = Vec::new();
        let mut kept = Vec::with_capacity(content.messages.len());
        for mut example in content.messages {
            let parts: Vec<String> = example.parts.iter().flat_map(|part| parts_of(part, Edge::Continued).0).collect();
            if parts != example.parts {
                differing.push(example.id);
            }
            if parts.is_empty() {
                continue;
            }
            let tokens = self.tokens_of(&parts)?;
            if parts != example.parts {
                // They belong to the words of the whole text.
                example.keys = crate::copy::Keys::default();
            }
            example.parts = parts;
            kept.push(Rc::new(Kept { example, tokens }));
        }
        kept.sort_by_key(|kept| kept.example.id);
        let mut counts_again = false;
        for kept in kept {
            counts_again |= !self.takes_in(&kept);
            let id = kept.example.id;
            self.next = self.next.max(id.0.saturating_add(1));
            self.kept.insert(id, kept);
        }
        if counts_again {
            self.count_again();
        }
        Ok(differing)
    }

    /// Takes a message into what sources read, if that is possible without counting everything again: one that is new, or
    /// of which only the keys of its words have changed.
    fn takes_in(&self, kept: &Kept) -> bool {
        let Some(seen) = &self.seen else { return true };
        match self.kept.get(&kept.example.id) {
            Some(old) if (&old.tokens, &old.example.site) == (&kept.tokens, &kept.example.site) => {
                if old.example.keys != kept.example.keys {
                    seen.set_keys(kept, &self.tokenizer);
                }
                true
            }
            None if self.kept.last_key_value().is_none_or(|(&last, _)| last < kept.example.id) => {
                seen.push(kept, &self.tokenizer);
                true
            }
            _ => false,
        }
    }

    /// Takes messages out.
    pub fn remove_records(&mut self, ids: impl IntoIterator<Item = MessageId>) {
        self.remove(&ids.into_iter().collect());
    }

    /// Changes the profile and says which records that changes.
    ///
    /// # Errors
    /// Those of `change`.
    pub fn changing<T, E>(&mut self, change: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<(T, Changes), E> {
        let before = self.kept.clone();
        let value = change(self)?;
        let mut changes = Changes::default();
        let mut old = before.iter().peekable();
        for (id, kept) in &self.kept {
            while let Some((gone, _)) = old.next_if(|(old, _)| *old < id) {
                changes.removed.insert(*gone);
            }
            let old = old.next_if(|(old, _)| *old == id);
            if !old.is_some_and(|(_, old)| Rc::ptr_eq(old, kept) || old.example == kept.example) {
                changes.put.insert(*id);
            }
        }
        changes.removed.extend(old.map(|(gone, _)| *gone));
        Ok((value, changes))
    }

    /// The settings as JSON.
    ///
    /// # Errors
    /// [`ProfileError::Content`], which is not expected.
    pub fn settings_text(&self) -> Result<String, ProfileError> {
        written(&self.settings)
    }

    /// Changes them, as [`set_settings`](Self::set_settings).
    ///
    /// # Errors
    /// They are none, or out of range; nothing changes then.
    pub fn set_settings_text(&mut self, settings: &str) -> Result<(), ProfileError> {
        self.set_settings(read(settings)?)
    }

    /// The statistics as JSON.
    ///
    /// # Errors
    /// [`ProfileError::Content`], which is not expected.
    pub fn statistics_text(&self) -> Result<String, ProfileError> {
        written(&self.statistics)
    }
}

#[cfg(test)]
mod tests {
    use foreword_engine::testing::tokenizer;

    use super::*;
    use crate::{Counts, Kind, Message, What};

    fn words() -> Arc<Tokenizer> {
        Arc::new(tokenizer(&["See you at the Rusty Anchor on Monday.", "Thanks, Ann.", "one two three"]))
    }

    fn profile(texts: &[&str]) -> Profile {
        let mut profile = Profile::new(words());
        for (day, text) in (100..).zip(texts) {
            profile.learn(&Message { text, day, kind: Kind::Mail, ..Message::default() }).unwrap();
        }
        profile
    }

    fn records(profile: &Profile) -> Vec<String> {
        profile.examples().map(|example| profile.record(example.id).unwrap()).collect()
    }

    #[test]
    fn state_and_records_are_the_whole() {
        let mut profile = profile(&["See you on Monday.", "Thanks, Ann.", "one two"]);
        profile.count(7, Counts { typed: 3, ..Counts::default() });
        profile.own(Kind::Mail, "").observe(0.1, 0.4);
        let mut again = Profile::of_state(&profile.state().unwrap(), words()).unwrap();
        let own = again.own(Kind::Mail, "");
        let records = records(&profile);
        // In any portions, and in any order.
        again.put_records(records[2..].iter().map(String::as_str)).unwrap();
        again.put_records(records[..2].iter().map(String::as_str)).unwrap();
        assert_eq!(again.export().unwrap(), profile.export().unwrap());
        assert_eq!(own, profile.own(Kind::Mail, ""));
    }

    #[test]
    fn a_change_names_the_records_it_changes() {
        let mut profile = profile(&["See you on Monday.", "Thanks, Ann.", "one two"]);
        let ids = |ids: &BTreeSet<MessageId>| ids.iter().map(|id| id.0).collect::<Vec<_>>();
        let mut changed = |change: &dyn Fn(&mut Profile)| {
            let change = |profile: &mut Profile| {
                change(profile);
                Ok::<(), ProfileError>(())
            };
            let ((), changes) = profile.changing(change).unwrap();
            (ids(&changes.put), ids(&changes.removed))
        };
        let message = Message { text: "three", day: 9, ..Message::default() };
        assert_eq!(changed(&|profile| drop(profile.learn(&message))), (vec![4], vec![]));
        assert_eq!(changed(&|profile| drop(profile.forget(&What::Words("ann".into())))), (vec![2], vec![]));
        assert_eq!(changed(&|profile| profile.used(&[MessageId(1)], 9)), (vec![1], vec![]));
        assert_eq!(changed(&|profile| drop(profile.forget(&What::Day(100)))), (vec![], vec![1]));
        assert_eq!(changed(&|profile| drop(profile.forget(&What::All))), (vec![], vec![2, 3, 4]));
    }

    #[test]
    fn what_another_copy_changed_is_taken_over() {
        let mut one = profile(&["See you on Monday.", "Thanks, Ann."]);
        let mut other = profile(&["See you on Monday.", "Thanks, Ann."]);
        let (own, _) = (other.own(Kind::Mail, ""), one.own(Kind::Mail, ""));
        one.edit(MessageId(2), "one two").unwrap();
        one.forget(&What::Message(MessageId(1)));
        other.put_records([one.record(MessageId(2)).unwrap().as_str()]).unwrap();
        other.remove_records([MessageId(1)]);
        other.set_state(&one.state().unwrap()).unwrap();
        assert_eq!(other.export().unwrap(), one.export().unwrap());
        let two = words().encode(" two").unwrap()[0].id;
        assert_eq!(own.history.count(two), 1);
    }

    #[test]
    fn names_are_never_given_twice() {
        let mut profile = profile(&["See you", "Thanks"]);
        let old = Profile::new(words()).state().unwrap();
        profile.set_state(&old).unwrap();
        let learned = profile.learn(&Message { text: "one", day: 1, ..Message::default() }).unwrap();
        assert_eq!(learned.id, Some(MessageId(3)));
    }

    #[test]
    fn what_is_no_record_changes_nothing() {
        let mut profile = profile(&["See you"]);
        let before = profile.export().unwrap();
        let good = r#"{"id":7,"day":1,"kind":"mail","parts":["one two"]}"#;
        for bad in ["", "{}", r#"{"id":0,"day":1,"kind":"mail","parts":["one"]}"#, good] {
            assert!(profile.put_records([good, bad]).is_err(), "{bad}");
        }
        for bad in ["", "[]", r#"{"next":1,"messages":[],"more":1}"#, &format!(r#"{{"next":9,"messages":[{good}]}}"#)] {
            assert!(profile.set_state(bad).is_err(), "{bad}");
        }
        assert!(profile.set_settings_text(r#"{"strength":7}"#).is_err());
        assert_eq!(profile.export().unwrap(), before);
    }

    #[test]
    fn rules_that_have_grown_hold_for_old_records() {
        let mut profile = profile(&[]);
        let secret = r#"{"id":1,"day":1,"kind":"mail","parts":["4111 1111 1111 1111"]}"#;
        let partly = r#"{"id":2,"day":1,"kind":"mail","parts":["See you at the Anchor, 4111 1111 1111 1111 three"]}"#;
        let differing = profile.put_records([secret, partly]).unwrap();
        assert_eq!(differing, [MessageId(1), MessageId(2)]);
        assert_eq!(profile.examples().count(), 1);
        assert!(!profile.record(MessageId(2)).unwrap().contains("1111"));
    }
}
