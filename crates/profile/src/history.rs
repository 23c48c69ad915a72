//! The tokens of a person's messages, and what followed what in them.
//!
//! All messages stand one after the other in one sequence. An index holds the positions of all tokens, sorted by the
//! tokens before them, the nearest first. What follows a context of up to three tokens is then one range of the
//! index: found by bisection, counted on the spot. So there is no table of n-grams beside the text: a message
//! that is taken out leaves nothing behind, and a person's whole history takes eight bytes a token.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;

use foreword_text::TokenId;

/// Tokens before a place that decide what is remembered of it.
pub const REACH: usize = 3;

/// Stands between messages, and at line breaks within them: a text begins after it, and ends before it.
pub const EDGE: TokenId = TokenId::MAX;

/// Stands where something was left out. Nothing is known across it.
pub const CUT: TokenId = TokenId::MAX - 1;

/// Contexts whose followers are remembered: a megabyte or so.
const MOST_COUNTED: usize = 1_024;

/// Stands for the tokens before an edge or a cut.
const NOTHING: TokenId = TokenId::MAX - 2;

/// The last tokens before a place, the nearest first, at most [`REACH`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Context([TokenId; REACH]);

impl Context {
    /// The context at the end of `before`. `is_edge` says which tokens a text ends with.
    ///
    /// An edge belongs to the context, the tokens before it do not: what a message begins with doesn't depend on how the
    /// one before it ended.
    pub fn of(before: &[TokenId], is_edge: impl Fn(TokenId) -> bool) -> Self {
        let mut context = [NOTHING; REACH];
        let mut tokens = before.iter().rev();
        for place in &mut context {
            match tokens.next() {
                Some(&CUT) => break,
                None => {
                    *place = EDGE;
                    break;
                }
                Some(&token) if token == EDGE || is_edge(token) => {
                    *place = EDGE;
                    break;
                }
                Some(&token) => *place = token,
            }
        }
        Self(context)
    }

    /// Tokens that are known, 0 to [`REACH`].
    pub fn len(&self) -> usize {
        self.0.iter().take_while(|&&token| token != NOTHING).count()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its last `len` tokens alone.
    fn last(mut self, len: usize) -> Self {
        self.0.iter_mut().skip(len).for_each(|token| *token = NOTHING);
        self
    }
}

/// What followed one context.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Following {
    /// Tokens with how often they followed, by token; [`EDGE`] for an end of a text.
    pub counts: Vec<(TokenId, u32)>,
    /// Sum of the counts.
    pub total: u32,
}

impl Following {
    /// The token that followed most often, and how often; of equals the one with the higher number, which is the rarer
    /// one in general.
    pub fn best(&self) -> Option<(TokenId, u32)> {
        self.counts.iter().copied().max_by_key(|&(token, count)| (count, token))
    }
}

/// The tokens of all messages, and an index of their contexts.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Messages, each with an [`EDGE`] after it; one at the very beginning.
    tokens: Vec<TokenId>,
    /// Positions of all tokens that something is known to stand before, sorted by their contexts, then by position.
    index: Vec<u32>,
    /// How often each token occurs; [`EDGE`] for the ends.
    unigrams: BTreeMap<TokenId, u32>,
    messages: usize,
    /// What was counted lately. Drafts come back to the same few contexts at every key.
    counted: RefCell<HashMap<(Context, usize), Rc<Following>>>,
}

impl PartialEq for History {
    /// Whether the same was written; what was counted of it lately doesn't matter.
    fn eq(&self, other: &Self) -> bool {
        (&self.tokens, &self.index, &self.unigrams) == (&other.tokens, &other.index, &other.unigrams)
    }
}

