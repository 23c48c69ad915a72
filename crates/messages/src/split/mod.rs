//! Cuts files into entries, however the bytes arrive, with bounded memory.

mod bounded;
mod json;
mod lines;
mod mailbox;
mod rows;

pub(crate) use bounded::Bounded;
pub(crate) use json::{Element, JsonSplitter, Level};
pub(crate) use lines::{Line, LineSplitter};
pub(crate) use mailbox::{MailboxSplitter, RawMail, is_separator, unquoted};
pub(crate) use rows::{Row, RowSplitter};
