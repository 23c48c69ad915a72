//! The words of all messages as numbers.

use std::collections::HashMap;
use std::ops::Range;

use foreword_text::words;

use crate::message::Example;

/// Words in a row that nothing but spaces, commas and marks within a sentence stands between.
pub(super) struct Run {
    /// Number of the message among those that are looked at.
    pub(super) message: usize,
    /// Number of the part of it.
    pub(super) part: usize,
    /// The words' numbers: equal for words that differ in capitals only.
    pub(super) ids: Vec<u32>,
    /// Where they stand in the part, in bytes.
    pub(super) words: Vec<Range<usize>>,
}

/// The runs of all messages, and each word's spelling in small letters, by its number.
pub(super) fn runs(examples: &[&Example]) -> (Vec<Run>, Vec<String>) {
    let (mut runs, mut numbers) = (Vec::new(), HashMap::<String, u32>::new());
    let parts = examples.iter().enumerate().flat_map(|(message, example)| {
        example.parts.iter().enumerate().map(move |(part, text)| (message, part, text.as_str()))
    });
    for (message, part, text) in parts {
        let new = || Run { message, part, ids: Vec::new(), words: Vec::new() };
        let (mut run, mut end) = (new(), 0);
        for word in words(text) {
            if !run.ids.is_empty() && text.get(end..word.range.start).is_none_or(parts_words) {
                runs.push(std::mem::replace(&mut run, new()));
            }
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            run.ids.push(*numbers.entry(word.text.to_lowercase()).or_insert(next));
            end = word.range.end;
            run.words.push(word.range);
        }
        if !run.ids.is_empty() {
            runs.push(run);
        }
    }
    let mut spellings = vec![String::new(); numbers.len()];
    for (spelling, number) in numbers {
        if let Some(place) = spellings.get_mut(number as usize) {
            *place = spelling;
        }
    }
    (runs, spellings)
}

/// Whether what stands between two words keeps them from being said in one breath.
fn parts_words(between: &str) -> bool {
    !between.chars().all(|c| matches!(c, ' ' | ',' | '-' | '\'' | '’' | '&' | '/'))
}
