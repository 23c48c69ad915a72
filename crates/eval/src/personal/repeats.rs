//! Messages that were written before, nearly word for word.

use std::collections::HashSet;

/// Words of a run that two messages share.
const RUN: usize = 5;

/// Least words of a message that can be a near-repeat without being the same.
const LEAST: usize = 8;

/// Share of a message's runs that an earlier message has, from which it is a near-repeat.
const SHARED: f64 = 0.3;

fn words(text: &str) -> Vec<String> {
    foreword_text::words(text).map(|word| word.text.to_lowercase()).collect()
}

fn runs(words: &[String]) -> HashSet<&[String]> {
    words.windows(RUN).collect()
}

/// Whether `message` repeats one of `earlier`: it has the same words, or eight words or more of which 30% of all runs of
/// five stand in one of them.
pub(super) fn is_repeat(message: &str, earlier: &[String]) -> bool {
    let own = words(message);
    let own_runs = runs(&own);
    earlier.iter().any(|earlier| {
        let other = words(earlier);
        if own == other {
            return true;
        }
        let other_runs = runs(&other);
        let shared = own_runs.iter().filter(|run| other_runs.contains(*run)).count();
        own.len() >= LEAST && shared as f64 >= SHARED * own_runs.len() as f64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_and_the_nearly_same_are_repeats() {
        let earlier = ["Please send me the draft of the contract by Friday.".to_owned(), "Thanks!".to_owned()];
        assert!(is_repeat("thanks", &earlier));
        assert!(is_repeat("Please send me the draft of the contract by Monday, Ann.", &earlier));
        assert!(!is_repeat("I will send you the draft of a paper when it is done.", &earlier));
        assert!(!is_repeat("Please send me the draft", &earlier), "short, and not the same");
    }
}
