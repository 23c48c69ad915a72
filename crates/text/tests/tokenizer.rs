//! The tokenizer on a vocabulary small enough to follow by hand. The real one is tested in `foreword-formats`, which
//! can read it.

use foreword_text::{ByteOffset, Token, TokenId, Tokenizer, TokenizerError, Vocabulary};
use proptest::prelude::*;

/// Bytes of the small vocabulary that have no token.
const UNSPELLABLE: [u8; 3] = [0x04, 0xF1, 0xC0];

/// One special token, a token per byte (but [`UNSPELLABLE`]), and a few merged ones.
fn small() -> Vocabulary {
    let printable = |b: u8| matches!(b, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let mut shifted = (0x100..).filter_map(char::from_u32);
    let mut tokens = vec!["<|end|>".to_owned()];
    for byte in 0..=255 {
        let spelling =
            if printable(byte) { char::from(byte) } else { shifted.next().expect("characters do not run out") };
        if !UNSPELLABLE.contains(&byte) {
            tokens.push(spelling.to_string());
        }
    }
    let merges = ["t h", "th e", "Ġ the", "e n", "en d", "Ġ Ġ", "ð Ł"].map(str::to_owned).to_vec();
    tokens.extend(merges.iter().map(|merge| merge.replace(' ', "")));
    Vocabulary { tokens, merges, special: vec![0] }
}

fn spelled(tokenizer: &Tokenizer, text: &str) -> Vec<Vec<u8>> {
    let tokens = tokenizer.encode(text).expect("any text can be encoded");
    tokens.iter().map(|token| tokenizer.token_bytes(token.id).expect("the token exists").to_vec()).collect()
}

fn ids(tokens: &[Token]) -> Vec<TokenId> {
    tokens.iter().map(|token| token.id).collect()
}

#[test]
fn merges_apply_in_their_order_within_a_piece() {
    let tokenizer = Tokenizer::new(small()).unwrap();
    assert_eq!(spelled(&tokenizer, "the the"), [b"the".to_vec(), b" the".to_vec()]);
    assert_eq!(spelled(&tokenizer, "then"), [b"the".to_vec(), b"n".to_vec()]);
    assert_eq!(spelled(&tokenizer, "12"), [b"1", b"2"]);
    assert_eq!(tokenizer.encode("").unwrap(), []);
    assert_eq!(tokenizer.vocab_size(), 1 + 253 + 7);
}

#[test]
fn a_control_token_in_the_text_is_text() {
    let tokenizer = Tokenizer::new(small()).unwrap();
    let tokens = tokenizer.encode("a<|end|>").unwrap();
    assert!(tokens.iter().all(|token| !tokenizer.is_special(token.id)));
    assert_eq!(tokenizer.decode(&ids(&tokens)).unwrap(), b"a<|end|>");
    assert!(tokenizer.is_special(0) && !tokenizer.is_special(1) && !tokenizer.is_special(1000));
    assert_eq!(tokenizer.token_bytes(0), Some(&[][..]));
    assert_eq!(tokenizer.token_bytes(261), None);
    let unknown = TokenizerError::UnknownToken { id: 261, vocab_size: 261 };
    assert_eq!(tokenizer.decode(&[1, 261]), Err(unknown));
}

#[test]
fn spans_may_split_a_character_and_cover_what_cannot_be_spelled() {
    let tokenizer = Tokenizer::new(small()).unwrap();
    let ends = |text: &str| -> Vec<usize> { tokenizer.encode(text).unwrap().iter().map(|t| t.end.0).collect() };
    assert_eq!(ends("x🙂"), [1, 3, 4, 5]);
    assert_eq!(ends("\u{4}"), [0, 0, 1]);
    assert_eq!(ends("a\u{4}!\u{40000}b"), [1, 1, 1, 2, 3, 3, 3, 7, 8]);
    let replaced = tokenizer.encode("a\u{4}!\u{40000}b").unwrap();
    assert_eq!(tokenizer.decode(&ids(&replaced)).unwrap(), "a\u{FFFD}!\u{FFFD}b".as_bytes());
}

#[test]
fn bad_vocabularies_are_refused() {
    let refused = |change: &dyn Fn(&mut Vocabulary)| {
        let mut vocabulary = small();
        change(&mut vocabulary);
        Tokenizer::new(vocabulary).unwrap_err()
    };
    let last = small().tokens.len() as TokenId;
    use TokenizerError as E;
    assert_eq!(
        refused(&|v| v.tokens.push("the".into())),
        E::DuplicateToken { token: "the".into(), first: last - 6, second: last }
    );
    assert_eq!(refused(&|v| v.tokens.push(String::new())), E::EmptyToken { id: last });
    assert_eq!(refused(&|v| v.tokens.push("a b".into())), E::NotByteLevel { id: last, found: ' ' });
    assert_eq!(refused(&|v| v.special.push(last)), E::UnknownSpecial { id: last, vocab_size: last as usize });
    assert_eq!(refused(&|v| v.special.push(1 + b'x' as TokenId - 1)), E::MissingBytes { count: 1, first: b'x' });
    assert_eq!(refused(&|v| v.tokens.clear()), E::UnknownSpecial { id: 0, vocab_size: 0 });
    assert_eq!(refused(&|v| *v = Vocabulary::default()), E::MissingBytes { count: 99, first: b'\n' });
    for merge in ["", "the", " a", "a ", "  "] {
        assert_eq!(refused(&|v| v.merges.push(merge.into())), E::MergeSyntax { index: 7, merge: merge.into() });
    }
    for (merge, token) in [("a zz", "zz"), ("zz a", "zz"), ("a b", "ab"), ("a b c", "b c"), ("<|end|> a", "<|end|>")] {
        assert_eq!(refused(&|v| v.merges.push(merge.into())), E::MergeToken { index: 7, token: token.into() });
    }
    // Longer than any token.
    let twice =
        |v: &mut Vocabulary| v.merges.push(format!("{0} {0}", v.tokens.iter().max_by_key(|t| t.len()).unwrap()));
    assert!(matches!(refused(&twice), E::MergeToken { index: 7, .. }));
    // A merge must not lead to a control token either.
    assert_eq!(refused(&|v| v.special.push(last - 6)), E::MergeToken { index: 1, token: "the".into() });
    let text = refused(&|v| v.merges.push("a b".into())).to_string();
    assert_eq!(text, "merge 7 needs \"ab\", which is not an ordinary token of the vocabulary");
}

#[test]
fn one_megabyte_of_one_piece() {
    let tokenizer = Tokenizer::new(small()).unwrap();
    for unit in ["a", " ", "the", "🙂", "\n", "'", "7", "\u{4}"] {
        let text = unit.repeat(1_000_000 / unit.len());
        let tokens = tokenizer.encode(&text).unwrap();
        assert_eq!(tokens.last().unwrap().end, ByteOffset(text.len()));
    }
}

fn texts() -> impl Strategy<Value = String> {
    let parts = prop_oneof![
        any::<String>(),
        Just("\r\n".to_owned()),
        Just("\0".to_owned()),
        Just("\u{301}\u{302}".to_owned()),
        Just("👩‍👩‍👧 🇫🇷".to_owned()),
        Just("<|end|>".to_owned()),
        "[ \\t\u{a0}]{1,40}",
        "[0-9]{1,40}",
        "( ?(the|then|end|don't))*",
    ];
    prop::collection::vec(parts, 0..6).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn decoding_gives_the_text_back(text in texts()) {
        let tokenizer = Tokenizer::new(small()).unwrap();
        let tokens = tokenizer.encode(&text).unwrap();
        let spellable = |c: char| !c.to_string().bytes().any(|b| UNSPELLABLE.contains(&b));
        let expected: String = text.chars().map(|c| if spellable(c) { c } else { '\u{FFFD}' }).collect();
        prop_assert_eq!(tokenizer.decode(&ids(&tokens)).unwrap(), expected.as_bytes());
        prop_assert_eq!(tokens.last().map_or(0, |token| token.end.0), text.len());
        let mut start = 0;
        for token in tokens {
            prop_assert!(!tokenizer.is_special(token.id));
            prop_assert!(start <= token.end.0);
            let span = &text.as_bytes()[start..token.end.0];
            if expected == text {
                prop_assert_eq!(tokenizer.token_bytes(token.id).unwrap(), span);
            }
            start = token.end.0;
        }
    }

    #[test]
    fn a_cut_before_a_word_changes_nothing(head in texts(), tail in texts()) {
        let tokenizer = Tokenizer::new(small()).unwrap();
        let (head, tail) = (format!("{head}x"), format!(" y{tail}"));
        let mut apart = ids(&tokenizer.encode(&head).unwrap());
        apart.extend(ids(&tokenizer.encode(&tail).unwrap()));
        prop_assert_eq!(apart, ids(&tokenizer.encode(&format!("{head}{tail}")).unwrap()));
    }
}
