use std::collections::HashSet;
use std::collections::hash_map::Entry;
use std::ops::Range;

use tokenizers::Model;
use tokenizers::models::bpe::{self, BPE, Vocab};

use crate::alphabet::{CHAR_OF_BYTE, byte_of_char};
use crate::pieces::Pieces;
use crate::{ByteOffset, Token, TokenId, TokenizerError, Vocabulary};

/// Number of pieces whose tokens are cached, per thread. The BPE model evicts none, so this bounds its memory: an
/// entry has at most 255 bytes of spelling and as many symbols.
const CACHED_PIECES: usize = 4096;

/// Encoded in place of a character if the vocabulary lacks one of its bytes.
const REPLACEMENT: &str = "\u{FFFD}";

/// Converts between text and tokens: byte-level BPE after SmolLM2's pre-tokenisation.
///
/// The spelling of a control token in a text (`<|im_start|>`) is encoded as ordinary characters, so that a text can't
/// insert control tokens.
///
/// SmolLM2's vocabulary has no token for 21 of the 256 bytes, among them six control characters and two that only
/// begin unassigned code points. A character with such a byte is encoded as U+FFFD, with the span of the original:
/// this is the one case where decoding does not give the text back.
#[derive(Debug)]
pub struct Tokenizer {
    bpe: BPE,
    /// The bytes of all tokens, one after the other.
    bytes: Vec<u8>,
    /// End of each token in `bytes`.
    ends: Vec<u32>,
    special: Vec<bool>,
    /// Whether the byte has a token of its own.
    has_byte: [bool; 256],
    /// Ordinary tokens, sorted by their bytes.
    by_bytes: Vec<TokenId>,
}

impl Tokenizer {
    /// Validates `vocabulary` and builds the tables. Takes about 30 ms for 49,152 tokens.
    ///
    /// # Errors
    /// A token or merge is malformed, duplicate or unknown, or one of the bytes that every text may contain
    /// (printable ASCII, line feed, the three of U+FFFD) has no token.
    pub fn new(vocabulary: Vocabulary) -> Result<Self, TokenizerError> {
        let Vocabulary { tokens, merges, special } = vocabulary;
        let vocab_size = tokens.len();
        let mut is_special = vec![false; vocab_size];
        for id in special {
            *is_special.get_mut(id as usize).ok_or(TokenizerError::UnknownSpecial { id, vocab_size })? = true;
        }
        let (bytes, ends) = spellings(&tokens, &is_special)?;

        let specials = Specials::of(&tokens, &is_special);
        let longest = tokens.iter().map(String::len).max().unwrap_or(0);
        let mut ids = Vocab::with_capacity(vocab_size);
        for (id, token) in (0..).zip(tokens) {
            match ids.entry(token) {
                Entry::Vacant(place) => place.insert(id),
                Entry::Occupied(first) => {
                    let (token, first) = (first.key().clone(), *first.get());
                    return Err(TokenizerError::DuplicateToken { first, second: id, token });
                }
            };
        }
        let mut has_byte = [false; 256];
        for (has, spelling) in has_byte.iter_mut().zip(CHAR_OF_BYTE) {
            let id = ids.get(spelling.encode_utf8(&mut [0; 4]) as &str);
            *has = id.is_some_and(|&id| !is_special[id as usize]);
        }
        let required = (b' '..=b'~').chain([b'\n']).chain(REPLACEMENT.bytes());
        let mut missing: Vec<u8> = required.filter(|&b| !has_byte[usize::from(b)]).collect();
        missing.sort_unstable();
        if let Some(&first) = missing.first() {
            return Err(TokenizerError::MissingBytes { count: missing.len(), first });
        }

        let is_doubtful = |token: &str| token.len() > longest || specials.has(token);
        let is_ordinary = |token: &str| ids.get(token).is_some_and(|&id| !is_special[id as usize]);
        let pairs = check_merges(&merges, is_doubtful, is_ordinary)?;
        let bpe = BPE::builder().vocab_and_merges(ids, pairs).cache_capacity(CACHED_PIECES).build();
        let bpe = bpe.map_err(|error| refused(error, &merges))?;
        let by_bytes = (0..).zip(&is_special).filter_map(|(id, special)| (!special).then_some(id)).collect();
        let mut tokenizer = Self { bpe, bytes, ends, special: is_special, has_byte, by_bytes };
        tokenizer.sort_by_bytes();
        Ok(tokenizer)
    }

