//! The signs between the letters and digits of a chunk.

use crate::segments::segments;

/// The signs inside a chunk.
pub(crate) struct Signs {
    /// Signs that join words, dates, times and paths.
    pub(crate) weak: usize,
    /// Other signs.
    pub(crate) strong: usize,
    /// Those of them that end no sentence and quote nothing.
    odd: usize,
    /// Signs between two letters that stand for a letter: `p@ss`, `pa$$word`.
    instead: usize,
    digits: usize,
    letters: usize,
    segments: usize,
    /// Words with capitals where nobody writes them: `xND`, `MZp`.
    is_ragged: bool,
}

impl Signs {
    pub(crate) fn of(core: &str) -> Self {
        // A sign in front or at the end says what a number or a word is: "$50", "#fun", "50%", "C++".
        let edge =
            |c: char| matches!(c, '$' | '#' | '%' | '*' | '+' | '~' | '-' | '_' | '=' | '@' | '&' | '^' | '|' | '>');
        let inner = core.trim_matches(edge);
        let mut signs =
            Self { weak: 0, strong: 0, odd: 0, instead: 0, digits: 0, letters: 0, segments: 0, is_ragged: false };
        let mut before = ' ';
        for (at, c) in inner.char_indices() {
            let after = inner[at + c.len_utf8()..].chars().next().unwrap_or(' ');
            match c {
                _ if c.is_numeric() => signs.digits += 1,
                _ if c.is_alphabetic() => {
                    signs.letters += 1;
                }
                '-' | '.' | '/' | '\'' | ',' | ':' | '_' | '(' | ')' | '\u{2010}'..='\u{2019}' => signs.weak += 1,
                // "Ann@Office": names of people and places.
                '@' if is_name_pair(inner) => signs.weak += 1,
                _ if c.is_ascii_punctuation() => {
                    signs.strong += 1;
                    signs.odd += usize::from(!matches!(c, '!' | '?' | '"'));
                    let stands = matches!(c, '@' | '$' | '!' | '|' | '^' | '#' | '%') && after.is_alphanumeric();
                    signs.instead += usize::from(stands && before.is_lowercase() && !after.is_uppercase());
                }
                _ => {}
            }
            before = c;
        }
        signs.segments = segments(inner).count();
        signs.is_ragged = segments(inner).any(is_ragged);
        signs
    }

    /// Whether letters and signs are mixed as only in passwords.
    pub(crate) fn is_mixed(&self) -> bool {
        let with_digits = self.strong > 0 && self.letters > 0 && self.digits > 0 && self.letters + self.digits >= 4;
        let is_shattered = self.strong >= 2 && self.letters >= 4 && 2 * self.letters < 5 * self.segments;
        let has_others = self.strong > 0 || self.weak > 0 && self.digits > 0 && self.letters >= 8;
        let is_ragged = has_others && self.letters >= 5 && self.is_ragged;
        let is_shattered = is_shattered || self.odd >= 3 && self.letters >= 4;
        with_digits || is_shattered || is_ragged || self.instead > 0 && self.letters >= 4
    }
}

fn is_name_pair(text: &str) -> bool {
    let is_name =
        |part: &str| part.len() >= 3 && part.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-' | '.'));
    text.split_once('@').is_some_and(|(name, place)| is_name(name) && is_name(place))
}

/// Whether capitals stand in the middle: behind a small letter and before a capital, or two before a small letter, or
/// changing three times.
fn is_ragged(segment: &str) -> bool {
    let capital: Vec<bool> = segment.chars().map(char::is_uppercase).collect();
    let inside = capital.windows(3).any(|three| matches!(three, [false, true, true] | [true, true, false]));
    inside || capital.windows(2).filter(|pair| pair[0] != pair[1]).count() >= 3
}
