//! The tree of a mail's parts.
//!
//! Own code, since the library reads every part, attached mails and pictures included, and holds nested ones in a
//! structure that is as deep as the mail says. Here only texts are decoded, and the depth is bounded.

use super::headers::{ContentType, Headers};
use super::{flowed, html, transfer};
use crate::decode;
use crate::limits::{Limit, Limits};
use crate::reason::Reason;

/// What a mail consists of.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// Its words, with quotes and all.
    pub(crate) text: String,
    pub(crate) left: Vec<(Reason, String)>,
    pub(crate) limits: Vec<Limit>,
    pub(crate) problem: Option<Problem>,
}

/// Why there are no words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    Encrypted,
    Charset,
    Broken,
}

struct Walk<'l> {
    limits: &'l Limits,
    count: usize,
    parts: Parts,
}

/// The text of a part.
struct Text {
    text: String,
    is_html: bool,
}

impl Parts {
    /// Reads the parts of a mail with these fields and this body.
    pub(crate) fn read(headers: &Headers<'_>, body: &[u8], limits: &Limits) -> Self {
        let mut walk = Walk { limits, count: 0, parts: Self::default() };
        let text = walk.part(headers, body, 0);
        let mut parts = walk.parts;
        parts.text = text.map(|text| text.text).unwrap_or_default();
        if !parts.text.trim().is_empty() {
            parts.problem = None;
        }
        parts
    }
}

impl Walk<'_> {
    fn limit(&mut self, limit: Limit) {
        if !self.parts.limits.contains(&limit) {
            self.parts.limits.push(limit);
        }
    }

    fn left(&mut self, reason: Reason, what: String) {
        self.parts.left.push((reason, what));
    }

    fn part(&mut self, headers: &Headers<'_>, body: &[u8], depth: usize) -> Option<Text> {
        self.count += 1;
        if self.count > self.limits.parts {
            self.limit(Limit::Parts);
            return None;
        }
        let kind = headers.content_type();
        let disposition = headers.token("Content-Disposition");
        let is_file = disposition.starts_with("attachment") || disposition.contains("filename") || kind.has_name;
        match (kind.kind.as_str(), kind.subtype.as_str()) {
            ("multipart", "encrypted") => self.problem(Problem::Encrypted),
            ("application", "pkcs7-mime" | "x-pkcs7-mime") if depth == 0 => self.problem(Problem::Encrypted),
            ("multipart", _) if depth >= self.limits.depth => {
                self.limit(Limit::Depth);
                None
            }
            ("multipart", _) => self.several(&kind, body, depth),
            ("message", "rfc822" | "global") => {
                self.left(Reason::Forward, String::new());
                None
            }
            ("text", "plain" | "html") if !is_file => self.text(&kind, headers, body),
            // Of a signed mail.
            ("application", "pgp-signature" | "pkcs7-signature" | "x-pkcs7-signature") => None,
            _ => {
                self.left(Reason::Attachment, headers.text("Content-Description").unwrap_or_default());
                None
            }
        }
    }

    fn problem(&mut self, problem: Problem) -> Option<Text> {
        self.parts.problem = Some(problem);
        None
    }

    fn text(&mut self, kind: &ContentType, headers: &Headers<'_>, body: &[u8]) -> Option<Text> {
        let bytes = transfer::decoded(&headers.token("Content-Transfer-Encoding"), body);
        let Some(text) = decode::named(&kind.charset, &bytes) else { return self.problem(Problem::Charset) };
        let is_html = kind.subtype == "html";
        let text = if is_html {
            html::text(&text, &mut self.parts.left)
        } else if kind.is_flowed {
            flowed::unflowed(&text, kind.deletes_spaces)
        } else {
            text
        };
        Some(Text { text, is_html })
    }

    fn several(&mut self, kind: &ContentType, body: &[u8], depth: usize) -> Option<Text> {
        let parts = split(body, &kind.boundary);
        if parts.is_empty() {
            return self.problem(Problem::Broken);
        }
        let mut found: Option<Text> = None;
        // What the form that isn't taken had left out doesn't count.
        let mut left = Vec::new();
        for (i, bytes) in parts.into_iter().enumerate() {
            let (headers, body) = Headers::parse(bytes);
            if kind.subtype == "digest" {
                self.left(Reason::Forward, String::new());
                continue;
            }
            let before = self.parts.left.len();
            let text = self.part(&headers, body, depth + 1).filter(|text| !text.text.trim().is_empty());
            match (kind.subtype.as_str(), text) {
                (_, None) => {}
                ("alternative", Some(text)) => {
                    let is_better = found.as_ref().is_none_or(|found| found.is_html && !text.is_html);
                    let mine = self.parts.left.split_off(before.min(self.parts.left.len()));
                    if is_better {
                        left = mine;
                        found = Some(text);
                    }
                }
                ("signed" | "related", Some(_)) if i > 0 && found.is_some() => {}
                (_, Some(text)) => match &mut found {
                    None => found = Some(text),
                    Some(found) => {
                        found.text.push('\n');
                        found.text.push_str(&text.text);
                    }
                },
            }
        }
        self.parts.left.append(&mut left);
        found
    }
}

