//! What one site's texts are worth on another: candidates and probabilities of [`PersonalSource`], bit for bit.

use std::rc::Rc;
use std::sync::Arc;

use foreword_decode::{Candidate, First, NoSources, Place, Row, Source, Sources, UnderWay};
use foreword_engine::testing::tokenizer;
use foreword_profile::{Kind, Message, PersonalSource, Profile, Settings, Sharing, What};
use foreword_text::Tokenizer;
use proptest::prelude::*;

const SITES: [&str; 4] = ["", "a.example", "b.example", "c.example"];
const WORDS: [&str; 6] = ["See", "you", "Ann", "Monday", "one", "two"];
/// Written on one site alone.
const SECRET: &str = "Zanzibar";

fn words() -> Arc<Tokenizer> {
    let texts: Vec<String> = WORDS.iter().chain([&SECRET]).map(|word| format!("{word} {word}, {word}.")).collect();
    Arc::new(tokenizer(&texts.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// A message: the number of its site, and numbers of its words.
type Written = (usize, Vec<usize>);

fn messages() -> impl Strategy<Value = Vec<Written>> {
    prop::collection::vec((0..SITES.len(), prop::collection::vec(0..WORDS.len(), 1..6)), 0..8)
}

fn text(numbers: &[usize]) -> String {
    numbers.iter().map(|&number| WORDS[number]).collect::<Vec<_>>().join(" ")
}

fn learn(profile: &mut Profile, site: &str, text: &str) {
    profile.learn(&Message { text, day: 1, kind: Kind::Mail, site, ..Message::default() }).expect("it can be learned");
}

fn profile(tokenizer: &Arc<Tokenizer>, messages: &[Written]) -> Profile {
    let mut profile = Profile::new(Arc::clone(tokenizer));
    // What sources read follows from the first message on.
    profile.own(Kind::Mail, "c.example");
    messages.iter().for_each(|(site, words)| learn(&mut profile, SITES[*site], &text(words)));
    profile
}

/// All that the source says of a text on a site: tokens with the bits of their probabilities.
fn opinion(profile: &mut Profile, tokenizer: &Arc<Tokenizer>, site: &str, before: &str) -> Vec<(Vec<u32>, u32)> {
    let source = PersonalSource::new(profile.own(Kind::Mail, site), Rc::new(NoSources), Arc::clone(tokenizer), 1.0);
    let encode =
        |text: &str| tokenizer.encode(text).expect("it has tokens").iter().map(|token| token.id).collect::<Vec<_>>();
    let candidates = encode(" Ann See").into_iter().zip([-0.7, -1.2]);
    let candidates: Vec<Candidate> =
        candidates.map(|(token, log_prob)| Candidate { token, log_prob, source: Source::Model }).collect();
    let agreeing = candidates.clone();
    let mut row = Row { candidates, ..Row::default() };
    let context = encode(before);
    let place = Place { context: &context, draft: &[] };
    let word = UnderWay { place, row: &row, letters: b" ", read_log_prob: 0.0 };
    let first = First { place, constraint: b" ", agreeing: &agreeing, log_mass: -0.1, row: &row, word };
    let starts = source.starts(first);
    let starts: Vec<_> = starts.into_iter().map(|start| (start.tokens, start.log_prob.to_bits())).collect();
    source.rescore(place, &mut row);
    let next = row.candidates.into_iter().map(|candidate| (vec![candidate.token], candidate.log_prob.to_bits()));
    starts.into_iter().chain(next).collect()
}

fn everywhere() -> impl Iterator<Item = (Sharing, &'static str)> {
    [Sharing::Everywhere, Sharing::TwoSites, Sharing::Site]
        .into_iter()
        .flat_map(|sharing| ["", "a.example", "b.example", "new.example"].map(|site| (sharing, site)))
}

fn set(profile: &mut Profile, sharing: Sharing) {
    profile.set_settings(Settings { sharing, ..Settings::default() }).expect("they are in range");
}

#[test]
fn a_phrase_of_two_sites_is_offered_on_a_third() {
    let tokenizer = words();
    let mut profile = profile(&tokenizer, &[]);
    let secret = tokenizer.encode(" Zanzibar").unwrap()[0].id;
    let knows = |profile: &mut Profile, site| {
        opinion(profile, &tokenizer, site, "See").iter().any(|(tokens, _)| tokens.first() == Some(&secret))
    };
    learn(&mut profile, "b.example", "See Zanzibar");
    learn(&mut profile, "b.example", "See Zanzibar");
    assert!(!knows(&mut profile, "a.example") && knows(&mut profile, "b.example") && knows(&mut profile, ""));
    learn(&mut profile, "c.example", "See Zanzibar");
    assert!(knows(&mut profile, "a.example"));
    set(&mut profile, Sharing::Site);
    assert!(!knows(&mut profile, "a.example") && knows(&mut profile, "c.example"));
    set(&mut profile, Sharing::TwoSites);
    profile.forget(&What::Site("c.example".into()));
    assert!(!knows(&mut profile, "a.example"), "one site is left");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is written on one site, with words that no other site has, changes no bit anywhere else.
    #[test]
    fn what_one_site_alone_has_changes_nothing_elsewhere(messages in messages(), times in 1..4usize) {
        let tokenizer = words();
        let (mut with, mut without) = (profile(&tokenizer, &messages), profile(&tokenizer, &messages));
        (0..times).for_each(|_| learn(&mut with, "c.example", SECRET));
        for (sharing, site) in everywhere().filter(|(sharing, site)| !site.is_empty() && *sharing != Sharing::Everywhere) {
            set(&mut with, sharing);
            set(&mut without, sharing);
            for before in ["", "See", "one two"] {
                prop_assert_eq!(
                    opinion(&mut with, &tokenizer, site, before),
                    opinion(&mut without, &tokenizer, site, before)
                );
            }
            prop_assert_eq!(
                with.before(Kind::Mail, site).into_iter().map(|before| before.text).collect::<Vec<_>>(),
                without.before(Kind::Mail, site).into_iter().map(|before| before.text).collect::<Vec<_>>()
            );
        }
    }

    /// A message that is forgotten takes back what it lent to others: the profile is the same that never had it.
    #[test]
    fn forgetting_is_exact_on_every_site(messages in messages(), lent in (1..4usize, prop::collection::vec(0..6usize, 1..5))) {
        let tokenizer = words();
        let (mut with, mut without) = (profile(&tokenizer, &messages), profile(&tokenizer, &messages));
        let message = Message { text: &text(&lent.1), day: 9, kind: Kind::Mail, site: SITES[lent.0], ..Message::default() };
        let id = with.learn(&message).unwrap().id.unwrap();
        with.forget(&What::Message(id));
        for (sharing, site) in everywhere() {
            set(&mut with, sharing);
            set(&mut without, sharing);
            prop_assert_eq!(with.own(Kind::Mail, site), without.own(Kind::Mail, site));
            for before in ["", "See", "one two"] {
                prop_assert_eq!(
                    opinion(&mut with, &tokenizer, site, before),
                    opinion(&mut without, &tokenizer, site, before)
                );
            }
        }
    }

    /// In whatever order sites are visited.
    #[test]
    fn the_order_of_learning_on_different_sites_changes_no_n_gram(messages in messages()) {
        let tokenizer = words();
        let mut sorted = messages.clone();
        sorted.sort_by_key(|(site, _)| *site);
        let (mut one, mut other) = (profile(&tokenizer, &messages), profile(&tokenizer, &sorted));
        for (sharing, site) in everywhere() {
            set(&mut one, sharing);
            set(&mut other, sharing);
            let (one, other) = (one.own(Kind::Mail, site), other.own(Kind::Mail, site));
            prop_assert_eq!(one.history.unigrams(), other.history.unigrams());
            for before in ["See", "one two", "Monday, Ann"] {
                let tokens: Vec<u32> = tokenizer.encode(before).unwrap().iter().map(|token| token.id).collect();
                let context = foreword_profile::Context::of(&tokens, |_| false);
                for len in 1..=context.len() {
                    prop_assert_eq!(one.history.after(context, len), other.history.after(context, len));
                }
            }
        }
    }
}