impl History {
    /// A history of these messages, the oldest first. In each, [`EDGE`] stands at line breaks and [`CUT`] where something
    /// was left out.
    pub fn of<'m>(messages: impl IntoIterator<Item = &'m [TokenId]>) -> Self {
        let mut history = Self::default();
        for message in messages {
            history.append(message);
        }
        let mut index: Vec<u32> = (1..history.tokens.len()).filter_map(|at| history.indexed(at)).collect();
        index.sort_unstable_by_key(|&at| (history.context(at as usize), at));
        history.index = index;
        history
    }

    /// Adds a message.
    pub fn push(&mut self, message: &[TokenId]) {
        self.counted.get_mut().clear();
        let first = self.tokens.len().max(1);
        self.append(message);
        let mut new: Vec<u32> = (first..self.tokens.len()).filter_map(|at| self.indexed(at)).collect();
        new.sort_unstable_by_key(|&at| (self.context(at as usize), at));
        // The new positions are greater than all old ones, so each belongs behind those of equal context.
        let mut merged = Vec::with_capacity(self.index.len() + new.len());
        let mut old = self.index.iter().copied().peekable();
        for at in new {
            let context = self.context(at as usize);
            while let Some(before) = old.next_if(|&old| self.context(old as usize) <= context) {
                merged.push(before);
            }
            merged.push(at);
        }
        merged.extend(old);
        self.index = merged;
    }

    fn append(&mut self, message: &[TokenId]) {
        if self.tokens.is_empty() {
            self.tokens.push(EDGE);
        }
        let before = self.tokens.len();
        for &token in message.iter().chain([&EDGE]) {
            // Two edges in a row are one.
            if token != EDGE || self.tokens.last() != Some(&EDGE) {
                self.tokens.push(token);
            }
        }
        for &token in self.tokens[before..].iter().filter(|&&token| token != CUT) {
            *self.unigrams.entry(token).or_default() += 1;
        }
        self.messages += usize::from(self.tokens.len() > before);
    }

    /// The position, if what stands there is known to follow something.
    fn indexed(&self, at: usize) -> Option<u32> {
        let known = self.tokens[at] != CUT && self.tokens[at - 1] != CUT;
        known.then(|| u32::try_from(at).ok()).flatten()
    }

    fn context(&self, at: usize) -> Context {
        Context::of(&self.tokens[at.saturating_sub(REACH)..at], |_| false)
    }

    /// Messages in it.
    pub fn messages(&self) -> usize {
        self.messages
    }

    /// Whether nothing was ever written.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// How often a token occurs.
    pub fn count(&self, token: TokenId) -> u32 {
        self.unigrams.get(&token).copied().unwrap_or(0)
    }

    /// All tokens with how often they occur, ends of texts among them as [`EDGE`].
    pub fn unigrams(&self) -> impl ExactSizeIterator<Item = (TokenId, u32)> + '_ {
        self.unigrams.iter().map(|(&token, &count)| (token, count))
    }

    /// Number of all tokens, ends of texts among them.
    pub fn total(&self) -> u32 {
        u32::try_from(self.tokens.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// What followed the last `len` tokens of `context`, 1 to [`REACH`]; nothing if it has fewer, or they never occurred.
    pub fn after(&self, context: Context, len: usize) -> Rc<Following> {
        if len == 0 || len > context.len() {
            return Rc::default();
        }
        let key = (context.last(len), len);
        if let Some(counted) = self.counted.borrow().get(&key) {
            return Rc::clone(counted);
        }
        let counted = Rc::new(self.count_after(context, len));
        let mut all = self.counted.borrow_mut();
        if all.len() >= MOST_COUNTED {
            all.clear();
        }
        all.insert(key, Rc::clone(&counted));
        counted
    }

    fn count_after(&self, context: Context, len: usize) -> Following {
        let mut next: Vec<TokenId> =
            self.index[self.range(context, len)].iter().map(|&at| self.tokens[at as usize]).collect();
        next.sort_unstable();
        let counts = next.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect();
        Following { counts, total: next.len() as u32 }
    }

    /// Where the positions stand whose contexts agree with the last `len` tokens of `context`.
    fn range(&self, context: Context, len: usize) -> Range<usize> {
        let order = |&at: &u32| self.context(at as usize).0[..len].cmp(&context.0[..len]);
        let start = self.index.partition_point(|at| order(at) == Ordering::Less);
        let end = start + self.index[start..].partition_point(|at| order(at) == Ordering::Equal);
        start..end
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn context(tokens: &[TokenId]) -> Context {
        Context::of(tokens, |_| false)
    }

    fn counts(history: &History, tokens: &[TokenId], len: usize) -> Vec<(TokenId, u32)> {
        history.after(context(tokens), len).counts.clone()
    }

    #[test]
    fn contexts_end_at_edges_and_cuts() {
        assert_eq!(context(&[1, 2, 3, 4]), Context([4, 3, 2]));
        assert_eq!(context(&[1, EDGE, 3]), Context([3, EDGE, NOTHING]));
        assert_eq!(context(&[1, CUT, 3]), Context([3, NOTHING, NOTHING]));
        assert_eq!(context(&[]), Context([EDGE, NOTHING, NOTHING]), "a text begins where there is nothing");
        assert_eq!(Context::of(&[1, 9, 3], |token| token == 9), Context([3, EDGE, NOTHING]));
        assert_eq!((context(&[CUT]).len(), context(&[]).len(), context(&[1, 2, 3, 4]).len()), (0, 1, 3));
    }

    #[test]
    fn what_followed_is_counted() {
        let history = History::of([&[1, 2, 3][..], &[1, 2, 4], &[5, 2, 3]]);
        assert_eq!(counts(&history, &[1, 2], 1), [(3, 2), (4, 1)]);
        assert_eq!(counts(&history, &[1, 2], 2), [(3, 1), (4, 1)]);
        assert_eq!(counts(&history, &[], 1), [(1, 2), (5, 1)]);
        assert_eq!(counts(&history, &[2, 3], 2), [(EDGE, 2)]);
        assert_eq!(counts(&history, &[1, 2], 3), [(3, 1), (4, 1)], "the beginning of a message is a token");
        assert_eq!((history.count(2), history.count(7), history.total(), history.messages()), (3, 0, 12, 3));
    }

    #[test]
    fn nothing_is_known_across_a_cut() {
        let history = History::of([&[1, CUT, 2, 3][..]]);
        assert!(counts(&history, &[1], 1).is_empty());
        assert_eq!(counts(&history, &[CUT, 2], 1), [(3, 1)]);
        assert_eq!(history.count(2), 1);
        assert_eq!(history.count(CUT), 0);
    }

    fn messages() -> impl Strategy<Value = Vec<Vec<TokenId>>> {
        let token = prop_oneof![8 => 0..6u32, 1 => Just(EDGE), 1 => Just(CUT)];
        prop::collection::vec(prop::collection::vec(token, 0..9), 0..12)
    }

    proptest! {
        #[test]
        fn adding_one_by_one_and_all_at_once_is_the_same(messages in messages()) {
            let at_once = History::of(messages.iter().map(Vec::as_slice));
            let mut one_by_one = History::default();
            messages.iter().for_each(|message| one_by_one.push(message));
            prop_assert_eq!(&at_once.index, &one_by_one.index);
            prop_assert_eq!(&at_once.tokens, &one_by_one.tokens);
            prop_assert_eq!(at_once.unigrams, one_by_one.unigrams);
        }

        #[test]
        fn counts_are_those_of_a_plain_search(messages in messages(), query in prop::collection::vec(0..6u32, 0..5)) {
            let history = History::of(messages.iter().map(Vec::as_slice));
            let asked = context(&query);
            for len in 1..=asked.len() {
                let mut plain = BTreeMap::<TokenId, u32>::new();
                for at in 1..history.tokens.len() {
                    let before = history.context(at);
                    if history.tokens[at] != CUT && before.len() >= len && before.0[..len] == asked.0[..len] {
                        *plain.entry(history.tokens[at]).or_default() += 1;
                    }
                }
                let found = history.after(asked, len);
                prop_assert_eq!(found.total, plain.values().sum::<u32>());
                prop_assert_eq!(found.counts.clone(), plain.into_iter().collect::<Vec<_>>());
            }
        }
    }
}
