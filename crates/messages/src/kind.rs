//! The formats of files.

use serde::{Deserialize, Serialize};

/// A format of files that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Kind {
    /// One message per line.
    Lines,
    /// Plain text; each paragraph is a message.
    Text,
    /// Markdown; each paragraph is a message.
    Markdown,
    /// One mail (`.eml`).
    Mail,
    /// A folder of mails in one file (`.mbox`, also by Google Takeout).
    Mailbox,
    /// WhatsApp's "export chat", a text file.
    WhatsApp,
    /// Telegram's `result.json`.
    Telegram,
    /// One file of Slack's export: the messages of a channel and a day.
    Slack,
    /// JSON by DiscordChatExporter.
    Discord,
    /// Lines `NAME: TEXT`, with or without date and time before the name.
    ChatLog,
    /// A table with a first line of names, among them one for the text (`.csv`, `.tsv`).
    Table,
    /// JSON with a list of objects that have a text, and maybe a sender.
    Json,
    /// The same, one object per line.
    JsonLines,
}

impl Kind {
    /// Bytes of a file's beginning that [`Kind::detect`] looks at; it needs no more.
    pub const HEAD_BYTES: usize = 64 << 10;

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Lines => "text, one message per line",
            Self::Text => "plain text",
            Self::Markdown => "Markdown",
            Self::Mail => "a mail",
            Self::Mailbox => "a mailbox",
            Self::WhatsApp => "a WhatsApp chat",
            Self::Telegram => "Telegram chats",
            Self::Slack => "a Slack channel",
            Self::Discord => "a Discord channel",
            Self::ChatLog => "a log of a chat",
            Self::Table => "a table",
            Self::Json | Self::JsonLines => "messages as JSON",
        }
    }
}
