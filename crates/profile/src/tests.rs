//! The verbs of a profile, as people rely on them.

use std::sync::Arc;

use foreword_engine::testing::tokenizer;
use foreword_text::Tokenizer;
use proptest::prelude::*;

use crate::{Counts, Field, Kind, Message, MessageId, NotLearned, Profile, ProfileError, Settings, Sharing, What};

fn words() -> Arc<Tokenizer> {
    Arc::new(tokenizer(&["See you at the Rusty Anchor on Monday.", " See", "Thanks, Ann.", "one two three"]))
}

fn mail(text: &str, day: u32) -> Message<'_> {
    Message { text, day, kind: Kind::Mail, ..Message::default() }
}

fn profile(texts: &[&str]) -> Profile {
    let mut profile = Profile::new(words());
    for (day, text) in (100..).zip(texts) {
        profile.learn(&mail(text, day)).unwrap();
    }
    profile
}

fn texts(profile: &Profile) -> Vec<String> {
    profile.examples().map(crate::Example::text).collect()
}

/// How often `word` is counted among the n-grams, as one token.
fn count(profile: &mut Profile, word: &str) -> u32 {
    let token = words().encode(word).unwrap()[0].id;
    let own = profile.own(Kind::Mail, "");
    own.history.count(token)
}

#[test]
fn what_is_learned_is_kept_and_counted() {
    let mut profile = profile(&["See you on Monday.", "See you"]);
    assert_eq!(texts(&profile), ["See you on Monday.", "See you"]);
    assert_eq!(count(&mut profile, " you"), 2);
    profile.learn(&mail("Thanks,\r\n you\u{200b} two", 102)).unwrap();
    assert_eq!(texts(&profile)[2], "Thanks,\nyou two", "in the form that the model reads");
    assert_eq!(count(&mut profile, " two"), 1, "sources that are in use follow");
}

#[test]
fn secrets_and_short_fields_are_not_learned() {
    let mut profile = profile(&[]);
    for (field, reason) in [(Field::Line, NotLearned::Line), (Field::Sensitive, NotLearned::Sensitive)] {
        let learned = profile.learn(&Message { field, ..mail("See you on Monday.", 1) }).unwrap();
        assert_eq!((learned.id, learned.not_learned), (None, Some(reason)));
    }
    assert_eq!(profile.learn(&mail(" \n", 1)).unwrap().not_learned, Some(NotLearned::Empty));
    assert_eq!(profile.learn(&mail("4111 1111 1111 1111", 1)).unwrap().not_learned, Some(NotLearned::Secret));
    profile.set_settings(Settings { not_learned_on: vec!["a.example".into()], ..Settings::default() }).unwrap();
    let there = Message { site: "a.example", ..mail("See you", 1) };
    assert_eq!(profile.learn(&there).unwrap().not_learned, Some(NotLearned::Site));
    profile.set_settings(Settings { learns: false, ..Settings::default() }).unwrap();
    assert_eq!(profile.learn(&mail("See you", 1)).unwrap().not_learned, Some(NotLearned::Off));
    assert_eq!(texts(&profile), Vec::<String>::new());
}

#[test]
fn what_comes_again_is_learned_once_where_it_may_come_again() {
    let mut profile = profile(&["See you, 4111 1111 1111 1111 one two three"]);
    let again = profile.learn_new(&mail("See  you, 4111 1111 1111 1111 one two three", 100)).unwrap();
    assert_eq!((again.id, again.not_learned), (None, Some(NotLearned::Known)), "by what is kept of it");
    assert!(profile.learn_new(&mail("See you, 4111 1111 1111 1111 one two three", 101)).unwrap().id.is_some());
    assert!(profile.learn(&mail("one two", 5)).unwrap().id.is_some());
    assert!(profile.learn(&mail("one two", 5)).unwrap().id.is_some(), "what is typed twice counts twice");
}

#[test]
fn n_grams_are_not_formed_across_what_is_left_out() {
    let mut profile = profile(&["on Monday at the Anchor See 4111 1111 1111 1111 you"]);
    assert_eq!(texts(&profile), ["on Monday at the Anchor See … you"]);
    let file = String::from_utf8(profile.export().unwrap()).unwrap();
    assert!(!file.contains("1111"), "{file}");
    let own = profile.own(Kind::Mail, "");
    let see = words().encode(" See").unwrap()[0].id;
    let after = own.history.after(crate::Context::of(&[see], |_| false), 1);
    assert_eq!(after.total, 0, "{after:?}");
}

#[test]
fn a_document_is_learned_from_once() {
    let mut profile = profile(&["See you"]);
    let version = |text| Message { origin: "doc-7", ..mail(text, 200) };
    profile.learn(&version("one two")).unwrap();
    let learned = profile.learn(&version("one two three")).unwrap();
    assert_eq!(learned.removed, [MessageId(2)]);
    assert_eq!(texts(&profile), ["See you", "one two three"]);
    assert_eq!(count(&mut profile, " two"), 1);
}

