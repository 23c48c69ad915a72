//! Mails: header fields, the tree of parts, and their text.

mod flowed;
pub(crate) mod headers;
pub(crate) mod html;
mod parts;
mod transfer;
mod verdict;

pub(crate) use headers::Headers;
pub(crate) use parts::{Parts, Problem};
pub(crate) use verdict::{is_sent, verdict};
