//! The columns of a table, which its reader must know to go on behind the line of names.

use serde::{Deserialize, Serialize};

/// Which column holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Columns {
    pub(super) delimiter: u8,
    pub(super) text: usize,
    pub(super) name: Option<usize>,
    pub(super) address: Option<usize>,
    pub(super) to: Option<usize>,
    pub(super) subject: Option<usize>,
    pub(super) when: Option<usize>,
}