    /// Most tokens differ within their first eight bytes, which are compared as one number.
    fn sort_by_bytes(&mut self) {
        let first = |id| {
            let mut eight = [0; 8];
            eight.iter_mut().zip(self.bytes_of(id)).for_each(|(to, from)| *to = *from);
            u64::from_be_bytes(eight)
        };
        let mut keyed: Vec<_> = self.by_bytes.iter().map(|&id| (first(id), id)).collect();
        keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.bytes_of(a.1).cmp(self.bytes_of(b.1))));
        self.by_bytes = keyed.into_iter().map(|(_, id)| id).collect();
    }

    /// The tokens of `text`; none for an empty text.
    ///
    /// # Errors
    /// [`TokenizerError::Model`] or [`TokenizerError::Spans`] if the BPE model fails. That isn't expected of a
    /// vocabulary that [`new`](Self::new) accepted.
    pub fn encode(&self, text: &str) -> Result<Vec<Token>, TokenizerError> {
        // Everyday English has about four bytes per token.
        let mut tokens = Vec::with_capacity(text.len() / 4 + 1);
        let mut spelling = String::new();
        for piece in Pieces::new(text) {
            let bytes = &text[piece.clone()];
            spelling.clear();
            if bytes.bytes().all(|b| self.has_byte[usize::from(b)]) {
                spelling.extend(bytes.bytes().map(|b| CHAR_OF_BYTE[usize::from(b)]));
                self.encode_piece(&spelling, piece, |spelled| spelled, &mut tokens)?;
            } else {
                let ends = self.spell_with_replacements(bytes, &mut spelling);
                let source = |spelled: usize| spelled.checked_sub(1).map_or(0, |i| ends.get(i).copied().unwrap_or(0));
                self.encode_piece(&spelling, piece, source, &mut tokens)?;
            }
        }
        Ok(tokens)
    }

    /// The bytes of a token, empty for a special token; `None` outside the vocabulary.
    pub fn token_bytes(&self, id: TokenId) -> Option<&[u8]> {
        let id = id as usize;
        let end = *self.ends.get(id)? as usize;
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.bytes.get(start..end)
    }

    /// The bytes of `ids`, one token after the other. They may not be UTF-8, since a list may end inside a character.
    /// Special tokens have no bytes.
    ///
    /// # Errors
    /// [`TokenizerError::UnknownToken`] for an id outside the vocabulary.
    pub fn decode(&self, ids: &[TokenId]) -> Result<Vec<u8>, TokenizerError> {
        let mut text = Vec::with_capacity(4 * ids.len());
        for &id in ids {
            let unknown = TokenizerError::UnknownToken { id, vocab_size: self.vocab_size() };
            text.extend_from_slice(self.token_bytes(id).ok_or(unknown)?);
        }
        Ok(text)
    }

    /// Number of tokens, including special ones.
    pub fn vocab_size(&self) -> usize {
        self.ends.len()
    }

    /// Whether `id` is a control token; `false` outside the vocabulary.
    pub fn is_special(&self, id: TokenId) -> bool {
        self.special.get(id as usize).copied().unwrap_or(false)
    }

    /// The control token with this spelling, if there is one.
    pub fn special(&self, spelling: &str) -> Option<TokenId> {
        self.bpe.token_to_id(spelling).filter(|&id| self.is_special(id))
    }

    /// Start of the last piece of `text`. Whatever is typed after the piece, no token crosses this boundary.
    ///
    /// The last piece is a word with the space before it, a digit, a run of other characters, or trailing spaces.
    pub fn last_piece(&self, text: &str) -> ByteOffset {
        ByteOffset(Pieces::new(text).last().map_or(0, |piece| piece.start))
    }

    /// The ordinary tokens whose bytes begin with `prefix`, sorted by their bytes.
    pub fn tokens_starting_with(&self, prefix: &[u8]) -> &[TokenId] {
        let start = self.by_bytes.partition_point(|&id| self.bytes_of(id) < prefix);
        let len = self.by_bytes[start..].partition_point(|&id| self.bytes_of(id).starts_with(prefix));
        &self.by_bytes[start..start + len]
    }

    fn bytes_of(&self, id: TokenId) -> &[u8] {
        self.token_bytes(id).unwrap_or_default()
    }

    /// Appends the tokens of one piece. `source` converts a count of spelled bytes to a count of bytes of the text.
    fn encode_piece(
        &self,
        spelling: &str,
        piece: Range<usize>,
        source: impl Fn(usize) -> usize,
        tokens: &mut Vec<Token>,
    ) -> Result<(), TokenizerError> {
        let found = self.bpe.tokenize(spelling).map_err(|e| TokenizerError::Model { reason: e.to_string() })?;
        let (mut spelled, mut end) = (0, piece.start);
        for token in found {
            spelled += self.token_bytes(token.id).map_or(0, <[u8]>::len);
            end = piece.start + source(spelled);
            tokens.push(Token { id: token.id, end: ByteOffset(end) });
        }
        if end != piece.end {
            return Err(TokenizerError::Spans { start: piece.start, end: piece.end, found: end });
        }
        Ok(())
    }

    /// Spells `text` into `spelling`, replacing each character that has a byte without a token by U+FFFD.
    ///
    /// Returns for each spelled byte the end of its span in `text`. Of a replacement, the last byte has the span of the
    /// whole character; the others have empty spans.
    fn spell_with_replacements(&self, text: &str, spelling: &mut String) -> Vec<usize> {
        let mut ends = Vec::with_capacity(text.len() + REPLACEMENT.len());
        for (at, c) in text.char_indices() {
            let mut utf8 = [0; 4];
            let original = c.encode_utf8(&mut utf8).as_bytes();
            let known = original.iter().all(|&b| self.has_byte[usize::from(b)]);
            let bytes = if known { original } else { REPLACEMENT.as_bytes() };
            for (i, &b) in bytes.iter().enumerate() {
                spelling.push(CHAR_OF_BYTE[usize::from(b)]);
                ends.push(match (known, i + 1 == bytes.len()) {
                    (true, _) => at + i + 1,
                    (false, false) => at,
                    (false, true) => at + original.len(),
                });
            }
        }
        ends
    }
}

