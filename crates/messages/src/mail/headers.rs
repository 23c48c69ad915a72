//! Header fields. The library decodes a field's value; which fields there are is found here, so that nothing of a
//! mail's body is touched for it.

use mail_parser::DateTime;
use mail_parser::parsers::MessageStream;

use crate::decode;
use crate::owner::Person;

/// Bytes of a field that are read.
const FIELD_BYTES: usize = 64 << 10;
/// Fields that are read.
const FIELDS: usize = 1_000;
/// Recipients that are read.
const PEOPLE: usize = 100;

/// The fields in front of a mail or of one of its parts.
#[derive(Debug, Default)]
pub(crate) struct Headers<'a> {
    fields: Vec<(&'a [u8], &'a [u8])>,
}

/// What a part is, by its `Content-Type`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ContentType {
    /// In lower case; `text` where nothing is said.
    pub(crate) kind: String,
    pub(crate) subtype: String,
    pub(crate) charset: String,
    pub(crate) boundary: String,
    /// `format=flowed`.
    pub(crate) is_flowed: bool,
    /// `delsp=yes`: the space before a soft line end is no part of the text.
    pub(crate) deletes_spaces: bool,
    pub(crate) has_name: bool,
    /// `method` of an invitation, `report-type` of a report.
    pub(crate) purpose: String,
}

impl<'a> Headers<'a> {
    /// The fields, and what follows the blank line behind them.
    pub(crate) fn parse(bytes: &'a [u8]) -> (Self, &'a [u8]) {
        let mut fields: Vec<(&[u8], &[u8])> = Vec::new();
        let mut at = 0;
        // Where the last field's value began.
        let mut begin = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let length = rest.iter().position(|&b| b == b'\n').map_or(rest.len(), |end| end + 1);
            let line = rest.get(..length).unwrap_or(rest);
            if line.trim_ascii().is_empty() {
                return (Self { fields }, bytes.get(at + length..).unwrap_or_default());
            }
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                if let Some((_, value)) = fields.last_mut() {
                    *value = bytes.get(begin..at + length).unwrap_or_default();
                }
            } else if let Some(colon) = name_end(line) {
                begin = at + colon + 1;
                if fields.len() < FIELDS {
                    let name = line.get(..colon).unwrap_or_default().trim_ascii();
                    fields.push((name, bytes.get(begin..at + length).unwrap_or_default()));
                }
            } else if !fields.is_empty() || !line.starts_with(b">From ") && !line.starts_with(b"From ") {
                // No field: the blank line is missing, or the mail is cut within a field's name.
                return (Self { fields }, if line.ends_with(b"\n") { rest } else { &[] });
            }
            at += length;
        }
        (Self { fields }, &[])
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The first field of this name, as it stands in the mail.
    fn raw(&self, name: &str) -> Option<&'a [u8]> {
        self.fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| *value)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// A field for programs: in lower case, without white space around it.
    pub(crate) fn token(&self, name: &str) -> String {
        let value = self.raw(name).unwrap_or_default();
        decode::text(value.get(..FIELD_BYTES).unwrap_or(value)).trim().to_lowercase()
    }

    /// A field for people, decoded.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let value = prepared(self.raw(name)?);
        let text = MessageStream::new(&value).parse_unstructured().into_text()?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }

    /// Everybody in a field.
    pub(crate) fn people(&self, name: &str) -> Vec<Person> {
        let Some(value) = self.raw(name) else { return Vec::new() };
        let value = prepared(value);
        let Some(addresses) = MessageStream::new(&value).parse_address().into_address() else { return Vec::new() };
        let people = addresses.iter().take(PEOPLE).map(|address| Person {
            name: address.name.as_deref().unwrap_or_default().trim().to_owned(),
            address: address.address.as_deref().unwrap_or_default().trim().to_owned(),
        });
        people.filter(|person| *person != Person::default()).collect()
    }

    pub(crate) fn date(&self) -> Option<i64> {
        date(&decode::text(self.raw("Date")?))
    }

    pub(crate) fn content_type(&self) -> ContentType {
        let value = prepared(self.raw("Content-Type").unwrap_or(b"text/plain"));
        let parsed = MessageStream::new(&value).parse_content_type();
        let Some(parsed) = parsed.as_content_type() else {
            return ContentType { kind: "text".to_owned(), subtype: "plain".to_owned(), ..ContentType::default() };
        };
        let attribute = |name: &str| parsed.attribute(name).unwrap_or_default().to_owned();
        let is =
            |name: &str, value: &str| parsed.attribute(name).is_some_and(|found| found.eq_ignore_ascii_case(value));
        ContentType {
            kind: parsed.ctype().to_ascii_lowercase(),
            subtype: parsed.subtype().unwrap_or("plain").to_ascii_lowercase(),
            charset: attribute("charset"),
            boundary: attribute("boundary"),
            is_flowed: is("format", "flowed"),
            deletes_spaces: is("delsp", "yes"),
            has_name: parsed.has_attribute("name"),
            purpose: (attribute("method") + &attribute("report-type")).to_ascii_lowercase(),
        }
    }
}

