use foreword_messages::{ImportError, Kind, Limits};

use crate::error::Thrown;

/// Messages of one import; a profile holds fewer, but the newest are wanted, wherever they stand.
const MOST_READ: usize = 2_000_000;

/// How much both passes read.
pub(crate) fn limits() -> Limits {
    Limits { messages: MOST_READ, ..Limits::default() }
}

/// What a file is, by its name and its beginning.
pub(crate) fn detect(name: &str, head: &[u8]) -> Result<Kind, Thrown> {
    let head = head.get(..Kind::HEAD_BYTES).unwrap_or(head);
    Kind::detect(name, head).map_err(|reason| ImportError::from(reason).into())
}
