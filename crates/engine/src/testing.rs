//! A completer over sentences known by heart, for tests without a model file.

use std::collections::BTreeSet;

use foreword_decode::testing::Phrases;
use foreword_text::{TokenId, Tokenizer, Vocabulary};

use crate::{Clock, Completer};

/// A clock that stands still.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stopped;

impl Clock for Stopped {
    fn now_ms(&self) -> f64 {
        0.0
    }
}

/// A completer whose model continues `sentences`, the earlier the likelier, and whose tokens are their words.
///
/// # Panics
/// If the sentences cannot be made into a vocabulary.
pub fn completer(sentences: &[&str]) -> Completer<Phrases> {
    completer_with(sentences, sentences)
}

/// The same with a drafting decoder that knows other sentences than all layers together do.
///
/// # Panics
/// As [`completer`].
pub fn completer_with(sentences: &[&str], shallow: &[&str]) -> Completer<Phrases> {
    let tokenizer = tokenizer(&[sentences, shallow].concat());
    let model = Phrases::new(tokenizer.vocab_size(), phrases(&tokenizer, sentences));
    let model = model.with_shallow(phrases(&tokenizer, shallow));
    match Completer::new(tokenizer, model) {
        Ok(completer) => completer,
        Err(error) => panic!("{error}"),
    }
}

/// A tokenizer that has every word of `sentences`, with and without the space before it, and every beginning of one.
///
/// # Panics
/// As [`completer`].
pub fn tokenizer(sentences: &[&str]) -> Tokenizer {
    let mut tokens = vec!["<|endoftext|>".to_owned()];
    tokens.extend((0..=255).map(|byte| spelling(byte).to_string()));
    let mut merges = Vec::new();
    let mut known: BTreeSet<String> = tokens.iter().cloned().collect();
    let spaced = sentences.iter().flat_map(|sentence| sentence.split_inclusive(|c: char| !c.is_alphanumeric()));
    for word in spaced.flat_map(|word| [format!(" {}", word.trim()), word.trim().to_owned()]) {
        let letters: Vec<String> = word.bytes().map(|byte| spelling(byte).to_string()).collect();
        let mut merged = letters.first().cloned().unwrap_or_default();
        for letter in letters.iter().skip(1) {
            let longer = format!("{merged}{letter}");
            if known.insert(longer.clone()) {
                merges.push(format!("{merged} {letter}"));
                tokens.push(longer.clone());
            }
            merged = longer;
        }
    }
    match Tokenizer::new(Vocabulary { tokens, merges, special: vec![0] }) {
        Ok(tokenizer) => tokenizer,
        Err(error) => panic!("{error}"),
    }
}

fn phrases(tokenizer: &Tokenizer, sentences: &[&str]) -> Vec<Vec<TokenId>> {
    let ids = |sentence: &&str| match tokenizer.encode(sentence) {
        Ok(tokens) => tokens.into_iter().map(|token| token.id).collect(),
        Err(error) => panic!("{error}"),
    };
    sentences.iter().map(ids).collect()
}

/// The character that stands for a byte in byte-level BPE: itself where it is printable, else one from U+0100 on.
fn spelling(byte: u8) -> char {
    let is_printable = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let shifted = (0..byte).filter(|&b| !is_printable(b)).count() as u32;
    if is_printable(byte) { char::from(byte) } else { char::from_u32(0x100 + shifted).unwrap_or('?') }
}
