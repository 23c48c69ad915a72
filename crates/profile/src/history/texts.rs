//! The tokens of all messages, and an index of their contexts.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use foreword_text::TokenId;

use super::context::{CUT, Context, EDGE, REACH};
use crate::message::MessageId;
use crate::sharing::View;
use crate::sites::{Eye, NOWHERE, Site, Sites};

/// A message in it.
#[derive(Debug, Clone, Copy)]
struct Span {
    id: MessageId,
    site: Site,
    /// Where it begins.
    start: usize,
}

/// The tokens of all messages, one message after the other, with an index.
///
/// What a site is worth elsewhere is counted where it is asked for, so nothing has to be made anew for a site, and nothing
/// remains of a message that is taken out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    /// Messages, each with an [`EDGE`] after it; one at the very beginning.
    pub(super) tokens: Vec<TokenId>,
    /// The site of each token.
    sites: Vec<Site>,
    /// Positions of all tokens that something is known to stand before, sorted by their contexts, then by position.
    index: Vec<u32>,
    /// How often each token occurs on which site; [`EDGE`] for the ends.
    unigrams: BTreeMap<TokenId, Vec<(Site, u32)>>,
    messages: Vec<Span>,
    names: Sites,
    /// Raised by every change.
    pub(super) revision: u64,
}

impl PartialEq for Texts {
    /// Whether the same was written in the same places.
    fn eq(&self, other: &Self) -> bool {
        let places = |texts: &Self| -> Vec<(usize, String)> {
            texts.messages.iter().map(|span| (span.start, texts.names.name(span.site).to_owned())).collect()
        };
        (&self.tokens, &self.index) == (&other.tokens, &other.index) && places(self) == places(other)
    }
}

/// A message as [`Texts`] takes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'t> {
    pub(crate) id: MessageId,
    pub(crate) site: &'t str,
    pub(crate) tokens: &'t [TokenId],
}

