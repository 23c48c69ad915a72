//! Discord, as DiscordChatExporter writes it.

use serde_json::Value;

use super::{Entry, text, without_tags};
use crate::dates;
use crate::format::reader::Item;
use crate::message::Genre;
use crate::owner::Person;
use crate::reason::Reason;

pub(super) fn item(entry: Entry, start: u64) -> Item {
    // People, channels, emoji and times; links in `<…>` stay.
    let words = without_tags(&text(&entry, "content"), |inner| inner.starts_with("http").then(|| inner.to_owned()));
    let mut item = Item::new(Genre::Chat, start, words);
    let empty = Entry::new();
    let author = entry.get("author").and_then(Value::as_object).unwrap_or(&empty);
    item.from = Some(Person { name: text(author, "name"), address: text(author, "id") });
    item.when = dates::any(&text(&entry, "timestamp"));
    let kind = text(&entry, "type");
    item.verdict = if author.get("isBot").and_then(Value::as_bool) == Some(true) {
        Some(Reason::Automatic)
    } else if !matches!(kind.as_str(), "Default" | "Reply" | "") {
        Some(Reason::Notice)
    } else if item.text.trim().is_empty() {
        Some(Reason::Media)
    } else {
        None
    };
    item
}
