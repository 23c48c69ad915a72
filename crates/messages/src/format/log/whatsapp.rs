//! WhatsApp's exports.
//!
//! Android writes `31/12/2023, 21:15 - NAME: TEXT`, iOS `[31/12/2023, 21:15:33] NAME: TEXT`, each with the date and
//! time of the phone's language; Korean `2023년 12월 31일 오후 9:15, NAME : TEXT`. Lines without a name are the program's.

use super::{NAME_CHARS, Parsed};
use crate::dates::{DateOrder, Stamp, stamp};

/// Behind date and time: what is said, or the program's words.
fn start(line: &str) -> Option<(Stamp, &str)> {
    let line = line.trim_start_matches(['\u{feff}', '\u{200e}', '\u{200f}']);
    let inner = line.strip_prefix('[');
    let (stamp, rest) = stamp(inner.unwrap_or(line))?;
    let rest = match inner {
        Some(_) => rest.strip_prefix("] ")?,
        None => {
            rest.strip_prefix(" - ").or_else(|| rest.strip_prefix(" \u{2013} ")).or_else(|| rest.strip_prefix(", "))?
        }
    };
    Some((stamp, rest.trim_start_matches(['\u{200e}', '\u{200f}'])))
}

/// Whether a message of WhatsApp begins. Other logs have `[2023-12-31 21:15]` in front, too; WhatsApp has a comma then.
pub(super) fn is_start(line: &str) -> bool {
    let is_iso = line.trim_start_matches('\u{feff}').starts_with("[20");
    let date = line.split(']').next().unwrap_or_default();
    start(line).is_some() && (!is_iso || date.contains(','))
}

/// A line of an export.
pub(super) fn parse<'a>(line: &'a str, order: &mut DateOrder) -> Parsed<'a> {
    let Some((stamp, rest)) = start(line) else { return Parsed::More };
    let when = stamp.unix(order);
    let said = rest.split_once(": ").or_else(|| rest.strip_suffix(':').map(|name| (name, "")));
    match said {
        Some((name, text)) if name.chars().count() <= NAME_CHARS => Parsed::Said { when, name: name.trim(), text },
        _ => Parsed::Notice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_systems() {
        for line in [
            "31/12/2023, 21:15 - Jo: hi: you",
            "12/31/23, 9:15\u{202f}PM - Jo: hi: you",
            "[31/12/2023, 21:15:33] Jo: hi: you",
            "\u{200e}[12/31/23, 9:15:33\u{202f}PM] Jo: \u{200e}hi: you",
            "2023년 12월 31일 오후 9:15, Jo : hi: you",
            "31.12.2023 klo 21.15 - Jo: hi: you",
        ] {
            let Parsed::Said { when: Some(1_704_057_300..1_704_057_360), name: "Jo", text } =
                parse(line, &mut DateOrder::default())
            else {
                panic!("{line}: {:?}", parse(line, &mut DateOrder::default()))
            };
            assert_eq!(text.trim_start_matches('\u{200e}'), "hi: you");
        }
        let parsed = |line| parse(line, &mut DateOrder::default());
        assert_eq!(parsed("31/12/2023, 21:15 - Jo created group \"x\""), Parsed::Notice);
        assert_eq!(parsed("and so on"), Parsed::More);
        assert_eq!(parsed("31/12/2023 is the day - or not: who knows"), Parsed::More);
    }
}
