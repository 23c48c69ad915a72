//! Mails, one or many in a file.

use super::reader::{Format, Found, Item, Mark, Sink};
use crate::limits::{Limit, Limits};
use crate::mail::{Headers, Parts, Problem, is_sent, verdict};
use crate::message::Genre;
use crate::reason::Reason;
use crate::split::{MailboxSplitter, RawMail, unquoted};

/// Reads the mails of a mailbox.
pub(crate) struct MailboxReader {
    splitter: MailboxSplitter,
    limits: Limits,
}

impl MailboxReader {
    pub(crate) fn new(mark: Mark, limits: &Limits) -> Self {
        Self { splitter: MailboxSplitter::new(mark.offset, limits.item_bytes), limits: *limits }
    }
}

impl Format for MailboxReader {
    fn push(&mut self, bytes: &[u8], sink: Sink<'_>) {
        let Self { splitter, limits } = self;
        splitter.push(bytes, |mail| one(&mail, limits, sink));
    }

    fn finish(&mut self, sink: Sink<'_>) {
        let Self { splitter, limits } = self;
        splitter.finish(|mail| one(&mail, limits, sink));
    }

    fn mark(&self) -> Mark {
        Mark { offset: self.splitter.mark(), ..Mark::default() }
    }
}

fn one(mail: &RawMail<'_>, limits: &Limits, sink: Sink<'_>) {
    if mail.is_cut {
        sink(Found::Limit(Limit::ItemBytes));
    }
    // Most mails have no such line, and need no copy.
    let is_marked = mail.bytes.windows(6).any(|six| six == b">From ");
    if is_marked {
        read(&unquoted(mail.bytes), mail.start, limits, sink);
    } else {
        read(mail.bytes, mail.start, limits, sink);
    }
}

/// Reads one mail that begins at byte `start` of its file.
pub(crate) fn read(bytes: &[u8], start: u64, limits: &Limits, sink: Sink<'_>) {
    let (headers, body) = Headers::parse(bytes);
    let from = headers.people("From").into_iter().next().or_else(|| headers.people("Sender").into_iter().next());
    if headers.is_empty() || (from.is_none() && body.trim_ascii().is_empty()) {
        let beginning = bytes.get(..500).unwrap_or(bytes);
        return sink(Found::Left(Reason::Broken, String::from_utf8_lossy(beginning).into_owned()));
    }
    let parts = Parts::read(&headers, body, limits);
    parts.limits.iter().for_each(|&limit| sink(Found::Limit(limit)));
    let mut item = Item::new(Genre::Mail, start, parts.text);
    item.verdict =
        verdict(&headers, &headers.content_type(), from.as_ref()).or(parts.problem.map(|problem| match problem {
            Problem::Encrypted => Reason::Encrypted,
            Problem::Charset => Reason::Charset,
            Problem::Broken => Reason::Broken,
        }));
    item.left = parts.left;
    // Nobody: somebody who isn't the owner.
    item.from = Some(from.unwrap_or_default());
    item.to = headers.people("To");
    for more in ["Cc", "Delivered-To", "X-Original-To"] {
        item.to.extend(headers.people(more));
    }
    item.subject = headers.text("Subject");
    item.when = headers.date();
    item.id = Some(headers.token("Message-ID")).filter(|id| !id.is_empty());
    item.is_sent = is_sent(&headers);
    sink(Found::Item(Box::new(item)));
}

/// Header fields that only mails have.
const FIELDS: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "received",
    "return-path",
    "mime-version",
    "delivered-to",
    "cc",
    "content-type",
    "reply-to",
    "x-mailer",
    "dkim-signature",
    "in-reply-to",
    "references",
];

/// Whether a text begins with the header of a mail: nothing but fields, and three of those that mails have.
pub(crate) fn looks_like_headers(text: &str) -> bool {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().take(200) {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        let name = name.trim_end().to_ascii_lowercase();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
            break;
        }
        if FIELDS.contains(&name.as_str()) && !found.contains(&name) {
            found.push(name);
        }
    }
    found.len() >= 3 && ["from", "return-path", "received"].iter().any(|name| found.iter().any(|found| found == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_from_texts() {
        assert!(looks_like_headers("Return-Path: <a@b.c>\nReceived: by x\n with y\nX-Z: 1\nSubject: hi\n\nbody"));
        assert!(!looks_like_headers("From: a\nTo: b\n\nSubject: c"));
        assert!(!looks_like_headers("To: do\nSubject: matter\nDate: any\n"));
        assert!(!looks_like_headers("Dear all,\nFrom: a\nTo: b\nSubject: c"));
    }
}
