//! A first look at files: who wrote, and what stands under their mails.

use std::collections::BTreeMap;

use crate::error::ImportError;
use crate::format::{Found, Item, Mark};
use crate::kind::Kind;
use crate::limits::Limits;
use crate::message::Genre;
use crate::own::{EndingCounts, Endings, ending_lines};
use crate::owner::{Owner, Person, identity};
use crate::reading::Reading;

/// People that are counted; further ones are passed over.
const PEOPLE: usize = 20_000;

/// Reads files without keeping anything of them, to ask or guess who their owner is.
///
/// It takes files as [`Import`](crate::Import) does, and its memory is bounded, too: of very many people the last are
/// passed over.
#[derive(Default)]
pub struct Survey {
    limits: Limits,
    open: Option<(String, Reading)>,
    people: BTreeMap<String, Writer>,
    /// Mails that said themselves to be sent by their owner, by the writer's key.
    sent: BTreeMap<String, usize>,
    endings: EndingCounts,
    names: Vec<String>,
    messages: usize,
}

/// Somebody who wrote something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writer {
    /// Name and address, as they were met first.
    pub person: Person,
    /// Messages they wrote; mails of machines and newsletters don't count.
    pub wrote: usize,
    /// Mails that went to them.
    pub received: usize,
    is_chat: bool,
}

impl Survey {
    /// A survey that reads as an import with these limits will.
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Begins a file.
    ///
    /// # Errors
    /// [`ImportError::StillOpen`] if the last one didn't end.
    pub fn begin(&mut self, name: &str, kind: Kind) -> Result<(), ImportError> {
        if let Some((open, _)) = &self.open {
            return Err(ImportError::StillOpen { open: open.clone() });
        }
        self.names.push(identity(name));
        self.open = Some((name.to_owned(), Reading::new(kind, Mark::default(), &self.limits)));
        Ok(())
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// [`ImportError::NoFile`] if none was begun.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        let (name, mut reading) = self.open.take().ok_or(ImportError::NoFile)?;
        reading.push(bytes, &mut |found| self.count(found));
        self.open = Some((name, reading));
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`ImportError::NoFile`] if none was begun.
    pub fn end(&mut self) -> Result<(), ImportError> {
        let (_, mut reading) = self.open.take().ok_or(ImportError::NoFile)?;
        reading.finish(&mut |found| self.count(found));
        Ok(())
    }

    /// Messages found, whoever wrote them.
    pub fn messages(&self) -> usize {
        self.messages
    }

    /// Everybody who wrote, those who wrote most first. Empty for documents, which need no owner.
    pub fn writers(&self) -> Vec<Writer> {
        let mut writers: Vec<Writer> = self.people.values().filter(|writer| writer.wrote > 0).cloned().collect();
        writers.sort_by(|a, b| b.wrote.cmp(&a.wrote).then_with(|| a.person.cmp(&b.person)));
        writers
    }

    /// Who the files' owner is, if they tell: `None` if somebody must be asked.
    ///
    /// It is who wrote mails that stood in a folder of sent mail, who wrote nearly everything, who wrote and received
    /// most of all, or the one of two people in a chat whose name isn't the file's.
    pub fn guess(&self) -> Option<Owner> {
        let writers = self.writers();
        let owner = |writer: &Writer| Owner::known_as([&writer.person.address, &writer.person.name]);
        if let Some((key, _)) = self.sent.iter().max_by_key(|(_, count)| **count) {
            return self.people.get(key).map(owner);
        }
        let first = writers.first()?;
        let all: usize = writers.iter().map(|writer| writer.wrote).sum();
        if first.is_chat {
            let named = |writer: &&Writer| {
                let name = identity(&writer.person.name);
                !name.is_empty() && self.names.iter().any(|file| file.contains(&name))
            };
            let (named, others): (Vec<&Writer>, Vec<&Writer>) = writers.iter().partition(|writer| named(writer));
            return match (named.as_slice(), others.as_slice()) {
                ([_], [other]) => Some(owner(other)),
                _ => None,
            };
        }
        if first.wrote * 10 >= all * 9 && all >= 3 {
            return Some(owner(first));
        }
        // In a mailbox of both directions everything goes from or to its owner.
        let best = writers.iter().max_by_key(|writer| writer.received)?;
        let second =
            writers.iter().map(|writer| writer.received).filter(|&count| count < best.received).max().unwrap_or(0);
        (best.received >= 3 && best.received >= 3 * second.max(1)).then(|| owner(best))
    }

    /// Blocks that stand under several messages of a person, for [`Import::with_endings`](crate::Import::with_endings).
    pub fn endings(&self) -> Endings {
        self.endings.endings()
    }

    fn count(&mut self, found: Found) {
        let Found::Item(item) = found else { return };
        let Item { from, to, genre, text, verdict, is_sent, .. } = *item;
        self.messages += 1;
        let Some(from) = from else { return };
        if verdict.is_some() {
            return;
        }
        let key = from.key();
        if genre == Genre::Mail {
            self.endings.add(&key, &ending_lines(&text));
        }
        if let Some(writer) = self.writer(from.clone()) {
            // One's own form of a name before that of others.
            if writer.wrote == 0 && !from.name.is_empty() {
                writer.person = from;
            }
            writer.wrote += 1;
            writer.is_chat = genre == Genre::Chat;
        }
        if is_sent && self.people.contains_key(&key) {
            *self.sent.entry(key.clone()).or_default() += 1;
        }
        let mut keys: Vec<String> = Vec::new();
        for person in to {
            // Once per mail, and not from oneself.
            let to = person.key();
            if to != key && !keys.contains(&to) {
                keys.push(to);
                if let Some(writer) = self.writer(person) {
                    writer.received += 1;
                }
            }
        }
    }

    fn writer(&mut self, person: Person) -> Option<&mut Writer> {
        let key = person.key();
        if key.is_empty() || (self.people.len() >= PEOPLE && !self.people.contains_key(&key)) {
            return None;
        }
        Some(self.people.entry(key).or_insert_with(|| Writer { person, ..Writer::default() }))
    }
}
