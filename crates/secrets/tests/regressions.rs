//! Replays the fuzzer's seeds, and whatever once made it fail, on the fuzz target's own code.

#[path = "../../../fuzz/bodies/secrets.rs"]
mod body;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

/// Texts that reach each search, and two that once broke it: a curly quotation mark in front of a value, and a number with
/// a dash of three bytes at its end. None is in the format of a service's keys: those make scanners of repositories stop.
fn seeds() -> [(&'static str, Vec<u8>); 5] {
    let told =
        "Passwort: Sommer2024!\nthe password for it is \"open the door\"; 4821 is my pin. Login: ann / sunflower";
    let numbers = "DE89 3704 0044 0532 0130 00, 4111 1111 1111 1111, (555) 123-4567, 1,000,000 at 10:30, AB 12 34 56 C";
    let lines = "-----BEGIN X-----\nAbCdEfGh0123\n-----END X-----\n1. gravity 2. machine north sort system female filter \
                 attitude volume fold club stay\nA1B2 C3D4 E5F6\nhttps://ann:sun@example.com/a?b=Q1w2E3r4";
    [
        ("told", told.into()),
        ("numbers", numbers.into()),
        ("lines", lines.into()),
        ("quoted", "PIN \u{201c}752".into()),
        ("dash", "Tel: +1 202 822 3866\u{2014} Mobile".into()),
    ]
}

#[test]
fn every_saved_input_passes() {
    replay::replay("secrets", &seeds(), body::secrets);
}