#[test]
fn forgetting_leaves_what_a_profile_would_be_that_never_learned_it() {
    let all = ["See you on Monday.", "Thanks, Ann.", "one two three"];
    for (what, left) in [
        (What::Message(MessageId(2)), vec![0, 2]),
        (What::Day(100), vec![1, 2]),
        (What::Site(String::new()), vec![]),
        (What::All, vec![]),
        (What::Words("ann".into()), vec![0, 1, 2]),
    ] {
        let mut profile = profile(&all);
        let own = profile.own(Kind::Mail, "");
        own.observe(0.1, 0.4);
        let gone = profile.forget(&what);
        assert_eq!(gone.len(), all.len() - left.len(), "{what:?}");
        let mut fresh = Profile::new(words());
        for &n in &left {
            let text = if matches!(what, What::Words(_)) && n == 1 { "Thanks," } else { all[n] };
            fresh.learn(&mail(text, 100 + n as u32)).unwrap();
        }
        let expected = fresh.own(Kind::Mail, "");
        assert_eq!(own, expected, "{what:?}");
    }
}

/// A profile in use from which the message with "Anchor" has just left, since four others have no room beside it.
fn that_has_let_one_go() -> Profile {
    let long = "one two three ".repeat(crate::MOST_TEXT / 4 / 14);
    let mut profile = profile(&["See you at the Rusty Anchor on Monday."]);
    profile.own(Kind::Mail, "");
    for day in 200..204 {
        profile.learn(&mail(&long, day)).unwrap();
    }
    assert_eq!(profile.examples().count(), 4, "the oldest has left");
    assert_eq!(count(&mut profile, " Anchor"), 1, "it is still read");
    profile
}

#[test]
fn what_left_to_make_room_is_read_until_there_is_time() {
    let mut profile = that_has_let_one_go();
    let file = profile.export().unwrap();
    assert!(!String::from_utf8_lossy(&file).contains("Anchor"));
    assert!(profile.tidy() && !profile.tidy());
    assert_eq!((count(&mut profile, " Anchor"), count(&mut profile, "See")), (0, 0));
}

#[test]
fn what_left_to_make_room_can_be_forgotten_too() {
    for what in
        [What::Words("anchor".into()), What::Day(100), What::Message(MessageId(1)), What::Site("x".into()), What::All]
    {
        let mut profile = that_has_let_one_go();
        profile.forget(&what);
        assert_eq!((count(&mut profile, " Anchor"), count(&mut profile, "See")), (0, 0), "{what:?}");
    }
}

#[test]
fn an_edited_message_counts_as_it_is_now() {
    let mut profile = profile(&["See you", "one two"]);
    profile.edit(MessageId(2), "one three").unwrap();
    assert_eq!((count(&mut profile, " two"), count(&mut profile, " three")), (0, 1));
    let error = profile.edit(MessageId(9), "one").unwrap_err();
    assert_eq!(error, ProfileError::NoMessage { id: 9, messages: 2 });
    assert!(matches!(profile.edit(MessageId(2), "4111 1111 1111 1111"), Err(ProfileError::Refused { .. })));
    assert_eq!(texts(&profile), ["See you", "one three"]);
}

#[test]
fn a_file_is_the_same_profile_and_whatever_changes_it_is_refused() {
    let mut profile = profile(&["See you on Monday.", "Thanks, Ann."]);
    profile.count(7, Counts { typed: 3, ..Counts::default() });
    profile.own(Kind::Mail, "").observe(0.1, 0.4);
    let file = profile.export().unwrap();
    let mut again = Profile::import(&file, words()).unwrap();
    assert_eq!(again.export().unwrap(), file);
    assert_eq!(count(&mut again, "See"), 1);
    assert_eq!(again.own(Kind::Mail, "").trust, profile.own(Kind::Mail, "").trust);
    assert_eq!(again.statistics().total().typed, 3);

    let refused = |file: &[u8]| Profile::import(file, words()).map(|_| ()).unwrap_err();
    let text = String::from_utf8(file.clone()).unwrap();
    let other = |from: &str, to: &str| refused(text.replacen(from, to, 1).as_bytes());
    assert!(matches!(other("Monday", "Sunday"), ProfileError::Damaged { .. }));
    assert_eq!(other("\"version\":2", "\"version\":9"), ProfileError::Version { found: 9 });
    assert!(matches!(other("foreword-profile", "other"), ProfileError::Format { .. }));
    assert!(matches!(refused(b"not json"), ProfileError::Format { .. }));
    assert!(matches!(refused(b"\xff{}"), ProfileError::Format { .. }));
    assert!(matches!(refused(&vec![b' '; crate::format::MOST_BYTES + 1]), ProfileError::Size { .. }));
    assert!(matches!(refused(&file[..file.len() - 1]), ProfileError::Format { .. }));
}

