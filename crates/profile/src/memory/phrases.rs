//! Phrases.

use std::collections::HashMap;

use super::read::Run;
use super::{KnownPhrase, LONGEST_PHRASE, SHORTEST_PHRASE, Uses, text_of};
use crate::message::Example;

/// The numbers of a phrase's words; what is not used is zero.
type Key = [u32; LONGEST_PHRASE + 1];

/// Phrases of one length with their uses, and the run and place of the last one.
type Counted = HashMap<Key, (Uses, (usize, usize))>;

fn key(ids: &[u32]) -> Key {
    let mut key = [0; LONGEST_PHRASE + 1];
    ids.iter().zip(&mut key).for_each(|(id, place)| *place = *id);
    key
}

/// The phrases used in two messages or more, those in the most messages first, of equals the longer ones, then by their
/// letters. One that occurs only within a longer one is left out: that one says more.
pub(super) fn phrases(examples: &[&Example], runs: &[Run]) -> Vec<KnownPhrase> {
    let mut all = Vec::new();
    let mut shorter = count(examples, runs, SHORTEST_PHRASE, None);
    for words in SHORTEST_PHRASE..=LONGEST_PHRASE {
        let longer = count(examples, runs, words + 1, Some(&shorter));
        let mut within: HashMap<Key, u32> = HashMap::new();
        for (phrase, (uses, _)) in &longer {
            // Of the longest phrases the first in a longer row of words is listed, not every one in it.
            let starts = if words < LONGEST_PHRASE { 0..2 } else { 1..2 };
            for start in starts {
                let most = within.entry(key(&phrase[start..start + words])).or_default();
                *most = uses.count.max(*most);
            }
        }
        for (phrase, &(uses, (run, at))) in &shorter {
            if within.get(phrase).is_none_or(|&count| count < uses.count)
                && let Some(run) = runs.get(run)
            {
                let text = text_of(examples, run, at..at + words);
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                all.push(KnownPhrase { text, words, uses });
            }
        }
        shorter = longer;
    }
    let order = |phrase: &KnownPhrase| std::cmp::Reverse((phrase.uses.messages, phrase.words, phrase.uses.count));
    all.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.text.cmp(&b.text)));
    all
}

/// The phrases of `words` words that stand in two messages or more. `shorter` are those of one word less: a phrase is
/// not used more often than what it begins and ends with.
fn count(examples: &[&Example], runs: &[Run], words: usize, shorter: Option<&Counted>) -> Counted {
    let mut counted = Counted::new();
    for (number, run) in runs.iter().enumerate() {
        let day = examples.get(run.message).map_or(0, |example| example.day);
        for (at, ids) in run.ids.windows(words).enumerate() {
            let can_be = |shorter: &Counted| {
                shorter.contains_key(&key(&ids[..words - 1])) && shorter.contains_key(&key(&ids[1..]))
            };
            if shorter.is_none_or(can_be) {
                let (uses, place) = counted.entry(key(ids)).or_default();
                uses.add(run.message, day);
                *place = (number, at);
            }
        }
    }
    counted.retain(|_, (uses, _)| uses.messages >= 2);
    counted
}
