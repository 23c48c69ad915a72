use foreword_text::{ByteOffset, is_grapheme_boundary, words};

/// Bytes on each side of the caret in which the word that it stands in is looked for.
const NEAR: usize = 64;

/// The text around the caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Caret<'t> {
    /// The text up to the caret, which drafts continue.
    pub before: &'t str,
    /// The text that stands after the caret already; drafts fit in front of it.
    pub after: &'t str,
}

impl<'t> Caret<'t> {
    /// A caret at the end of a text.
    pub fn at_end_of(before: &'t str) -> Self {
        Self { before, after: "" }
    }

    /// The rest of the line that the caret stands in.
    pub(crate) fn rest_of_line(&self) -> &'t str {
        self.after.split('\n').next().unwrap_or_default()
    }

    /// Whether other text follows on the same line.
    pub(crate) fn is_mid_line(&self) -> bool {
        !self.rest_of_line().trim().is_empty()
    }

    /// Whether the caret stands inside a word, or inside what a person sees as one character: nothing can be inserted there
    /// that fits both sides.
    pub(crate) fn is_in_word(&self) -> bool {
        let before = &self.before[self.before.ceil_char_boundary(self.before.len().saturating_sub(NEAR))..];
        let whole = [before, &self.after[..self.after.floor_char_boundary(NEAR)]].concat();
        let at = before.len();
        let in_word = words(&whole).any(|word| word.range.start < at && at < word.range.end);
        in_word || !is_grapheme_boundary(&whole, ByteOffset(at)).unwrap_or(true)
    }
}

impl<'t> From<&'t str> for Caret<'t> {
    fn from(before: &'t str) -> Self {
        Self::at_end_of(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_knows_what_it_stands_in() {
        let caret = |before, after| Caret { before, after };
        assert!(!Caret::at_end_of("I know").is_mid_line());
        assert!(!caret("I know", " \nthat").is_mid_line());
        assert!(caret("I know", " that\nyes").is_mid_line());
        assert!(caret("I kn", "ow").is_in_word());
        assert!(!caret("I know ", "that").is_in_word());
        assert!(!caret("I know", ", that").is_in_word());
        assert!(caret("you don", "'t know").is_in_word());
        assert!(caret("my co", "\u{2019}s office").is_in_word());
        assert!(caret("a well", "-known man").is_in_word());
        assert!(caret("caf e", "\u{301}").is_in_word());
        assert!(caret("क", "ि").is_in_word());
        assert!(!caret("", "").is_in_word() && !caret("well-", " ").is_in_word());
    }
}
