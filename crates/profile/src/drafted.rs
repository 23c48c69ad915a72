//! What drafts were expected to say, for when they are taken.
//!
//! The words of a draft that is taken are read in one go, and the model isn't asked about each of them again. Were only
//! typed words to decide about trust, it would see what the person's n-grams missed and never what they had foretold.

use std::cell::RefCell;
use std::collections::HashMap;

use foreword_decode::Place;
use foreword_text::TokenId;

/// Places of one generation. A request for drafts looks at some tens.
const MOST: usize = 256;

/// Tokens before a place that tell it from others, beside their number.
const TELLING: usize = 8;

/// A token of a draft, with its probability in the opinion of the model and in that of model and n-grams together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Expected {
    pub(crate) token: TokenId,
    pub(crate) model: f64,
    pub(crate) mixed: f64,
}

/// A place: the number of tokens before it, and the last of them.
type Key = (usize, [TokenId; TELLING]);

/// The candidates at the places of drafts that were written lately.
#[derive(Debug, Default)]
pub(crate) struct Drafted {
    latest: RefCell<HashMap<Key, Vec<Expected>>>,
    before: RefCell<HashMap<Key, Vec<Expected>>>,
}

impl Drafted {
    /// Remembers the candidates of a place.
    pub(crate) fn remember(&self, place: Place<'_>, candidates: Vec<Expected>) {
        let mut latest = self.latest.borrow_mut();
        if latest.len() >= MOST {
            *self.before.borrow_mut() = std::mem::take(&mut *latest);
        }
        latest.insert(key(place), candidates);
    }

    /// What was expected of `token` at a place, if a draft was written over it lately.
    pub(crate) fn expected(&self, place: Place<'_>, token: TokenId) -> Option<Expected> {
        let key = key(place);
        let in_map = |map: &RefCell<HashMap<Key, Vec<Expected>>>| {
            map.borrow().get(&key).and_then(|all| all.iter().find(|expected| expected.token == token).copied())
        };
        in_map(&self.latest).or_else(|| in_map(&self.before))
    }
}

fn key(place: Place<'_>) -> Key {
    let mut last = [TokenId::MAX; TELLING];
    let tokens = place.draft.iter().rev().chain(place.context.iter().rev());
    last.iter_mut().zip(tokens).for_each(|(to, &token)| *to = token);
    (place.context.len() + place.draft.len(), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(token: TokenId) -> Expected {
        Expected { token, model: 0.1, mixed: 0.2 }
    }

    #[test]
    fn a_place_is_found_again_once_its_draft_is_text() {
        let drafted = Drafted::default();
        drafted.remember(Place { context: &[1, 2, 3], draft: &[4, 5] }, vec![expected(6), expected(7)]);
        let text = Place { context: &[1, 2, 3, 4, 5], draft: &[] };
        assert_eq!(drafted.expected(text, 7), Some(expected(7)));
        assert_eq!(drafted.expected(text, 8), None, "another token");
        assert_eq!(drafted.expected(Place { context: &[2, 3, 4, 5], draft: &[] }, 7), None, "another place");
    }

    #[test]
    fn places_of_long_ago_leave() {
        let drafted = Drafted::default();
        let place = |number: usize| [number as TokenId];
        for number in 0..3 * MOST {
            drafted.remember(Place { context: &place(number), draft: &[] }, vec![expected(1)]);
        }
        let is_there = |number| drafted.expected(Place { context: &place(number), draft: &[] }, 1).is_some();
        assert!(is_there(3 * MOST - 1) && is_there(2 * MOST) && !is_there(MOST - 1));
        let held = drafted.latest.borrow().len() + drafted.before.borrow().len();
        assert!(held <= 2 * MOST, "{held}");
    }
}
