//! Texts from standard input.

use std::io::Read;

use anyhow::{Context, bail};

/// The longest text taken, in bytes; the model reads its end only.
const MAX_TEXT: u64 = 64 << 20;

/// The text in `input`, which must be UTF-8.
///
/// What editors and `echo` add is left away: one line end after the last line, and a byte order mark in front. With them
/// the model would continue another text than the one that somebody sees.
pub(crate) fn read(input: impl Read) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    input.take(MAX_TEXT + 1).read_to_end(&mut bytes).context("cannot read standard input")?;
    if bytes.len() as u64 > MAX_TEXT {
        bail!("the text on standard input is longer than {MAX_TEXT} bytes");
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        bail!("the text on standard input is UTF-16, as its byte order mark says; it must be UTF-8");
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        anyhow::anyhow!("the text on standard input is not UTF-8: byte {at} of {} is not", error.as_bytes().len())
    })?;
    Ok(as_seen(&text).to_owned())
}

fn as_seen(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.strip_suffix("\r\n").or_else(|| text.strip_suffix('\n')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_end_and_a_byte_order_mark_do_not_count() {
        for (input, text) in [
            ("Dear", "Dear"),
            ("Dear\n", "Dear"),
            ("Dear\r\n", "Dear"),
            ("\u{feff}Dear\r\n", "Dear"),
            ("Dear \n", "Dear "),
            ("Dear\n\n", "Dear\n"),
            ("Dear\r\n\r\n", "Dear\r\n"),
            ("Dear\r", "Dear\r"),
            ("one\r\ntwo\n", "one\r\ntwo"),
            ("\n", ""),
            ("", ""),
            ("\u{feff}", ""),
            ("\u{feff}\u{feff}x", "\u{feff}x"),
        ] {
            assert_eq!(read(input.as_bytes()).unwrap(), text, "{input:?}");
        }
    }

    #[test]
    fn says_where_a_text_stops_being_utf8() {
        assert_eq!(read("día".as_bytes()).unwrap(), "día");
        let error = read(&b"abc\xffdef"[..]).unwrap_err().to_string();
        assert!(error.contains("byte 3 of 7"), "{error}");
        let error = read(&b"\xff\xfeH\0i\0"[..]).unwrap_err().to_string();
        assert!(error.contains("UTF-16"), "{error}");
    }
}
