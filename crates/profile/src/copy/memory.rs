//! The words that a person has used before, as far as they are seen from one place.

use std::cell::RefCell;
use std::fmt::{self, Debug};
use std::rc::Rc;

use super::entry::{Entry, Use};
use super::words::Words;
use crate::message::MessageId;
use crate::sharing::View;

/// Words that are offered: those used most often.
const MOST_ENTRIES: usize = 2_000;

/// A person's words with their uses.
#[derive(Clone, Default)]
pub struct CopyMemory {
    words: Rc<RefCell<Words>>,
    view: View,
    /// The entries at a revision of the words, and one more.
    seen: RefCell<(u64, Rc<Vec<Entry>>)>,
}

impl PartialEq for CopyMemory {
    fn eq(&self, other: &Self) -> bool {
        self.view == other.view && *self.words.borrow() == *other.words.borrow()
    }
}

impl Debug for CopyMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CopyMemory").field("view", &self.view).finish_non_exhaustive()
    }
}

impl CopyMemory {
    /// A memory of these messages' words, the oldest first.
    pub fn of<'m>(messages: impl IntoIterator<Item = &'m [Use]>) -> Self {
        let memory = Self::default();
        messages.into_iter().for_each(|message| memory.push(message));
        memory
    }

    /// These words from a place.
    pub(crate) fn from(words: Rc<RefCell<Words>>, view: View) -> Self {
        Self { words, view, seen: RefCell::default() }
    }

    /// Adds a message.
    pub fn push(&self, message: &[Use]) {
        let mut words = self.words.borrow_mut();
        let next = words.last().map_or(1, |last| last.0 + 1);
        words.push(MessageId(next), "", message);
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }

    /// The entries, by word.
    pub fn entries(&self) -> Rc<Vec<Entry>> {
        let words = self.words.borrow();
        let mut seen = self.seen.borrow_mut();
        if seen.0 != words.revision + 1 {
            let mut entries = words.entries(&self.view);
            if entries.len() > MOST_ENTRIES {
                entries.sort_by(|a, b| b.uses.cmp(&a.uses).then_with(|| a.word.cmp(&b.word)));
                entries.truncate(MOST_ENTRIES);
            }
            *seen = (words.revision + 1, Rc::new(entries));
        }
        Rc::clone(&seen.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(words: &[&str]) -> Vec<Use> {
        words.iter().map(|word| Use { word: (*word).to_owned(), key: None }).collect()
    }

    #[test]
    fn words_of_two_messages_are_entries() {
        let messages = [message(&["Ann", "sees", "Ann"]), message(&["Bob", "sees"]), message(&["Bob"])];
        let memory = CopyMemory::of(messages.iter().map(Vec::as_slice));
        let found: Vec<_> = memory.entries().iter().map(|e| (e.word.to_string(), e.uses, e.age)).collect();
        assert_eq!(found, [("Bob".into(), 2, 1), ("sees".into(), 2, 2)]);
        assert!(CopyMemory::default().is_empty() && !memory.is_empty());
    }

    #[test]
    fn the_most_used_stay() {
        let words: Vec<String> = (0..MOST_ENTRIES + 5).map(|n| format!("w{n:05}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let memory = CopyMemory::of([message(&words), message(&words), message(&["w00007"])].iter().map(Vec::as_slice));
        let entries = memory.entries();
        assert_eq!((entries.len(), &*entries[0].word), (MOST_ENTRIES, "w00007"));
    }
}
