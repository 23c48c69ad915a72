//! How much the drafts of one moment differ.

use std::collections::{BTreeSet, HashMap};

/// Longest n-gram of BLEU.
const ORDER: usize = 4;

/// Distinct first words among drafts.
pub(crate) fn distinct_first_words<'a>(drafts: impl IntoIterator<Item = &'a str>) -> usize {
    drafts.into_iter().filter_map(|draft| draft.split_whitespace().next()).collect::<BTreeSet<_>>().len()
}

/// Mean BLEU of each draft with the others as references; `None` for fewer than two drafts with words.
pub(crate) fn self_bleu<'a>(drafts: impl IntoIterator<Item = &'a str>) -> Option<f64> {
    let drafts: Vec<Vec<&str>> =
        drafts.into_iter().map(|draft| draft.split_whitespace().collect()).filter(|d: &Vec<_>| !d.is_empty()).collect();
    if drafts.len() < 2 {
        return None;
    }
    let total: f64 = (0..drafts.len())
        .map(|i| {
            let others: Vec<&[&str]> =
                drafts.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, d)| d.as_slice()).collect();
            bleu(&drafts[i], &others)
        })
        .sum();
    Some(total / drafts.len() as f64)
}

/// BLEU of one sentence, in words: the geometric mean of the clipped n-gram precisions of orders 1 to 4 (or to the
/// sentence's length), times the brevity penalty against the reference nearest in length (the shorter of two as near).
/// Orders above 1 count one hit more of one n-gram more, so that short sentences are not all zero.
fn bleu(sentence: &[&str], references: &[&[&str]]) -> f64 {
    let orders = ORDER.min(sentence.len());
    let mut log_sum = 0.0;
    for n in 1..=orders {
        let mut most: HashMap<&[&str], u64> = HashMap::new();
        for reference in references {
            for (gram, count) in counts(reference, n) {
                let most = most.entry(gram).or_default();
                *most = count.max(*most);
            }
        }
        let hits: u64 =
            counts(sentence, n).into_iter().map(|(g, count)| count.min(most.get(g).copied().unwrap_or(0))).sum();
        let smooth = u64::from(n > 1);
        log_sum += ((hits + smooth) as f64 / ((sentence.len() + 1 - n) as u64 + smooth) as f64).ln();
    }
    let length = sentence.len();
    let nearest = references.iter().map(|r| r.len()).min_by_key(|&r| (r.abs_diff(length), r)).unwrap_or(0);
    let brevity = if length >= nearest { 1.0 } else { (1.0 - nearest as f64 / length as f64).exp() };
    brevity * (log_sum / orders as f64).exp()
}

fn counts<'a, 'b>(words: &'b [&'a str], n: usize) -> HashMap<&'b [&'a str], u64> {
    let mut counts = HashMap::new();
    words.windows(n).for_each(|gram| *counts.entry(gram).or_default() += 1);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<f64>, expected: f64) {
        assert!((found.unwrap() - expected).abs() < 1e-9, "{found:?} instead of {expected}");
    }

    #[test]
    fn first_words_are_told_apart_by_their_letters() {
        assert_eq!(distinct_first_words(["you for", " you and", "your", "You"]), 3);
        assert_eq!(distinct_first_words(["", " "]), 0);
    }

    #[test]
    fn self_bleu_by_hand() {
        near(self_bleu(["a b c d e", "a b c d e"]), 1.0);
        near(self_bleu(["a b", "c d"]), 0.0);
        // "a b" against "a c": 1-grams 1/2, 2-grams (0 + 1)/(1 + 1); √(1/4) = 1/2, the same the other way round.
        near(self_bleu(["a b", "a c"]), 0.5);
        // "a" against "a b b": 1/1, penalty e^(1 − 3). "a b b" against "a": 1/3, (0+1)/(2+1), (0+1)/(1+1).
        let (short, long) = ((-2.0f64).exp(), (1.0 / 3.0 * 1.0 / 3.0 * 0.5f64).powf(1.0 / 3.0));
        near(self_bleu(["a", "a b b"]), (short + long) / 2.0);
        assert_eq!(self_bleu(["a b"]), None);
        assert_eq!(self_bleu(["a b", " "]), None);
    }
}
