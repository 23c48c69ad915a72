//! Opinions beside the model's.

use foreword_text::TokenId;

use crate::row::{Candidate, Row, Want};
use crate::source::Source;

/// A place at which a source is asked for its opinion.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Tokens of the context, oldest first.
    pub context: &'a [TokenId],
    /// Tokens of the draft so far.
    pub draft: &'a [TokenId],
}

impl Place<'_> {
    /// The last `count` tokens, of context and draft together, oldest first.
    pub fn history(&self, count: usize) -> Vec<TokenId> {
        let from_draft = self.draft.len().min(count);
        let from_context = self.context.len().min(count - from_draft);
        let mut history = self.context[self.context.len() - from_context..].to_vec();
        history.extend_from_slice(&self.draft[self.draft.len() - from_draft..]);
        history
    }

    /// Tokens between what was typed and this place: 0 for a draft's first token.
    pub fn distance(&self) -> usize {
        self.draft.len()
    }
}

/// A way for a draft to begin: one token, or an entry of several that is copied as a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Its tokens; never empty.
    pub tokens: Vec<TokenId>,
    /// Natural logarithm of the probability of all of them, given the letters typed.
    pub log_prob: f32,
    /// Who proposes it.
    pub source: Source,
}

impl From<Candidate> for Start {
    fn from(Candidate { token, log_prob, source }: Candidate) -> Self {
        Self { tokens: vec![token], log_prob, source }
    }
}

/// The model's opinion on a draft's first token, under the letters typed of the word under way.
#[derive(Debug, Clone, Copy)]
pub struct First<'a> {
    /// Where the draft begins; [`Place::draft`] is empty.
    pub place: Place<'a>,
    /// The letters typed: bytes with which every draft begins. Empty where none are held back.
    pub constraint: &'a [u8],
    /// The likeliest tokens whose bytes begin with `constraint`, in descending order. Their probabilities are given that
    /// the next token is one of those that agree.
    pub agreeing: &'a [Candidate],
    /// Natural logarithm of the probability that the next token agrees.
    pub log_mass: f32,
    /// The distribution over the whole vocabulary, as far as [`Sources::want_of_text`] says.
    pub row: &'a Row,
    /// The word that the letters are of.
    pub word: UnderWay<'a>,
}

/// The word under way, from its beginning.
#[derive(Debug, Clone, Copy)]
pub struct UnderWay<'a> {
    /// Where it begins; [`Place::draft`] is empty.
    pub place: Place<'a>,
    /// Its letters, with the space before them: [`First::constraint`] is their end.
    pub letters: &'a [u8],
    /// The model's opinion before it, as far as [`Sources::want_of_text`] says.
    pub row: &'a Row,
    /// Natural logarithm of the model's probability of the letters before [`First::constraint`], which it has read.
    pub read_log_prob: f32,
}

/// Further opinions on what comes next: shared n-grams, a person's own words and phrases.
///
/// A source sees what the model thinks and changes it. Log-probabilities stay natural logarithms of probabilities, so
/// that drafts of different origin compare.
pub trait Sources {
    /// How much of each row this source needs to see.
    fn want(&self) -> Want;

    /// How much it needs to see of the places that the text is read to, for [`starts`](Self::starts) and
    /// [`observe`](Self::observe).
    fn want_of_text(&self) -> Want {
        self.want()
    }

    /// The beginnings of drafts in the opinion of model and source together, each beginning with `first.constraint`, the
    /// likeliest first. Log-probabilities are given the letters typed.
    fn starts(&self, first: First<'_>) -> Vec<Start>;

    /// Gives the row's candidates their probabilities in this source's opinion, adds its own, and leaves them in
    /// descending order.
    fn rescore(&self, place: Place<'_>, row: &mut Row);

    /// Learns that `token` was written at a place where `row` was the model's opinion and `log_prob` the token's natural
    /// log-probability in it. Sources that weigh themselves by how well they foretold use it; others ignore it.
    fn observe(&self, _place: Place<'_>, _row: &Row, _token: TokenId, _log_prob: f32) {}

    /// Learns that `token` was written at a place where the model's opinion isn't known any more: it came with a draft that
    /// was taken, or was pasted. Sources that remember what drafts were expected to say use it.
    fn observe_taken(&self, _place: Place<'_>, _token: TokenId) {}
}

/// The model alone: rows stay as they are, bit for bit.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSources;

impl Sources for NoSources {
    fn want(&self) -> Want {
        Want::likeliest(1)
    }

    fn starts(&self, first: First<'_>) -> Vec<Start> {
        first.agreeing.iter().copied().map(Start::from).collect()
    }

    fn rescore(&self, _place: Place<'_>, _row: &mut Row) {}
}

/// Mixes the candidates' probabilities, with all their mass kept, with those of another distribution: `share` of the
/// latter, 0 to 1. A candidate to which the other distribution adds more than half is from `source` afterwards.
pub fn mix(candidates: &mut [Candidate], share: f32, source: Source, log_prob: impl Fn(TokenId) -> f32) {
    if share == 0.0 {
        return;
    }
    let theirs: Vec<f32> = candidates.iter().map(|candidate| log_prob(candidate.token).exp()).collect();
    let mass: f32 = candidates.iter().map(|candidate| candidate.log_prob.exp()).sum();
    let scale = mass / theirs.iter().sum::<f32>();
    if !scale.is_finite() {
        return;
    }
    for (candidate, theirs) in candidates.iter_mut().zip(theirs) {
        let (ours, theirs) = ((1.0 - share) * candidate.log_prob.exp(), share * scale * theirs);
        candidate.log_prob = (ours + theirs).ln();
        if theirs > ours {
            candidate.source = source;
        }
    }
    candidates.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob).then(a.token.cmp(&b.token)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(token: TokenId, p: f32) -> Candidate {
        Candidate::model(token, p.ln())
    }

    #[test]
    fn mixing_changes_the_order_and_keeps_the_mass() {
        let mut candidates = [candidate(7, 0.5), candidate(3, 0.3)];
        let theirs = |token| if token == 3 { 0.09f32.ln() } else { 0.01f32.ln() };
        mix(&mut candidates, 0.5, Source::Ngrams, theirs);
        // 0.5 · 0.3 + 0.5 · 0.8 · 0.9 and 0.5 · 0.5 + 0.5 · 0.8 · 0.1
        assert_eq!(candidates.map(|c| (c.token, c.source)), [(3, Source::Ngrams), (7, Source::Model)]);
        assert!((candidates[0].log_prob.exp() - 0.51).abs() < 1e-5, "{candidates:?}");
        assert!((candidates[1].log_prob.exp() - 0.29).abs() < 1e-5, "{candidates:?}");
    }

    #[test]
    fn a_share_of_nothing_or_a_distribution_without_mass_changes_nothing() {
        let mut candidates = [candidate(1, 1.0)];
        mix(&mut candidates, 0.5, Source::Ngrams, |_| f32::NEG_INFINITY);
        mix(&mut candidates, 0.0, Source::Ngrams, |_| 0.0);
        assert_eq!(candidates, [candidate(1, 1.0)]);
        mix(&mut [], 0.5, Source::Ngrams, |_| 0.0);
    }

    #[test]
    fn the_history_of_a_place_spans_context_and_draft() {
        let place = Place { context: &[1, 2, 3], draft: &[4, 5] };
        assert_eq!(place.history(3), [3, 4, 5]);
        assert_eq!(place.history(9), [1, 2, 3, 4, 5]);
        assert_eq!(place.history(1), [5]);
        assert!(Place { context: &[], draft: &[] }.history(3).is_empty());
    }
}
