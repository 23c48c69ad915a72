//! Counts how many of the secrets are refused.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Sample, samples};
use crate::find;

/// Samples of one sort, and how many of them are refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub made: usize,
    /// Those whose every byte is refused.
    pub refused: usize,
}

/// What became of the samples of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KindCounts {
    /// Ways of writing that were looked at when rules were written.
    pub seen: Counts,
    /// Ways that were held back.
    pub held_back: Counts,
    /// Texts of which a part of the secret would be learned, of the ways that were looked at.
    pub missed: Vec<String>,
}

/// Whether every byte of the secret is refused. What would be left, however short, counts as learned.
pub fn is_refused(text: &str, secret: &Range<usize>) -> bool {
    let mut at = secret.start;
    for found in find(text) {
        if found.start <= at && at < found.end {
            at = found.end;
        }
        // White space between two found parts of a secret tells nothing.
        let gap = text.get(at..secret.end).map_or(0, |rest| rest.len() - rest.trim_start().len());
        at += if at < secret.end { gap } else { 0 };
    }
    at >= secret.end
}

/// Makes `count` secrets and counts, by kind, those that are refused.
pub fn measure(seed: u64, count: usize) -> BTreeMap<&'static str, KindCounts> {
    let mut kinds: BTreeMap<&'static str, KindCounts> = BTreeMap::new();
    for Sample { kind, text, secret, held_back } in samples(seed, count) {
        let refused = is_refused(&text, &secret);
        let counts = kinds.entry(kind).or_default();
        let side = if held_back { &mut counts.held_back } else { &mut counts.seen };
        side.made += 1;
        side.refused += usize::from(refused);
        if !refused && !held_back {
            counts.missed.push(text);
        }
    }
    kinds
}
