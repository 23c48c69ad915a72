//! Words that came with a draft count for trust as those that were typed do.

use std::rc::Rc;
use std::sync::Arc;

use foreword_decode::{Candidate, NoSources, Place, Row, Source, Sources};
use foreword_engine::testing::tokenizer;
use foreword_profile::{Kind, Message, Own, PersonalSource, Profile};
use foreword_text::{TokenId, Tokenizer};

fn tokens(tokenizer: &Tokenizer, text: &str) -> Vec<TokenId> {
    tokenizer.encode(text).expect("it has tokens").iter().map(|token| token.id).collect()
}

/// A source of somebody who wrote one sentence many times, which has just written a draft over " at" and what follows.
fn drafted(tokenizer: &Arc<Tokenizer>) -> (Rc<Own>, PersonalSource, Vec<TokenId>) {
    let mut profile = Profile::new(Arc::clone(tokenizer));
    for day in 0..20 {
        let text = format!("See you at the anchor{}", " on Monday".repeat(day % 2));
        profile
            .learn(&Message { text: &text, day: day as u32, kind: Kind::Mail, ..Message::default() })
            .expect("it can be learned");
    }
    let own = profile.own(Kind::Mail, "");
    let source = PersonalSource::new(Rc::clone(&own), Rc::new(NoSources), Arc::clone(tokenizer), 1.0);
    let text = tokens(tokenizer, "See you at the anchor");
    let candidates = tokens(tokenizer, " Monday on").into_iter().zip([-0.5, -1.2]);
    let candidates: Vec<Candidate> =
        candidates.map(|(token, log_prob)| Candidate { token, log_prob, source: Source::Model }).collect();
    for written in 0..3 {
        let place = Place { context: &text[..2], draft: &text[2..2 + written] };
        source.rescore(place, &mut Row { candidates: candidates.clone(), ..Row::default() });
    }
    (own, source, text)
}

#[test]
fn a_draft_that_was_taken_earns_trust_and_one_that_was_not_costs_it() {
    let tokenizer = Arc::new(tokenizer(&["See you at the anchor on Monday."]));
    let trust = |own: &Own| own.trust.get().kept();
    let (own, source, text) = drafted(&tokenizer);
    let first = trust(&own);
    for at in 2..5 {
        source.observe_taken(Place { context: &text[..at], draft: &[] }, text[at]);
    }
    assert!(trust(&own) > first, "{} after {first}", trust(&own));

    let (own, source, text) = drafted(&tokenizer);
    let monday = tokens(&tokenizer, " Monday")[0];
    source.observe_taken(Place { context: &text[..2], draft: &[] }, monday);
    assert!(trust(&own) < first, "the model's word was written: {}", trust(&own));
}

#[test]
fn nothing_is_learned_of_a_place_that_no_draft_was_written_over() {
    let tokenizer = Arc::new(tokenizer(&["See you at the anchor on Monday."]));
    let (own, source, text) = drafted(&tokenizer);
    let before = own.trust.get();
    source.observe_taken(Place { context: &text[..1], draft: &[] }, text[1]);
    source.observe_taken(Place { context: &text[..2], draft: &[] }, tokens(&tokenizer, " you")[0]);
    assert_eq!(own.trust.get(), before);
}
