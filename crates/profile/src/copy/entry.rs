//! What stands in a copy memory.

use std::rc::Rc;

use super::key::Key;

/// A word of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// The word, without space and punctuation around it.
    pub word: String,
    /// What the model's state before it was projected to, if it was read.
    pub key: Option<Key>,
}

/// An entry: a word that was used in two messages or more.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The word.
    pub word: Rc<str>,
    /// Times it was used.
    pub uses: u32,
    /// Messages since it was used last, from 1.
    pub age: usize,
    /// The direction of its keys' mean, `[64]`; `None` if none is known.
    pub key: Option<[f32; Key::LEN]>,
}
