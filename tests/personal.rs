//! What a profile does to the drafts of the shipped model.

use std::rc::Rc;

use anyhow::{Result, ensure};
use foreword_cpu::CpuOps;
use foreword_decode::{NeverCancel, Source, Want};
use foreword_engine::{Caret, Completer, DraftText, Options, Session};
use foreword_profile::{Kind, Message, PersonalSource, Profile, Settings, What};

mod common;

use common::{Network, Stopped};

/// Somebody who writes, with a profile.
struct Person {
    completer: Completer<Network>,
    profile: Profile,
    day: u32,
}

impl Person {
    fn new() -> Result<Self> {
        let completer = common::completer(CpuOps::new(1))?;
        let profile = Profile::new(completer.shared_tokenizer());
        Ok(Self { completer, profile, day: 20_000 })
    }

    /// Learns a message as apps do: its text at once, what the model makes of it when there is time.
    fn learn(&mut self, text: &str) -> Result<()> {
        self.day += 1;
        let learned = self.profile.learn(&Message { text, day: self.day, kind: Kind::Mail, ..Message::default() })?;
        let Some(id) = learned.id else { return Ok(()) };
        let want = Want { candidates: 1, state: true };
        let mut session = self.completer.session();
        let read = pollster::block_on(self.completer.reread(&mut session, text, want, &NeverCancel))?;
        let states: Vec<&[f32]> =
            read.rows.iter().filter_map(|row| row.state.as_ref()).map(|state| state.query.as_slice()).collect();
        self.profile.learn_states(id, &read.tokens, &states);
        Ok(())
    }

    /// A new text field that knows the person; `prefix`: whether their last messages are read first.
    fn field(&mut self, prefix: bool) -> Result<Session<Network>> {
        let before = if prefix { self.profile.before(Kind::Mail, "") } else { Vec::new() };
        let mut session = self.completer.session_after(before.iter().map(|before| before.text.as_str()))?;
        let (own, strength) = (self.profile.own(Kind::Mail, ""), self.profile.settings().strength);
        let (base, tokenizer) = (self.completer.sources(), self.completer.shared_tokenizer());
        session.set_sources(Some(Rc::new(PersonalSource::new(own, base, tokenizer, strength))));
        Ok(session)
    }

    fn drafts(&self, session: &mut Session<Network>, text: &str) -> Result<Vec<DraftText>> {
        let options = Options { min_confidence: 0.0, ..Options::default() };
        let caret = Caret::at_end_of(text);
        let complete = self.completer.complete(session, caret, &options, &NeverCancel, &Stopped);
        Ok(pollster::block_on(complete)?.drafts)
    }
}

/// Names that nobody has: syllables by number.
fn name(number: usize) -> String {
    const FIRST: [&str; 7] = ["Bra", "Kov", "Tel", "Mur", "Zan", "Pri", "Dol"];
    const MIDDLE: [&str; 5] = ["ki", "da", "ro", "vel", "shu"];
    const LAST: [&str; 6] = ["nek", "mara", "tis", "bert", "low", "zik"];
    let (first, middle) = (FIRST[number % 7], MIDDLE[number / 7 % 5]);
    format!("{first}{middle}{}", LAST[(number * 5 + number / 7) % 6])
}

#[test]
fn a_name_used_twice_is_offered_whole_after_its_first_letter() -> Result<()> {
    let plain = [
        "Thanks for the update. I will look at the numbers tonight and call you tomorrow.",
        "Could you send me the latest draft of the agreement before the meeting on Monday?",
        "Let me know when you have talked to the others about it.",
    ];
    let (mut asked, mut offered, mut missed) = (0, 0, Vec::new());
    for number in 0..30 {
        let name = name(number);
        let mut person = Person::new()?;
        for text in plain {
            person.learn(text)?;
        }
        person.learn(&format!("I talked to {name} about the schedule yesterday."))?;
        person.learn(&format!("Please ask {name} for the file."))?;
        let mut session = person.field(true)?;
        for before in ["We should talk to ", "Can you ask ", "I will send it to you and to "] {
            let letter = &name[..1];
            let drafts = person.drafts(&mut session, &format!("{before}{letter}"))?;
            asked += 1;
            match drafts.iter().any(|draft| draft.text.starts_with(&name[1..])) {
                true => offered += 1,
                false => {
                    missed.push(format!("{before}{name}: {:?}", drafts.iter().map(|d| &d.text).collect::<Vec<_>>()))
                }
            }
        }
    }
    ensure!(10 * offered >= 9 * asked, "{offered} of {asked}; {missed:#?}");
    Ok(())
}

#[test]
fn drafts_say_that_a_word_was_copied() -> Result<()> {
    let mut person = Person::new()?;
    person.learn("I talked to Kovdatis about the schedule.")?;
    person.learn("Please ask Kovdatis for the file.")?;
    let mut session = person.field(false)?;
    let drafts = person.drafts(&mut session, "Can you ask K")?;
    let own = drafts.iter().find(|draft| draft.text.starts_with("ovdatis"));
    let source = own.and_then(|draft| draft.words.first()).map(|word| word.source);
    ensure!(matches!(source, Some(Source::Copied | Source::Phrases)), "{drafts:?}");
    Ok(())
}

#[test]
fn without_messages_or_strength_drafts_are_the_models_bit_for_bit() -> Result<()> {
    let texts = ["", "Thank you for your", "I think we sho", "Hi Ann, ca", "The meeting is on"];
    let mut person = Person::new()?;
    let mut plain = person.completer.session();
    let mut expected = Vec::new();
    for text in texts {
        expected.push(person.drafts(&mut plain, text)?);
    }
    let mut empty = person.field(true)?;
    for (text, expected) in texts.iter().zip(&expected) {
        ensure!(person.drafts(&mut empty, text)? == *expected, "an empty profile changes {text:?}");
    }
    for text in ["Thank you for your kind words, Ann.", "I think we shone, Ann.", "The meeting is on Sunday, Ann."] {
        person.learn(text)?;
    }
    let strength = |strength| Settings { strength, ..Settings::default() };
    let mut changed = false;
    let mut whole = person.field(true)?;
    for (text, expected) in texts.iter().zip(&expected) {
        changed |= person.drafts(&mut whole, text)? != *expected;
    }
    ensure!(changed, "with strength 1 something changes, or the comparison shows nothing");
    person.profile.set_settings(strength(0.0))?;
    let mut off = person.field(true)?;
    for (text, expected) in texts.iter().zip(&expected) {
        ensure!(person.drafts(&mut off, text)? == *expected, "strength 0 changes {text:?}");
    }
    person.profile.set_settings(strength(1.0))?;
    person.profile.forget(&What::All);
    let mut forgotten = person.field(true)?;
    for (text, expected) in texts.iter().zip(&expected) {
        ensure!(person.drafts(&mut forgotten, text)? == *expected, "what was forgotten changes {text:?}");
    }
    Ok(())
}

#[test]
fn own_phrases_are_offered() -> Result<()> {
    let mut person = Person::new()?;
    for text in [
        "The figures look fine. Warmest wishes from the lake, Ann",
        "I have no time on Monday. Warmest wishes from the lake, Ann",
        "Bring the boots. Warmest wishes from the lake, Ann",
    ] {
        person.learn(text)?;
    }
    let mut session = person.field(false)?;
    let drafts = person.drafts(&mut session, "It was good to see you. Warmest ")?;
    ensure!(drafts.iter().any(|draft| draft.text.starts_with("wishes from the lake")), "{drafts:?}");
    Ok(())
}
