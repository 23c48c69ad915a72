//! What is known of the places of a text that were read.

use foreword_decode::{Candidate, Outlook, Row, RowState, StepModel, Want};
use foreword_text::{TokenId, Tokenizer};

/// Tokens that are less likely than the likeliest by so many nats add next to nothing to the probability of all. Were all
/// 49,000 as likely as that, they would add a third; few are.
const NEGLIGIBLE: f32 = 12.0;

/// Where a model previews a place, so many tokens that agree with the letters typed are scored at most: one letter leaves
/// fewer. More agree at a word's beginning, where the likeliest are those of the preview.
const SCORED: usize = 4096;

/// A place that was read.
pub(crate) struct Known {
    /// The context.
    pub(crate) tokens: Vec<TokenId>,
    outlook: Outlook,
    /// The model's state, if sources wanted it and `outlook` lacks it.
    query: Option<Vec<f32>>,
}

/// Tokens that agree with the letters typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Agreeing {
    /// The likeliest, in descending order. Their probabilities are given that the next token agrees.
    pub(crate) likeliest: Vec<Candidate>,
    /// Logarithm of the probability that it does.
    pub(crate) log_mass: f32,
}

impl Known {
    pub(crate) fn new(tokens: Vec<TokenId>, outlook: Outlook, query: Option<Vec<f32>>) -> Self {
        Self { tokens, outlook, query }
    }

    /// Natural log-probability of one token.
    pub(crate) fn log_prob(&self, model: &impl StepModel, token: TokenId) -> f32 {
        match &self.outlook {
            Outlook::Whole(log_probs) => log_probs.get(token as usize).copied(),
            Outlook::Preview(preview) => model.log_probs_of(preview, &[token]).first().copied(),
        }
        .unwrap_or(f32::NEG_INFINITY)
    }

    /// The likeliest `count` tokens whose bytes begin with `letters`.
    pub(crate) fn agreeing(
        &self,
        model: &impl StepModel,
        tokenizer: &Tokenizer,
        letters: &[u8],
        count: usize,
    ) -> Agreeing {
        let all = tokenizer.tokens_starting_with(letters);
        match &self.outlook {
            Outlook::Whole(log_probs) => {
                let log_prob = |token: TokenId| log_probs.get(token as usize).copied().unwrap_or(f32::NEG_INFINITY);
                likeliest(all.iter().map(|&token| (token, log_prob(token))), count)
            }
            Outlook::Preview(preview) if all.len() <= SCORED => {
                let log_probs = model.log_probs_of(preview, all);
                likeliest(all.iter().copied().zip(log_probs.iter().copied()), count)
            }
            Outlook::Preview(preview) => {
                let agrees = |token| tokenizer.token_bytes(token).is_some_and(|bytes| bytes.starts_with(letters));
                let agreeing: Vec<_> = preview.likely.iter().copied().filter(|&(token, _)| agrees(token)).collect();
                // What is likeliest of all may not agree, and then those that do were only estimated.
                let near = best(agreeing.iter().copied(), 2 * count);
                let Some(last) = near.last() else { return Agreeing::default() };
                let tokens: Vec<TokenId> = near.iter().map(|candidate| candidate.token).collect();
                let exact: Vec<_> = tokens.iter().copied().zip(model.log_probs_of(preview, &tokens)).collect();
                let others = agreeing.iter().copied().filter(|&(token, l)| (-l, token) > (-last.log_prob, last.token));
                likeliest(exact.iter().copied().chain(others), count)
            }
        }
    }

    /// The model's opinion, as far as sources want to see it; empty if they want no more than the best. The entropy, which no
    /// source uses here, stays 0.
    pub(crate) fn row(&self, want: Want) -> Row {
        if want.candidates <= 1 {
            return Row::default();
        }
        let candidates = match &self.outlook {
            Outlook::Whole(log_probs) => best((0..).zip(log_probs.iter().copied()), want.candidates),
            Outlook::Preview(preview) => best(preview.likely.iter().copied(), want.candidates),
        };
        let query = match &self.outlook {
            Outlook::Preview(preview) if want.state => Some(&preview.state),
            _ => self.query.as_ref(),
        };
        let state = query.map(|query| RowState { query: query.clone(), ..RowState::default() });
        Row { candidates, state, ..Row::default() }
    }

    /// Bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        let query = self.query.as_deref().unwrap_or_default();
        size_of_val(self.tokens.as_slice()) + self.outlook.bytes() + size_of_val(query)
    }
}

