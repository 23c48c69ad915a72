//! What must hold for any bytes given as a profile. Shared by the fuzz target and by a test that replays the saved inputs.

use std::sync::{Arc, OnceLock};

use foreword_profile::{DraftedWord, MOST_MESSAGES, MOST_TEXT, Memory, Page, Profile, ProfileError, What};
use foreword_text::{Tokenizer, Vocabulary};
use sha2::{Digest, Sha256};

/// Imports `data` as it is, and as a profile's content whose hash is right; panics if what is read can't be written,
/// listed and forgotten.
pub fn profile(data: &[u8]) {
    let _ = import(data).map(check);
    if let Some(file) = as_content(data) {
        let _ = import(&file).map(check);
    }
}

/// The profile in `data`.
pub fn import(data: &[u8]) -> Result<Profile, ProfileError> {
    Profile::import(data, tokenizer())
}

/// A file with `data` as its content; `None` if it is no text. Without this nothing that was changed would get past the
/// hash.
pub fn as_content(data: &[u8]) -> Option<Vec<u8>> {
    let content = std::str::from_utf8(data).ok()?.trim();
    let hash: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    let head = format!(r#"{{"format":"foreword-profile","version":2,"sha256":"{hash}","profile":"#);
    Some([head.as_bytes(), content.as_bytes(), b"}"].concat())
}

/// A vocabulary of single bytes.
pub fn tokenizer() -> Arc<Tokenizer> {
    static TOKENIZER: OnceLock<Arc<Tokenizer>> = OnceLock::new();
    let made = TOKENIZER.get_or_init(|| {
        let bytes = (0..=255).map(|byte| spelling(byte).to_string());
        let tokens = std::iter::once("<|endoftext|>".to_owned()).chain(bytes).collect();
        let vocabulary = Vocabulary { tokens, merges: Vec::new(), special: vec![0] };
        Arc::new(Tokenizer::new(vocabulary).expect("a vocabulary of bytes"))
    });
    Arc::clone(made)
}

/// The character that stands for a byte in byte-level BPE.
fn spelling(byte: u8) -> char {
    let is_printable = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let shifted = (0..byte).filter(|&b| !is_printable(b)).count() as u32;
    if is_printable(byte) { char::from(byte) } else { char::from_u32(0x100 + shifted).expect("below the surrogates") }
}

fn check(mut profile: Profile) {
    let bytes: usize = profile.examples().map(|example| example.bytes()).sum();
    assert!(bytes <= MOST_TEXT && profile.examples().count() <= MOST_MESSAGES);
    assert!(profile.examples().all(|example| !example.text().trim().is_empty()));

    let file = profile.export().expect("what was read can be written");
    let again = import(&file).expect("what was written can be read");
    assert_eq!(again.export().expect("it was written before"), file, "it is the same");

    let all = Page { from: 0, most: usize::MAX };
    let memory = Memory::of(&profile);
    let words = memory.words("", all).entries;
    assert!(words.iter().all(|word| word.uses.messages > 0 && word.uses.messages <= word.uses.count));
    assert!(memory.phrases("", all).entries.iter().all(|phrase| phrase.uses.messages > 1));
    assert_eq!(profile.find("", all).total, profile.examples().count());
    let first = words.first().map(|word| word.word.clone()).unwrap_or_default();
    let drafted = [DraftedWord { text: &first, source: foreword_decode::Source::Phrases }];
    assert_eq!(profile.why(&first, &drafted, "").len(), 1);

    profile.forget(&What::Words(first.clone()));
    let left = Memory::of(&profile).words("", all).entries.iter().any(|word| word.word == first);
    assert!(first.is_empty() || !left, "{first:?} is still there");
    profile.forget(&What::All);
    assert_eq!(profile.examples().count(), 0);
    assert!(profile.own(foreword_profile::Kind::Other, "").history.is_empty());
}
