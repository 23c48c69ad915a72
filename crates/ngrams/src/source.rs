use foreword_decode::{First, Place, Row, Source, Sources, Start, Want, mix};

use crate::NgramTable;

/// Tokens that decide what follows: a table of order 4 sees no more.
pub(crate) const REACH: usize = 3;

/// Candidates of the model that are mixed with n-grams after a draft's first token.
const WIDTH: usize = 8;

/// Shared n-grams as an opinion beside the model's.
#[derive(Debug, Clone)]
pub struct NgramSource<B: AsRef<[u8]>> {
    /// The table.
    pub table: NgramTable<B>,
    /// Share of n-grams in the probability of first tokens, 0 to 1.
    pub first_share: f32,
    /// Share of n-grams in the probability of later tokens, 0 to 1.
    pub later_share: f32,
}

impl<B: AsRef<[u8]>> Sources for NgramSource<B> {
    fn want(&self) -> Want {
        Want::likeliest(if self.later_share > 0.0 { WIDTH } else { 1 })
    }

    fn starts(&self, first: First<'_>) -> Vec<Start> {
        let mut row = Row { candidates: first.agreeing.to_vec(), ..Row::default() };
        self.rescore(first.place, &mut row);
        row.candidates.into_iter().map(Start::from).collect()
    }

    fn rescore(&self, place: Place<'_>, row: &mut Row) {
        let share = if place.distance() == 0 { self.first_share } else { self.later_share };
        if share > 0.0 {
            let following = self.table.after(&place.history(REACH));
            mix(&mut row.candidates, share, Source::Ngrams, |token| following.log_prob(token));
        }
    }
}

#[cfg(test)]
mod tests {
    use foreword_decode::Candidate;

    use super::*;
    use crate::{NgramCounts, TableOptions};

    fn source(first_share: f32, later_share: f32) -> NgramSource<Vec<u8>> {
        let mut counts = NgramCounts::new(6, 4).unwrap();
        (0..50).for_each(|_| counts.push(&[0, 1, 2, 3], 1.0).unwrap());
        let bytes = counts.finish().table(&TableOptions { budget_bytes: 5_000, code_bits: 8 }).unwrap();
        NgramSource { table: NgramTable::parse(bytes).unwrap(), first_share, later_share }
    }

    fn row() -> Row {
        let candidates = vec![Candidate::model(3, 0.6f32.ln()), Candidate::model(2, 0.3f32.ln())];
        Row { candidates, ..Row::default() }
    }

    #[test]
    fn n_grams_turn_first_tokens_and_later_ones_by_their_shares() {
        let order = |source: &NgramSource<Vec<u8>>, draft: &[u32]| {
            let mut row = row();
            source.rescore(Place { context: &[5, 0, 1], draft }, &mut row);
            row.candidates.iter().map(|c| (c.token, c.source)).collect::<Vec<_>>()
        };
        let turned = [(2, Source::Ngrams), (3, Source::Model)];
        let as_it_was = [(3, Source::Model), (2, Source::Model)];
        assert_eq!(order(&source(0.5, 0.0), &[]), turned);
        assert_eq!(order(&source(0.5, 0.0), &[0, 1]), as_it_was);
        assert_eq!(order(&source(0.0, 0.5), &[0, 1]), turned, "context and draft are one history");
        assert_eq!(order(&source(0.0, 0.5), &[]), as_it_was);
    }

    #[test]
    fn the_model_is_asked_for_more_only_where_n_grams_have_a_say() {
        assert_eq!((source(0.5, 0.0).want().candidates, source(0.5, 0.1).want().candidates), (1, WIDTH));
    }
}
