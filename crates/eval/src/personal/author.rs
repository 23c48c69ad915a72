//! One author's history, and text fields that know a part of it.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use anyhow::Result;
use foreword_decode::NeverCancel;
use foreword_engine::{Caret, Options, Session};
use foreword_native::Stopwatch;
use foreword_profile::{History, Own, PersonalSource, prefix, tokens};
use foreword_text::TokenId;

use super::Parts;
use crate::corpus::User;
use crate::engine::{CpuCompleter, CpuNetwork};

/// An author's messages, as text and as tokens.
pub(super) struct Author<'a> {
    completer: &'a CpuCompleter,
    messages: &'a [String],
    tokens: Vec<Vec<TokenId>>,
    /// The history made last, and of which messages: those of the parts compared are the same.
    history: Option<(Range<usize>, History)>,
}

impl<'a> Author<'a> {
    pub(super) fn new(completer: &'a CpuCompleter, user: &'a User) -> Result<Self> {
        let of_message = |text: &String| tokens::of_message(completer.tokenizer(), [text.as_str()]);
        let tokens = user.messages.iter().map(of_message).collect::<Result<_, _>>()?;
        Ok(Self { completer, messages: &user.messages, tokens, history: None })
    }

    /// A new text field of somebody who wrote the messages of this range before.
    pub(super) fn field(&mut self, known: Range<usize>, parts: Parts, options: Options) -> Result<Field<'a>> {
        let mut session = if parts.prefix {
            let lengths = self.tokens[known.clone()].iter().rev().map(|tokens| tokens.len() + 1);
            let chosen = prefix::recent(lengths, prefix::BUDGET);
            let message = |back: usize| self.messages[known.end - 1 - back].as_str();
            self.completer.session_after(chosen.into_iter().map(message))?
        } else {
            self.completer.session()
        };
        if parts.ngrams {
            let history = self.history_of(known);
            session.set_sources(Some(Rc::new(PersonalSource {
                own: Rc::new(RefCell::new(Own { history: Rc::new(RefCell::new(history)), ..Own::default() })),
                base: self.completer.sources(),
                tokenizer: self.completer.shared_tokenizer(),
                strength: 1.0,
            })));
        }
        Ok(Field { completer: self.completer, session, options, clock: Stopwatch::start() })
    }

    fn history_of(&mut self, known: Range<usize>) -> History {
        if let Some((range, history)) = &self.history
            && *range == known
        {
            return history.clone();
        }
        let history = History::of(self.tokens[known.clone()].iter().map(Vec::as_slice));
        self.history = Some((known, history.clone()));
        history
    }
}

/// A text field.
pub(super) struct Field<'a> {
    completer: &'a CpuCompleter,
    session: Session<CpuNetwork>,
    options: Options,
    clock: Stopwatch,
}

impl Field<'_> {
    /// Drafts that continue `text`, best first.
    pub(super) fn drafts(&mut self, text: &str) -> Result<Vec<String>> {
        let Self { completer, session, options, clock } = self;
        let complete = completer.complete(session, Caret::at_end_of(text), options, &NeverCancel, clock);
        Ok(pollster::block_on(complete)?.drafts.into_iter().map(|draft| draft.text).collect())
    }
}
