//! What an import finds.

use serde::{Deserialize, Serialize};

/// What kind of writing a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Genre {
    /// E-mail.
    Mail,
    /// A line of a conversation.
    Chat,
    /// A paragraph of a text.
    Document,
    /// A line of a file with one message per line.
    Note,
}

/// A person's own words from one place of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Never empty. Line ends are `\n`, paragraphs are parted by one blank line, and no line is a quote.
    pub text: String,
    /// What kind of writing it is.
    pub genre: Genre,
    /// Seconds since 1970. Where the file names no time zone, its times are taken as UTC, so only the day is sure.
    pub when: Option<i64>,
    /// To whom, as a hint: the first recipient's name or address, or the conversation's name.
    pub to: Option<String>,
    /// A mail's subject, or the heading above a paragraph.
    pub subject: Option<String>,
    /// Where it was found.
    pub place: Place,
}

/// Where a message stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Byte at which the mail, line or entry begins. In a UTF-16 file: of its text as UTF-8.
    pub start: u64,
    /// Number of the message within the entry: several paragraphs come from one document.
    pub part: u32,
}
