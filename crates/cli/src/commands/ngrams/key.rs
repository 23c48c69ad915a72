//! Tells whether two lines are the same text.

/// Letters and digits that tell a line from others.
const KEY_CHARS: usize = 60;
/// Lines with fewer are what anybody may write ("Thanks, see you tomorrow").
const LEAST_KEY_CHARS: usize = 24;

/// What tells a line from others: a hash of its first 60 letters and digits in lower case, and how many there are.
pub(crate) struct Key {
    pub hash: u64,
    chars: usize,
}

impl Key {
    pub fn of(line: &str) -> Self {
        let mut key = Self { hash: 0xcbf2_9ce4_8422_2325, chars: 0 };
        let lower = line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        for c in lower.take(KEY_CHARS) {
            key.hash = (key.hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(17);
            key.chars += 1;
        }
        key
    }

    /// Whether a line with this key is the same text, not a phrase that many people use.
    pub fn tells(&self) -> bool {
        self.chars >= LEAST_KEY_CHARS
    }

    /// Whether the key is as long as keys get.
    pub fn is_full(&self) -> bool {
        self.chars >= KEY_CHARS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ignore_case_and_punctuation_and_end_after_60_characters() {
        let key = |line: &str| Key::of(line).hash;
        assert_eq!(key("Hello, World!"), key("hello world"));
        assert_ne!(key("Hello, World!"), key("hello word"));
        let long = "abcdefghij".repeat(6);
        assert_eq!(key(&format!("{long} one end")), key(&format!("{long} another")));
        assert!(Key::of(&long).is_full() && !Key::of(&long[1..]).is_full());
        assert!(!Key::of("Thanks, see you then").tells() && Key::of(&long).tells());
    }
}
