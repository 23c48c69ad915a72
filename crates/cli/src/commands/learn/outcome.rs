//! What became of messages.

use std::collections::BTreeMap;
use std::io::{self, Write};

use foreword_profile::{Learned, NotLearned};
use serde::Serialize;

/// Counts of what was learned and what wasn't. Secrets are counted by their kind and never shown.
#[derive(Debug, Default, Serialize)]
pub(super) struct Outcome {
    learned: usize,
    /// Messages of the same day with the same text were there.
    known: usize,
    /// Whole messages that were not learned, by reason.
    refused: BTreeMap<&'static str, usize>,
    /// Parts that were left out, by what they look like.
    secrets: BTreeMap<String, usize>,
    /// Messages that had to leave for them.
    removed: usize,
}

impl Outcome {
    pub(super) fn add(&mut self, learned: &Learned) {
        self.removed += learned.removed.len();
        match learned.not_learned {
            None => self.learned += 1,
            Some(NotLearned::Known) => {
                self.known += 1;
                return;
            }
            Some(reason) => *self.refused.entry(reason.reason()).or_default() += 1,
        }
        for secret in &learned.left_out {
            *self.secrets.entry(secret.name().to_owned()).or_default() += 1;
        }
    }

    /// Writes it for people; `what` says what was done with the first count.
    pub(super) fn write(&self, what: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{:>7} {what}", self.learned)?;
        if self.known > 0 {
            writeln!(out, "{:>7} known already", self.known)?;
        }
        for (reason, count) in &self.refused {
            writeln!(out, "{count:>7} not learned: {reason}")?;
        }
        for (name, count) in &self.secrets {
            writeln!(out, "{count:>7} parts left out that look like secrets: {name}")?;
        }
        if self.removed > 0 {
            writeln!(out, "{:>7} old ones left to make room", self.removed)?;
        }
        Ok(())
    }
}
