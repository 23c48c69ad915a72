//! How much is read.

use serde::{Deserialize, Serialize};

/// Bounds on what is read and kept. What goes beyond one is counted in the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Messages kept from one import.
    pub messages: usize,
    /// Characters of a message; the rest of a longer one is left out.
    pub message_chars: usize,
    /// Bytes of one mail, attachments included, of one line, or of one JSON object or table row.
    pub item_bytes: usize,
    /// Bytes of a document, or of a file in UTF-16.
    pub document_bytes: usize,
    /// Levels of parts within parts of a mail, and of brackets in JSON.
    pub depth: usize,
    /// Parts of one mail.
    pub parts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            messages: 100_000,
            message_chars: 20_000,
            item_bytes: 4 << 20,
            document_bytes: 8 << 20,
            depth: 32,
            parts: 500,
        }
    }
}

/// A bound of [`Limits`] that was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::messages`]: further messages were left out.
    Messages,
    /// [`Limits::message_chars`]: a message was cut.
    MessageChars,
    /// [`Limits::item_bytes`]: the rest of a mail, line, object or row wasn't read.
    ItemBytes,
    /// [`Limits::document_bytes`]: the rest of the file wasn't read.
    DocumentBytes,
    /// [`Limits::depth`]: what was nested deeper wasn't read.
    Depth,
    /// [`Limits::parts`]: further parts of a mail weren't read.
    Parts,
}

impl Limit {
    /// What was left out, for people: a phrase that follows a count, such as "messages cut".
    pub fn words(self) -> &'static str {
        match self {
            Self::Messages => "messages beyond the most that are kept",
            Self::MessageChars => "messages cut, since they are too long",
            Self::ItemBytes => "mails, lines or entries too big to be read to their end",
            Self::DocumentBytes => "documents too big to be read to their end",
            Self::Depth => "mails or entries nested too deeply to be read whole",
            Self::Parts => "mails with too many parts to be read whole",
        }
    }
}
