use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::Sharing;

/// A message: the number of its site, and its words with the first number of their keys.
type Written = (usize, Vec<(usize, Option<i8>)>);

const SITES: [&str; 4] = ["", "a", "b", "c"];
const WORDS: [&str; 7] = ["Ann", "Bob", "sees", "the", "Rusty", "Anchor", "only on c"];

fn uses(message: &Written) -> Vec<Use> {
    let key = |first: i8| Key(std::array::from_fn(|i| if i == 0 { first } else { 1 }));
    message.1.iter().map(|&(word, first)| Use { word: WORDS[word].to_owned(), key: first.map(key) }).collect()
}

fn messages(most: usize) -> impl Strategy<Value = Vec<Written>> {
    let word = (0..6usize, prop::option::of(any::<i8>()));
    prop::collection::vec((0..SITES.len(), prop::collection::vec(word, 0..6)), 0..most)
}

fn words<'w>(messages: impl IntoIterator<Item = (u64, &'w Written)>) -> Words {
    let mut words = Words::default();
    words.replace(messages.into_iter().map(|(id, message)| (MessageId(id), SITES[message.0], uses(message))));
    words
}

fn views() -> impl Iterator<Item = View> {
    let sharings = [Sharing::Everywhere, Sharing::TwoSites, Sharing::Site];
    sharings.into_iter().flat_map(|sharing| ["", "a", "b", "elsewhere"].map(|site| View::of(sharing, site)))
}

proptest! {
    #[test]
    fn what_is_taken_out_was_never_there(messages in messages(9), gone in prop::collection::btree_set(1..10u64, 0..5)) {
        let mut left = words((1..).zip(&messages));
        left.remove(|id| gone.contains(&id.0));
        let fresh = words((1..).zip(&messages).filter(|(id, _)| !gone.contains(id)));
        prop_assert_eq!(&left, &fresh);
        for view in views() {
            prop_assert_eq!(left.entries(&view), fresh.entries(&view));
        }
    }

    #[test]
    fn keys_that_come_later_are_as_if_they_had_been_there(messages in messages(9), at in any::<prop::sample::Index>()) {
        prop_assume!(!messages.is_empty());
        let at = at.index(messages.len());
        let mut without = messages.clone();
        without[at].1.iter_mut().for_each(|(_, key)| *key = None);
        let mut later = words((1..).zip(&without));
        later.set_keys(MessageId(at as u64 + 1), &uses(&messages[at]));
        let at_once = words((1..).zip(&messages));
        prop_assert_eq!(&later, &at_once);
        later.set_keys(MessageId(at as u64 + 1), &uses(&without[at]));
        prop_assert_eq!(later, words((1..).zip(&without)));
    }

    #[test]
    fn entries_are_those_of_a_plain_search(messages in messages(9)) {
        let all = words((1..).zip(&messages));
        for view in views() {
            let here = messages.iter().map(|(site, _)| view.is_here(SITES[*site])).collect::<Vec<_>>();
            let mut plain = Vec::new();
            for (number, word) in WORDS.iter().enumerate() {
                let uses: Vec<usize> = messages.iter().enumerate()
                    .flat_map(|(at, (_, words))| words.iter().filter(|(of, _)| *of == number).map(move |_| at)).collect();
                let sites: BTreeSet<&str> = uses.iter().map(|&at| SITES[messages[at].0]).filter(|s| !s.is_empty()).collect();
                let shares = matches!(view, View::From { shares: true, .. }) && sites.len() >= 2;
                let seen: Vec<usize> = uses.into_iter().filter(|&at| shares || here[at]).collect();
                if let (Some(first), Some(&last)) = (seen.first(), seen.last()) && *first < last {
                    let age = 1 + here[last + 1..].iter().filter(|&&is| is).count();
                    plain.push((Rc::<str>::from(*word), seen.len() as u32, age));
                }
            }
            plain.sort();
            let found: Vec<_> = all.entries(&view).into_iter().map(|entry| (entry.word, entry.uses, entry.age)).collect();
            prop_assert_eq!(found, plain);
        }
    }

    #[test]
    fn what_one_site_has_changes_nothing_elsewhere(messages in messages(9), at in any::<prop::sample::Index>()) {
        let mut with = messages.clone();
        let at = at.index(with.len() + 1);
        with.splice(at..at, [(3, vec![(6, Some(3))]), (3, vec![(6, None), (6, Some(-9))])]);
        for view in views().filter(|view| *view != View::Everything) {
            prop_assert_eq!(words((1..).zip(&with)).entries(&view), words((1..).zip(&messages)).entries(&view));
        }
    }
}