impl Texts {
    /// Puts these messages in the place of all that are there.
    pub(crate) fn replace<'t>(&mut self, messages: impl IntoIterator<Item = Text<'t>>) {
        *self = Self { revision: self.revision + 1, ..Self::default() };
        for message in messages {
            self.append(message);
        }
        let mut index: Vec<(Context, u32)> = self.contexts(1..self.tokens.len()).collect();
        index.sort_unstable();
        self.index = index.into_iter().map(|(_, at)| at).collect();
    }

    /// Adds a message.
    pub(crate) fn push(&mut self, message: Text<'_>) {
        self.revision += 1;
        let first = self.tokens.len().max(1);
        self.append(message);
        let mut new: Vec<(Context, u32)> = self.contexts(first..self.tokens.len()).collect();
        new.sort_unstable();
        // The new positions are greater than all old ones, so each belongs behind those of equal context.
        let mut merged = Vec::with_capacity(self.index.len() + new.len());
        let mut rest = self.index.as_slice();
        for (context, at) in new {
            let before = rest.partition_point(|&old| self.context(old as usize) <= context);
            let (smaller, greater) = rest.split_at(before);
            merged.extend_from_slice(smaller);
            merged.push(at);
            rest = greater;
        }
        merged.extend_from_slice(rest);
        self.index = merged;
    }

    /// Takes messages out.
    pub(crate) fn remove(&mut self, is_gone: impl Fn(MessageId) -> bool) {
        self.revision += 1;
        let old = std::mem::take(self);
        let ends = old.messages.iter().skip(1).map(|span| span.start).chain([old.tokens.len()]);
        // Where each token is now.
        let mut places: Vec<Option<u32>> = vec![None; old.tokens.len()];
        self.revision = old.revision;
        for (span, end) in old.messages.iter().zip(ends).filter(|(span, _)| !is_gone(span.id)) {
            self.begin(span.id, span.site);
            for (place, &token) in places[span.start..end].iter_mut().zip(&old.tokens[span.start..end]) {
                *place = u32::try_from(self.tokens.len()).ok();
                self.put(token, span.site);
            }
        }
        self.index = old.index.iter().filter_map(|&at| places[at as usize]).collect();
        self.names = old.names;
        self.names.keep(self.messages.iter().map(|span| span.site));
    }

    fn append(&mut self, Text { id, site, tokens }: Text<'_>) {
        if tokens.iter().all(|&token| token == EDGE) {
            return;
        }
        let site = self.names.number(site);
        self.begin(id, site);
        for &token in tokens.iter().chain([&EDGE]) {
            // Two edges in a row are one.
            if token != EDGE || self.tokens.last() != Some(&EDGE) {
                self.put(token, site);
            }
        }
    }

    fn begin(&mut self, id: MessageId, site: Site) {
        if self.tokens.is_empty() {
            self.tokens.push(EDGE);
            self.sites.push(NOWHERE);
        }
        self.messages.push(Span { id, site, start: self.tokens.len() });
    }

    fn put(&mut self, token: TokenId, site: Site) {
        self.tokens.push(token);
        self.sites.push(site);
        if token != CUT {
            let uses = self.unigrams.entry(token).or_default();
            match uses.iter_mut().find(|(of, _)| *of == site) {
                Some((_, count)) => *count += 1,
                None => uses.push((site, 1)),
            }
        }
    }

    /// The positions of these whose tokens are known to follow something, with their contexts.
    pub(super) fn contexts(&self, range: Range<usize>) -> impl Iterator<Item = (Context, u32)> + '_ {
        let known = |&at: &usize| self.tokens[at] != CUT && self.tokens[at - 1] != CUT;
        range.filter(known).filter_map(|at| Some((self.context(at), u32::try_from(at).ok()?)))
    }

    fn context(&self, at: usize) -> Context {
        Context::of(&self.tokens[at.saturating_sub(REACH)..at], |_| false)
    }

    pub(super) fn eye(&self, view: &View) -> Eye {
        self.names.eye(view)
    }

    /// Messages that are seen whole.
    pub(super) fn messages(&self, eye: Eye) -> usize {
        self.messages.iter().filter(|span| eye.is_here(span.site)).count()
    }

    /// All tokens with how often they are seen to occur, by token. Where texts end is no word, so of other places only what
    /// it follows counts: how many messages were written there is not seen.
    pub(super) fn unigrams(&self, eye: Eye) -> Vec<(TokenId, u32)> {
        let count = |(&token, uses): (&TokenId, &Vec<(Site, u32)>)| {
            let here = || uses.iter().filter(|(site, _)| eye.is_here(*site)).map(|(_, count)| count).sum();
            (token, if token == EDGE { here() } else { eye.count(uses) })
        };
        self.unigrams.iter().map(count).filter(|&(_, count)| count > 0).collect()
    }

    /// What followed the last `len` tokens of `context`, by token.
    pub(super) fn after(&self, context: Context, len: usize, eye: Eye) -> Vec<(TokenId, u32)> {
        let found = self.index[self.range(context, len)].iter().map(|&at| at as usize);
        let mut next: Vec<(TokenId, Site)> = found.map(|at| (self.tokens[at], self.sites[at])).collect();
        next.sort_unstable();
        let count = |run: &[(TokenId, Site)]| {
            let uses = run.chunk_by(|a, b| a == b).map(|uses| (uses[0].1, uses.len() as u32));
            (run[0].0, eye.count(&uses.collect::<Vec<_>>()))
        };
        next.chunk_by(|a, b| a.0 == b.0).map(count).filter(|&(_, count)| count > 0).collect()
    }

    /// Where the positions stand whose contexts agree with the last `len` tokens of `context`.
    fn range(&self, context: Context, len: usize) -> Range<usize> {
        let order = |&at: &u32| self.context(at as usize).0[..len].cmp(&context.0[..len]);
        let start = self.index.partition_point(|at| order(at) == Ordering::Less);
        let end = start + self.index[start..].partition_point(|at| order(at) == Ordering::Equal);
        start..end
    }
}
