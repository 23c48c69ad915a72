//! What stands beside a word like "password", in many languages.

use std::ops::Range;

use crate::chunk::Chunk;
use crate::clause::{closing_mark, ends_clause, ends_sentence, has_digits, is_arrow, is_code, is_loud, is_mixed};
use crate::letters::folded;
use crate::lexicon::{Key, lexicon};
use crate::token;

/// Chunks after such a word in which something linked to it is looked for: "the code for the door of the garage is
/// 4821".
const AHEAD: usize = 9;
/// Chunks before it: "4821 is your new verification code".
const BEHIND: usize = 6;
/// Most chunks taken for a sentence of a password.
const LONGEST: usize = 8;
/// Most chunks of an answer to "the password?".
const ANSWER: usize = 2;
/// Most words of a key: "mot de passe", "name of your first pet".
const KEY_WORDS: usize = 4;

/// A run of letters and digits.
struct Word {
    range: Range<usize>,
    chunk: usize,
    folded: String,
}

/// How a secret is tied to its word.
#[derive(Clone, Copy, PartialEq)]
enum Tie {
    /// By nothing but its place.
    Near,
    /// It's the next word.
    Next,
    /// By "is" and the like.
    Link,
    /// By a colon and the like.
    Colon,
}

/// A text with its chunks and words.
struct Text<'t> {
    text: &'t str,
    chunks: &'t [Chunk<'t>],
    words: Vec<Word>,
}

