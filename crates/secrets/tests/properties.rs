//! What holds for any text.

use foreword_secrets::testing::{is_refused, samples};
use foreword_secrets::{Verdict, find, verdict};
use proptest::prelude::*;

/// Words of several languages, none of which names a secret.
const PLAIN: &[&str] = &[
    "meeting",
    "Monday",
    "thank",
    "you",
    "very",
    "much",
    "the",
    "garden",
    "well-known",
    "it's",
    "Straße",
    "déjà",
    "vu",
    "mañana",
    "Łódź",
    "smörgåsbord",
    "McDonald",
    "iPhone",
    "UNESCO",
    "and/or",
    "e-mail",
    "Dvořák",
    "Вавилон",
    "καλημέρα",
    "你好",
    "10am",
    "Q4",
    "21st",
    "see",
    "we",
    "will",
    "go",
    "there",
    "tomorrow",
    "please",
    "hmmmmm",
    "rhythm",
    "straightforward",
];

/// Texts in which much of what the rules look for stands in disorder.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("password".to_owned()),
        Just(" is ".to_owned()),
        Just(": ".to_owned()),
        Just("-----BEGIN ".to_owned()),
        Just("-----END ".to_owned()),
        Just("://".to_owned()),
        Just("\u{201c}".to_owned()),
        Just("\n".to_owned()),
        Just("@".to_owned()),
        Just("</".to_owned()),
        Just("\u{a0}".to_owned()),
        Just("\u{2014}".to_owned()),
        Just("DE89 3704".to_owned()),
        Just("eyJ".to_owned()),
        "[0-9 .-]{1,9}",
        "[A-Za-z]{1,9}",
        "\\PC{0,6}",
        Just("e\u{301}".to_owned()),
        Just("İ".to_owned()),
        Just("番号".to_owned()),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn check(text: &str) {
    let secrets = find(text);
    let mut end = 0;
    for secret in &secrets {
        assert!(secret.start >= end && secret.start < secret.end, "{secrets:?}");
        assert!(text.get(secret.range()).is_some_and(|part| !part.trim().is_empty()), "{secret:?} of {text:?}");
        assert!(!secret.name().is_empty() && secret.reason().contains(' '));
        end = secret.end;
    }
    let verdict = verdict(text);
    assert_eq!(verdict.secrets(), secrets);
    let parts: Vec<&str> = verdict.parts(text).collect();
    let learned: usize = parts.iter().map(|part| part.len()).sum();
    let hidden: usize = secrets.iter().map(|secret| secret.end - secret.start).sum();
    assert!(learned + hidden <= text.len());
    match verdict {
        Verdict::Learn => assert_eq!(learned, if text.trim().is_empty() { 0 } else { text.len() }),
        Verdict::LearnWithout(_) => {}
        Verdict::Refuse(_) => assert_eq!(learned, 0),
    }
}

proptest! {
    #[test]
    fn any_text_has_secrets_in_order_at_the_edges_of_characters(text in "\\PC*") {
        check(&text);
    }

    #[test]
    fn texts_that_look_like_secrets_do_too(text in odd_text()) {
        check(&text);
    }

    #[test]
    fn plain_words_are_learned(words in proptest::collection::vec(proptest::sample::select(PLAIN), 0..9)) {
        prop_assert_eq!(verdict(&words.join(" ")), Verdict::Learn);
        prop_assert_eq!(verdict(&words.join(", ")), Verdict::Learn);
    }

    #[test]
    fn a_number_of_six_digits_is_never_learned(
        before in "[a-z ]{0,20}",
        digits in "[0-9]{6,30}",
        after in "[a-z ,.]{0,20}",
    ) {
        let text = format!("{before} {digits} {after}");
        prop_assert!(is_refused(&text, &(before.len() + 1..before.len() + 1 + digits.len())), "{}", text);
    }

    #[test]
    fn what_is_refused_alone_is_refused_in_company(seed in 0_u64..1000, before in "[a-z]{2,8}( [a-z]{2,8}){0,5}") {
        for sample in samples(seed, 40).filter(|sample| is_refused(&sample.text, &sample.secret)) {
            let text = format!("{before}.\n\n{}", sample.text);
            let offset = text.len() - sample.text.len();
            let secret = sample.secret.start + offset..sample.secret.end + offset;
            prop_assert!(is_refused(&text, &secret), "{}", text);
        }
    }
}

/// The cases: a password typed into a plain field, a card, an account, a code.
#[test]
fn what_was_once_learned_by_others_is_refused() {
    for (text, name) in [
        ("hunter2Blue!9x", "mixed"),
        ("4111 1111 1111 1111", "card"),
        ("DE89 3704 0044 0532 0130 00", "iban"),
        ("the code is 493027", "told"),
        ("my pin is 4821", "told"),
        ("Passwort: Sommer2024!", "told"),
        ("the password is sunflower", "told"),
        ("AKIAIOSFODNN7EXAMPLE", "aws-key-id"),
        ("https://ann:sunflower@example.com/", "url-login"),
    ] {
        let names: Vec<&str> = find(text).iter().map(|secret| secret.name()).collect();
        assert_eq!(names, [name], "{text}");
    }
}

/// Of generated secrets at least 99.5% are refused, of the ways of writing that were held back too, whatever the seed.
#[test]
fn generated_secrets_are_refused() {
    for seed in [11, 12] {
        let (mut made, mut refused) = ([0, 0], [0, 0]);
        for sample in samples(seed, 10_000) {
            let side = usize::from(sample.held_back);
            made[side] += 1;
            refused[side] += usize::from(is_refused(&sample.text, &sample.secret));
        }
        for side in [0, 1] {
            assert!(refused[side] * 1000 >= made[side] * 995, "seed {seed}: {refused:?} of {made:?}");
        }
    }
}
