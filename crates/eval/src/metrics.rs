//! What is counted at each caret, and the shares made of it.

use foreword_engine::is_open_word;
use serde::Serialize;

use crate::calibration::Calibration;
use crate::diversity::{distinct_first_words, self_bleu};
use crate::suggest::Suggestions;
use crate::words::{first_word_right, is_word_start, leading_matches};

/// Words of ExactMatch.
pub(crate) const EXACT_WORDS: usize = 5;

/// Drafts that next-word top-3 looks at.
const TOP: usize = 3;

/// Hits among a number of trials.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Share {
    pub(crate) hits: u64,
    pub(crate) of: u64,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.hits += u64::from(hit);
        self.of += 1;
    }

    pub(crate) fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }
}

impl Serialize for Share {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Fields {
            hits: u64,
            of: u64,
            share: Option<f64>,
        }
        Fields { hits: self.hits, of: self.of, share: self.value() }.serialize(serializer)
    }
}

/// Sum of values that may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mean {
    sum: f64,
    pub(crate) count: u64,
}

impl Mean {
    pub(crate) fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    pub(crate) fn value(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

/// Counts over the moments of one run: carets at which drafts were asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) moments: u64,
    /// Moments at which something was shown.
    pub(crate) shown: u64,
    /// Of these, moments at which the first word of draft 1 was right.
    pub(crate) shown_right: u64,
    /// Of these, moments at which the first word of some draft was right.
    pub(crate) shown_any_right: u64,
    /// Of these, moments at which draft 1 ended with a word that leaves its phrase open.
    pub(crate) shown_open: u64,
    /// At word starts, the next word is the first of draft 1.
    pub(crate) top_1: Share,
    /// At word starts, the next word is the first of one of the first three drafts.
    pub(crate) top_3: Share,
    /// At word starts with n more words, some draft begins with the next n; n from 1.
    pub(crate) exact: [Share; EXACT_WORDS],
    pub(crate) calibration: Calibration,
    /// Distinct first words per word start with drafts.
    pub(crate) distinct: Mean,
    pub(crate) self_bleu: Mean,
    /// Log-probability per token of draft 1, and of every draft, under the whole network.
    pub(crate) quality_first: Mean,
    pub(crate) quality: Mean,
    pub(crate) latency: Latency,
}

impl Tally {
    /// Counts the drafts at byte `at` of `message`. `given` of them pass the gate.
    pub(crate) fn moment(&mut self, message: &str, at: usize, suggestions: &Suggestions, given: usize) {
        let (typed, rest) = message.split_at(at);
        let drafts = &suggestions.drafts;
        let right = |text: &str| first_word_right(typed, text, rest);
        let first_right = drafts.first().is_some_and(|draft| right(&draft.text));
        self.moments += 1;
        if let Some(first) = drafts.first() {
            self.calibration.add(first.confidence, first_right);
        }
        if given > 0 {
            self.shown += 1;
            self.shown_right += u64::from(first_right);
            self.shown_any_right += u64::from(drafts[..given].iter().any(|draft| right(&draft.text)));
            self.shown_open += u64::from(drafts.first().is_some_and(|draft| ends_open(typed, &draft.text)));
        }
        if is_word_start(message, at) {
            self.word_start(rest, suggestions);
        }
    }

    fn word_start(&mut self, rest: &str, suggestions: &Suggestions) {
        let texts = || suggestions.drafts.iter().map(|draft| draft.text.as_str());
        let matches: Vec<usize> = texts().map(|text| leading_matches(text, rest)).collect();
        self.top_1.add(matches.first().is_some_and(|&words| words > 0));
        self.top_3.add(matches.iter().take(TOP).any(|&words| words > 0));
        let most = matches.iter().copied().max().unwrap_or(0);
        let left = rest.split_whitespace().take(EXACT_WORDS).count();
        for (words, share) in (1..=left).zip(&mut self.exact) {
            share.add(most >= words);
        }
        if !suggestions.drafts.is_empty() {
            self.distinct.add(distinct_first_words(texts()) as f64);
        }
        if let Some(bleu) = self_bleu(texts()) {
            self.self_bleu.add(bleu);
        }
    }

