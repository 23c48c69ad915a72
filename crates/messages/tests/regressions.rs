//! Replays the fuzzer's seeds, and whatever once made it fail, on the fuzz target's own code.

#[path = "../../../fuzz/bodies/messages.rs"]
mod body;
mod common;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

/// A file of each format behind the bytes that say which it is.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let kinds: [(&str, u8); 13] = [
        ("lines.txt", 0),
        ("diary.txt", 1),
        ("notes.md", 2),
        ("reply.eml", 3),
        ("sent.mbox", 4),
        ("whatsapp-ios.txt", 5),
        ("telegram.json", 6),
        ("slack.json", 7),
        ("discord.json", 8),
        ("signal.txt", 9),
        ("table.csv", 10),
        ("facebook.json", 11),
        ("log.jsonl", 12),
    ];
    kinds.into_iter().map(|(name, kind)| (name, [&[kind, 50], common::read(name).as_slice()].concat())).collect()
}

#[test]
fn every_saved_input_passes() {
    replay::replay("messages", &seeds(), body::messages);
}
