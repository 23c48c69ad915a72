//! The words of all messages, with where and when each was used.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::entry::{Entry, Use};
use super::key::Key;
use crate::message::MessageId;
use crate::sharing::View;
use crate::sites::{Eye, Site, Sites};

/// Uses of a word whose keys count, the latest.
const MOST_KEYS: usize = 32;

/// What is known of one word on one site.
#[derive(Debug, Clone)]
struct OfSite {
    site: Site,
    /// The message of each use, in their order.
    uses: Vec<MessageId>,
    /// The keys of those that have one.
    keys: Vec<(MessageId, Key)>,
}

/// The words of all messages. What a site sees of others is counted where it is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    words: BTreeMap<Rc<str>, Vec<OfSite>>,
    /// Every message with its site, in their order.
    messages: Vec<(MessageId, Site)>,
    names: Sites,
    /// Raised by every change.
    pub(super) revision: u64,
}

impl PartialEq for Words {
    /// Whether the same was used in the same places.
    fn eq(&self, other: &Self) -> bool {
        self.whole() == other.whole()
    }
}

impl Words {
    /// Puts these messages in the place of all that are there: for each its number, its site and its words.
    pub(crate) fn replace<'m>(&mut self, messages: impl IntoIterator<Item = (MessageId, &'m str, Vec<Use>)>) {
        *self = Self { revision: self.revision, ..Self::default() };
        self.revision += 1;
        for (id, site, uses) in messages {
            self.push(id, site, &uses);
        }
    }

    /// The newest message.
    pub(super) fn last(&self) -> Option<MessageId> {
        self.messages.last().map(|&(id, _)| id)
    }

    /// Adds a message, newer than all that are there.
    pub(crate) fn push(&mut self, id: MessageId, site: &str, message: &[Use]) {
        self.revision += 1;
        let site = self.names.number(site);
        self.messages.push((id, site));
        for Use { word, key } in message {
            let known = match self.words.get_mut(word.as_str()) {
                Some(known) => known,
                None => self.words.entry(Rc::from(word.as_str())).or_default(),
            };
            let here = match known.iter().position(|of| of.site == site) {
                Some(at) => &mut known[at],
                None => known.push_mut(OfSite { site, uses: Vec::new(), keys: Vec::new() }),
            };
            here.uses.push(id);
            here.keys.extend(key.map(|key| (id, key)));
        }
    }

    /// Gives the words of a message other keys.
    pub(crate) fn set_keys(&mut self, id: MessageId, message: &[Use]) {
        let Ok(at) = self.messages.binary_search_by_key(&id, |&(id, _)| id) else { return };
        let site = self.messages[at].1;
        self.revision += 1;
        // A word may stand in the message twice: its old keys go before the new ones come.
        for Use { word, .. } in message {
            self.on_site(word, site).for_each(|of| of.keys.retain(|&(of, _)| of != id));
        }
        for Use { word, key } in message {
            for of in self.on_site(word, site) {
                let behind = of.keys.partition_point(|&(of, _)| of <= id);
                of.keys.splice(behind..behind, key.map(|key| (id, key)));
            }
        }
    }

    fn on_site(&mut self, word: &str, site: Site) -> impl Iterator<Item = &mut OfSite> {
        self.words.get_mut(word).into_iter().flatten().filter(move |of| of.site == site)
    }

    /// Takes messages out.
    pub(crate) fn remove(&mut self, is_gone: impl Fn(MessageId) -> bool) {
        self.revision += 1;
        self.messages.retain(|&(id, _)| !is_gone(id));
        self.words.retain(|_, known| {
            known.retain_mut(|of| {
                of.uses.retain(|&id| !is_gone(id));
                of.keys.retain(|&(id, _)| !is_gone(id));
                !of.uses.is_empty()
            });
            !known.is_empty()
        });
        self.names.keep(self.messages.iter().map(|&(_, site)| site));
    }

    /// What is seen of the words that were used in two messages or more, by word.
    pub(super) fn entries(&self, view: &View) -> Vec<Entry> {
        let eye = self.names.eye(view);
        let here: Vec<MessageId> =
            self.messages.iter().filter(|(_, site)| eye.is_here(*site)).map(|&(id, _)| id).collect();
        self.words.iter().filter_map(|(word, known)| entry(word, known, eye, &here)).collect()
    }

    /// With sites by name and messages by their place, which don't depend on what was there before.
    fn whole(&self) -> impl PartialEq + use<> {
        let name = |site: Site| self.names.name(site).to_owned();
        let place = |id: MessageId| self.messages.partition_point(|&(of, _)| of < id);
        let words = self.words.iter().map(|(word, known)| {
            let known = known.iter().map(|of| {
                let uses: Vec<usize> = of.uses.iter().map(|&id| place(id)).collect();
                let keys: Vec<(usize, Key)> = of.keys.iter().map(|&(id, key)| (place(id), key)).collect();
                (name(of.site), (uses, keys))
            });
            (Rc::clone(word), known.collect::<BTreeMap<_, _>>())
        });
        let sites: Vec<String> = self.messages.iter().map(|&(_, site)| name(site)).collect();
        (words.collect::<Vec<_>>(), sites)
    }
}

/// What is seen of a word, where the messages `here` are seen whole. Its age is counted in these: how much was written
/// elsewhere is not seen. Nor are keys of other places, which tell of the words around it.
fn entry(word: &Rc<str>, known: &[OfSite], eye: Eye, here: &[MessageId]) -> Option<Entry> {
    let sees_all = eye.sees_all(known.iter().map(|of| of.site));
    let seen = || known.iter().filter(|of| sees_all || eye.is_here(of.site));
    let first = seen().filter_map(|of| of.uses.first()).min()?;
    let last = seen().filter_map(|of| of.uses.last()).max()?;
    if first == last {
        return None;
    }
    let mut keys: Vec<(MessageId, Key)> =
        known.iter().filter(|of| eye.is_here(of.site)).flat_map(|of| of.keys.iter().copied()).collect();
    keys.sort_by_key(|&(id, _)| id);
    let latest: Vec<Key> = keys[keys.len().saturating_sub(MOST_KEYS)..].iter().map(|&(_, key)| key).collect();
    Some(Entry {
        word: Rc::clone(word),
        uses: seen().map(|of| of.uses.len() as u32).sum(),
        age: 1 + here.len() - here.partition_point(|id| id <= last),
        key: Key::direction(&latest),
    })
}