/// The bytes of all tokens, concatenated, and the end of each token in them.
fn spellings(tokens: &[String], special: &[bool]) -> Result<(Vec<u8>, Vec<u32>), TokenizerError> {
    let length: usize = tokens.iter().map(String::len).sum();
    let (found, most) = (tokens.len().max(length), u32::MAX as usize);
    if found > most {
        return Err(TokenizerError::TooManyTokens { found, most });
    }
    let mut bytes = Vec::with_capacity(length);
    let mut ends = Vec::with_capacity(tokens.len());
    for ((id, token), special) in (0..).zip(tokens).zip(special) {
        if token.is_empty() {
            return Err(TokenizerError::EmptyToken { id });
        }
        if !special {
            for found in token.chars() {
                bytes.push(byte_of_char(found).ok_or(TokenizerError::NotByteLevel { id, found })?);
            }
        }
        ends.push(bytes.len() as u32);
    }
    Ok((bytes, ends))
}

/// The spellings of special tokens, for looking up what is seldom one.
struct Specials {
    /// Whether one begins with the byte.
    begins: [bool; 256],
    spelled: HashSet<String>,
}

impl Specials {
    fn of(tokens: &[String], is_special: &[bool]) -> Self {
        let special = tokens.iter().zip(is_special).filter(|(_, is_special)| **is_special);
        let spelled: HashSet<_> = special.map(|(token, _)| token.clone()).collect();
        let mut begins = [false; 256];
        spelled.iter().filter_map(|token| token.bytes().next()).for_each(|byte| begins[usize::from(byte)] = true);
        Self { begins, spelled }
    }

    fn has(&self, token: &str) -> bool {
        token.bytes().next().is_some_and(|byte| self.begins[usize::from(byte)]) && self.spelled.contains(token)
    }
}

/// Splits merges into their two tokens. Both, and their concatenation, must satisfy `is_ordinary`, so that no merge
/// produces a control token.
///
/// Looking each of them up would take as long as the BPE model, which refuses what it doesn't know by itself. So only those
/// are looked up that `is_doubtful` says may be something else, or too long for the model.
fn check_merges(
    merges: &[String],
    is_doubtful: impl Fn(&str) -> bool,
    is_ordinary: impl Fn(&str) -> bool,
) -> Result<Vec<(String, String)>, TokenizerError> {
    let mut pairs = Vec::with_capacity(merges.len());
    let mut made = String::new();
    for (index, merge) in merges.iter().enumerate() {
        let Some((left, right)) = merge.split_once(' ').filter(|(l, r)| !l.is_empty() && !r.is_empty()) else {
            return Err(TokenizerError::MergeSyntax { index, merge: merge.clone() });
        };
        made.clear();
        made.push_str(left);
        made.push_str(right);
        let tokens = [left, right, &made];
        if tokens.into_iter().any(&is_doubtful)
            && let Some(token) = tokens.into_iter().find(|token| !is_ordinary(token))
        {
            return Err(TokenizerError::MergeToken { index, token: token.to_owned() });
        }
        pairs.push((left.to_owned(), right.to_owned()));
    }
    Ok(pairs)
}

/// Why the BPE model refused the vocabulary. It stops at the first merge with a token that it lacks.
fn refused(error: tokenizers::Error, merges: &[String]) -> TokenizerError {
    if let Some(bpe::Error::MergeTokenOutOfVocabulary(token)) = error.downcast_ref() {
        let needs = |(left, right): (&str, &str)| left == token || right == token || [left, right].concat() == *token;
        if let Some(index) = merges.iter().position(|merge| merge.split_once(' ').is_some_and(needs)) {
            return TokenizerError::MergeToken { index, token: token.clone() };
        }
    }
    TokenizerError::Model { reason: error.to_string() }
}
