//! Words and names.

use std::collections::BTreeMap;

use super::read::Run;
use super::{KnownWord, Uses, text_of};
use crate::message::Example;

/// What is counted of a word.
#[derive(Default)]
struct Counted<'e> {
    uses: Uses,
    spellings: BTreeMap<&'e str, u32>,
    /// Times that it did not begin a sentence, and how often of these it had a capital.
    within: u32,
    with_capital: u32,
}

impl<'e> Counted<'e> {
    /// The spelling that was used most; of equals the first by its letters.
    fn spelling(&self) -> &'e str {
        let most = self.spellings.iter().max_by_key(|&(spelling, count)| (count, std::cmp::Reverse(spelling)));
        most.map_or("", |(spelling, _)| spelling)
    }
}

/// All words, the most frequent first, of equals those used last, then by their letters.
pub(super) fn words(examples: &[&Example], runs: &[Run], spellings: &[String]) -> Vec<KnownWord> {
    let mut counted: Vec<Counted<'_>> = Vec::new();
    counted.resize_with(spellings.len(), Counted::default);
    for run in runs {
        let day = examples.get(run.message).map_or(0, |example| example.day);
        for (at, &id) in run.ids.iter().enumerate() {
            let Some(word) = counted.get_mut(id as usize) else { continue };
            let text = text_of(examples, run, at..at + 1);
            word.uses.add(run.message, day);
            *word.spellings.entry(text).or_default() += 1;
            if at > 0 {
                word.within += 1;
                word.with_capital += u32::from(text.starts_with(char::is_uppercase));
            }
        }
    }
    let known = |(word, spelling): (Counted<'_>, &String)| KnownWord {
        word: word.spelling().to_owned(),
        is_name: 2 * word.with_capital > word.within && !is_i(spelling),
        uses: word.uses,
    };
    let mut all: Vec<KnownWord> = counted.into_iter().zip(spellings).map(known).collect();
    let order = |word: &KnownWord| std::cmp::Reverse((word.uses.count, word.uses.last_day));
    all.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.word.cmp(&b.word)));
    all
}

/// Whether a word is one that everybody writes with a capital: `I` and what is joined to it.
fn is_i(word: &str) -> bool {
    word == "i" || word.strip_prefix('i').is_some_and(|rest| rest.starts_with(['\'', '’']))
}
