//! Text as a reader sees it.
//!
//! Editors and keyboards write what looks the same in many ways: no-break spaces, two spaces, marks that have no width,
//! letters and their accents apart, other line ends. A model reads bytes and takes each for something else. So it reads
//! texts in one form: letters composed (NFC), one space between words, `\n` at line ends, at most one blank line, and
//! nothing that can't be seen.
//!
//! Nothing here moves the caret. The text before it and the text after it are normalised each for itself, and drafts
//! are inserted between the two as the person wrote them, so no offset of the normalised text is ever needed outside.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Where a text stands, which decides what white space at its beginning means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Nothing stands before the text: white space at its beginning is nothing.
    Beginning,
    /// Other text stands before it: white space at its beginning parts the two.
    Continued,
}

/// The text in the form that the model reads.
///
/// ```
/// use foreword_text::{Edge, normalised};
///
/// assert_eq!(normalised("Thank\u{a0}you \u{200b} for\r\nyour", Edge::Beginning), "Thank you for\nyour");
/// ```
pub fn normalised(text: &str, edge: Edge) -> Cow<'_, str> {
    if is_normal(text, edge) {
        return Cow::Borrowed(text);
    }
    let mut writer = Writer { out: String::with_capacity(text.len()), edge, joiner: None, returned: false };
    text.chars().for_each(|c| writer.push(c));
    // At the end, since letters and accents may have had something between them that is gone now.
    Cow::Owned(match is_nfc_quick(writer.out.chars()) {
        IsNormalized::Yes => writer.out,
        _ => writer.out.nfc().collect(),
    })
}

/// Whether a character has no place in text that is offered to a person: it can't be seen, turns the writing direction,
/// has no meaning that all fonts share, or stands for a broken one.
pub fn is_unseemly(c: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, Surrogate, Unassigned};
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    let category = c.general_category();
    matches!(c, '\u{fffd}' | '\u{fffc}' | '\u{34f}' | '\u{3164}' | '\u{ffa0}' | '\u{115f}' | '\u{1160}')
        || matches!(
            category,
            Control | Format | LineSeparator | ParagraphSeparator | PrivateUse | Surrogate | Unassigned
        )
}

/// Whether a text of plain characters is in that form already. Others may be, too.
fn is_normal(text: &str, edge: Edge) -> bool {
    let (mut before, mut breaks) = if edge == Edge::Beginning { (b'\n', 2) } else { (b'.', 0) };
    text.bytes().all(|byte| {
        let fits = match byte {
            b' ' => before != b' ' && before != b'\n',
            b'\n' => before != b' ' && breaks < 2,
            _ => byte.is_ascii_graphic(),
        };
        breaks = if byte == b'\n' { breaks + 1 } else { 0 };
        before = byte;
        fits
    })
}

/// Writes normalised characters one after the other.
struct Writer {
    out: String,
    edge: Edge,
    /// A joiner that is written only between letters of a script that needs it.
    joiner: Option<char>,
    /// The character before was a carriage return, so a line feed belongs to the same line end.
    returned: bool,
}

impl Writer {
    fn push(&mut self, c: char) {
        let returned = std::mem::replace(&mut self.returned, c == '\r');
        match c {
            '\n' if returned => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => self.line_break(),
            _ if c.is_whitespace() => self.space(),
            '\u{200c}' | '\u{200d}' => self.joiner = Some(c),
            _ if is_unseemly(c) => {}
            _ => self.visible(plain(c)),
        }
    }

    fn visible(&mut self, c: char) {
        let needs_joiner = |c: char| c > '\u{24f}' && !('\u{300}'..='\u{36f}').contains(&c) && !c.is_whitespace();
        if let Some(joiner) = self.joiner.take()
            && needs_joiner(c)
            && self.out.chars().next_back().is_some_and(needs_joiner)
        {
            self.out.push(joiner);
        }
        self.out.push(c);
    }

