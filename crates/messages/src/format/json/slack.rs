//! Slack's export: one file per channel and day, a list of messages.

use serde_json::Value;

use super::{Entry, text, without_tags};
use crate::dates;
use crate::format::reader::Item;
use crate::message::Genre;
use crate::owner::Person;
use crate::reason::Reason;

/// Kinds of messages that people write; every other kind is a notice.
const WRITTEN: &[&str] = &["", "thread_broadcast", "file_share", "me_message", "reply_broadcast"];

pub(super) fn item(entry: Entry, start: u64) -> Item {
    let words =
        without_tags(&text(&entry, "text"), tag).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let mut item = Item::new(Genre::Chat, start, words);
    let profile = entry.get("user_profile").and_then(Value::as_object);
    let named = |name: &str| profile.map(|profile| text(profile, name)).filter(|name| !name.is_empty());
    let name = named("real_name").or_else(|| named("display_name")).unwrap_or_else(|| text(&entry, "username"));
    item.from = Some(Person { name, address: text(&entry, "user") });
    item.when = dates::any(&text(&entry, "ts"));
    let subtype = text(&entry, "subtype");
    item.verdict = if entry.contains_key("bot_id") || subtype == "bot_message" {
        Some(Reason::Automatic)
    } else if text(&entry, "type") != "message" || !WRITTEN.contains(&subtype.as_str()) {
        Some(Reason::Notice)
    } else if item.text.trim().is_empty() && entry.contains_key("files") {
        Some(Reason::Media)
    } else {
        None
    };
    item
}

/// `<https://example.org|the page>` and `<#C1|general>` have words; people and bare addresses have none.
fn tag(inner: &str) -> Option<String> {
    let (target, label) = inner.split_once('|').unwrap_or((inner, ""));
    match (target.starts_with('@') || target.starts_with('!'), label.is_empty()) {
        (true, _) => None,
        (false, false) => Some(label.to_owned()),
        // As its own line it is left out later; within a sentence it is part of it.
        (false, true) => Some(target.trim_start_matches('#').to_owned()),
    }
}
