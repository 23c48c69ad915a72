//! Chats as JSON: entries are read one by one, whatever stands around them.

use serde_json::{Map, Value};

use super::reader::{Format, Found, Item, Known, Mark, Sink};
use crate::kind::Kind;
use crate::limits::{Limit, Limits};
use crate::reason::Reason;
use crate::split::{Element, JsonSplitter, Line, LineSplitter};

mod discord;
mod other;
mod slack;
mod telegram;

type Entry = Map<String, Value>;

/// Names of lists of messages.
const MESSAGES: &[&str] = &["messages"];
const ANY: &[&str] = &["messages", "posts", "comments", "items", "entries"];

/// Reads the entries of lists.
pub(crate) struct JsonReader {
    splitter: JsonSplitter,
    parse: fn(Entry, u64) -> Item,
}

impl JsonReader {
    pub(crate) fn new(kind: Kind, mark: Mark, limits: &Limits) -> Self {
        let stack = match mark.known {
            Known::Brackets(stack) => stack,
            _ => Vec::new(),
        };
        let (wanted, parse): (_, fn(Entry, u64) -> Item) = match kind {
            Kind::Telegram => (MESSAGES, telegram::item),
            Kind::Discord => (MESSAGES, discord::item),
            Kind::Slack => (MESSAGES, slack::item),
            _ => (ANY, other::item),
        };
        let splitter = JsonSplitter::new(mark.offset, stack, wanted, limits.item_bytes, limits.depth);
        Self { splitter, parse }
    }
}

impl Format for JsonReader {
    fn push(&mut self, bytes: &[u8], sink: Sink<'_>) {
        let Self { splitter, parse, .. } = self;
        splitter.push(bytes, |element| entry(&element, *parse, sink));
    }

    fn finish(&mut self, sink: Sink<'_>) {
        // Said at the end, so that it is said once however often reading is resumed.
        if self.splitter.is_too_deep() {
            sink(Found::Limit(Limit::Depth));
        }
        if let Some(kind) = self.splitter.fault() {
            sink(Found::Fault(self.splitter.at(), kind));
        }
    }

    fn mark(&self) -> Mark {
        let (offset, stack) = self.splitter.mark();
        Mark { offset, known: Known::Brackets(stack) }
    }
}

fn entry(element: &Element<'_>, parse: fn(Entry, u64) -> Item, sink: Sink<'_>) {
    if element.is_cut {
        return sink(Found::Limit(Limit::ItemBytes));
    }
    sink(match serde_json::from_slice(element.bytes) {
        Ok(Value::Object(entry)) => Found::Item(Box::new(parse(entry, element.start))),
        _ => Found::Left(Reason::Broken, String::from_utf8_lossy(element.bytes).into_owned()),
    });
}

/// Reads one object per line.
pub(crate) struct JsonLineReader {
    lines: LineSplitter,
    mark: u64,
}

impl JsonLineReader {
    pub(crate) fn new(mark: Mark, limits: &Limits) -> Self {
        Self { lines: LineSplitter::new(mark.offset, limits.item_bytes), mark: mark.offset }
    }
}

fn line_entry(line: Line<'_>, sink: Sink<'_>) {
    if !line.bytes.trim_ascii().is_empty() || line.is_cut {
        entry(&Element { bytes: line.bytes, start: line.start, is_cut: line.is_cut }, other::item, sink);
    }
}

impl Format for JsonLineReader {
    fn push(&mut self, bytes: &[u8], sink: Sink<'_>) {
        let Self { lines, mark } = self;
        lines.push(bytes, |line| {
            *mark = line.end;
            line_entry(line, sink);
        });
    }

    fn finish(&mut self, sink: Sink<'_>) {
        let Self { lines, mark } = self;
        lines.finish(|line| {
            *mark = line.end;
            line_entry(line, sink);
        });
    }

    fn mark(&self) -> Mark {
        Mark { offset: self.mark, ..Mark::default() }
    }
}

/// A field's text or number as text; empty for anything else.
fn text(entry: &Entry, name: &str) -> String {
    entry.get(name).map(plain).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Takes away every `<…>` that `keep` gives no text for.
fn without_tags(text: &str, keep: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        // A tag has no spaces before its name, and no second one begins in it.
        let end = tag.find(['>', '\n']).filter(|&end| tag.get(end..).is_some_and(|end| end.starts_with('>')));
        let inner = end.and_then(|end| tag.get(1..end)).filter(|inner| !inner.is_empty() && !inner.contains('<'));
        match inner {
            Some(inner)
                if inner.starts_with(['@', '#', '!', ':', 'a', 't', 'h', 'm', '/']) && !inner.starts_with(": ") =>
            {
                out.push_str(&keep(inner).unwrap_or_default());
                rest = tag.get(inner.len() + 2..).unwrap_or_default();
            }
            _ => {
                out.push('<');
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}
