use foreword_text::TokenId;
use proptest::prelude::*;

use crate::layout::seal;
use crate::{CountedNgrams, NgramCounts, NgramError, NgramTable, TableOptions};

const VOCAB: u32 = 12;
const BOUNDARY: TokenId = 11;

fn counted(lines: &[Vec<TokenId>]) -> CountedNgrams {
    let mut counts = NgramCounts::new(VOCAB as usize, BOUNDARY).unwrap();
    for (i, line) in lines.iter().enumerate() {
        counts.push(line, 1.0 + (i % 3) as f32).unwrap();
    }
    counts.finish()
}

fn table(lines: &[Vec<TokenId>], budget_bytes: usize, code_bits: u32) -> NgramTable<Vec<u8>> {
    let bytes = counted(lines).table(&TableOptions { budget_bytes, code_bits }).unwrap();
    assert!(bytes.len() <= budget_bytes, "{} bytes", bytes.len());
    NgramTable::parse(bytes).unwrap()
}

/// A text in which most tokens follow from the one or two before.
fn regular() -> Vec<Vec<TokenId>> {
    (0..400).map(|i| (0..8).map(|j| if i % 2 == 0 { (i + j) % 11 } else { (j * j + i % 5) % 11 }).collect()).collect()
}

fn lines() -> impl Strategy<Value = Vec<Vec<TokenId>>> {
    let line = prop::collection::vec(prop_oneof![3 => 0..4_u32, 1 => 0..BOUNDARY], 1..12);
    // Every line several times: an n-gram seen once is never stored.
    prop::collection::vec(line, 1..40).prop_map(|lines| [&lines[..], &lines, &lines[..lines.len() / 2]].concat())
}