#[test]
fn what_was_left_out_is_no_beginning_of_a_text_in_a_file_either() {
    let mut profile = profile(&["on Monday, Ann, 4111 1111 1111 1111 one two three", "See you at the Anchor"]);
    profile.forget(&What::Words("see".into()));
    let file = profile.export().unwrap();
    let mut again = Profile::import(&file, words()).unwrap();
    assert_eq!(again.export().unwrap(), file);
    assert_eq!((count(&mut again, " one"), count(&mut again, "one")), (1, 0));
    assert_eq!(again.own(Kind::Mail, "").history, profile.own(Kind::Mail, "").history);
}

#[test]
fn impossible_contents_are_refused_with_numbers() {
    use serde_json::json;
    let message = |id: u64| json!({"id": id, "day": 1, "kind": "mail", "parts": ["one"]});
    for (content, said) in [
        (json!({"next": 2, "messages": [message(2)]}), "message 2 is not between 1 and 1"),
        (json!({"next": 0, "messages": [message(1)]}), "message 1 is not between"),
        (json!({"next": 9, "messages": [message(1), message(1)]}), "two messages 1"),
        (
            json!({"next": 9, "messages": [{"id": 1, "day": 1, "kind": "mail", "parts": [" "]}]}),
            "message 1 has no text",
        ),
        (json!({"next": 9, "messages": [], "kinds": {"mail": {"trust": 2.0}}}), "trust in mail is 2"),
        (json!({"next": 9, "messages": [], "settings": {"strength": -1.0}}), "strength is -1"),
        (json!({"next": 9, "messages": [], "more": 1}), "unknown field"),
        (json!({"next": 9, "messages": [{"id": 1, "day": 1, "kind": "prayer", "parts": ["one"]}]}), "prayer"),
    ] {
        let file = crate::format::write(&content).unwrap();
        let error = Profile::import(&file, words()).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn a_secret_in_a_file_is_not_taken_over() {
    let content = serde_json::json!({"next": 3, "messages": [
        {"id": 1, "day": 1, "kind": "mail", "parts": ["See you at the Anchor, 4111 1111 1111 1111 three"]},
        {"id": 2, "day": 1, "kind": "mail", "parts": ["4111 1111 1111 1111"]}]});
    let profile = Profile::import(&crate::format::write(&content).unwrap(), words()).unwrap();
    assert_eq!(texts(&profile), ["See you at the Anchor, … three"]);
}

#[test]
fn the_latest_messages_of_a_kind_are_read_before_a_text() {
    let mut profile = profile(&["See you on Monday.", "Thanks, Ann."]);
    profile.learn(&Message { kind: Kind::Chat, ..mail("one two", 300) }).unwrap();
    let before = |profile: &Profile, kind| profile.before(kind, "").into_iter().map(|b| b.text).collect::<Vec<_>>();
    assert_eq!(before(&profile, Kind::Mail), ["See you on Monday.", "Thanks, Ann."]);
    assert_eq!(before(&profile, Kind::Chat), ["one two"]);
    assert_eq!(before(&profile, Kind::Other).len(), 3);
    let voices = [(Kind::Chat, vec!["three".to_owned()])].into();
    profile.set_settings(Settings { voices, ..Settings::default() }).unwrap();
    assert_eq!(before(&profile, Kind::Chat), ["three", "one two"]);
    let own = profile.own(Kind::Chat, "");
    (0..20).for_each(|_| own.observe(0.2, 0.1));
    assert_eq!(before(&profile, Kind::Chat), ["three"], "the messages foretell nothing");
    profile.set_settings(Settings { strength: 0.0, ..Settings::default() }).unwrap();
    assert!(before(&profile, Kind::Mail).is_empty());
}

#[test]
fn messages_of_other_sites_are_never_read_before_a_text() {
    let mut profile = profile(&["Thanks, Ann."]);
    for site in ["a.example", "b.example"] {
        profile.learn(&Message { site, ..mail("See you", 1) }).unwrap();
    }
    profile.learn(&Message { site: "b.example", ..mail("one two", 1) }).unwrap();
    let mut before = |sharing, site: &str| {
        profile.set_settings(Settings { sharing, ..Settings::default() }).unwrap();
        profile.before(Kind::Mail, site).into_iter().filter_map(|before| before.id).map(|id| id.0).collect::<Vec<_>>()
    };
    assert_eq!(before(Sharing::TwoSites, "a.example"), [1, 2], "what has no site is read everywhere");
    assert_eq!(before(Sharing::TwoSites, "c.example"), [1]);
    assert_eq!(before(Sharing::Site, "b.example"), [3, 4]);
    assert_eq!(before(Sharing::Everywhere, "c.example"), [1, 2, 3, 4]);
    assert_eq!(before(Sharing::Site, ""), [1, 2, 3, 4]);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic_and_what_is_read_is_written_back(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
    ) {
        let _ = Profile::import(&bytes, words());
        let mut file = profile(&["See you on Monday.", "Thanks, Ann."]).export().unwrap();
        let at = at.index(file.len());
        file[at] ^= 1;
        // A flipped bit may fall on a blank, or change the name of a field that has a default; never the content.
        if let Ok(read) = Profile::import(&file, words()) {
            prop_assert_eq!(texts(&read), ["See you on Monday.", "Thanks, Ann."]);
        }
    }
}
