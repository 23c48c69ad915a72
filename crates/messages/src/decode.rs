//! Bytes to text.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

/// UTF-8 if it is, else Windows-1252, which is what programs mean that don't say.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(windows_1252(bytes)),
    }
}

/// Text in a named charset; `None` for a charset that isn't known here.
pub(crate) fn named(charset: &str, bytes: &[u8]) -> Option<String> {
    let name = charset.trim().to_ascii_lowercase().replace('_', "-");
    match name.as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" | "iso-8859-1" | "latin1" | "windows-1252" | "unknown-8bit"
        | "8bit" | "x-unknown" => Some(text(bytes).into_owned()),
        // The library's reader of UTF-7 makes other letters of it.
        "utf-7" | "unicode-1-1-utf-7" => None,
        _ if !cfg!(feature = "east-asian") && is_east_asian(&name) => None,
        _ => charset_decoder(name.as_bytes()).map(|decode| decode(bytes)),
    }
}

/// Charsets that the library names but reads only with its large tables.
fn is_east_asian(name: &str) -> bool {
    let beginnings = ["gb", "big5", "euc", "shift", "sjis", "x-sjis", "ms-kanji", "ms932", "windows-31j", "iso-2022"];
    let others = ["cp936", "ms936", "windows-949", "korean", "ks", "chinese", "x-gbk", "x-euc", "x-x-big5", "hz"];
    beginnings.iter().chain(&others).any(|beginning| name.starts_with(beginning)) || name.starts_with("cs")
}

fn windows_1252(bytes: &[u8]) -> String {
    match charset_decoder(b"windows-1252") {
        Some(decode) => decode(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A UTF-16 file as UTF-8, byte order mark included or not. Broken pairs become U+FFFD.
pub(crate) fn utf_16(bytes: &[u8], is_big_endian: bool) -> String {
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair.first().copied().unwrap_or(0), pair.get(1).copied().unwrap_or(0)];
        if is_big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let decoded = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    decoded.skip_while(|&c| c == '\u{feff}').collect()
}

/// Text in which every byte of UTF-8 was taken for a character of Latin-1, as in the exports of some services, put
/// right again. Other text is left alone.
pub(crate) fn mended(text: String) -> String {
    if text.is_ascii() || text.chars().any(|c| c > '\u{ff}') {
        return text;
    }
    let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
    String::from_utf8(bytes).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_as_what_they_are() {
        assert_eq!(text("caf\u{e9}".as_bytes()), "caf\u{e9}");
        assert_eq!(text(b"caf\xe9 \x80 \x93x\x94"), "caf\u{e9} \u{20ac} \u{201c}x\u{201d}");
        assert_eq!(named("KOI8-R", b"\xf0\xf2\xe9").as_deref(), Some("ПРИ"));
        assert_eq!(named("ISO-8859-2", b"\xb1").as_deref(), Some("ą"));
        assert_eq!(named("no-such", b"x"), None);
        assert_eq!(named("Shift_JIS", b"\x82\xa0").as_deref(), cfg!(feature = "east-asian").then_some("あ"));
        assert_eq!(utf_16(b"\xff\xfeh\0i\0\x3d\xd8\0\xde", false), "hi😀");
        assert_eq!(utf_16(b"\0h\xd8\x3d\0i\0", true), "h\u{fffd}i");
    }

    #[test]
    fn bytes_taken_for_letters_are_mended() {
        assert_eq!(mended("schÃ¶n".into()), "schön");
        assert_eq!(mended("schön".into()), "schön");
        assert_eq!(mended("日本".into()), "日本");
    }
}
