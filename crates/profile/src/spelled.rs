//! Where words stand among tokens.

use std::ops::Range;

use foreword_text::{TokenId, Tokenizer, words};

/// A word of a text that begins and ends with tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelled {
    /// The word, without the space before it and the punctuation around it.
    pub word: String,
    /// Its tokens, with the space before it where there is one.
    pub tokens: Range<usize>,
}

/// The words of `tokens`' text that begin where a token begins, with the space before them or without, and end where one
/// ends. Others (a word after a bracket that shares its token) are passed over.
pub fn spelled(tokenizer: &Tokenizer, tokens: &[TokenId]) -> Vec<Spelled> {
    let mut bytes = Vec::new();
    let mut starts = Vec::with_capacity(tokens.len() + 1);
    for &token in tokens {
        starts.push(bytes.len());
        // What stands for an edge or a cut is no token: a line break parts words.
        bytes.extend_from_slice(tokenizer.token_bytes(token).unwrap_or(b"\n"));
    }
    starts.push(bytes.len());
    let text = String::from_utf8_lossy(&bytes);
    if text.len() != bytes.len() {
        // Tokens that end in the middle of a character at the end of a text: its places are not those of the bytes.
        return Vec::new();
    }
    let found = words(&text).filter_map(|word| {
        let before = word.range.start - usize::from(text[..word.range.start].ends_with(' '));
        let first = starts.binary_search(&before).ok()?;
        let end = starts.binary_search(&word.range.end).ok()?;
        Some(Spelled { word: word.text.to_owned(), tokens: first..end })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use foreword_engine::testing::tokenizer;

    use super::*;

    #[test]
    fn words_are_found_with_their_tokens() {
        let tokenizer = tokenizer(&["See you at Ann's place"]);
        let encode = |text: &str| tokenizer.encode(text).unwrap().iter().map(|t| t.id).collect::<Vec<_>>();
        let tokens = encode("See you, at (Ann's place");
        let found = spelled(&tokenizer, &tokens);
        let texts: Vec<(&str, Vec<u8>)> =
            found.iter().map(|s| (s.word.as_str(), tokenizer.decode(&tokens[s.tokens.clone()]).unwrap())).collect();
        assert!(texts.contains(&("See", b"See".to_vec())));
        assert!(texts.contains(&("you", b" you".to_vec())));
        assert!(texts.contains(&("place", b" place".to_vec())));
        assert!(spelled(&tokenizer, &[]).is_empty());
    }
}