/// The parts between lines of `--boundary`, as far as there are any. The text before the first belongs to none.
fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    if boundary.is_empty() {
        return parts;
    }
    let mut begin = None;
    let mut at = 0;
    for line in body.split_inclusive(|&b| b == b'\n') {
        let mark = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()));
        if let Some(rest) = mark.map(<[u8]>::trim_ascii).filter(|rest| rest.is_empty() || *rest == b"--") {
            if let Some(begin) = begin {
                parts.push(body.get(begin..at).unwrap_or_default());
            }
            if rest == b"--" {
                return parts;
            }
            begin = Some(at + line.len());
        }
        at += line.len();
    }
    // Without its end the mail is cut.
    parts.extend(begin.and_then(|begin| body.get(begin..)).filter(|rest| !rest.is_empty()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mail: &str) -> Parts {
        let (headers, body) = Headers::parse(mail.as_bytes());
        Parts::read(&headers, body, &Limits::default())
    }

    #[test]
    fn of_alternatives_the_plain_one_is_taken_unless_it_is_empty() {
        let mail = |plain: &str| {
            format!(
                "Content-Type: multipart/alternative; boundary=b\n\npreamble\n--b\nContent-Type: text/html\n\n\
                 <p>rich</p><blockquote>q</blockquote>\n--b\n\n{plain}\n--b--\nepilogue\n"
            )
        };
        let parts = read(&mail("plain"));
        assert_eq!((parts.text.trim(), parts.left.len()), ("plain", 0));
        let parts = read(&mail(""));
        assert_eq!((parts.text.trim(), parts.left.len()), ("rich", 1));
    }

    #[test]
    fn depth_and_number_of_parts_are_bounded() {
        let deep: String =
            (0..5_000).map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")).collect();
        assert_eq!(read(&deep).limits, [Limit::Depth]);
        let wide = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(5_000));
        let parts = read(&wide);
        assert_eq!((parts.limits.as_slice(), parts.text.matches('x').count()), (&[Limit::Parts][..], 499));
        // Attached mails aren't entered, however deep.
        let attached = "Content-Type: message/rfc822\n\n".repeat(100_000);
        assert_eq!(read(&attached).left.len(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let problem = |mail: &str| read(mail).problem;
        assert_eq!(problem("Content-Type: multipart/mixed\n\nx"), Some(Problem::Broken));
        assert_eq!(problem("Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx"), Some(Problem::Encrypted));
        assert_eq!(problem("Content-Type: text/plain; charset=klingon\n\nx"), Some(Problem::Charset));
        assert_eq!(problem("Content-Type: text/plain; charset=utf-8\n\nx"), None);
    }
}
