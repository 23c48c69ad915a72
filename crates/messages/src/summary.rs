//! What an import did, for a preview before anything is kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Fault, FaultKind};
use crate::limits::Limit;
use crate::reason::Reason;

/// Examples kept of each kind of thing.
const EXAMPLES: usize = 3;
/// Most characters of an example.
const EXAMPLE_CHARS: usize = 120;
/// Faults listed; further ones are only counted.
const FAULTS: usize = 50;

/// Counts and examples of what was kept and what was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Files begun.
    pub files: usize,
    /// Messages kept.
    pub kept: Tally,
    /// What was left out, by reason. One mail may have parts left out for several reasons.
    pub left_out: BTreeMap<Reason, Tally>,
    /// How often each limit was met.
    pub limits: BTreeMap<Limit, usize>,
    /// The first places at which files are broken.
    pub faults: Vec<Fault>,
    /// All places at which files are broken.
    pub fault_count: usize,
}

/// A count and the beginnings of the first few.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub count: usize,
    /// At most three, each at most 120 characters long and without line ends.
    pub examples: Vec<String>,
}

impl Tally {
    pub(crate) fn add(&mut self, text: &str) {
        self.count += 1;
        if self.examples.len() < EXAMPLES {
            let example = example(text);
            if !example.is_empty() {
                self.examples.push(example);
            }
        }
    }
}

impl Summary {
    pub(crate) fn left(&mut self, reason: Reason, text: &str) {
        self.left_out.entry(reason).or_default().add(text);
    }

    pub(crate) fn limit(&mut self, limit: Limit) {
        *self.limits.entry(limit).or_default() += 1;
    }

    pub(crate) fn fault(&mut self, file: &str, at: u64, kind: FaultKind) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS {
            self.faults.push(Fault { file: file.to_owned(), at, kind });
        }
    }
}

/// The beginning of a text, on one line.
pub(crate) fn example(text: &str) -> String {
    // Not the whole of a long text: only as much as an example can need.
    let words = text.split_whitespace().take(EXAMPLE_CHARS);
    let mut line = String::new();
    let mut chars = 0;
    for word in words {
        if chars > 0 {
            line.push(' ');
            chars += 1;
        }
        for c in word.chars().filter(|c| !c.is_control()) {
            if chars >= EXAMPLE_CHARS {
                return line;
            }
            line.push(c);
            chars += 1;
        }
    }
    line
}
