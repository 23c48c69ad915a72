//! Replays the fuzzer's seeds of profiles, and whatever once made it fail, on the fuzz target's own code.

#[path = "../../../fuzz/bodies/profile.rs"]
mod body;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

use foreword_profile::{Counts, Kind, Message, Profile, ProfileError, Settings, Sharing};

/// A profile with something of everything.
fn file() -> Vec<u8> {
    let mut profile = Profile::new(body::tokenizer());
    let learn = |profile: &mut Profile, text, kind, origin| {
        let message = Message { text, day: 20_600, kind, site: "a.example", origin, ..Message::default() };
        profile.learn(&message).expect("it can be learned");
    };
    learn(&mut profile, "See you at the Rusty Anchor, Ann.\nBring the boat.", Kind::Mail, "");
    learn(&mut profile, "The Rusty Anchor again? My card is 4111 1111 1111 1111, thanks a lot.", Kind::Chat, "doc");
    profile.count(20_600, Counts { typed: 9, inserted: 7, taken: 2, dismissed: 1 });
    profile.used(&[foreword_profile::MessageId(1)], 20_601);
    let voices = [(Kind::Note, vec!["Milk. Eggs.".to_owned()])].into();
    let not_learned_on = vec!["b.example".to_owned()];
    let settings = Settings { voices, not_learned_on, strength: 0.5, ..Settings::default() };
    profile.set_settings(settings).expect("they are in range");
    profile.export().expect("it can be written")
}

fn seeds() -> [(&'static str, Vec<u8>); 5] {
    let good = file();
    let text = String::from_utf8(good.clone()).expect("it is text");
    let newer = text.replace("\"version\":2", "\"version\":3").into_bytes();
    let damaged = text.replacen("Anchor", "Anchos", 1).into_bytes();
    let (_, content) = text.split_once("\"profile\":").expect("it has a content");
    let content = content.strip_suffix('}').expect("it ends").as_bytes().to_vec();
    [
        ("cut", good[..good.len() / 2].to_vec()),
        ("good", good),
        ("newer", newer),
        ("damaged", damaged),
        ("content", content),
    ]
}

#[test]
fn every_saved_input_passes() {
    replay::replay("profile", &seeds(), body::profile);
}

#[test]
fn a_file_of_version_1_is_still_read() {
    let old = include_bytes!("../../../fuzz/corpus/profile/version-1");
    assert!(std::str::from_utf8(old).expect("it is text").contains(r#""version":1,"#));
    let profile = body::import(old).expect("it is a profile");
    assert_eq!((profile.examples().count(), profile.settings().sharing), (2, Sharing::Everywhere));
    let new = String::from_utf8(profile.export().expect("it can be written")).expect("it is text");
    assert!(new.contains(r#""version":2,"#) && new.contains(r#""sharing":"everywhere""#), "{new}");
}

#[test]
fn the_seeds_reach_what_they_are_for() {
    for (name, seed) in seeds() {
        let found = body::import(&seed).map(|profile| profile.examples().count());
        match name {
            "good" => assert_eq!(found, Ok(2)),
            "newer" => assert_eq!(found, Err(ProfileError::Version { found: 3 })),
            "damaged" => assert!(matches!(found, Err(ProfileError::Damaged { .. })), "{found:?}"),
            _ => assert!(matches!(found, Err(ProfileError::Format { .. })), "{name}: {found:?}"),
        }
        if name == "content" {
            let file = body::as_content(&seed).expect("it is text");
            assert_eq!(body::import(&file).map(|profile| profile.examples().count()), Ok(2));
        }
    }
}
