//! Dates and times, as exports write them.

use serde::{Deserialize, Serialize};

/// Which of the first two numbers of a date is the day, where both could be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum DateOrder {
    /// No date has shown it yet.
    #[default]
    Unknown,
    DayFirst,
    MonthFirst,
}

/// Three numbers of a date in the order in which they stand, and how the time was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    numbers: [u32; 3],
    /// The separator behind the first number.
    separator: char,
    seconds: u32,
    has_capital_half: bool,
}

impl Stamp {
    /// Seconds since 1970. `order` is what earlier dates showed, and learns from this one.
    pub(crate) fn unix(&self, order: &mut DateOrder) -> Option<i64> {
        let [a, b, c] = self.numbers;
        if a > 31 {
            return date(a, b, c).map(|day| day + i64::from(self.seconds));
        }
        match (a, b) {
            (13.., _) => *order = DateOrder::DayFirst,
            (_, 13..) => *order = DateOrder::MonthFirst,
            _ => {}
        }
        let is_month_first = match order {
            DateOrder::DayFirst => false,
            DateOrder::MonthFirst => true,
            // The United States write 1/2/23, 3:04 PM; hardly anybody else writes AM and PM in capitals.
            DateOrder::Unknown => self.separator == '/' && self.has_capital_half,
        };
        let (day, month) = if is_month_first { (b, a) } else { (a, b) };
        let year = if c < 100 { 2000 + c } else { c };
        date(year, month, day).map(|day| day + i64::from(self.seconds))
    }
}

/// Seconds since 1970 at the beginning of a day; `None` for a day that doesn't exist.
pub(crate) fn date(year: u32, month: u32, day: u32) -> Option<i64> {
    if !(1970..=2200).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days since 1970 by the rule of 400 years, with years that begin in March.
    let (y, m, d) = (i64::from(year), i64::from(month), i64::from(day));
    let y = if m <= 2 { y - 1 } else { y };
    let (era, in_era) = (y.div_euclid(400), y.rem_euclid(400));
    let in_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    Some((era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719_468) * 86_400)
}

/// Reads numbers and marks off the front of a text.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    fn number(&mut self, most_digits: usize) -> Option<u32> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        (1..=most_digits).contains(&digits).then(|| number.parse().ok()).flatten()
    }

    fn one_of(&mut self, marks: &[char]) -> Option<char> {
        let c = self.0.chars().next().filter(|c| marks.contains(c))?;
        self.0 = self.0.strip_prefix(c)?;
        Some(c)
    }

    fn spaces(&mut self) {
        self.0 = self.0.trim_start_matches(|c: char| c.is_whitespace() || is_mark(c));
    }

    fn word(&mut self, words: &[(&str, u32)]) -> Option<(&'a str, u32)> {
        let found = words.iter().find_map(|&(word, value)| {
            let start = self.0.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word))?;
            Some((start, value))
        })?;
        self.0 = self.0.get(found.0.len()..)?;
        Some(found)
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

/// Halves of a day, with the hours they add.
const HALVES: &[(&str, u32)] = &[
    ("a.\u{a0}m.", 0),
    ("p.\u{a0}m.", 12),
    ("a. m.", 0),
    ("p. m.", 12),
    ("a.m.", 0),
    ("p.m.", 12),
    ("am", 0),
    ("pm", 12),
    ("오전", 0),
    ("오후", 12),
    ("上午", 0),
    ("下午", 12),
    ("午前", 0),
    ("午後", 12),
];
/// Words that stand between a date and a time.
const BETWEEN: &[(&str, u32)] =
    &[("klo", 0), ("kl.", 0), ("kl", 0), ("um", 0), ("at", 0), ("à", 0), ("às", 0), ("a las", 0), ("T", 0)];

/// A date and a time at the beginning of a text, and the rest of it: `31/12/2023, 21:15`, `12/31/23, 9:15:33 PM`,
/// `2023-12-31 21:15`, `2023년 12월 31일 오후 9:15` and the like.
pub(crate) fn stamp(text: &str) -> Option<(Stamp, &str)> {
    let mut at = Cursor(text);
    at.spaces();
    let first = at.number(4)?;
    let separator = at.one_of(&['/', '.', '-', '년', '年'])?;
    at.spaces();
    let second = at.number(2)?;
    at.one_of(&['/', '.', '-', '월', '月'])?;
    at.spaces();
    let third = at.number(4)?;
    at.one_of(&['.', '일', '日']);
    at.one_of(&[',', '،']);
    at.spaces();
    if at.word(BETWEEN).is_some() {
        at.spaces();
    }
    let (seconds, has_capital_half) = time(&mut at)?;
    Some((Stamp { numbers: [first, second, third], separator, seconds, has_capital_half }, at.0))
}

/// A time alone at the beginning of a text, and the rest of it. The time tells nothing without a day.
pub(crate) fn clock(text: &str) -> Option<&str> {
    let mut at = Cursor(text);
    time(&mut at)?;
    Some(at.0)
}

