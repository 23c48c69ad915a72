use std::collections::BTreeMap;
use std::sync::Arc;

use foreword_engine::testing::tokenizer;
use proptest::prelude::*;

use super::*;
use crate::{Kind, Message, MessageId, What};

const ALL: Page = Page { from: 0, most: 1000 };

fn profile(texts: &[&str]) -> Profile {
    let mut profile = Profile::new(Arc::new(tokenizer(&["See you"])));
    for (day, text) in (100..).zip(texts) {
        profile.learn(&Message { text, day, kind: Kind::Mail, ..Message::default() }).unwrap();
    }
    profile
}

fn words(memory: &Memory) -> Vec<(&str, u32, u32, u32)> {
    let entry = |word: &KnownWord| (word.uses.count, word.uses.messages, word.uses.last_day);
    let all = memory.words("", ALL).entries;
    all.into_iter().map(|word| (word.word.as_str(), entry(word))).map(|(w, (c, m, d))| (w, c, m, d)).collect()
}

fn phrases(texts: &[&str]) -> Vec<(String, u32)> {
    let memory = Memory::of(&profile(texts));
    memory.phrases("", ALL).entries.iter().map(|phrase| (phrase.text.clone(), phrase.uses.messages)).collect()
}

#[test]
fn words_are_counted_in_every_spelling() {
    let memory = Memory::of(&profile(&["See Ann. see the sea", "SEE the Ann"]));
    let expected = [("SEE", 3, 2, 101), ("Ann", 2, 2, 101), ("the", 2, 2, 101), ("sea", 1, 1, 100)];
    assert_eq!(words(&memory), expected, "of spellings used equally the first by its letters");
    assert_eq!(memory.words("se", Page { from: 1, most: 1 }).entries[0].word, "sea");
    assert_eq!(memory.words("se", Page { from: 9, most: 1 }), Listed { total: 2, entries: vec![] });
}

#[test]
fn names_have_a_capital_within_sentences() {
    let memory = Memory::of(&profile(&["Monday with Ann and I'm off. Then I see Ann in Rome", "the then Rome"]));
    let names: Vec<&str> = memory.names("", ALL).entries.iter().map(|word| word.word.as_str()).collect();
    assert_eq!(names, ["Rome", "Ann"], "not what only begins sentences, nor I");
    assert_eq!(memory.names("ann", ALL).total, 1);
}

#[test]
fn a_phrase_stands_in_two_messages_and_says_all_that_is_the_same() {
    let texts = ["Let me know if you can, Ann", "please let me know if I should", "let me in"];
    assert_eq!(phrases(&texts), [("let me".to_owned(), 3), ("let me know if".to_owned(), 2)]);
    assert!(phrases(&["on and on and on and on"]).is_empty(), "twice in one message is not twice");
    assert!(phrases(&["I went. You stayed", "so I went\nyou stayed"]).iter().all(|(text, _)| text != "went you"));
    assert_eq!(phrases(&["Thanks, Ann!", "THANKS ANN"]), [("THANKS ANN".to_owned(), 2)]);
}

#[test]
fn of_a_long_text_that_returns_the_beginning_is_listed() {
    let long = "one two three four five six seven eight nine";
    assert_eq!(phrases(&[long, long]), [("one two three four five".to_owned(), 2)]);
}

#[test]
fn nothing_is_formed_across_what_was_left_out() {
    let text = "please come and meet me 4111 1111 1111 1111 at noon if you can";
    assert_eq!(
        phrases(&[text, text]),
        [("at noon if you can".to_owned(), 2), ("please come and meet me".to_owned(), 2)]
    );
}

#[test]
fn messages_are_found_newest_first_and_what_is_forgotten_is_not_listed() {
    let mut profile = profile(&["See Ann", "nothing", "ann again"]);
    let ids = |profile: &Profile, page| profile.find("ANN", page).entries.iter().map(|e| e.id.0).collect::<Vec<_>>();
    assert_eq!(ids(&profile, ALL), [3, 1]);
    assert_eq!(ids(&profile, Page { from: 1, most: 5 }), [1]);
    profile.forget(&What::Message(MessageId(3)));
    assert_eq!(ids(&profile, ALL), [1]);
    assert_eq!(Memory::of(&profile).words("again", ALL).total, 0);
}

proptest! {
    #[test]
    fn counts_are_those_of_a_plain_search(texts in prop::collection::vec(prop::collection::vec("[a-c]", 1..12), 1..8)) {
        let texts: Vec<String> = texts.iter().map(|words| words.join(" ")).collect();
        let profile = profile(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let memory = Memory::of(&profile);
        let mut plain: BTreeMap<Vec<&str>, (u32, u32)> = BTreeMap::new();
        for example in &texts {
            let words: Vec<&str> = example.split(' ').collect();
            for length in 1..=LONGEST_PHRASE + 1 {
                let mut seen = std::collections::BTreeSet::new();
                for phrase in words.windows(length) {
                    let (count, messages) = plain.entry(phrase.to_vec()).or_default();
                    *count += 1;
                    *messages += u32::from(seen.insert(phrase));
                }
            }
        }
        for word in memory.words("", ALL).entries {
            prop_assert_eq!(plain[&vec![word.word.as_str()]], (word.uses.count, word.uses.messages));
        }
        let listed: BTreeMap<Vec<&str>, (u32, u32)> = memory.phrases("", ALL).entries.iter()
            .map(|phrase| (phrase.text.split(' ').collect(), (phrase.uses.count, phrase.uses.messages))).collect();
        for (phrase, counts) in &plain {
            let extended = plain.iter().any(|(longer, (count, messages))| {
                let ends = if phrase.len() < LONGEST_PHRASE { longer.starts_with(phrase) } else { false };
                longer.len() == phrase.len() + 1 && *messages >= 2 && *count == counts.0 && (ends || longer.ends_with(phrase))
            });
            let expected = phrase.len() >= SHORTEST_PHRASE && phrase.len() <= LONGEST_PHRASE && counts.1 >= 2 && !extended;
            prop_assert_eq!(listed.get(phrase), expected.then_some(counts), "{:?} of {:?}", phrase, texts);
        }
    }
}