/// Where a field's name ends, if the line begins with one.
fn name_end(line: &[u8]) -> Option<usize> {
    let colon = line.iter().take(200).position(|&b| b == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(colon)
}

/// A field's value as the library wants it: UTF-8, bounded, with a line end behind it.
fn prepared(value: &[u8]) -> Vec<u8> {
    let value = value.get(..FIELD_BYTES).unwrap_or(value).trim_ascii();
    // Bytes within an encoded word are in the charset that it names.
    let has_words = value.windows(2).any(|pair| pair == b"=?");
    let mut value = if has_words { value.to_vec() } else { decode::text(value).into_owned().into_bytes() };
    value.push(b'\n');
    value
}

/// Seconds since 1970 of a date in mail's own form.
pub(crate) fn date(text: &str) -> Option<i64> {
    let text = text.get(..200).unwrap_or(text).trim();
    let date = DateTime::parse_rfc822(&format!("{text}\n")).filter(|date| date.is_valid() && date.year >= 1970)?;
    Some(date.to_timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_and_decoded() {
        let mail = b">From x\r\nSubject: =?iso-8859-1?q?Gr=FC=DFe?=\r\n =?utf-8?b?IQ==?=\r\n\
            FROM : \"Jo, D.\" <jo@example.org>\r\n\
            To: a@b.c, Group: d@e.f, =?utf-8?q?J=C3=B8?= <g@h.i>;\r\nDate: Mon, 02 Jan 2023 10:22:33 +0100\r\n\
            Content-Type: text/plain; charset=\"x\";\r\n\tformat=flowed; DelSp=yes\r\n\r\nbody: x\r\n";
        let (headers, body) = Headers::parse(mail);
        assert_eq!(body, b"body: x\r\n");
        assert_eq!(headers.text("subject").as_deref(), Some("Grüße!"));
        let jo = Person { name: "Jo, D.".into(), address: "jo@example.org".into() };
        assert_eq!(headers.people("From"), [jo]);
        assert_eq!(
            headers.people("to").iter().map(|p| p.address.as_str()).collect::<Vec<_>>(),
            ["a@b.c", "d@e.f", "g@h.i"]
        );
        assert_eq!(headers.date(), Some(1_672_651_353));
        let kind = headers.content_type();
        assert_eq!((kind.kind.as_str(), kind.subtype.as_str(), kind.charset.as_str()), ("text", "plain", "x"));
        assert!(kind.is_flowed && kind.deletes_spaces && !kind.has_name);
    }

    #[test]
    fn bytes_that_no_field_may_have_are_read_all_the_same() {
        let subject = |mail: &[u8]| Headers::parse(mail).0.text("Subject");
        assert_eq!(subject(b"Subject: Gr\xfc\xdfe\n").as_deref(), Some("Grüße"));
        assert_eq!(subject("Subject: Grüße\n".as_bytes()).as_deref(), Some("Grüße"));
        assert_eq!(subject(b"Subject: =?iso-8859-1?q?Gr\xfc\xdfe?=\n").as_deref(), Some("Grüße"));
    }

    #[test]
    fn a_missing_blank_line_ends_the_fields() {
        let (headers, body) = Headers::parse(b"From: a@b.c\nHello you\nSubject: x\n");
        assert!(headers.has("From") && !headers.has("Subject"));
        assert_eq!(body, b"Hello you\nSubject: x\n");
        let (headers, body) = Headers::parse(b"From: a@b.c");
        assert!(headers.has("From") && body.is_empty());
        assert!(Headers::parse(b"").0.is_empty());
        assert_eq!(date("2023"), None);
    }
}
