//! Files that are read as a whole: one mail, or one document.

use super::reader::{Format, Found, Mark, Sink};
use super::{document, mails};
use crate::decode;
use crate::kind::Kind;
use crate::limits::{Limit, Limits};
use crate::split::Bounded;

/// Collects a file up to a limit and reads it at its end.
pub(crate) struct WholeReader {
    kind: Kind,
    limits: Limits,
    bytes: Bounded,
    start: u64,
}

impl WholeReader {
    pub(crate) fn new(kind: Kind, mark: Mark, limits: &Limits) -> Self {
        Self { kind, limits: *limits, bytes: Bounded::default(), start: mark.offset }
    }

    fn cap(&self) -> usize {
        if self.kind == Kind::Mail { self.limits.item_bytes } else { self.limits.document_bytes }
    }
}

impl Format for WholeReader {
    fn push(&mut self, bytes: &[u8], _: Sink<'_>) {
        let cap = self.cap();
        self.bytes.extend(bytes, cap);
    }

    fn finish(&mut self, sink: Sink<'_>) {
        if self.bytes.is_cut() {
            let is_mail = self.kind == Kind::Mail;
            sink(Found::Limit(if is_mail { Limit::ItemBytes } else { Limit::DocumentBytes }));
        }
        match self.kind {
            Kind::Mail => mails::read(self.bytes.bytes(), self.start, &self.limits, sink),
            kind => {
                let text = decode::text(self.bytes.bytes());
                document::read(&text, kind == Kind::Markdown, self.start, sink);
            }
        }
        self.bytes.clear();
    }

    fn mark(&self) -> Mark {
        Mark { offset: self.start, ..Mark::default() }
    }
}
