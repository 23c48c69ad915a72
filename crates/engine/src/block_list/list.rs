//! The list as it is read from `words.txt`.

use std::collections::HashMap;

/// A run of words, each either a whole word, with or without a plural `s`, or the beginning of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry(Vec<Pattern>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Pattern {
    Word(String),
    Beginning(String),
}

impl Pattern {
    fn matches(&self, word: &str) -> bool {
        match self {
            Self::Word(own) => word.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest == "s"),
            Self::Beginning(own) => word.starts_with(own.as_str()),
        }
    }

    fn letters(&self) -> &str {
        match self {
            Self::Word(own) | Self::Beginning(own) => own,
        }
    }
}

impl Entry {
    /// The letters of its first word, and whether other letters may follow them.
    pub(super) fn first(&self) -> (&str, bool) {
        match self.0.first() {
            Some(Pattern::Word(own)) => (own, false),
            Some(Pattern::Beginning(own)) => (own, true),
            None => ("", false),
        }
    }

    /// How many words it has.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it matches the first of `words`.
    pub(super) fn matches<'w>(&self, mut words: impl Iterator<Item = &'w str>) -> bool {
        self.0.iter().all(|pattern| words.next().is_some_and(|word| pattern.matches(word)))
    }
}

/// Entries by the first two letters of their first word.
#[derive(Debug, Default)]
pub(super) struct Section(HashMap<[u8; 2], Vec<Entry>>);

impl Section {
    fn add(&mut self, entry: Entry) {
        let key = entry.0.first().and_then(|pattern| key(pattern.letters()));
        if let Some(key) = key {
            self.0.entry(key).or_default().push(entry);
        }
    }

    /// The entries of one word.
    pub(super) fn single_words(&self) -> impl Iterator<Item = &Entry> {
        self.0.values().flatten().filter(|entry| entry.len() == 1)
    }

    /// The entries that may begin with `word`.
    pub(super) fn beginning_with(&self, word: &str) -> &[Entry] {
        key(word).and_then(|key| self.0.get(&key)).map_or(&[], Vec::as_slice)
    }
}

fn key(word: &str) -> Option<[u8; 2]> {
    word.as_bytes().first_chunk().copied()
}

/// The sections of the file.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) always: Section,
    pub(super) of_people: Section,
    pub(super) people: Section,
    /// Kept back unless the sentence has one of `helping`.
    pub(super) in_need: Section,
    pub(super) helping: Section,
    /// Runs of words that are names, whatever their words mean.
    pub(super) names: Section,
    /// Words of the longest entry.
    pub(super) longest: usize,
}

impl List {
    /// Reads a list; lines outside a known section are left out (a test reads the real one strictly).
    pub(super) fn parse(text: &str) -> Self {
        let mut list = Self::default();
        let mut section = None;
        for line in lines(text) {
            match line {
                "[always]" => section = Some(0),
                "[of people]" => section = Some(1),
                "[people]" => section = Some(2),
                "[in need]" => section = Some(3),
                "[helping]" => section = Some(4),
                "[names]" => section = Some(5),
                entry => {
                    let section = match section {
                        Some(0) => &mut list.always,
                        Some(1) => &mut list.of_people,
                        Some(2) => &mut list.people,
                        Some(3) => &mut list.in_need,
                        Some(4) => &mut list.helping,
                        Some(5) => &mut list.names,
                        _ => continue,
                    };
                    let entry = entry_of(entry);
                    list.longest = list.longest.max(entry.len());
                    section.add(entry);
                }
            }
        }
        list
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn entry_of(line: &str) -> Entry {
    let pattern = |word: &str| match word.strip_suffix('*') {
        Some(beginning) => Pattern::Beginning(beginning.to_owned()),
        None => Pattern::Word(word.to_owned()),
    };
    Entry(line.split(' ').map(pattern).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_file_holds_clean_entries_once() {
        let (mut seen, mut section) = (HashSet::new(), "");
        for line in lines(include_str!("words.txt")) {
            if line.starts_with('[') {
                let sections = ["[always]", "[of people]", "[people]", "[in need]", "[helping]", "[names]"];
                assert!(sections.contains(&line), "{line}");
                (section, seen) = (line, HashSet::new());
                continue;
            }
            assert!(!section.is_empty(), "{line:?} stands in no section");
            assert!(seen.insert(line), "{line:?} twice in {section}");
            for word in line.split(' ') {
                let letters = word.strip_suffix('*').unwrap_or(word);
                let least = if word.len() == line.len() { 2 } else { 1 };
                assert!(letters.len() >= least && letters.chars().all(char::is_lowercase), "{line:?}");
                assert!(letters.as_bytes()[..least].iter().all(u8::is_ascii), "{line:?} is found by its first letters");
            }
        }
    }

    #[test]
    fn entries_match_plurals_beginnings_and_runs() {
        let matches = |entry: &str, words: &str| entry_of(entry).matches(words.split(' '));
        assert!(matches("thug", "thug") && matches("thug", "thugs") && !matches("thug", "thugger"));
        assert!(matches("tortur*", "torturing") && !matches("tortur*", "tort"));
        assert!(matches("kill you", "kill you now") && !matches("kill you", "kill time"));
        assert!(!matches("kill you", "kill"));
    }
}
