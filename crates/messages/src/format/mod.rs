//! Readers of formats: bytes in, items out, before it is known whose they are.

mod cells;
mod columns;
mod document;
mod json;
mod log;
mod mails;
mod markdown;
mod reader;
mod table;
mod whole;

pub(crate) use log::detect as chat_log;
pub(crate) use mails::looks_like_headers as mail_headers;
pub(crate) use reader::{Format, Found, Item, Mark, Sink};

use crate::kind::Kind;
use crate::limits::Limits;

/// A reader that goes on at `mark`.
pub(crate) fn open(kind: Kind, mark: Mark, limits: &Limits) -> Box<dyn Format> {
    match kind {
        Kind::Lines => Box::new(document::LineReader::new(mark, limits)),
        Kind::Text | Kind::Markdown | Kind::Mail => Box::new(whole::WholeReader::new(kind, mark, limits)),
        Kind::Mailbox => Box::new(mails::MailboxReader::new(mark, limits)),
        Kind::WhatsApp | Kind::ChatLog => Box::new(log::LogReader::new(kind, mark, limits)),
        Kind::Telegram | Kind::Slack | Kind::Discord | Kind::Json => {
            Box::new(json::JsonReader::new(kind, mark, limits))
        }
        Kind::JsonLines => Box::new(json::JsonLineReader::new(mark, limits)),
        Kind::Table => Box::new(table::TableReader::new(mark, limits)),
    }
}
