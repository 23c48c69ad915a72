//! The words of `beside.txt`.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::letters::folded;

const WORDS: &str = include_str!("beside.txt");

/// How much a word says about what stands beside it. The order is that of their strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// Only what has digits is secret.
    Faint,
    /// What has digits, and what stands behind a colon.
    Weak,
    /// Whatever stands beside it.
    Strong,
}

/// The words by what they do, folded. Several words in a row are joined by a space.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    keys: HashMap<String, Key>,
    /// Without the star, with whether it stood in front and at the end.
    stars: Vec<(String, bool, bool, Key)>,
    links: HashSet<String>,
    stops: HashSet<String>,
    small: HashSet<String>,
    numbers: HashSet<String>,
    /// Not folded.
    wide: Vec<String>,
}

/// All words, read once.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    // A line that isn't understood would be left out; a test sees to it that there is none.
    LEXICON.get_or_init(|| {
        let mut lexicon = Lexicon::default();
        for line in lines() {
            let _ = lexicon.add(line);
        }
        lexicon
    })
}

fn lines() -> impl Iterator<Item = &'static str> {
    WORDS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

impl Lexicon {
    /// Takes in a line; `None` if it isn't one.
    fn add(&mut self, line: &str) -> Option<()> {
        let mut fields = line.split(" | ");
        let (_language, kind, words) = (fields.next()?, fields.next()?, fields.next()?);
        for word in words.split(", ").map(folded) {
            match kind {
                "strong" => self.add_key(&word, Key::Strong),
                "weak" => self.add_key(&word, Key::Weak),
                "faint" => self.add_key(&word, Key::Faint),
                "links" => drop(self.links.insert(word)),
                "stops" => drop(self.stops.insert(word)),
                "small" => drop(self.small.insert(word)),
                "numbers" => drop(self.numbers.insert(word)),
                "wide" => self.wide.push(word),
                _ => return None,
            }
        }
        fields.next().is_none().then_some(())
    }

    fn add_key(&mut self, word: &str, key: Key) {
        let plain = word.trim_matches('*');
        if plain.len() < word.len() {
            self.stars.push((plain.to_owned(), word.starts_with('*'), word.ends_with('*'), key));
        }
        let known = self.keys.entry(plain.to_owned()).or_insert(key);
        *known = key.max(*known);
    }

    /// Of which kind a word, or several with spaces between them, is; folded.
    pub(crate) fn key(&self, words: &str) -> Option<Key> {
        let starred = || {
            let fits = |(plain, before, after, _): &&(String, bool, bool, Key)| match (before, after) {
                (true, true) => words.contains(plain.as_str()),
                (true, false) => words.ends_with(plain.as_str()),
                _ => words.starts_with(plain.as_str()),
            };
            self.stars.iter().filter(fits).map(|&(.., key)| key).max()
        };
        self.keys.get(words).copied().or_else(|| if words.contains(' ') { None } else { starred() })
    }

    pub(crate) fn is_link(&self, words: &str) -> bool {
        self.links.contains(words)
    }

    pub(crate) fn is_stop(&self, word: &str) -> bool {
        self.stops.contains(word)
    }

    pub(crate) fn is_small(&self, word: &str) -> bool {
        self.small.contains(word)
    }

    /// Whether a run of a script without spaces has a word like "password" in it.
    pub(crate) fn names_password(&self, run: &str) -> bool {
        !run.is_ascii() && self.wide.iter().any(|word| run.contains(word.as_str()))
    }

    /// Whether a word holds sentences together.
    pub(crate) fn is_common(&self, word: &str) -> bool {
        self.is_small(word) || self.is_stop(word) || self.is_link(word)
    }

    pub(crate) fn is_number(&self, word: &str) -> bool {
        self.numbers.contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_understood() {
        let mut lexicon = Lexicon::default();
        for line in lines() {
            assert_eq!(lexicon.add(line), Some(()), "{line}");
        }
        assert_eq!(lexicon.add("en | strange | word"), None);
    }

    #[test]
    fn words_of_fourteen_languages_are_known_in_all_their_forms() {
        for word in [
            "password",
            "passwords",
            "wlanpasswort",
            "mot de passe",
            "contrasena",
            "parola d ordine",
            "senha",
            "wachtwoord",
            "losenordet",
            "adgangskoden",
            "passordet",
            "salasanani",
            "haslo",
            "heslo",
            "sifrem",
        ] {
            assert_eq!(lexicon().key(word), Some(Key::Strong), "{word}");
        }
        assert_eq!(lexicon().key("turcode"), Some(Key::Weak));
        assert_eq!(lexicon().key("account"), Some(Key::Faint));
        assert_eq!(lexicon().key("meeting"), None);
    }
}
