//! Transfer encodings: base64 and quoted-printable, read as far as they go.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode_char;

/// A part's bytes. `encoding` is in lower case; unknown ones mean none.
pub(super) fn decoded<'a>(encoding: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    match encoding {
        "base64" => Cow::Owned(base64(bytes)),
        "quoted-printable" => Cow::Owned(quoted_printable(bytes)),
        _ => Cow::Borrowed(bytes),
    }
}

/// Whatever isn't of the alphabet is passed over, as every mail program does.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let is_letter = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let mut letters: Vec<u8> = bytes.iter().copied().filter(is_letter).collect();
    // What is cut within three bytes: the whole bytes of it.
    match letters.len() % 4 {
        1 => drop(letters.pop()),
        0 => {}
        n => letters.extend(std::iter::repeat_n(b'=', 4 - n)),
    }
    base64_decode(&letters).unwrap_or_default()
}

/// A `=` that stands for nothing is kept.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        let text = line.trim_ascii_end();
        let is_soft = text.ends_with(b"=");
        let end = line.len() - usize::from(line.ends_with(b"\n"));
        let mut rest = if is_soft { text.get(..text.len() - 1).unwrap_or_default() } else { text };
        while let Some(mark) = rest.iter().position(|&b| b == b'=') {
            out.extend_from_slice(rest.get(..mark).unwrap_or_default());
            let digit = |at| rest.get(mark + at).copied().unwrap_or(0);
            let length = match quoted_printable_decode_char(digit(1), digit(2)) {
                Some(byte) => {
                    out.push(byte);
                    3
                }
                None => {
                    out.push(b'=');
                    1
                }
            };
            rest = rest.get(mark + length..).unwrap_or_default();
        }
        out.extend_from_slice(rest);
        if !is_soft && end < line.len() {
            out.push(b'\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_read_as_far_as_they_go() {
        for (encoded, text) in
            [("aGVsbG8=", "hello"), ("aGVs\r\nbG8", "hello"), ("aGVsbG8*=\n--x", "hello\u{fffd}"), ("a", "")]
        {
            let found = base64(encoded.as_bytes());
            assert!(String::from_utf8_lossy(&found).starts_with(text.trim_end_matches('\u{fffd}')), "{encoded}");
        }
        for (encoded, text) in [
            ("caf=C3=A9 =\r\nau lait  \r\n", "café au lait\n"),
            ("1 =3D 1, a=b, =XY, =", "1 = 1, a=b, =XY, "),
            ("=\n=\n", ""),
            ("=4", "=4"),
        ] {
            assert_eq!(String::from_utf8_lossy(&quoted_printable(encoded.as_bytes())), text, "{encoded}");
        }
    }
}