/// The likeliest `count` of some tokens; ties go to the lower one.
fn best(log_probs: impl Iterator<Item = (TokenId, f32)>, count: usize) -> Vec<Candidate> {
    let mut best: Vec<Candidate> = Vec::with_capacity(count + 1);
    for (token, log_prob) in log_probs {
        let is_before = |other: &Candidate| (-other.log_prob, other.token) < (-log_prob, token);
        if best.len() < count || best.last().is_some_and(|last| !is_before(last)) {
            best.insert(best.partition_point(is_before), Candidate::model(token, log_prob));
            best.truncate(count);
        }
    }
    best
}

/// The likeliest `count` of some tokens, given that it is one of them.
fn likeliest(log_probs: impl Iterator<Item = (TokenId, f32)> + Clone, count: usize) -> Agreeing {
    let mut best = best(log_probs.clone(), count);
    let most = best.first().map_or(f32::NEG_INFINITY, |best| best.log_prob);
    // Behind a space half of the vocabulary agrees, and nearly all of it is negligible.
    let differences = log_probs.map(|(_, log_prob)| log_prob - most).filter(|&less| less > -NEGLIGIBLE);
    let log_mass = most + differences.map(f32::exp).sum::<f32>().ln();
    best.iter_mut().for_each(|c| c.log_prob -= log_mass);
    Agreeing { likeliest: best, log_mass }
}

#[cfg(test)]
mod tests {
    use foreword_decode::NeverCancel;
    use foreword_decode::testing::run;

    use super::*;
    use crate::testing::completer;

    /// Behind a space more tokens agree than are scored, behind a letter fewer.
    #[test]
    fn a_preview_finds_what_the_whole_vocabulary_has() {
        let letters = |n: u32| n.wrapping_mul(2_654_435_761).to_be_bytes().map(|byte| char::from(b'a' + byte % 26));
        let words: Vec<String> = (1..4000).map(|n| letters(n).iter().collect()).collect();
        let words = words.join(" ");
        let completer = completer(&["so we went home.", "so we were late.", "so we will see.", &words]);
        let (tokenizer, plain) = (completer.tokenizer(), completer.model().clone());
        let previewing = plain.clone().previewing();
        assert!(tokenizer.tokens_starting_with(b" ").len() > SCORED, "the preview isn't needed");
        let text: Vec<TokenId> = tokenizer.encode("so we").unwrap().iter().map(|token| token.id).collect();
        let [whole, preview] = [&plain, &previewing].map(|model| {
            let mut context = model.context();
            run(model.encode(&mut context, &text, &NeverCancel)).unwrap();
            Known::new(text.clone(), run(model.outlook(&context)).unwrap(), None)
        });
        for letters in ["", " ", " w", " wi", " zzzzzz"] {
            let [expected, found] = [(&whole, &plain), (&preview, &previewing)]
                .map(|(known, model)| known.agreeing(model, tokenizer, letters.as_bytes(), 8));
            assert_eq!(expected.likeliest.len(), found.likeliest.len(), "{letters:?}");
            for (expected, found) in expected.likeliest.iter().zip(&found.likeliest).take(3) {
                assert_eq!(expected.token, found.token, "{letters:?}");
                assert!((expected.log_prob - found.log_prob).abs() < 0.05, "{letters:?}: {found:?} for {expected:?}");
            }
            assert!(expected.likeliest.is_empty() || (expected.log_mass - found.log_mass).abs() < 0.05, "{letters:?}");
        }
        for token in [5, text[0], TokenId::MAX] {
            assert_eq!(whole.log_prob(&plain, token), preview.log_prob(&previewing, token));
        }
        let row = preview.row(Want { candidates: 3, state: true });
        assert_eq!(row.candidates, whole.row(Want { candidates: 3, state: true }).candidates);
        assert!(row.state.is_some() && preview.row(Want::likeliest(1)) == Row::default());
    }

    #[test]
    fn the_likeliest_are_normalised_over_all_that_agree() {
        let found = likeliest([(0, 0.1f32.ln()), (1, 0.2f32.ln()), (3, 0.05f32.ln())].into_iter(), 2);
        assert!((found.log_mass.exp() - 0.35).abs() < 1e-6, "{found:?}");
        assert_eq!(found.likeliest.iter().map(|c| c.token).collect::<Vec<_>>(), [1, 0]);
        assert!((found.likeliest[0].log_prob.exp() - 0.2 / 0.35).abs() < 1e-6);
        assert!(likeliest(std::iter::empty(), 2).likeliest.is_empty());
    }

    #[test]
    fn the_best_of_a_vocabulary_are_in_order() {
        let all = [(0, -3.0), (1, -1.0), (2, -2.0), (3, -1.0)];
        for order in [all, [all[3], all[0], all[2], all[1]]] {
            let found = best(order.into_iter(), 3);
            assert_eq!(found.iter().map(|c| c.token).collect::<Vec<_>>(), [1, 3, 2]);
        }
        assert!(best(std::iter::empty(), 3).is_empty());
    }
}
