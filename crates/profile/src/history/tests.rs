use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::Sharing;

fn context(tokens: &[TokenId]) -> Context {
    Context::of(tokens, |_| false)
}

fn counts(history: &History, tokens: &[TokenId], len: usize) -> Vec<(TokenId, u32)> {
    history.after(context(tokens), len).counts.clone()
}

#[test]
fn what_followed_is_counted() {
    let history = History::of([&[1, 2, 3][..], &[1, 2, 4], &[5, 2, 3]]);
    assert_eq!(counts(&history, &[1, 2], 1), [(3, 2), (4, 1)]);
    assert_eq!(counts(&history, &[1, 2], 2), [(3, 1), (4, 1)]);
    assert_eq!(counts(&history, &[], 1), [(1, 2), (5, 1)]);
    assert_eq!(counts(&history, &[2, 3], 2), [(EDGE, 2)]);
    assert_eq!(counts(&history, &[1, 2], 3), [(3, 1), (4, 1)], "the beginning of a message is a token");
    assert_eq!((history.count(2), history.count(7)), (3, 0));
    assert_eq!((history.unigrams().total, history.messages()), (12, 3));
}

#[test]
fn nothing_is_known_across_a_cut() {
    let history = History::of([&[1, CUT, 2, 3][..]]);
    assert!(counts(&history, &[1], 1).is_empty());
    assert_eq!(counts(&history, &[CUT, 2], 1), [(3, 1)]);
    assert_eq!(history.count(2), 1);
    assert_eq!(history.count(CUT), 0);
}

/// A message: the number of its site, and its tokens.
type Written = (usize, Vec<TokenId>);

const SITES: [&str; 4] = ["", "a", "b", "c"];

fn messages() -> impl Strategy<Value = Vec<Written>> {
    let token = prop_oneof![8 => 0..6u32, 1 => Just(EDGE), 1 => Just(CUT)];
    prop::collection::vec((0..SITES.len(), prop::collection::vec(token, 0..9)), 0..12)
}

fn text((id, (site, tokens)): (u64, &Written)) -> Text<'_> {
    Text { id: MessageId(id), site: SITES[*site], tokens }
}

fn texts<'w>(messages: impl IntoIterator<Item = (u64, &'w Written)>) -> Texts {
    let mut texts = Texts::default();
    texts.replace(messages.into_iter().map(text));
    texts
}

fn numbered(messages: &[Written]) -> impl Iterator<Item = (u64, &Written)> {
    (1..).zip(messages)
}

fn views() -> impl Iterator<Item = View> {
    let sharings = [Sharing::Everywhere, Sharing::TwoSites, Sharing::Site];
    sharings.into_iter().flat_map(|sharing| ["", "a", "b", "elsewhere"].map(|site| View::of(sharing, site)))
}

/// All that is seen: messages, unigrams, and what follows each context there is.
type Whole = (usize, Rc<Following>, BTreeMap<(Context, usize), Rc<Following>>);

fn whole(texts: &Texts, view: View) -> Whole {
    let contexts: BTreeSet<Context> = texts.contexts(1..texts.tokens.len()).map(|(context, _)| context).collect();
    let history = History::from(Rc::new(RefCell::new(texts.clone())), view);
    let all = contexts.into_iter().flat_map(|context| (1..=context.len()).map(move |len| (context, len)));
    let following = all.map(|(context, len)| ((context.last(len), len), history.after(context, len)));
    let following = following.filter(|(_, following)| following.total > 0).collect();
    (history.messages(), history.unigrams(), following)
}

proptest! {
    #[test]
    fn adding_one_by_one_and_all_at_once_is_the_same(messages in messages()) {
        let mut one_by_one = Texts::default();
        numbered(&messages).map(text).for_each(|message| one_by_one.push(message));
        prop_assert_eq!(one_by_one, texts(numbered(&messages)));
    }

    #[test]
    fn what_is_taken_out_was_never_there(messages in messages(), gone in prop::collection::btree_set(1..13u64, 0..6)) {
        let mut texts_left = texts(numbered(&messages));
        texts_left.remove(|id| gone.contains(&id.0));
        let fresh = texts(numbered(&messages).filter(|(id, _)| !gone.contains(id)));
        prop_assert_eq!(&texts_left, &fresh);
        for view in views() {
            prop_assert_eq!(whole(&texts_left, view.clone()), whole(&fresh, view));
        }
        // Whatever comes then finds its place.
        let more = (1, vec![0, 1, 2]);
        let mut fresh = fresh;
        texts_left.push(text((99, &more)));
        fresh.push(text((99, &more)));
        prop_assert_eq!(texts_left, fresh);
    }

    #[test]
    fn counts_are_those_of_a_plain_search(messages in messages(), query in prop::collection::vec(0..6u32, 0..5)) {
        let all = texts(numbered(&messages));
        for view in views() {
            let history = History::from(Rc::new(RefCell::new(all.clone())), view.clone());
            let asked = context(&query);
            for len in 1..=asked.len() {
                // What followed, with the sites it did on.
                let mut plain = BTreeMap::<TokenId, Vec<&str>>::new();
                for (site, tokens) in &messages {
                    let mut line = vec![EDGE];
                    line.extend(tokens.iter().chain([&EDGE]));
                    line.dedup_by(|a, b| *a == EDGE && *b == EDGE);
                    for at in 1..line.len() {
                        let before = context(&line[..at]);
                        if line[at] != CUT && before.len() >= len && before.last(len) == asked.last(len) {
                            plain.entry(line[at]).or_default().push(SITES[*site]);
                        }
                    }
                }
                let seen = plain.into_iter().filter_map(|(token, sites)| {
                    let distinct: BTreeSet<&str> = sites.iter().copied().filter(|site| !site.is_empty()).collect();
                    let shares = matches!(view, View::From { shares: true, .. }) && distinct.len() >= 2;
                    let count = sites.iter().filter(|site| shares || view.is_here(site)).count();
                    (count > 0).then_some((token, count as u32))
                });
                prop_assert_eq!(&history.after(asked, len).counts, &seen.collect::<Vec<_>>());
            }
        }
    }

    /// Tokens from 6 on are written on site c alone.
    #[test]
    fn what_one_site_has_changes_nothing_elsewhere(
        messages in messages(),
        own in prop::collection::vec(prop::collection::vec(6..9u32, 0..5), 1..4),
        at in any::<prop::sample::Index>(),
    ) {
        let mut with = messages.clone();
        let at = at.index(with.len() + 1);
        with.splice(at..at, own.into_iter().map(|tokens| (3, tokens)));
        for view in views().filter(|view| *view != View::Everything) {
            prop_assert_eq!(whole(&texts(numbered(&with)), view.clone()), whole(&texts(numbered(&messages)), view));
        }
    }

    #[test]
    fn the_order_of_learning_changes_no_count(messages in messages().prop_shuffle(), turn in any::<prop::sample::Index>()) {
        let mut turned = messages.clone();
        if !turned.is_empty() {
            let turn = turn.index(turned.len());
            turned.rotate_left(turn);
        }
        for view in views() {
            prop_assert_eq!(whole(&texts(numbered(&messages)), view.clone()), whole(&texts(numbered(&turned)), view));
        }
    }
}
