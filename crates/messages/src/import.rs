//! Files in, messages out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::error::ImportError;
use crate::format::{Found, Item, Mark};
use crate::kind::Kind;
use crate::limits::{Limit, Limits};
use crate::message::{Genre, Message};
use crate::own::{Endings, words};
use crate::owner::Owner;
use crate::reading::Reading;
use crate::reason::Reason;
use crate::summary::Summary;

mod known;

/// Version of [`Checkpoint`].
const VERSION: u32 = 1;

/// Reads files one after the other and hands out their owner's messages.
pub struct Import {
    state: State,
    open: Option<Open>,
}

/// A file that is being read.
struct Open {
    name: String,
    kind: Kind,
    reading: Reading,
}

/// Everything but the open file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    owner: Owner,
    limits: Limits,
    endings: Endings,
    /// Hashes of what was kept.
    known: BTreeSet<u64>,
    summary: Summary,
}

/// An import that may go on later, also in another process: store it, and give it to [`Import::resume`].
///
/// It holds what the summary holds, examples of texts included, and hashes of the messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    version: u32,
    state: State,
    file: Option<File>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct File {
    name: String,
    kind: Kind,
    mark: Mark,
}

impl Checkpoint {
    /// The file that was being read, and the byte from which on it is wanted next; `None` between files.
    pub fn file(&self) -> Option<(&str, u64)> {
        self.file.as_ref().map(|file| (file.name.as_str(), file.mark.offset))
    }
}

impl Import {
    /// An import of `owner`'s messages.
    pub fn new(owner: Owner, limits: Limits) -> Self {
        let (endings, known, summary) = (Endings::default(), BTreeSet::new(), Summary::default());
        Self { state: State { owner, limits, endings, known, summary }, open: None }
    }

    /// The same, with signatures that a [`Survey`](crate::Survey) has found.
    pub fn with_endings(mut self, endings: Endings) -> Self {
        self.state.endings = endings;
        self
    }

    /// Goes on where a checkpoint was taken. The next bytes must be the file's from [`Checkpoint::file`]'s byte on.
    ///
    /// # Errors
    /// [`ImportError::Version`] for the checkpoint of another version.
    pub fn resume(checkpoint: Checkpoint) -> Result<Self, ImportError> {
        if checkpoint.version != VERSION {
            return Err(ImportError::Version { found: checkpoint.version, expected: VERSION });
        }
        let state = checkpoint.state;
        let open = checkpoint.file.map(|File { name, kind, mark }| {
            let reading = Reading::new(kind, mark, &state.limits);
            Open { name, kind, reading }
        });
        Ok(Self { state, open })
    }

    /// What was kept and left out up to now.
    pub fn summary(&self) -> &Summary {
        &self.state.summary
    }

    /// Begins a file.
    ///
    /// # Errors
    /// [`ImportError::StillOpen`] if the last one didn't end.
    pub fn begin(&mut self, name: &str, kind: Kind) -> Result<(), ImportError> {
        if let Some(open) = &self.open {
            return Err(ImportError::StillOpen { open: open.name.clone() });
        }
        self.state.summary.files += 1;
        let reading = Reading::new(kind, Mark::default(), &self.state.limits);
        self.open = Some(Open { name: name.to_owned(), kind, reading });
        Ok(())
    }

    /// Takes the next bytes of the file, and gives the messages that end in them.
    ///
    /// # Errors
    /// [`ImportError::NoFile`] if none was begun.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Message>, ImportError> {
        let Self { state, open: Some(Open { name, reading, .. }) } = self else { return Err(ImportError::NoFile) };
        let mut messages = Vec::new();
        reading.push(bytes, &mut |found| state.take(found, name, &mut messages));
        Ok(messages)
    }

    /// Ends the file, and gives what was left of it.
    ///
    /// # Errors
    /// [`ImportError::NoFile`] if none was begun.
    pub fn end(&mut self) -> Result<Vec<Message>, ImportError> {
        let Open { name, mut reading, .. } = self.open.take().ok_or(ImportError::NoFile)?;
        let mut messages = Vec::new();
        reading.finish(&mut |found| self.state.take(found, &name, &mut messages));
        Ok(messages)
    }

    /// Reads a whole file of whatever kind it is.
    ///
    /// # Errors
    /// [`ImportError::Unreadable`] if it is none that can be read, [`ImportError::StillOpen`] as [`Import::begin`].
    pub fn read(&mut self, name: &str, bytes: &[u8]) -> Result<Vec<Message>, ImportError> {
        self.begin(name, Kind::detect(name, bytes)?)?;
        let mut messages = self.push(bytes)?;
        messages.append(&mut self.end()?);
        Ok(messages)
    }

    /// The state after the last message that was handed out. Cheap enough to take after every megabyte.
    pub fn checkpoint(&self) -> Checkpoint {
        let file = self.open.as_ref().map(|open| {
            let Open { name, kind, reading } = open;
            File { name: name.clone(), kind: *kind, mark: reading.mark() }
        });
        Checkpoint { version: VERSION, state: self.state.clone(), file }
    }
}

impl State {
    fn take(&mut self, found: Found, file: &str, messages: &mut Vec<Message>) {
        match found {
            Found::Item(item) => {
                if let Some(message) = self.message(*item) {
                    self.summary.kept.add(&message.text);
                    messages.push(message);
                }
            }
            Found::Left(reason, text) => self.summary.left(reason, &text),
            Found::Limit(limit) => self.summary.limit(limit),
            Found::Fault(at, kind) => self.summary.fault(file, at, kind),
        }
    }

    /// The owner's words in an item, if there are any and they are new.
    fn message(&mut self, item: Item) -> Option<Message> {
        let verdict = item.verdict.or_else(|| {
            let is_others = item.from.as_ref().is_some_and(|from| !self.owner.is(from));
            is_others.then_some(Reason::OtherSender)
        });
        if let Some(reason) = verdict {
            self.summary.left(reason, &item.text);
            return None;
        }
        let sender = item.from.as_ref().map(|from| from.key()).unwrap_or_default();
        let own = words(&item.text, item.genre, &sender, &self.endings);
        let keys = known::keys(&item, &own.text);
        if !own.text.is_empty() && keys.iter().any(|key| self.known.contains(key)) {
            self.summary.left(Reason::Duplicate, &own.text);
            return None;
        }
        let has_file = item.left.iter().any(|(reason, _)| *reason == Reason::Attachment);
        for (reason, text) in item.left.iter().chain(&own.left) {
            self.summary.left(*reason, text);
        }
        if own.text.is_empty() {
            // A paragraph of a document is no message of its own.
            if item.genre != Genre::Document {
                let is_file = has_file && item.text.trim().is_empty();
                self.summary.left(if is_file { Reason::Media } else { Reason::Empty }, &item.text);
            }
            return None;
        }
        if self.summary.kept.count >= self.limits.messages {
            self.summary.limit(Limit::Messages);
            return None;
        }
        self.known.extend(keys);
        let Item { to, subject, when, genre, place, .. } = item;
        let to = to.first().and_then(|to| to.hint());
        Some(Message { text: self.bounded(own.text), genre, when, to, subject, place })
    }

    /// The text, or its beginning up to a word's end if it is too long.
    fn bounded(&mut self, mut text: String) -> String {
        if let Some((end, _)) = text.char_indices().nth(self.limits.message_chars) {
            self.summary.limit(Limit::MessageChars);
            text.truncate(end);
            if let Some(end) = text.rfind(char::is_whitespace).filter(|&space| space > 0) {
                text.truncate(end);
            }
            text.truncate(text.trim_end().len());
        }
        text
    }
}
