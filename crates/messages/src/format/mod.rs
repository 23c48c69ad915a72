//! Readers of formats: bytes in, items out, before it is known whose they are.

mod cells;
mod document;
mod json;
mod log;
mod mails;
mod markdown;
mod table;
mod whole;

pub(crate) use log::detect as chat_log;
pub(crate) use mails::looks_like_headers as mail_headers;

use serde::{Deserialize, Serialize};

use crate::dates::DateOrder;
use crate::error::FaultKind;
use crate::kind::Kind;
use crate::limits::{Limit, Limits};
use crate::message::{Genre, Place};
use crate::owner::Person;
use crate::reason::Reason;
use crate::split::Level;

/// One mail, line, paragraph or entry.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// `None` where a file has no senders: all of it is its owner's.
    pub(crate) from: Option<Person>,
    pub(crate) to: Vec<Person>,
    pub(crate) subject: Option<String>,
    pub(crate) when: Option<i64>,
    pub(crate) genre: Genre,
    pub(crate) place: Place,
    /// What a copy of it elsewhere has, too.
    pub(crate) id: Option<String>,
    /// With quotes and all; line ends may be of any kind.
    pub(crate) text: String,
    /// Why it isn't wanted, whoever wrote it.
    pub(crate) verdict: Option<Reason>,
    /// Parts that were left out already.
    pub(crate) left: Vec<(Reason, String)>,
    /// In a folder of sent mail, as the mail itself says.
    pub(crate) is_sent: bool,
}

impl Item {
    pub(crate) fn new(genre: Genre, start: u64, text: String) -> Self {
        Self {
            from: None,
            to: Vec::new(),
            subject: None,
            when: None,
            genre,
            place: Place { start, part: 0 },
            id: None,
            text,
            verdict: None,
            left: Vec::new(),
            is_sent: false,
        }
    }
}

/// What a reader hands out.
pub(crate) enum Found {
    Item(Box<Item>),
    /// Something without a message.
    Left(Reason, String),
    Limit(Limit),
    Fault(u64, FaultKind),
}

pub(crate) type Sink<'a> = &'a mut dyn FnMut(Found);

/// A reader of one file.
pub(crate) trait Format {
    /// Takes the next bytes.
    fn push(&mut self, bytes: &[u8], sink: Sink<'_>);
    /// Takes the file's end.
    fn finish(&mut self, sink: Sink<'_>);
    /// Where reading may go on later: everything before it was handed out.
    fn mark(&self) -> Mark;
}

/// A place in a file, and what a reader knows there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) offset: u64,
    pub(crate) known: Known,
}

/// What a reader must know of the part before a mark.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Known {
    #[default]
    Nothing,
    Dates(DateOrder),
    Brackets(Vec<Level>),
    Columns(table::Columns),
}

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
