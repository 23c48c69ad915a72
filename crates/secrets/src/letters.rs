//! Whether letters look like a word of a European language, or as if drawn at random.

/// Costs of one letter after another in half bits, `0` to `z` for 0 to 35: a row per letter that stands before and a
/// column per letter that follows, in the order "edge of the word", a to z. Counted in words of English texts in the
/// public domain, in names, places, streets and trades of 27 countries, and in the word lists for seed phrases; accents
/// were taken off. Independent of all texts that are used for measuring.
const COSTS: [&[u8; 27]; 27] = [
    b"z88899aa9ab998aa8f979daclfd",
    b"5dba9cebdaeb7a6gcj687bbgjdd",
    b"c5dhh5nmc7ei9jf5mu6di6kotcl",
    b"85kbk6mm56jabje6mjbd99kmsec",
    b"56ege5iec6igded7io8af9dgsee",
    b"5bda9cdbecdb8a6ddh589dbdeee",
    b"76kki68jf5ej9ij5ks7dc7mloen",
    b"56hlf5jc77jjaga8jr7cf8hkwbk",
    b"54gih5iih6iibeb6isaebaggrbq",
    b"78c7a8eafeda8a59dh978ebkihd",
    b"63jec5kjhancffb5iuibf7hmwih",
    b"64ffi6hhe8ibagc5jw99b8ehqbo",
    b"75eeb5fff6fd7cf7fqjbb9dksbi",
    b"74bgi5jjf6nifae6aggci9jmtdk",
    b"56da77e8e7fcffa8fmg87cejocf",
    b"6ebbadcaecec796cbn58a98bjfd",
    b"a5jhj5ij97oh8hh5bu6ba9jmrfo",
    b"ehjnomxxskroimrlonnll0dlqrx",
    b"66dca6h9g6gcdcb7flca8aditbe",
    b"58dag6ffa7i9ccf8aih85acgueb",
    b"56hhj5hk86hffgf6jl7ca9ehrcf",
    b"9aaaaadae9dc797eam567eehgfd",
    b"94idj4kjk4kgdjc7lzccifivubi",
    b"64igh5jnb5pgej78ktbahglinbl",
    b"56f9g6gia6ijgghb6jhe7degcem",
    b"38bab9fccbhbac99dxb8adcengf",
    b"65cdb5keg6hccca7flfdaadfrab",
];

/// Letters of the Latin script with a mark, and the letter that each is read as. A letter that stands alone here isn't
/// found and counts as a letter of another script.
const FOLDED: [(&str, u8); 27] = [
    ("àáâãäåāăąǎæ", b'a'),
    ("çćĉċč", b'c'),
    ("ďđð", b'd'),
    ("èéêëēĕėęěə", b'e'),
    ("ĝğġģ", b'g'),
    ("ĥħ", b'h'),
    ("ìíîïĩīĭįı", b'i'),
    ("ĵ", b'j'),
    ("ķ", b'k'),
    ("ĺļľŀł", b'l'),
    ("ñńņňŋ", b'n'),
    ("òóôõöøōŏőœ", b'o'),
    ("ŕŗř", b'r'),
    ("śŝşšșß", b's'),
    ("ţťŧțþ", b't'),
    ("ùúûüũūŭůűų", b'u'),
    ("ŵ", b'w'),
    ("ýÿŷ", b'y'),
    ("źżž", b'z'),
    ("ａ", b'a'),
    ("ｂ", b'b'),
    ("ｃ", b'c'),
    ("ｄ", b'd'),
    ("ｅ", b'e'),
    ("ｆ", b'f'),
    ("ｋ", b'k'),
    ("ｐ", b'p'),
];

/// A character as it is compared: lower case, without its mark where it is a Latin letter.
pub(crate) fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    let c = lower.next().unwrap_or(c);
    FOLDED.iter().find(|(letters, _)| letters.contains(c)).map_or(c, |&(_, plain)| char::from(plain))
}

/// A word as it is compared; marks that stand alone are left out.
pub(crate) fn folded(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
        .map(|c| if c == '\u{2019}' { '\'' } else { fold(c) })
        .collect()
}

/// How unlike a word some letters are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Oddness {
    /// Half bits in all.
    cost: u32,
    /// Steps from one letter to the next, the edges of words included.
    steps: u32,
    /// Letters, three or more of the same in a row counted as two.
    letters: u32,
}

impl Oddness {
    /// Of one word. A letter of another script costs nothing: random strings are written in ASCII.
    pub(crate) fn of(word: &str) -> Self {
        let mut sum = Self::default();
        let (mut before, mut repeated) = (0_usize, 0);
        for c in word.chars().map(fold) {
            let now = if c.is_ascii_lowercase() { c as usize - 'a' as usize + 1 } else { 0 };
            repeated = if now == before && now > 0 { repeated + 1 } else { 0 };
            // "soooo" and "hmmmm" are written by people.
            if repeated < 2 {
                sum.step(before, now);
                sum.letters += 1;
            }
            before = now;
        }
        sum.step(before, 0);
        sum
    }

    fn step(&mut self, before: usize, now: usize) {
        if before > 0 || now > 0 {
            let cost = COSTS[before][now];
            self.cost += u32::from(if cost.is_ascii_digit() { cost - b'0' } else { cost - b'a' + 10 });
            self.steps += 1;
        }
    }

    /// Of both words together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { cost: self.cost + other.cost, steps: self.steps + other.steps, letters: self.letters + other.letters }
    }

    /// Half bits per letter times 100; 0 for no letters.
    pub(crate) fn hundredths(self) -> u32 {
        (self.cost * 100).checked_div(self.steps).unwrap_or(0)
    }

    /// Whether the letters look as if drawn at random. Of few letters that can't be told, and they don't.
    ///
    /// Of the 20,000 most frequent words of each of 16 European languages at most one in 300 is taken for random, of
    /// random strings of 8, 12 and 16 letters 87, 95 and 99 in a hundred.
    pub(crate) fn is_random(self) -> bool {
        match self.letters {
            0..=7 => false,
            8..=9 => self.hundredths() > 1100,
            10..=15 => self.hundredths() > 1050,
            _ => self.hundredths() > 1000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_random(word: &str) -> bool {
        Oddness::of(word).is_random()
    }

    #[test]
    fn words_and_names_of_europe_are_no_random_letters() {
        for word in [
            "straightforward",
            "Rechtsschutzversicherung",
            "Strengths",
            "Kwaśniewska",
            "Szczecin",
            "Hvězdoslav",
            "rhythm",
            "Dvořáková",
            "verschlimmbessern",
            "jääkaappipakastin",
            "Kjærgaard",
            "çalıştırılabilir",
            "Schwarzkopf",
            "rzeczywistość",
            "angstschreeuw",
            "hmmmmmmmmmm",
            "hahahahahaha",
            "nooooooooo",
            "Krzysztof",
            "Вавилонская",
        ] {
            assert!(!is_random(word), "{word} {}", Oddness::of(word).hundredths());
        }
    }

    #[test]
    fn random_letters_are() {
        for word in ["xqvkzjwp", "pkqzmxvbtw", "jhgqwxzlkdfv", "tbqvxmkpwzrjhnfg", "QJXKVBZWPL"] {
            assert!(is_random(word), "{word} {}", Oddness::of(word).hundredths());
        }
    }

    #[test]
    fn marks_are_taken_off() {
        assert_eq!(folded("Mot\u{a0}de pâssE\u{301} ŁÓDŹ Şifre"), "mot\u{a0}de passe lodz sifre");
        assert_eq!(fold('İ'), 'i');
    }
}
