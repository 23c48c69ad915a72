//! What several tests need: the files under `data`, and imports of them.
#![allow(dead_code)] // Not every test needs all of it.

use std::path::{Path, PathBuf};

use foreword_messages::{Checkpoint, Import, ImportError, Kind, Limits, Message, Owner, Summary};

pub const FIXTURES: &[&str] = &[
    "diary.txt",
    "discord.json",
    "facebook.json",
    "latin.txt",
    "lines.txt",
    "log.jsonl",
    "names.txt",
    "notes.md",
    "outlook.csv",
    "reply.eml",
    "sent.mbox",
    "signal.txt",
    "slack.json",
    "table.csv",
    "telegram-all.json",
    "telegram.json",
    "utf16.txt",
    "whatsapp-android.txt",
    "whatsapp-german.txt",
    "whatsapp-ios.txt",
];

pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

pub fn read(name: &str) -> Vec<u8> {
    let path = data(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The person who wrote the files under `data`.
pub fn owner() -> Owner {
    Owner::known_as(["Jo Doe", "Me", "Jo Dø", "jo@example.org", "U1", "11"])
}

/// Imports a file in parts of the given sizes, over and over.
pub fn import(kind: Kind, bytes: &[u8], sizes: &[usize], limits: Limits) -> (Vec<Message>, Summary) {
    let mut import = Import::new(owner(), limits);
    let messages = feed(&mut import, kind, bytes, sizes).expect("a file is open");
    (messages, import.summary().clone())
}

fn feed(import: &mut Import, kind: Kind, mut bytes: &[u8], sizes: &[usize]) -> Result<Vec<Message>, ImportError> {
    import.begin("file", kind)?;
    let mut messages = Vec::new();
    for &size in sizes.iter().cycle() {
        let (part, rest) = bytes.split_at(bytes.len().min(size.max(1)));
        messages.extend(import.push(part)?);
        bytes = rest;
        if bytes.is_empty() {
            break;
        }
    }
    messages.extend(import.end()?);
    Ok(messages)
}

/// Imports a file in parts of `size`, and begins anew from a stored checkpoint before each of them.
pub fn interrupted(kind: Kind, bytes: &[u8], size: usize, limits: Limits) -> (Vec<Message>, Summary) {
    let run = || -> Result<_, Box<dyn std::error::Error>> {
        let mut import = Import::new(owner(), limits);
        import.begin("file", kind)?;
        let mut messages = Vec::new();
        let mut reach = 0;
        while reach < bytes.len() {
            reach = (reach + size.max(1)).min(bytes.len());
            let stored = serde_json::to_string(&import.checkpoint())?;
            let checkpoint: Checkpoint = serde_json::from_str(&stored)?;
            let (_, at) = checkpoint.file().ok_or("no file is open")?;
            import = Import::resume(checkpoint.clone())?;
            messages.extend(import.push(&bytes[usize::try_from(at)?..reach])?);
        }
        messages.extend(import.end()?);
        Ok((messages, import.summary().clone()))
    };
    run().unwrap_or_else(|e| panic!("{e}"))
}
