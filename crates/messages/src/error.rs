//! What goes wrong with whole files.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a file can't be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// Something else than text, whatever its name says.
    #[error("the file is {what}, not text")]
    Binary {
        /// With its article: `a ZIP archive`.
        what: &'static str,
    },
    /// Text in a format that has no reader here.
    #[error("the file is {what}, which can't be read; {instead}")]
    Format {
        /// With its article.
        what: &'static str,
        /// What the person can do.
        instead: &'static str,
    },
}

/// A wrong call, or a checkpoint that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Bytes came, or the end, and no file was begun.
    #[error("no file is open")]
    NoFile,
    /// A file was begun before the last one ended.
    #[error("the file {open:?} is still open")]
    StillOpen {
        /// Its name.
        open: String,
    },
    /// The file isn't one that can be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// Written by another version of this crate.
    #[error("the checkpoint has version {found}, not {expected}")]
    Version {
        /// Version in the checkpoint.
        found: u32,
        /// The only version that is read.
        expected: u32,
    },
}

/// Where a file is broken. What stood before it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The file's name, as it was given.
    pub file: String,
    /// Byte position.
    pub at: u64,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with a file that was read in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[non_exhaustive]
pub enum FaultKind {
    /// It ends within a message.
    #[error("the file ends within a message")]
    Truncated,
    /// A bracket that closes nothing, or another.
    #[error("a bracket that doesn't match")]
    Brackets,
    /// It ends while JSON objects or lists are open.
    #[error("{open} brackets aren't closed")]
    Open {
        /// How many.
        open: usize,
    },
    /// JSON without a list of messages.
    #[error("no list of messages was found")]
    NoMessages,
    /// A table without a column of texts.
    #[error("no column is called text, message or body; there are: {columns}")]
    NoColumn {
        /// The names in its first line, cut after 200 characters.
        columns: String,
    },
}
