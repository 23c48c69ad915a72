//! Days since the beginning of 1970, as people write them.

use std::time::{SystemTime, UNIX_EPOCH};

use time::{Date, Month};

/// Seconds of a day.
pub(crate) const SECONDS: i64 = 86_400;

/// The Julian day of 1 January 1970.
const EPOCH: i32 = 2_440_588;

/// Today, in the time of Greenwich.
pub(crate) fn today() -> u32 {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    u32::try_from(seconds / SECONDS.unsigned_abs()).unwrap_or(u32::MAX)
}

/// The day written `YYYY-MM-DD`.
pub(crate) fn parse(text: &str) -> Result<u32, String> {
    let numbers: Option<Vec<u16>> = text.split('-').map(|number| number.parse().ok()).collect();
    let date = match numbers.as_deref() {
        // Two digits of a year could be of any century.
        Some(&[year, month, day]) if year >= 1000 => date(year, month, day),
        _ => None,
    };
    let date = date.ok_or("a day is written YYYY-MM-DD")?;
    u32::try_from(date.to_julian_day() - EPOCH).map_err(|_| "days before 1970-01-01 are not known".to_owned())
}

fn date(year: u16, month: u16, day: u16) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()
}

/// The day as [`parse`] takes it.
pub(crate) fn name(day: u32) -> String {
    let julian = i32::try_from(day).ok().and_then(|day| day.checked_add(EPOCH));
    julian.and_then(|day| Date::from_julian_day(day).ok()).map_or_else(|| format!("day {day}"), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_and_read() {
        for (text, day) in [("1970-01-01", 0), ("1970-03-01", 59), ("2000-02-29", 11_016), ("2026-11-29", 20_786)] {
            assert_eq!((parse(text), name(day).as_str()), (Ok(day), text));
        }
        assert_eq!(parse("2026-1-5"), parse("2026-01-05"));
        for text in
            ["", "2026", "2026-13-01", "2026-02-30", "1969-12-31", "26-01-01", "2026-01-01-01", "today", "-1-1-1"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(name(u32::MAX), "day 4294967295");
        assert!(today() > 20_000);
    }
}