    fn space(&mut self) {
        let parts = if self.out.is_empty() { self.edge == Edge::Continued } else { !self.out.ends_with([' ', '\n']) };
        if parts {
            self.out.push(' ');
        }
    }

    fn line_break(&mut self) {
        if self.out.ends_with(' ') {
            self.out.pop();
        }
        let begins = self.out.is_empty() && self.edge == Edge::Beginning;
        if !begins && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

/// The common form of letters and marks that look the same.
fn plain(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2bc}' | '\u{ff07}' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn first(text: &str) -> Cow<'_, str> {
        normalised(text, Edge::Beginning)
    }

    #[test]
    fn texts_that_look_alike_become_one() {
        for alike in [
            "Thank you for your",
            "Thank\u{a0}you\u{202f}for your",
            "Thank you  for \t your",
            "\u{feff}Thank you for your",
            "\u{200b}Tha\u{ad}nk you\u{2060} for yo\u{200c}ur\u{200e}",
            "\r\n  Thank you for your",
            "\u{202a}Thank you\u{3000}for your\u{202c}\u{0}",
        ] {
            assert_eq!(first(alike), "Thank you for your", "{alike:?}");
        }
        assert_eq!(first("cafe\u{301} can\u{2019}t e\u{2011}mail \u{ff12}\u{ff11}"), "caf\u{e9} can't e-mail 21");
        for (ends, one) in
            [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a \u{2028} b", "a\nb"), ("a\r\n\r\n\n\nb", "a\n\nb")]
        {
            assert_eq!(first(ends), one, "{ends:?}");
        }
    }

    #[test]
    fn what_means_something_stays() {
        for same in ["👩\u{200d}👩\u{200d}👧", "नमस्\u{200d}ते", "می\u{200c}خواهم", "I ❤\u{fe0f} it", "a\n\nb c.\nd "]
        {
            assert_eq!(first(same), same, "{same:?}");
        }
    }

    #[test]
    fn white_space_at_a_beginning_parts_only_from_what_stands_before() {
        assert_eq!(first(" \n you"), "you");
        assert_eq!(normalised("\u{a0} you", Edge::Continued), " you");
        assert_eq!(normalised(" \r\nyou", Edge::Continued), "\nyou");
        assert_eq!(first("for "), "for ");
    }

    #[test]
    fn what_nobody_can_see_is_unseemly() {
        for c in ['\0', '\u{94}', '\u{200b}', '\u{202e}', '\u{feff}', '\u{e000}', '\u{fffd}', '\u{378}', '\u{2028}'] {
            assert!(is_unseemly(c), "{c:?}");
        }
        assert!("aé☺👍中ن\u{301} \u{a0}".chars().all(|c| !is_unseemly(c)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn a_normal_text_is_its_own_normal_form(text in "[ab \n\r\t\u{a0}\u{200b}\u{200d}é\u{301}👩]{0,16}|\\PC{0,12}") {
            for edge in [Edge::Beginning, Edge::Continued] {
                let once = normalised(&text, edge).into_owned();
                let twice = normalised(&once, edge).into_owned();
                prop_assert_eq!(&twice, &once);
                prop_assert!(!once.contains("  ") && !once.contains("\n ") && !once.contains(" \n"), "{:?}", once);
                prop_assert!(!once.contains("\n\n\n"), "{:?}", once);
                let may_stand = |c: char| matches!(c, '\n' | '\u{200c}' | '\u{200d}') || !is_unseemly(c);
                prop_assert!(once.chars().all(may_stand), "{:?}", once);
            }
        }

        #[test]
        fn the_quick_look_agrees(text in "[ab \n.]{0,12}") {
            for edge in [Edge::Beginning, Edge::Continued] {
                let mut writer = Writer { out: String::new(), edge, joiner: None, returned: false };
                text.chars().for_each(|c| writer.push(c));
                prop_assert_eq!(is_normal(&text, edge), writer.out == text, "{:?}", text);
            }
        }
    }
}