    /// Counts the judgement of one draft, the best being number 0.
    pub(crate) fn judged(&mut self, number: usize, log_prob: f32) {
        self.quality.add(log_prob.into());
        if number == 0 {
            self.quality_first.add(log_prob.into());
        }
    }
}

/// Whether a draft ends with a word that leaves its phrase open, be its beginning typed already.
fn ends_open(typed: &str, draft: &str) -> bool {
    let under_way = &typed[typed.rfind(char::is_whitespace).unwrap_or(0)..];
    let whole = format!("{under_way}{draft}");
    whole.split_whitespace().next_back().is_some_and(is_open_word)
}

/// Milliseconds of every request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Latency {
    pub(crate) total: Vec<f64>,
    pub(crate) encode: Vec<f64>,
    pub(crate) decode: Vec<f64>,
}

impl Latency {
    pub(crate) fn add(&mut self, suggestions: &Suggestions, total: f64) {
        self.total.push(total);
        self.encode.push(suggestions.encode_ms);
        self.decode.push(suggestions.decode_ms);
    }
}

/// The smallest sample that at least `share` of all do not exceed (nearest rank).
pub(crate) fn percentile(samples: &[f64], share: f64) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::suggestions;

    #[test]
    fn a_draft_ends_open_with_a_function_word_only() {
        assert!(ends_open("I am going", " to the"));
        assert!(ends_open("I am going t", "o"));
        assert!(!ends_open("I am going to the", " office"));
        assert!(!ends_open("to", " go to,") && !ends_open("", ""));
    }

    #[test]
    fn words_gate_and_calibration_by_hand() {
        let message = "see you at ten";
        let mut tally = Tally::default();
        // Word start, all right: 3 words of 4 matched by the second draft.
        tally.moment(message, 0, &suggestions(&["see me", "see you at six"], 0.9), 2);
        // Inside "you": right.
        tally.moment(message, 5, &suggestions(&["ou, and"], 0.8), 1);
        // Word start: right only at rank 4, so not in the top 3; shown and wrong.
        tally.moment(message, 8, &suggestions(&["on", "in", "by", "at ten."], 0.3), 4);
        // Word start: right but held back; one word is left.
        tally.moment(message, 11, &suggestions(&["ten"], 0.1), 0);
        // Nothing to show.
        tally.moment(message, 12, &suggestions(&[], 0.0), 0);
        assert_eq!((tally.moments, tally.shown, tally.shown_right, tally.shown_any_right), (5, 3, 2, 3));
        assert_eq!(tally.top_1, Share { hits: 2, of: 3 });
        assert_eq!(tally.top_3, Share { hits: 2, of: 3 });
        let exact = tally.exact.map(|share| (share.hits, share.of));
        assert_eq!(exact, [(3, 3), (2, 2), (1, 1), (0, 1), (0, 0)]);
        assert_eq!(tally.calibration.report(5).bins.iter().map(|b| b.moments).sum::<u64>(), 4);
        // First words: {see}, {on in by at}, {ten}
        assert_eq!(tally.distinct.value(), Some(2.0));
        assert_eq!(tally.self_bleu.count, 2);
    }

    #[test]
    fn percentiles_are_samples() {
        let samples = [5.0, 1.0, 4.0, 2.0, 3.0];
        assert_eq!(percentile(&samples, 0.5), Some(3.0));
        assert_eq!(percentile(&samples, 0.95), Some(5.0));
        assert_eq!(percentile(&samples, 0.2), Some(1.0));
        assert_eq!(percentile(&[], 0.5), None);
    }

    #[test]
    fn a_share_of_nothing_is_no_number() {
        assert_eq!(serde_json::to_string(&Share::default()).unwrap(), r#"{"hits":0,"of":0,"share":null}"#);
    }
}
