//! The words that a person has used before.

use std::collections::BTreeMap;

use super::key::Key;

/// Words that are offered: those used most often.
const MOST_ENTRIES: usize = 2_000;

/// Uses of a word whose keys count, the latest.
const MOST_KEYS: usize = 32;

/// A word of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// The word, without space and punctuation around it.
    pub word: String,
    /// What the model's state before it was projected to, if it was read.
    pub key: Option<Key>,
}

/// What is known of one word.
#[derive(Debug, Clone, Default, PartialEq)]
struct Known {
    uses: u32,
    /// Numbers of the first and the last message that has it.
    first: usize,
    last: usize,
    /// Keys of the latest uses, and their sum.
    keys: Vec<Key>,
}

/// An entry: a word that was used in two messages or more.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'m> {
    /// The word.
    pub word: &'m str,
    /// Times it was used.
    pub uses: u32,
    /// Messages since it was used last, from 1.
    pub age: usize,
    /// The direction of its keys' mean, `[64]`; `None` if none is known.
    pub key: Option<[f32; Key::LEN]>,
}

/// A person's words with their uses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CopyMemory {
    words: BTreeMap<String, Known>,
    messages: usize,
}

impl CopyMemory {
    /// A memory of these messages' words, the oldest first.
    pub fn of<'m>(messages: impl IntoIterator<Item = &'m [Use]>) -> Self {
        let mut memory = Self::default();
        messages.into_iter().for_each(|message| memory.push(message));
        memory
    }

    /// Adds a message.
    pub fn push(&mut self, message: &[Use]) {
        for Use { word, key } in message {
            let fresh = || Known { first: self.messages, ..Known::default() };
            let known = self.words.entry(word.clone()).or_insert_with(fresh);
            known.uses += 1;
            known.last = self.messages;
            if let Some(key) = key {
                if known.keys.len() == MOST_KEYS {
                    known.keys.remove(0);
                }
                known.keys.push(*key);
            }
        }
        self.messages += 1;
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        !self.words.values().any(Known::is_entry)
    }

    /// The entries, by word.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        let entries = self.words.iter().filter(|(_, known)| known.is_entry()).map(|(word, known)| Entry {
            word,
            uses: known.uses,
            age: self.messages - known.last,
            key: Key::direction(&known.keys),
        });
        let mut entries: Vec<Entry<'_>> = entries.collect();
        if entries.len() > MOST_ENTRIES {
            entries.sort_by(|a, b| b.uses.cmp(&a.uses).then(a.word.cmp(b.word)));
            entries.truncate(MOST_ENTRIES);
        }
        entries
    }
}

impl Known {
    fn is_entry(&self) -> bool {
        self.first != self.last
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
        let found: Vec<_> = memory.entries().iter().map(|e| (e.word.to_owned(), e.uses, e.age)).collect();
        assert_eq!(found, [("Bob".into(), 2, 1), ("sees".into(), 2, 2)]);
        assert!(CopyMemory::default().is_empty() && !memory.is_empty());
    }

    #[test]
    fn the_most_used_stay() {
        let words: Vec<String> = (0..MOST_ENTRIES + 5).map(|n| format!("w{n:05}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let memory = CopyMemory::of([message(&words), message(&words), message(&["w00007"])].iter().map(Vec::as_slice));
        let entries = memory.entries();
        assert_eq!((entries.len(), entries[0].word), (MOST_ENTRIES, "w00007"));
    }
}
