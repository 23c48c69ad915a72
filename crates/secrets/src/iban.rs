//! International bank account numbers, however they are grouped.

use std::ops::Range;

use crate::checks::mod97;

/// Countries, each with the letters and digits that its numbers have.
const COUNTRIES: &str = "\
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 \
    EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 \
    IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 \
    NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 \
    SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// Letters and digits of the shortest.
const SHORTEST: usize = 15;

/// Digits that a number has at least: words aren't taken for account numbers.
const DIGITS: usize = 6;

/// Most characters between two groups.
const GAP: usize = 4;

/// Where account numbers with right check digits stand, in bytes.
pub(crate) fn find(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let is_inside = |at: usize| at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric());
    let starts =
        (0..bytes.len().saturating_sub(SHORTEST - 1)).filter(|&at| bytes[at].is_ascii_alphabetic() && !is_inside(at));
    starts.filter_map(|at| Some(at..end(text, at, length(&bytes[at..at + 2])?)?)).collect()
}

/// How many letters and digits the numbers of a country have.
fn length(country: &[u8]) -> Option<usize> {
    let mut entries = COUNTRIES.split(' ').filter_map(|entry| entry.split_at_checked(2));
    entries.find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(country))?.1.parse().ok()
}

/// The end of the account number that begins at `start`.
fn end(text: &str, start: usize, length: usize) -> Option<usize> {
    let mut plain: Vec<u8> = Vec::with_capacity(length);
    let mut gap = 0;
    for (at, c) in text[start..].char_indices() {
        if c.is_ascii_alphanumeric() {
            plain.push(c.to_ascii_uppercase() as u8);
            gap = 0;
        } else if gap < GAP && (c.is_whitespace() || matches!(c, '.' | '-' | '/' | '\u{2010}'..='\u{2015}')) {
            gap += 1;
        } else {
            return None;
        }
        if plain.len() == 4 && !plain[2..].iter().all(u8::is_ascii_digit) {
            return None;
        }
        if plain.len() == length {
            let end = start + at + 1;
            let is_whole = !text[end..].starts_with(|c: char| c.is_alphanumeric());
            let digits = plain.iter().filter(|byte| byte.is_ascii_digit()).count();
            return (is_whole && digits >= DIGITS && mod97(&plain)).then_some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_of_grouping_are_found_and_wrong_check_digits_are_not() {
        for number in [
            "DE89370400440532013000",
            "DE89 3704 0044 0532 0130 00",
            "de89-3704-0044-0532-0130-00",
            "GB29 - NWBK - 6016 - 1331 - 9268 - 19",
            "NO93\u{a0}8601\u{a0}1117\u{a0}947",
            "IT60 X054 2811 1010 0000 0123 456",
        ] {
            let text = format!("é my IBAN is {number} and more");
            let found: Vec<&str> = find(&text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, [number]);
        }
        assert_eq!(find("DE88 3704 0044 0532 0130 00"), []);
        assert_eq!(find("DE89 3704"), []);
        assert_eq!(find("is 12 of them what you need"), []);
        assert_eq!(find("to be or not to be"), []);
    }
}
