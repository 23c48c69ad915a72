//! What every reader of a format takes and hands out.

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use crate::dates::DateOrder;
use crate::error::FaultKind;
use crate::limits::Limit;
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
    Columns(Columns),
}