fn options() -> impl Strategy<Value = (usize, u32)> {
    (prop_oneof![5_000..20_000_usize, Just(7_000)], prop_oneof![Just(4), Just(8)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn distributions_are_finite_and_sum_to_about_one(
        lines in lines(),
        (budget, bits) in options(),
        history in prop::collection::vec(0..VOCAB, 0..5),
    ) {
        let table = table(&lines, budget, bits);
        let logs: Vec<f32> = (0..VOCAB).map(|token| table.log_prob(&history, token)).collect();
        prop_assert!(logs.iter().all(|log| log.is_finite() && *log <= 0.0), "{logs:?}");
        let sum: f32 = logs.iter().map(|log| log.exp()).sum();
        prop_assert!((0.9..1.1).contains(&sum), "sums to {sum}");
    }

    #[test]
    fn top_is_the_whole_distribution_sorted(
        lines in lines(),
        (budget, bits) in options(),
        history in prop::collection::vec(0..VOCAB, 0..5),
        count in 0..20_usize,
    ) {
        let table = table(&lines, budget, bits);
        let mut expected: Vec<_> = (0..VOCAB).map(|token| (token, table.log_prob(&history, token))).collect();
        expected.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        expected.truncate(count);
        let found: Vec<_> = table.top(&history, count).iter().map(|c| (c.token, c.log_prob)).collect();
        prop_assert_eq!(found, expected);
    }

    /// Any damage is an error or, with a checksum made to fit, at worst another table.
    #[test]
    fn hostile_bytes_do_no_harm(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
        resealed: bool,
        history in prop::collection::vec(any::<u32>(), 0..5),
        near in prop::collection::vec(0..VOCAB, 0..4),
    ) {
        let mut bytes = counted(&regular()).table(&TableOptions { budget_bytes: 6_000, code_bits: 4 }).unwrap();
        let before = bytes.clone();
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if resealed && bytes.len() >= 80 {
            seal(&mut bytes);
        }
        match NgramTable::parse(bytes.as_slice()) {
            Ok(table) => {
                prop_assert!(resealed || bytes == before);
                for history in [&history, &near] {
                    let top = table.top(history, 5);
                    prop_assert!(top.iter().all(|c| c.log_prob == table.log_prob(history, c.token)));
                    prop_assert!(table.log_prob(history, u32::MAX).is_finite());
                }
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn longer_contexts_win_and_unknown_ones_fall_back() {
    // After 1 usually 2, but after `0 1` usually 3, and after `5 0 1` 4.
    let line = |head: &[TokenId], times: usize| vec![head.to_vec(); times];
    let lines = [line(&[1, 2], 60), line(&[0, 1, 3], 20), line(&[5, 0, 1, 4], 15)].concat();
    let table = table(&lines, 6_000, 8);
    let best = |history: &[TokenId]| table.top(history, 1)[0].token;
    assert_eq!(best(&[9, 1]), 2, "the context is unknown, its last token is not");
    assert_eq!(best(&[9, 0, 1]), 3);
    assert_eq!(best(&[5, 0, 1]), 4);
    assert_eq!(best(&[4, 5, 0, 1]), 4);
    assert_eq!(table.after(&[5, 0, 1]).order(4), 4);
    assert_eq!(table.after(&[9, 1]).order(2), 2);
    assert_eq!(table.after(&[9, 1]).order(9), 1);
    let unigram = |token| table.log_prob(&[9, 9, 9], token);
    assert_eq!(table.log_prob(&[9, 10, 8], 7), unigram(7), "nothing is known of the history");
    assert!(unigram(1) > unigram(9));
}

#[test]
fn a_text_begins_like_a_line_and_lines_do_not_see_each_other() {
    let lines = vec![vec![3, 4, 5]; 40];
    let table = table(&lines, 6_000, 8);
    assert_eq!(table.top(&[], 1)[0].token, 3);
    assert_eq!(table.top(&[3, 4, 5], 1)[0].token, BOUNDARY);
    for token in 0..VOCAB {
        assert_eq!(table.log_prob(&[], token), table.log_prob(&[7, 8, BOUNDARY], token));
        assert_eq!(table.log_prob(&[3], token), table.log_prob(&[9, BOUNDARY, 3], token));
    }
}

#[test]
fn a_heavier_line_counts_more() {
    let mut counts = NgramCounts::new(VOCAB as usize, BOUNDARY).unwrap();
    for _ in 0..30 {
        counts.push(&[1, 2], 1.0).unwrap();
        counts.push(&[1, 3], 4.0).unwrap();
    }
    let bytes = counts.finish().table(&TableOptions { budget_bytes: 6_000, code_bits: 8 }).unwrap();
    let table = NgramTable::parse(bytes).unwrap();
    let ratio = (table.log_prob(&[1], 3) - table.log_prob(&[1], 2)).exp();
    assert!((3.6..4.5).contains(&ratio), "{ratio}");
}

#[test]
fn a_smaller_budget_keeps_less_and_the_same_counts_give_the_same_bytes() {
    let regular = counted(&regular());
    let bytes = |budget_bytes| regular.table(&TableOptions { budget_bytes, code_bits: 4 }).unwrap();
    let (small, large) = (bytes(1_000), bytes(2_000));
    assert!(small.len() <= 1_000 && large.len() > small.len() && large.len() <= 2_000);
    assert_eq!(large, counted(&self::regular()).table(&TableOptions { budget_bytes: 2_000, code_bits: 4 }).unwrap());
    let error = regular.table(&TableOptions { budget_bytes: 100, code_bits: 4 }).unwrap_err();
    assert!(matches!(error, NgramError::Budget { budget: 100, .. }), "{error}");
}

#[test]
fn what_cannot_be_counted_is_an_error_with_numbers() {
    let mut counts = NgramCounts::new(VOCAB as usize, BOUNDARY).unwrap();
    let wrong = counts.push(&[1, 12], 1.0).unwrap_err();
    assert_eq!(wrong, NgramError::Line { token: 12, index: 1, vocab_size: VOCAB });
    assert!(counts.push(&[BOUNDARY], 1.0).is_err());
    assert!(counts.push(&[1], 0.0).is_err() && counts.push(&[1], f32::NAN).is_err());
    assert_eq!(counts.tokens(), 0);
    assert!(NgramCounts::new(70_000, 0).is_err() && NgramCounts::new(0, 0).is_err() && NgramCounts::new(3, 3).is_err());
    // Nothing counted is still a table, in which every token is as likely.
    let bytes = counts.finish().table(&TableOptions { budget_bytes: 5_000, code_bits: 8 }).unwrap();
    let table = NgramTable::parse(bytes).unwrap();
    assert!((table.log_prob(&[1], 2) + (VOCAB as f32).ln()).abs() < 1e-3);
}

#[test]
fn any_vocabulary_up_to_16_bits_is_accepted() {
    let mut counts = NgramCounts::new(65_535, 0).unwrap();
    for _ in 0..20 {
        counts.push(&[65_534, 65_533, 65_534], 1.0).unwrap();
    }
    let bytes = counts.finish().table(&TableOptions { budget_bytes: 100_000, code_bits: 4 }).unwrap();
    let table = NgramTable::parse(bytes).unwrap();
    assert_eq!(table.top(&[65_534], 1)[0].token, 65_533);
    assert_eq!(table.top(&[], 70_000).len(), 65_535);
}
