//! What sources read of a profile.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use foreword_text::Tokenizer;

use super::kept::Kept;
use crate::copy::{CopyMemory, Words};
use crate::history::{History, Text, Texts};
use crate::message::MessageId;
use crate::sharing::View;

/// A part of it, as sources have it.
type Part = (Rc<History>, Rc<CopyMemory>);

/// The tokens and the words of all messages, and what is seen of them from each place that was asked for.
#[derive(Default)]
pub(super) struct Seen {
    texts: Rc<RefCell<Texts>>,
    words: Rc<RefCell<Words>>,
    parts: BTreeMap<View, Part>,
}

fn text(kept: &Kept) -> Text<'_> {
    Text { id: kept.example.id, site: &kept.example.site, tokens: &kept.tokens }
}

impl Seen {
    /// What is seen from a place.
    pub(super) fn from(&mut self, view: View) -> Part {
        let Self { texts, words, parts } = self;
        // What nobody reads from any more would be kept for every site that was ever visited.
        parts.retain(|_, (history, copies)| Rc::strong_count(history) > 1 || Rc::strong_count(copies) > 1);
        let part = parts.entry(view).or_insert_with_key(|view| {
            let history = History::from(Rc::clone(texts), view.clone());
            (Rc::new(history), Rc::new(CopyMemory::from(Rc::clone(words), view.clone())))
        });
        part.clone()
    }

    pub(super) fn replace(&self, kept: &BTreeMap<MessageId, Rc<Kept>>, tokenizer: &Tokenizer) {
        self.texts.borrow_mut().replace(kept.values().map(|kept| text(kept)));
        let words = kept.values().map(|kept| (kept.example.id, kept.example.site.as_str(), kept.uses(tokenizer)));
        self.words.borrow_mut().replace(words);
    }

    pub(super) fn push(&self, kept: &Kept, tokenizer: &Tokenizer) {
        self.texts.borrow_mut().push(text(kept));
        self.words.borrow_mut().push(kept.example.id, &kept.example.site, &kept.uses(tokenizer));
    }

    pub(super) fn remove(&self, ids: &BTreeSet<MessageId>) {
        self.texts.borrow_mut().remove(|id| ids.contains(&id));
        self.words.borrow_mut().remove(|id| ids.contains(&id));
    }

    pub(super) fn set_keys(&self, kept: &Kept, tokenizer: &Tokenizer) {
        self.words.borrow_mut().set_keys(kept.example.id, &kept.uses(tokenizer));
    }
}
