//! Telegram Desktop's `result.json`, of one chat or of all.

use serde_json::Value;

use super::{Entry, text};
use crate::dates;
use crate::format::reader::Item;
use crate::message::Genre;
use crate::owner::Person;
use crate::reason::Reason;

pub(super) fn item(entry: Entry, start: u64) -> Item {
    let mut left = Vec::new();
    let words = words(entry.get("text"), &mut left);
    let mut item = Item::new(Genre::Chat, start, words);
    item.left = left;
    item.from = Some(Person { name: text(&entry, "from"), address: text(&entry, "from_id") });
    item.when = dates::any(&text(&entry, "date_unixtime")).or_else(|| dates::any(&text(&entry, "date")));
    let has = |name: &str| entry.get(name).is_some_and(|value| !value.is_null());
    item.verdict = if text(&entry, "type") != "message" {
        Some(Reason::Notice)
    } else if has("forwarded_from") || has("forwarded_from_id") {
        Some(Reason::PassedOn)
    } else if has("via_bot") {
        Some(Reason::Automatic)
    } else if item.text.trim().is_empty() && (has("media_type") || has("photo") || has("file")) {
        Some(Reason::Media)
    } else {
        None
    };
    item
}

/// A text is a string, or a list of strings and of marked parts.
fn words(value: Option<&Value>, left: &mut Vec<(Reason, String)>) -> String {
    let parts = match value {
        Some(Value::String(text)) => return text.clone(),
        Some(Value::Array(parts)) => parts,
        _ => return String::new(),
    };
    let mut out = String::new();
    for part in parts {
        match part {
            Value::String(text) => out.push_str(text),
            Value::Object(part) => {
                let words = text(part, "text");
                match text(part, "type").as_str() {
                    "pre" => left.push((Reason::Code, words)),
                    "blockquote" => left.push((Reason::Quote, words)),
                    _ => out.push_str(&words),
                }
            }
            _ => {}
        }
    }
    out
}
