//! The tokens of a person's messages, and what followed what in them.
//!
//! All messages stand one after the other in one sequence. An index holds the positions of all tokens, sorted by the
//! tokens before them, the nearest first. What follows a context of up to three tokens is then one range of the
//! index: found by bisection, counted on the spot. So there is no table of n-grams beside the text: a message
//! that is taken out leaves nothing behind, and a person's whole history takes ten bytes a token.
//!
//! Sites see different parts of the same sequence. An n-gram of another site counts if the same n-gram, of any length, was
//! used on two.

mod context;
#[cfg(test)]
mod tests;
mod texts;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::{self, Debug};
use std::rc::Rc;

use foreword_text::TokenId;

pub use context::{CUT, Context, EDGE, REACH};
pub(crate) use texts::{Text, Texts};

use crate::message::MessageId;
use crate::sharing::View;

/// Contexts whose followers are remembered: a megabyte or so.
const MOST_COUNTED: usize = 1_024;

/// What followed one context.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Following {
    /// Tokens with how often they followed, by token; [`EDGE`] for an end of a text.
    pub counts: Vec<(TokenId, u32)>,
    /// Sum of the counts.
    pub total: u32,
}

impl Following {
    fn of(counts: Vec<(TokenId, u32)>) -> Self {
        Self { total: counts.iter().map(|(_, count)| count).sum(), counts }
    }

    /// How often a token followed.
    pub fn count(&self, token: TokenId) -> u32 {
        self.counts.binary_search_by_key(&token, |&(token, _)| token).map_or(0, |found| self.counts[found].1)
    }

    /// The token that followed most often, and how often; of equals the one with the higher number, which is the rarer
    /// one in general.
    pub fn best(&self) -> Option<(TokenId, u32)> {
        self.counts.iter().copied().max_by_key(|&(token, count)| (count, token))
    }
}

/// What was written, as far as it is seen from one place.
#[derive(Clone, Default)]
pub struct History {
    texts: Rc<RefCell<Texts>>,
    view: View,
    seen: RefCell<Seen>,
}

/// What was counted since the last change.
#[derive(Clone, Default)]
struct Seen {
    /// The revision of the texts, and one more.
    revision: u64,
    messages: usize,
    unigrams: Rc<Following>,
    /// Drafts come back to the same few contexts at every key.
    counted: HashMap<(Context, usize), Rc<Following>>,
}

impl PartialEq for History {
    /// Whether the same was written and is seen; what was counted of it lately doesn't matter.
    fn eq(&self, other: &Self) -> bool {
        self.view == other.view && *self.texts.borrow() == *other.texts.borrow()
    }
}

impl Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").field("view", &self.view).finish_non_exhaustive()
    }
}

impl History {
    /// A history of these messages, the oldest first. In each, [`EDGE`] stands at line breaks and [`CUT`] where something
    /// was left out.
    pub fn of<'m>(messages: impl IntoIterator<Item = &'m [TokenId]>) -> Self {
        let history = Self::default();
        let texts = (1..).zip(messages).map(|(id, tokens)| Text { id: MessageId(id), site: "", tokens });
        history.texts.borrow_mut().replace(texts);
        history
    }

    /// These texts from a place.
    pub(crate) fn from(texts: Rc<RefCell<Texts>>, view: View) -> Self {
        Self { texts, view, seen: RefCell::default() }
    }

    /// Adds a message.
    pub fn push(&self, tokens: &[TokenId]) {
        self.texts.borrow_mut().push(Text { id: MessageId(0), site: "", tokens });
    }

    /// What was counted, up to date.
    fn seen<T>(&self, look: impl FnOnce(&mut Seen, &Texts) -> T) -> T {
        let (mut seen, texts) = (self.seen.borrow_mut(), self.texts.borrow());
        if seen.revision != texts.revision + 1 {
            let eye = texts.eye(&self.view);
            *seen = Seen {
                revision: texts.revision + 1,
                messages: texts.messages(eye),
                unigrams: Rc::new(Following::of(texts.unigrams(eye))),
                counted: HashMap::new(),
            };
        }
        look(&mut seen, &texts)
    }

    /// Messages in it.
    pub fn messages(&self) -> usize {
        self.seen(|seen, _| seen.messages)
    }

    /// Whether nothing was ever written.
    pub fn is_empty(&self) -> bool {
        self.seen(|seen, _| seen.unigrams.counts.is_empty())
    }

    /// How often a token occurs.
    pub fn count(&self, token: TokenId) -> u32 {
        self.unigrams().count(token)
    }

    /// All tokens with how often they occur, ends of texts among them as [`EDGE`].
    pub fn unigrams(&self) -> Rc<Following> {
        self.seen(|seen, _| Rc::clone(&seen.unigrams))
    }

    /// What followed the last `len` tokens of `context`, 1 to [`REACH`]; nothing if it has fewer, or they never occurred.
    pub fn after(&self, context: Context, len: usize) -> Rc<Following> {
        if len == 0 || len > context.len() {
            return Rc::default();
        }
        let key = (context.last(len), len);
        self.seen(|seen, texts| {
            if let Some(counted) = seen.counted.get(&key) {
                return Rc::clone(counted);
            }
            if seen.counted.len() >= MOST_COUNTED {
                seen.counted.clear();
            }
            let counted = Rc::new(Following::of(texts.after(context, len, texts.eye(&self.view))));
            seen.counted.insert(key, Rc::clone(&counted));
            counted
        })
    }
}
