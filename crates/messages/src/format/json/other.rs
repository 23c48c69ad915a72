//! JSON of other programs: objects with a text, and maybe a sender and a time, under names that are in use.

use serde_json::Value;

use super::{Entry, plain, text};
use crate::decode::mended;
use crate::format::cells::{Field, bare, find, when};
use crate::format::reader::Item;
use crate::message::Genre;
use crate::owner::Person;
use crate::reason::Reason;

pub(super) fn item(entry: Entry, start: u64) -> Item {
    let (keys, values): (Vec<String>, Vec<&Value>) = entry.iter().map(|(key, value)| (bare(key), value)).unzip();
    let get = |field| find(field, &keys).and_then(|at| values.get(at).copied());
    // Facebook and Instagram write each byte as a letter.
    let mend = |text: String| if entry.contains_key("sender_name") { mended(text) } else { text };
    let genre = if get(Field::Subject).is_some() { Genre::Mail } else { Genre::Chat };
    let mut item = Item::new(genre, start, mend(get(Field::Text).map(words).unwrap_or_default()));
    let (name, address) = (get(Field::Name), get(Field::Address));
    if name.is_some() || address.is_some() {
        let mut person = name.map(person).unwrap_or_default();
        person.name = mend(person.name);
        if let Some(address) = address.map(plain).filter(|address| !address.is_empty()) {
            person.address = address;
        }
        item.from = Some(person);
    }
    item.to = get(Field::To).map(person).filter(|to| *to != Person::default()).into_iter().collect();
    item.subject = get(Field::Subject).map(plain).filter(|subject| !subject.is_empty());
    item.when = get(Field::When).and_then(|value| when(&plain(value)));
    if get(Field::Text).is_none() {
        let has_file = ["photos", "videos", "audio_files", "gifs", "sticker", "attachments"];
        let is_media = has_file.iter().any(|name| entry.contains_key(*name));
        item.verdict = Some(if is_media { Reason::Media } else { Reason::Empty });
    }
    item
}

/// A text, or a list of texts and of objects with one.
fn words(value: &Value) -> String {
    match value {
        Value::Array(parts) => {
            let texts =
                parts.iter().map(|part| part.as_object().map_or_else(|| plain(part), |part| text(part, "text")));
            texts.collect::<Vec<_>>().concat()
        }
        other => plain(other),
    }
}

/// A name, or an object with one.
fn person(value: &Value) -> Person {
    match value {
        Value::Object(entry) => {
            let first = |names: &[&str]| {
                names.iter().map(|name| text(entry, name)).find(|text| !text.is_empty()).unwrap_or_default()
            };
            Person {
                name: first(&["name", "display_name", "displayName", "username", "login"]),
                address: first(&["email", "address", "id"]),
            }
        }
        other => Person::named(&plain(other)),
    }
}
