//! What is learnt from, and what is kept of it.

use serde::{Deserialize, Serialize};

use crate::copy::Keys;

/// Kinds of text. What is learnt in one kind is read before texts of the same kind first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// A letter to somebody.
    Mail,
    /// A line or two in a conversation.
    Chat,
    /// Something longer.
    Document,
    /// A note to oneself.
    Note,
    /// Not known.
    #[default]
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Mail, Self::Chat, Self::Document, Self::Note, Self::Other];

    /// What programs call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Chat => "chat",
            Self::Document => "document",
            Self::Note => "note",
            Self::Other => "other",
        }
    }
}

/// The field that a text was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Field {
    /// Room for a text.
    #[default]
    Text,
    /// One line, as for a name, a search or an address: never learned.
    Line,
    /// Something sensitive, as a password: never learned.
    Sensitive,
}

/// A finished text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Message<'t> {
    /// The text.
    pub text: &'t str,
    /// Days since the beginning of 1970.
    pub day: u32,
    /// The kind of text.
    pub kind: Kind,
    /// Where it was written, as `mail.example`; empty where there are no sites.
    pub site: &'t str,
    /// Names a document that is learned from more than once: what is learned last replaces what was learned before. Empty
    /// for a message of its own.
    pub origin: &'t str,
    /// The field it was written in.
    pub field: Field,
}

/// Names a message of a profile; never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub u64);

/// A message as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Its name.
    pub id: MessageId,
    /// Days since the beginning of 1970.
    pub day: u32,
    /// The kind of text.
    pub kind: Kind,
    /// Where it was written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// The document it is of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
    /// Its text in parts, between which something was left out; never empty.
    pub parts: Vec<String>,
    /// Keys of its words, if the model has read it.
    #[serde(default, skip_serializing_if = "Keys::is_empty")]
    pub keys: Keys,
    /// How often a draft that it stood behind was taken.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub used: u32,
    /// The day of the last time.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub last_used: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Stands for what was left out of a text, where one is shown or read in one piece.
pub const LEFT_OUT: &str = " … ";

impl Example {
    /// The text in one piece, with `…` for what was left out.
    pub fn text(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|part| part.trim()).collect();
        parts.join(LEFT_OUT)
    }

    /// Bytes of its text.
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(String::len).sum()
    }
}