/// Which of the chunks stand beside a word like "password" and are what it names. In order, without repeats.
pub(crate) fn told(text: &str, chunks: &[Chunk<'_>]) -> Vec<Range<usize>> {
    let text = Text { text, chunks, words: words(chunks) };
    let mut taken = vec![false; chunks.len()];
    let mut at = 0;
    while at < text.words.len() {
        let Some((length, key)) = text.key_at(at) else {
            at += 1;
            continue;
        };
        text.take_after(at + length - 1, key, &mut taken);
        text.take_before(at, key, &mut taken);
        at += length;
    }
    for (at, pair) in chunks.windows(2).enumerate() {
        let is_key = lexicon().names_password(pair[0].text);
        taken[at + 1] |= is_key && pair[1].core.chars().any(|c| c.is_ascii_alphanumeric());
    }
    let ranges = chunks.iter().zip(taken).filter(|(_, taken)| *taken).map(|(chunk, _)| chunk.range.clone());
    ranges.collect()
}

fn words(chunks: &[Chunk<'_>]) -> Vec<Word> {
    let mut words = Vec::new();
    for (n, chunk) in chunks.iter().enumerate() {
        let mut start = None;
        let mut was_lower = false;
        for (at, c) in chunk.text.char_indices().chain([(chunk.text.len(), ' ')]) {
            let is_hump = c.is_uppercase() && was_lower;
            let is_inside = c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}');
            if let Some(from) = start.filter(|_| !is_inside || is_hump) {
                let range = chunk.range.start + from..chunk.range.start + at;
                words.push(Word { range, chunk: n, folded: folded(&chunk.text[from..at]) });
                start = None;
            }
            if is_inside && start.is_none() {
                start = Some(at);
            }
            was_lower = c.is_lowercase();
        }
    }
    words
}

impl Text<'_> {
    /// The words of a key that begins here: how many they are, and of which kind. The longest counts.
    fn key_at(&self, at: usize) -> Option<(usize, Key)> {
        let mut joined = String::new();
        let mut found = None;
        for (n, word) in self.words[at..].iter().take(KEY_WORDS).enumerate() {
            if n > 0 {
                joined.push(' ');
            }
            joined += &word.folded;
            found = lexicon().key(&joined).map(|key| (n + 1, key)).or(found);
        }
        found
    }

    /// Takes what follows the word `last`, the last of a key.
    fn take_after(&self, last: usize, key: Key, taken: &mut [bool]) {
        let word = &self.words[last];
        let chunk = &self.chunks[word.chunk];
        let rest = &self.text[word.range.end..chunk.range.end];
        let mut tie = Tie::Next;
        if let Some(at) = rest.find([':', '=']) {
            let value = rest[at..].trim_matches(|c: char| !c.is_alphanumeric());
            if !value.is_empty() {
                if key > Key::Faint || has_digits(value, 3) || token::judge(value).is_some() {
                    taken[word.chunk] = true;
                }
                return;
            }
            tie = Tie::Colon;
        } else if ends_sentence(rest) {
            self.take_answer(word.chunk, key, taken);
            return;
        } else if ends_clause(rest) {
            // "the password, by the way, is …": what follows must be linked to it.
            tie = Tie::Near;
        } else if rest.contains(char::is_alphanumeric) && key == Key::Strong {
            // "password/sunflower", but "password-protected".
            taken[word.chunk] |= !rest.starts_with(['-', '\'', '\u{2019}']) && !chunk.text.contains("://");
            if rest.contains('/') {
                return;
            }
        }
        let mut at = word.chunk + 1;
        let limit = self.chunks.len().min(at + AHEAD);
        while at < limit {
            let next = &self.chunks[at];
            if tie != Tie::Colon && next.begins_line {
                return;
            }
            let said = folded(next.core);
            if lexicon().is_number(&said) && self.is_numeral(at + 1) && tie != Tie::Near && key > Key::Faint {
                self.take_from(at, key, tie, taken);
                return;
            } else if !next.text.contains(char::is_alphanumeric) && tie != Tie::Colon && is_arrow(next.text) {
                tie = Tie::Colon;
            } else if tie != Tie::Colon && self.is_link(at, &said) {
                tie = Tie::Link;
            } else if lexicon().is_small(&said) && !(tie == Tie::Colon && ends_clause(next.text)) {
                tie = if tie == Tie::Next { Tie::Near } else { tie };
            } else if self.is_value(at, key, tie) {
                self.take_from(at, key, tie, taken);
                return;
            } else if next.text.ends_with(':') && tie != Tie::Colon {
                tie = Tie::Colon;
            } else if tie == Tie::Colon || ends_sentence(next.text) {
                self.take_answer(at, key, taken);
                return;
            } else {
                tie = Tie::Near;
            }
            at += 1;
        }
    }

    /// Takes a short answer on the same line: "and the password? sunflower".
    fn take_answer(&self, asked: usize, key: Key, taken: &mut [bool]) {
        let is_question = self.chunks[asked].text.ends_with('?') && key == Key::Strong;
        let line = self.chunks[asked + 1..].iter().take(ANSWER + 1).take_while(|chunk| !chunk.begins_line);
        let count = line.count();
        if is_question && count <= ANSWER {
            taken[asked + 1..asked + 1 + count].fill(true);
        }
    }

    fn is_numeral(&self, at: usize) -> bool {
        self.chunks.get(at).is_some_and(|chunk| lexicon().is_number(&folded(chunk.core)))
    }

    /// Whether the chunk is a link, alone or with the one before it.
    fn is_link(&self, at: usize, said: &str) -> bool {
        let before = at.checked_sub(1).map(|before| folded(self.chunks[before].core));
        lexicon().is_link(said) || before.is_some_and(|before| lexicon().is_link(&format!("{before} {said}")))
    }

    /// Whether a chunk is what the key names.
    fn is_value(&self, at: usize, key: Key, tie: Tie) -> bool {
        let chunk = &self.chunks[at];
        let said = folded(chunk.core);
        let is_quoted = chunk.text.starts_with(['"', '\'', '`', '\u{201c}', '\u{201e}', '\u{ab}', '\u{2018}']);
        let is_code = has_digits(chunk.text, 3) || token::judge(chunk.core).is_some() || is_mixed(chunk.core);
        let is_numeral = lexicon().is_number(&said) && tie != Tie::Near;
        match (key, tie) {
            _ if is_code => true,
            (Key::Faint, _) => has_digits(chunk.text, 2) && tie != Tie::Near,
            (Key::Strong, Tie::Next | Tie::Link | Tie::Colon) | (Key::Weak, Tie::Colon) => true,
            (Key::Weak, Tie::Link) => is_quoted || is_numeral || is_loud(chunk.core),
            (Key::Weak, Tie::Next) => is_quoted || is_numeral,
            (Key::Strong, Tie::Near) => is_quoted,
            (Key::Weak, Tie::Near) => false,
        }
    }

    /// Takes a chunk, and what belongs to it.
    fn take_from(&self, first: usize, key: Key, tie: Tie, taken: &mut [bool]) {
        taken[first] = true;
        let chunk = &self.chunks[first];
        let closing = chunk.text.chars().next().and_then(closing_mark);
        let is_word = |chunk: &Chunk<'_>| chunk.core.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''));
        let is_sentence = key == Key::Strong && matches!(tie, Tie::Link | Tie::Colon) && is_word(chunk);
        let mut is_open = closing.is_some_and(|mark| !chunk.text.chars().skip(1).any(|c| c == mark));
        for (at, pair) in self.chunks.windows(2).enumerate().skip(first).take(LONGEST - 1) {
            let [before, next] = pair else { return };
            let said = folded(next.core);
            let goes_on = if is_open {
                is_open = !closing.is_some_and(|mark| next.text.contains(mark));
                true
            } else if closing.is_some() || next.begins_line && !is_code(next) {
                false
            } else if next.text == "/" || before.text == "/" {
                key == Key::Strong
            } else if ends_clause(before.text) {
                false
            } else {
                let is_numeral = lexicon().is_number(&said) && lexicon().is_number(&folded(before.core));
                is_numeral || is_code(next) || is_sentence && !lexicon().is_stop(&said)
            };
            if !goes_on {
                return;
            }
            taken[at + 1] = true;
        }
    }

    /// Takes what stands before the word `first` of a key and is linked to it: "4821 is my pin", "sunflower is the
    /// password".
    fn take_before(&self, first: usize, key: Key, taken: &mut [bool]) {
        let own = self.words[first].chunk;
        let mut is_linked = false;
        for at in (own.saturating_sub(BEHIND)..own).rev() {
            let chunk = &self.chunks[at];
            let is_bound = lexicon().is_link(&folded(self.chunks[at + 1].core)) && at + 1 < own;
            if self.chunks[at + 1].begins_line || ends_clause(chunk.text) && !is_bound {
                return;
            }
            let said = folded(chunk.core);
            if is_code(chunk) {
                taken[at] = true;
            } else if lexicon().is_link(&said) || is_arrow(chunk.text) {
                is_linked = true;
            } else if !lexicon().is_small(&said) && !said.is_empty() {
                // Other words part the two, unless it is a number: "4821 is your new verification code".
                if is_linked && key == Key::Strong && lexicon().key(&said).is_none() {
                    self.take_back(at, taken);
                    return;
                }
            }
        }
    }

    /// Takes a chunk and those before it, to the beginning of the clause.
    fn take_back(&self, last: usize, taken: &mut [bool]) {
        taken[last] = true;
        for at in (last.saturating_sub(LONGEST / 2)..last).rev() {
            let chunk = &self.chunks[at];
            let said = folded(chunk.core);
            if self.chunks[at + 1].begins_line || ends_clause(chunk.text) || lexicon().is_stop(&said) {
                return;
            }
            if lexicon().is_small(&said) {
                return;
            }
            taken[at] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk::chunks;

    fn found(text: &str) -> Vec<&str> {
        told(text, &chunks(text)).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn ordinary_words_are_taken_beside_strong_words() {
        for (text, expected) in [
            ("the password is sunflower", &["sunflower"][..]),
            ("Passwort: Sommer2024!", &["Sommer2024!"]),
            ("password = correct horse battery staple, ok?", &["correct", "horse", "battery", "staple,"]),
            ("Mot de passe : tournesol", &["tournesol"]),
            ("la contraseña es girasol y ya", &["girasol"]),
            ("sunflower is the password", &["sunflower"]),
            ("password:sunflower", &["password:sunflower"]),
            ("Password:\nsunflower\nThanks", &["sunflower"]),
            ("Das WLAN-Kennwort lautet Sonnenblume.", &["Sonnenblume."]),
            ("hasło to słonecznik", &["słonecznik"]),
            ("salasana on auringonkukka", &["auringonkukka"]),
            ("the password for the wifi is \"open the door\" ok", &["\"open", "the", "door\""]),
            ("my mother's maiden name is Smith", &["Smith"]),
            ("clientSecret: sunflower", &["sunflower"]),
            ("the password? sunflower", &["sunflower"]),
            ("le mot de passe du wifi ? tournesol", &["tournesol"]),
            ("my password? I have never told it to anybody", &[]),
            ("私のパスワードはsunflowerです", &["sunflower"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn only_codes_are_taken_beside_weaker_words() {
        for (text, expected) in [
            ("my pin is 4821", &["4821"][..]),
            ("4821 is your new verification code", &["4821"]),
            ("the code for the front door is 4821, ok", &["4821,"]),
            ("the pin is four eight two one ok", &["four", "eight", "two", "one"]),
            ("login: bob", &["bob"]),
            ("account 4821", &["4821"]),
            ("the key is patience", &[]),
            ("the account is closed", &[]),
            ("pin it down", &[]),
            ("a code of conduct", &[]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn texts_without_such_words_are_left() {
        for text in ["", "See you on Monday at 10:30.", "We sold 4821 of them: all.", "= : = :"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
