//! Byte ranges of HTTP (RFC 9110, section 14), single ranges only.

use std::ops::Range;

/// What a `Range` header asks for.
#[derive(Debug, PartialEq)]
pub enum Asked {
    /// Everything: no range, several, another unit, or nonsense, all of which a server may ignore.
    Whole,
    /// These bytes, which exist.
    Part(Range<u64>),
    /// Bytes past the end: status 416.
    Unsatisfiable,
}

/// Reads `bytes=first-last`, `bytes=first-` and `bytes=-count` for a body of `length` bytes.
pub fn parse(header: &str, length: u64) -> Asked {
    let Some((first, last)) = header.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Asked::Whole;
    };
    let part = match (number(first), number(last)) {
        (Number::Is(first), Number::None) => first..length,
        (Number::Is(first), Number::Is(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Number::None, Number::Is(count)) => length.saturating_sub(count)..length,
        _ => return Asked::Whole,
    };
    if part.start < part.end { Asked::Part(part) } else { Asked::Unsatisfiable }
}

enum Number {
    None,
    Is(u64),
    Bad,
}

fn number(text: &str) -> Number {
    if text.is_empty() {
        return Number::None;
    }
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_digits).map_or(Number::Bad, Number::Is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_three_forms() {
        assert_eq!(parse("bytes=0-0", 10), Asked::Part(0..1));
        assert_eq!(parse("bytes=2-5", 10), Asked::Part(2..6));
        assert_eq!(parse("bytes=2-99", 10), Asked::Part(2..10));
        assert_eq!(parse("bytes=2-18446744073709551615", 10), Asked::Part(2..10));
        assert_eq!(parse("bytes=7-", 10), Asked::Part(7..10));
        assert_eq!(parse("bytes=-3", 10), Asked::Part(7..10));
        assert_eq!(parse("bytes=-30", 10), Asked::Part(0..10));
    }

    #[test]
    fn says_what_does_not_exist() {
        for header in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert_eq!(parse(header, 10), Asked::Unsatisfiable, "{header}");
        }
        assert_eq!(parse("bytes=0-", 0), Asked::Unsatisfiable);
    }

    #[test]
    fn ignores_what_it_does_not_serve() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-2",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=99999999999999999999-",
        ] {
            assert_eq!(parse(header, 10), Asked::Whole, "{header}");
        }
    }
}
