//! A person's own n-grams as a distribution: Witten–Bell interpolation of orders 1 to 4.
//!
//! ```text
//! u₋₁(v) = 1 / V
//! uₖ(v) = (Cₖ(v) + Tₖ · uₖ₋₁(v)) / (Nₖ + Tₖ)     for every context of k = 0 … 3 tokens that occurred
//! ```
//!
//! `Cₖ(v)` is how often `v` followed the last k tokens, `Nₖ` the sum of that over all tokens, and `Tₖ` the number of
//! different ones (Witten and Bell, 1991, <https://doi.org/10.1109/18.87000>). Where texts end counts as a token.

use std::collections::BTreeMap;
use std::rc::Rc;

use foreword_text::TokenId;

use crate::history::{Context, EDGE, Following, History, REACH};

/// What a history says of one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembered {
    /// Probability of the tokens that followed a context of one token or more, beyond what `uniform` and `unigram` give.
    by_context: BTreeMap<TokenId, f64>,
    /// Factor of the probabilities of order 1.
    back_off: f64,
    /// `T₀ / V / (N₀ + T₀)`: what every token of the vocabulary has of order 1.
    uniform: f64,
    /// `N₀ + T₀`.
    unigram_total: f64,
    unigrams: Rc<Following>,
    /// The longest context that occurred: its length, and what followed it.
    pub longest: (usize, Rc<Following>),
}

impl Remembered {
    /// What `history` says at the end of `context`, for a vocabulary of `vocab_size` tokens.
    pub fn at(history: &History, context: Context, vocab_size: usize) -> Self {
        let unigrams = history.unigrams();
        let distinct = unigrams.counts.len() as f64;
        let unigram_total = (f64::from(unigrams.total) + distinct).max(1.0);
        let uniform = if distinct > 0.0 { distinct / unigram_total } else { 1.0 } / vocab_size.max(1) as f64;
        let (by_context, longest) = (BTreeMap::new(), (0, Rc::default()));
        let mut found = Self { by_context, back_off: 1.0, uniform, unigram_total, unigrams, longest };
        for len in 1..=REACH {
            let following = history.after(context, len);
            if following.total == 0 {
                break;
            }
            let (total, distinct) = (f64::from(following.total), following.counts.len() as f64);
            let keep = distinct / (total + distinct);
            found.by_context.values_mut().for_each(|p| *p *= keep);
            found.back_off *= keep;
            for &(token, count) in &following.counts {
                *found.by_context.entry(token).or_default() += f64::from(count) / (total + distinct);
            }
            found.longest = (len, following);
        }
        found
    }

    /// Probability of `token`.
    pub fn probability(&self, token: TokenId) -> f64 {
        self.with_unigram(token, self.unigrams.count(token))
    }

    /// All tokens that were written, ends of texts left out, with their probabilities.
    pub fn written(&self) -> impl Iterator<Item = (TokenId, f64)> + '_ {
        let written = self.unigrams.counts.iter().filter(|&&(token, _)| token != EDGE);
        written.map(|&(token, count)| (token, self.with_unigram(token, count)))
    }

    fn with_unigram(&self, token: TokenId, count: u32) -> f64 {
        let unigram = f64::from(count) / self.unigram_total + self.uniform;
        self.back_off * unigram + self.by_context.get(&token).copied().unwrap_or(0.0)
    }

    /// Tokens that followed a context of one token or more; ends of texts left out.
    pub fn followers(&self) -> impl Iterator<Item = TokenId> + '_ {
        self.by_context.keys().copied().filter(|&token| token != EDGE)
    }

    /// The token that followed the longest context most often, and how often.
    pub fn best(&self) -> Option<(TokenId, u32)> {
        self.longest.1.best()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn context(tokens: &[TokenId]) -> Context {
        Context::of(tokens, |_| false)
    }

    #[test]
    fn two_orders_by_hand() {
        // Tokens: 1 2 . 1 3 .   (6 with the ends; 4 kinds)
        let history = History::of([&[1, 2][..], &[1, 3]]);
        let found = Remembered::at(&history, context(&[7, 1]), 10);
        // Order 1: (1 + 4/10) / (6 + 4); order 2: (1 + 2 · order 1) / (2 + 2); nothing of order 3.
        let first = (1.0 + 0.4) / 10.0;
        assert!((found.probability(2) - (1.0 + 2.0 * first) / 4.0).abs() < 1e-12);
        // Never seen: (0.4 / 10) · 2 / 4.
        assert!((found.probability(9) - 0.02).abs() < 1e-12);
        assert_eq!((found.longest.0, found.best()), (1, Some((3, 1))));
    }

    #[test]
    fn an_empty_history_knows_nothing() {
        let history = History::default();
        let found = Remembered::at(&history, context(&[1]), 4);
        assert_eq!((found.probability(2), found.best()), (0.25, None));
    }

    proptest! {
        #[test]
        fn probabilities_sum_to_one(
            messages in prop::collection::vec(prop::collection::vec(0..8u32, 1..9), 0..12),
            query in prop::collection::vec(0..8u32, 0..5),
        ) {
            let history = History::of(messages.iter().map(Vec::as_slice));
            let found = Remembered::at(&history, context(&query), 9);
            let sum: f64 = (0..8).chain([EDGE]).map(|token| found.probability(token)).sum();
            prop_assert!((sum - 1.0).abs() < 1e-9, "{}", sum);
        }
    }
}
