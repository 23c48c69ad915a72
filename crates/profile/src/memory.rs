//! What a profile knows, for its owner to look through: words and names, phrases, messages.
//!
//! All of it follows from the messages that are kept, and comes in pages. The same profile gives the same lists.

mod phrases;
mod read;
mod words;

use crate::message::Example;
use crate::profile::Profile;
use read::Run;

/// Words of the shortest phrase that is listed.
pub const SHORTEST_PHRASE: usize = 2;

/// Words of the longest phrase that is listed.
pub const LONGEST_PHRASE: usize = 5;

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Entries before it.
    pub from: usize,
    /// Entries on it at most.
    pub most: usize,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// Entries of the whole list.
    pub total: usize,
    /// Those on the page.
    pub entries: Vec<T>,
}

impl Page {
    /// The page of these entries.
    fn of<T>(self, entries: impl Iterator<Item = T>) -> Listed<T> {
        let mut total = 0;
        let mut on_page = Vec::new();
        for entry in entries {
            if total >= self.from && on_page.len() < self.most {
                on_page.push(entry);
            }
            total += 1;
        }
        Listed { total, entries: on_page }
    }
}

/// How often something was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uses {
    /// Times.
    pub count: u32,
    /// Messages that it stands in.
    pub messages: u32,
    /// The last of their days, since the beginning of 1970.
    pub last_day: u32,
    /// The message that was counted last, by its place among them.
    last: Option<usize>,
}

impl Uses {
    /// Counts one more in the message of this number, whose day is `day`; numbers never fall.
    fn add(&mut self, message: usize, day: u32) {
        self.count += 1;
        self.messages += u32::from(self.last != Some(message));
        self.last_day = self.last_day.max(day);
        self.last = Some(message);
    }
}

/// A word that the owner has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownWord {
    /// In the spelling that was used most.
    pub word: String,
    /// Whether it is written with a capital in the midst of sentences, as names are.
    pub is_name: bool,
    /// In all spellings.
    pub uses: Uses,
}

/// Words in a row that the owner has written in two messages or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPhrase {
    /// As it stands in the last of them.
    pub text: String,
    /// Its number of words, [`SHORTEST_PHRASE`] to [`LONGEST_PHRASE`].
    pub words: usize,
    /// In capitals or not, with any commas.
    pub uses: Uses,
}

/// The words and phrases of a profile, as they were when it was asked.
///
/// ```
/// use foreword_profile::{Kind, Memory, Message, Page, Profile};
/// # let tokenizer = std::sync::Arc::new(foreword_engine::testing::tokenizer(&["See you at the Rusty Anchor."]));
///
/// let mut profile = Profile::new(tokenizer);
/// for (day, text) in [(7, "See you at the Rusty Anchor."), (9, "Was it the rusty anchor again?")] {
///     profile.learn(&Message { text, day, kind: Kind::Chat, ..Message::default() })?;
/// }
/// let memory = Memory::of(&profile);
/// let all = Page { from: 0, most: 10 };
/// let phrases = memory.phrases("", all);
/// assert_eq!((phrases.total, phrases.entries[0].text.as_str()), (1, "the rusty anchor"));
/// assert_eq!((phrases.entries[0].uses.messages, phrases.entries[0].uses.last_day), (2, 9));
/// assert_eq!(memory.words("anch", all).entries[0].word, "Anchor");
/// # Ok::<(), foreword_profile::ProfileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    words: Vec<KnownWord>,
    phrases: Vec<KnownPhrase>,
}

impl Memory {
    /// What `profile` knows.
    pub fn of(profile: &Profile) -> Self {
        let examples: Vec<&Example> = profile.examples().collect();
        let (runs, spellings) = read::runs(&examples);
        Self { words: words::words(&examples, &runs, &spellings), phrases: phrases::phrases(&examples, &runs) }
    }

    /// The words that contain `search` in capitals or not, the most frequent first.
    pub fn words(&self, search: &str, page: Page) -> Listed<&KnownWord> {
        let search = search.to_lowercase();
        page.of(self.words.iter().filter(|word| word.word.to_lowercase().contains(&search)))
    }

    /// Those of them that are names.
    pub fn names(&self, search: &str, page: Page) -> Listed<&KnownWord> {
        let search = search.to_lowercase();
        page.of(self.words.iter().filter(|word| word.is_name && word.word.to_lowercase().contains(&search)))
    }

    /// The phrases that contain `search` in capitals or not, those in the most messages first. One that only occurs within
    /// a longer one is left out.
    pub fn phrases(&self, search: &str, page: Page) -> Listed<&KnownPhrase> {
        let search = search.to_lowercase();
        page.of(self.phrases.iter().filter(|phrase| phrase.text.to_lowercase().contains(&search)))
    }
}

impl Profile {
    /// The messages whose text contains `search` in capitals or not, the newest first.
    pub fn find(&self, search: &str, page: Page) -> Listed<&Example> {
        let search = search.to_lowercase();
        page.of(self.examples().rev().filter(|example| example.text().to_lowercase().contains(&search)))
    }
}

/// Bytes of a run's text.
fn text_of<'e>(examples: &[&'e Example], run: &Run, words: std::ops::Range<usize>) -> &'e str {
    let part = examples.get(run.message).and_then(|example| example.parts.get(run.part));
    let (first, last) = (run.words.get(words.start), words.end.checked_sub(1).and_then(|last| run.words.get(last)));
    let text = part.zip(first).zip(last).and_then(|((part, first), last)| part.get(first.start..last.end));
    text.unwrap_or_default()
}

#[cfg(test)]
mod tests;
