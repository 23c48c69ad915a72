//! The GGUF reader and the tokenizer on the real model file.

use std::path::Path;
use std::sync::LazyLock;

use foreword_formats::gguf::{Header, TensorKind};
use foreword_text::{TokenId, Tokenizer};
use proptest::prelude::*;

/// The header of the model file as it is published.
fn header() -> Header {
    const FILE: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";
    let path = foreword_catalogue::fetched(FILE, Path::new(env!("CARGO_MANIFEST_DIR")))
        .unwrap_or_else(|| panic!("no {FILE}; `cargo xtask model fetch` gets the model"));
    let file = std::fs::File::open(&path).expect("the file can be opened");
    let file_len = file.metadata().expect("the file has a length").len();
    Header::from_file(file, file_len).expect("the file is well-formed")
}

static TOKENIZER: LazyLock<Tokenizer> = LazyLock::new(|| {
    Tokenizer::new(header().vocabulary().expect("it has a vocabulary")).expect("the vocabulary is usable")
});

fn ids(text: &str) -> Vec<TokenId> {
    TOKENIZER.encode(text).expect("any text can be encoded").iter().map(|token| token.id).collect()
}

fn spelled(text: &str) -> Vec<String> {
    let bytes = |id| TOKENIZER.token_bytes(id).expect("the token exists").to_vec();
    ids(text).into_iter().map(|id| String::from_utf8(bytes(id)).expect("whole characters")).collect()
}

#[test]
fn the_file_is_what_the_design_says() {
    let mut header = header();
    assert_eq!(header.tensors.len(), 272);
    assert_eq!(header.keys().len(), 33);
    assert_eq!(header.data_start, 1_785_664);
    assert_eq!(header.u32("llama.block_count"), Ok(30));
    assert_eq!(header.f32("llama.rope.freq_base"), Ok(100_000.0));
    assert_eq!(header.str("general.architecture"), Ok("llama"));
    let embedding = &header.tensors[0];
    assert_eq!((&*embedding.name, embedding.kind), ("token_embd.weight", TensorKind::Q8_0));
    assert_eq!((&embedding.dims[..], embedding.bytes), (&[576, 49_152][..], 30_081_024));
    let last = header.tensors.last().unwrap();
    assert_eq!(last.offset + last.bytes, 98_362_432);
    let vocabulary = header.vocabulary().unwrap();
    assert_eq!((vocabulary.tokens.len(), vocabulary.merges.len()), (49_152, 48_900));
    assert_eq!(vocabulary.special, (0..17).collect::<Vec<_>>());
}

#[test]
fn known_tokens() {
    assert_eq!(TOKENIZER.vocab_size(), 49_152);
    assert_eq!(
        spelled("Hi Sarah, thanks for 2023!"),
        ["Hi", " Sarah", ",", " thanks", " for", " ", "2", "0", "2", "3", "!"]
    );
    assert_eq!(spelled("I don't know."), ["I", " don", "'t", " know", "."]);
    // The control token of this spelling is number 1.
    let text = "<|im_start|>";
    assert!(ids(text).len() > 1 && ids(text).iter().all(|&id| !TOKENIZER.is_special(id)));
    assert_eq!(TOKENIZER.decode(&ids(text)).unwrap(), text.as_bytes());
}

#[test]
fn a_megabyte_of_english_comes_back_whole() {
    let words = ["The", " meeting", " was", " scheduled", " for", " Tuesday", ",", " wasn't", " it", "?\n"];
    let mut state = 1u32;
    let mut text = String::new();
    while text.len() < 1_000_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.push_str(words[(state >> 16) as usize % words.len()]);
    }
    let tokens = TOKENIZER.encode(&text).unwrap();
    assert_eq!(tokens.last().unwrap().end.0, text.len());
    let ids: Vec<TokenId> = tokens.iter().map(|token| token.id).collect();
    assert_eq!(TOKENIZER.decode(&ids).unwrap(), text.as_bytes());
}

fn texts() -> impl Strategy<Value = String> {
    let parts = prop_oneof![
        any::<String>(),
        "\\PC{0,20}",
        "( ?[a-z]{1,8}[,.'!?]?){0,8}",
        Just("\r\n\0\u{301}👩‍👩‍👧 🇫🇷<|im_end|>".to_owned()),
        "[ \\t\u{a0}]{1,40}",
        "[0-9]{1,40}",
    ];
    prop::collection::vec(parts, 0..5).prop_map(|parts| parts.concat())
}

/// Whether the vocabulary has a token for every byte of `c`.
fn has_tokens(c: char) -> bool {
    !matches!(c, '\x04' | '\x06' | '\x13' | '\x14' | '\x16' | '\x1d' | '\u{40000}'..='\u{bffff}')
}

proptest! {
    #[test]
    fn decoding_gives_the_text_back(text in texts()) {
        let tokens = TOKENIZER.encode(&text).unwrap();
        let expected: String = text.chars().map(|c| if has_tokens(c) { c } else { '\u{FFFD}' }).collect();
        prop_assert_eq!(TOKENIZER.decode(&ids(&text)).unwrap(), expected.as_bytes());
        prop_assert_eq!(tokens.last().map_or(0, |token| token.end.0), text.len());
        prop_assert!(tokens.is_sorted_by_key(|token| token.end));
        prop_assert!(!tokens.iter().any(|token| TOKENIZER.is_special(token.id)));
        if expected == text {
            let mut start = 0;
            for token in tokens {
                prop_assert_eq!(TOKENIZER.token_bytes(token.id).unwrap(), &text.as_bytes()[start..token.end.0]);
                start = token.end.0;
            }
        }
    }

    #[test]
    fn a_cut_before_a_word_changes_nothing(head in texts(), tail in texts()) {
        let (head, tail) = (format!("{head}x"), format!(" y{tail}"));
        prop_assert_eq!([ids(&head), ids(&tail)].concat(), ids(&format!("{head}{tail}")));
    }
}