fn time(at: &mut Cursor<'_>) -> Option<(u32, bool)> {
    let before = at.word(HALVES);
    at.spaces();
    let hour = at.number(2).filter(|&hour| hour < 24)?;
    at.one_of(&[':', '.'])?;
    let minute = at.number(2).filter(|&minute| minute < 60)?;
    let mut second = 0;
    if at.one_of(&[':', '.']).is_some() {
        second = at.number(2).filter(|&second| second <= 60)?;
    }
    // Parts of a second, but not what follows a time in a sentence.
    let mut parts = Cursor(at.0);
    if parts.one_of(&[',', '.']).is_some() && parts.number(9).is_some() {
        at.0 = parts.0;
    }
    let rest = at.0;
    at.spaces();
    let after = before.or_else(|| at.word(HALVES));
    if after.is_none() || before.is_some() {
        at.0 = rest;
    }
    let hour = after.map_or(hour, |(_, half)| hour % 12 + half);
    Some((hour * 3600 + minute * 60 + second, after.is_some_and(|(word, _)| word.contains('M'))))
}

/// Seconds since 1970 of a date as data formats write it: ISO 8601, seconds or milliseconds since 1970, a stamp.
pub(crate) fn any(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(number) = text.parse::<f64>().ok().filter(|number| number.is_finite()) {
        return epoch(number);
    }
    let (stamp, rest) = stamp(text).or_else(|| day(text))?;
    let zone = zone(rest.trim()).unwrap_or(0);
    stamp.unix(&mut DateOrder::default()).map(|seconds| seconds - zone)
}

/// A date without a time.
fn day(text: &str) -> Option<(Stamp, &str)> {
    let mut at = Cursor(text);
    let first = at.number(4)?;
    let separator = at.one_of(&['/', '.', '-'])?;
    let second = at.number(2)?;
    at.one_of(&['/', '.', '-'])?;
    let third = at.number(4)?;
    Some((Stamp { numbers: [first, second, third], separator, seconds: 0, has_capital_half: false }, at.0))
}

/// Seconds since 1970 of a number of seconds, milliseconds or microseconds since then.
pub(crate) fn epoch(number: f64) -> Option<i64> {
    let seconds = match number {
        n if n >= 1e14 => n / 1e6,
        n if n >= 1e11 => n / 1e3,
        n => n,
    };
    // Smaller ones are years, or counts of something else.
    (1e8..7e9).contains(&seconds).then_some(seconds as i64)
}

/// Seconds that a zone's clocks are ahead: `+02:00`, `-0500`.
fn zone(text: &str) -> Option<i64> {
    let mut at = Cursor(text);
    let sign = if at.one_of(&['+', '-'])? == '-' { -1 } else { 1 };
    let first = at.number(4)?;
    let (hours, minutes) =
        if at.one_of(&[':']).is_some() { (first, at.number(2)?) } else { (first / 100, first % 100) };
    (hours < 15 && minutes < 60).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_of_many_places() {
        let new_years_eve = 1_704_057_300; // 2023-12-31 21:15 UTC
        for (text, rest) in [
            ("31/12/2023, 21:15 - Jo", " - Jo"),
            ("12/31/23, 9:15\u{202f}PM - Jo", " - Jo"),
            ("31/12/23, 9:15 pm - Jo", " - Jo"),
            ("31/12/2023, 9:15 p. m. - Jo", " - Jo"),
            ("31.12.23, 21:15 - Jo", " - Jo"),
            ("31.12.2023 klo 21.15 - Jo", " - Jo"),
            ("31/12/2023 à 21:15 - Jo", " - Jo"),
            ("2023-12-31, 21:15 - Jo", " - Jo"),
            ("2023/12/31 21:15 - Jo", " - Jo"),
            ("2023/12/31 下午9:15 - Jo", " - Jo"),
            ("2023. 12. 31. 오후 9:15, Jo", ", Jo"),
            ("2023년 12월 31일 오후 9:15, Jo", ", Jo"),
            ("31-12-2023 21:15 - Jo", " - Jo"),
            ("\u{200e}31/12/2023, 21:15:00] Jo", "] Jo"),
            ("2023-12-31T21:15:00.123Z", "Z"),
        ] {
            let (stamp, found) = stamp(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(stamp.unix(&mut DateOrder::default()), Some(new_years_eve), "{text}");
            assert_eq!(found, rest, "{text}");
        }
        for none in ["1.2.3", "31/12/2023", "99/99/99, 25:00", "call 1/2/23, 9:15", "1/2/23, 9:75", ""] {
            assert!(stamp(none).is_none(), "{none}");
        }
    }

    #[test]
    fn a_sure_date_tells_the_order_of_the_others() {
        let mut order = DateOrder::default();
        let mut read = |text: &str| stamp(text).unwrap().0.unix(&mut order);
        assert_eq!(read("03/04/23, 10:00"), Some(1_680_516_000)); // 3 April
        assert_eq!(read("12/31/22, 10:00"), Some(1_672_480_800));
        assert_eq!(read("03/04/23, 10:00"), Some(1_677_924_000)); // 4 March
    }

    #[test]
    fn dates_of_data_formats() {
        for text in
            ["2023-12-31T22:15:00+01:00", "1704057300", "1704057300.000200", "1704057300000", "2023-12-31 21:15"]
        {
            assert_eq!(any(text), Some(1_704_057_300), "{text}");
        }
        assert_eq!(any("2023-12-31"), Some(1_703_980_800));
        for none in ["", "12", "2023", "NaN", "inf", "-5", "yesterday", "2023-13-31"] {
            assert_eq!(any(none), None, "{none}");
        }
    }
}
