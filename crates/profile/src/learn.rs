//! What may be learned of a text.

use foreword_secrets::{Secret, verdict};
use foreword_text::{Edge, normalised};

use crate::message::MessageId;

/// Why nothing was learned of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotLearned {
    /// There is nothing in it.
    Empty,
    /// It was written in a field of one line.
    Line,
    /// It was written in a sensitive field.
    Sensitive,
    /// The owner has turned learning off.
    Off,
    /// The owner has turned learning off for the site.
    Site,
    /// It is a secret, or says little more.
    Secret,
    /// It is kept already.
    Known,
}

impl NotLearned {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Empty => "there is nothing in it",
            Self::Line => "it was written in a field of one line",
            Self::Sensitive => "it was written in a sensitive field",
            Self::Off => "learning is turned off",
            Self::Site => "learning is turned off for the site",
            Self::Secret => "it looks like a secret",
            Self::Known => "it is kept already",
        }
    }
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Learned {
    /// The message that is kept; `None` if nothing was learned.
    pub id: Option<MessageId>,
    /// What was left out of it.
    pub left_out: Vec<Secret>,
    /// Messages that left: an earlier text of the same document, and what no longer fits.
    pub removed: Vec<MessageId>,
    /// Why nothing was learned.
    pub not_learned: Option<NotLearned>,
}

/// The parts of a text that may be learned, in the form that the model reads, and what stood between them. Secrets' places
/// are those in the normalised text. Where other text stood before it ([`Edge::Continued`]), the space at its beginning
/// belongs to its first word.
pub(crate) fn parts_of(text: &str, edge: Edge) -> (Vec<String>, Vec<Secret>) {
    let text = normalised(text, edge);
    let text = if edge == Edge::Beginning { text.trim() } else { text.trim_end() };
    let verdict = verdict(text);
    let parts = verdict.parts(text).enumerate().map(|(number, part)| {
        let begins = edge == Edge::Beginning && number == 0 && text.starts_with(part);
        if begins { part.trim() } else { part.trim_end() }
    });
    let parts = parts.filter(|part| !part.trim().is_empty()).map(str::to_owned).collect();
    (parts, verdict.secrets().to_vec())
}
