//! What the owner has decided.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::message::Kind;

/// Bytes of written examples per kind of text that are kept at most.
const LONGEST_VOICE: usize = 8 << 10;

/// Sites with settings of their own at most.
const MOST_SITES: usize = 5_000;

/// How much drafts should sound like the owner, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How much drafts sound like the owner, 0 to 1; 0 is as if nothing had been learned.
    pub strength: f32,
    /// Whether anything is learned.
    pub learns: bool,
    /// Whether what was learned on one site is used on others.
    pub across_sites: bool,
    /// Examples that the owner has written for a kind of text, to be read before every text of it.
    pub voices: BTreeMap<Kind, Vec<String>>,
    /// Sites on which nothing is learned.
    pub not_learned_on: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { strength: 1.0, learns: true, across_sites: true, voices: BTreeMap::new(), not_learned_on: Vec::new() }
    }
}

impl Settings {
    /// What is wrong with them, in words.
    pub(crate) fn fault(&self) -> Option<String> {
        if !(0.0..=1.0).contains(&self.strength) {
            return Some(format!("the strength is {}; it is between 0 and 1", self.strength));
        }
        if self.not_learned_on.len() > MOST_SITES {
            return Some(format!("{} sites have settings; {MOST_SITES} are the most", self.not_learned_on.len()));
        }
        self.voices.iter().find_map(|(kind, examples)| {
            let bytes: usize = examples.iter().map(String::len).sum();
            let most = LONGEST_VOICE;
            (bytes > most).then(|| format!("the examples for {} have {bytes} bytes; {most} are the most", kind.name()))
        })
    }
}
