//! What copies of a message have in common.

use crate::format::Item;
use crate::own::hash;

/// A text of so many bytes isn't written twice by chance.
const LONG_BYTES: usize = 40;

/// Two messages are the same if they have one key in common: the id of a mail, the same text at the same second, the
/// same long text without a time, or the same short text at the same place of a file.
pub(super) fn keys(item: &Item, text: &str) -> Vec<u64> {
    let id = item.id.as_ref().map(|id| hash(1, id));
    let content = hash(2, text);
    let words = match item.when {
        Some(when) => hash(content ^ 3, &when.to_string()),
        None if text.len() >= LONG_BYTES => content,
        None => hash(content ^ 4, &item.place.start.to_string()),
    };
    id.into_iter().chain([words]).collect()
}
