//! One author's history, and text fields that know a part of it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use anyhow::Result;
use foreword_decode::{NeverCancel, Want};
use foreword_engine::{Caret, Options, Session};
use foreword_native::Stopwatch;
use foreword_profile::copy::{CopyMemory, Key, Use};
use foreword_profile::{History, Own, PersonalSource, Spelled, Trust, prefix, spelled, tokens};
use foreword_text::TokenId;

use super::Parts;
use crate::corpus::User;
use crate::engine::{CpuCompleter, CpuNetwork};

/// An author's messages, as text and as tokens.
pub(super) struct Author<'a> {
    completer: &'a CpuCompleter,
    messages: &'a [String],
    tokens: Vec<Vec<TokenId>>,
    /// Keys of the messages that were read.
    keys: BTreeMap<usize, Vec<Use>>,
    /// What was made last, and of which messages: those of the parts compared are the same.
    history: Option<(Range<usize>, Rc<History>)>,
    copies: Option<(Range<usize>, Rc<CopyMemory>)>,
    /// Trust of fields of these parts. It goes on from one message to the next, as it does in a profile.
    trust: Vec<(Parts, Rc<Cell<Trust>>)>,
}

/// Latest messages that are read for the keys of their words; of older ones the words count without. A profile keeps about
/// as many.
const READ: usize = 120;

impl<'a> Author<'a> {
    pub(super) fn new(completer: &'a CpuCompleter, user: &'a User) -> Result<Self> {
        let of_message = |text: &String| tokens::of_message(completer.tokenizer(), [text.as_str()]);
        let tokens = user.messages.iter().map(of_message).collect::<Result<_, _>>()?;
        Ok(Self {
            completer,
            messages: &user.messages,
            tokens,
            keys: BTreeMap::new(),
            history: None,
            copies: None,
            trust: Vec::new(),
        })
    }

    /// A new text field of somebody who wrote the messages of this range before.
    pub(super) fn field(&mut self, known: Range<usize>, parts: Parts, options: Options) -> Result<Field<'a>> {
        let trust = self.trust_of(parts);
        let mut session = if parts.prefix && trust.get().is_enough_to_read() {
            let lengths = self.tokens[known.clone()].iter().rev().map(|tokens| tokens.len() + 1);
            let chosen = prefix::recent(lengths, prefix::BUDGET);
            let message = |back: usize| self.messages[known.end - 1 - back].as_str();
            self.completer.session_after(chosen.into_iter().map(message))?
        } else {
            self.completer.session()
        };
        if parts.ngrams || parts.copy {
            // Without n-grams of its own, the copy head still needs a history to tell how much there is.
            let history = if parts.ngrams { self.history_of(known.clone()) } else { Rc::default() };
            let copies = if parts.copy { self.copies_of(known)? } else { Rc::default() };
            let own = Rc::new(Own { history, copies, trust });
            let (base, tokenizer) = (self.completer.sources(), self.completer.shared_tokenizer());
            session.set_sources(Some(Rc::new(PersonalSource::new(own, base, tokenizer, 1.0))));
        }
        Ok(Field { completer: self.completer, session, options, clock: Stopwatch::start() })
    }

    fn trust_of(&mut self, parts: Parts) -> Rc<Cell<Trust>> {
        if let Some((_, trust)) = self.trust.iter().find(|(of, _)| *of == parts) {
            return Rc::clone(trust);
        }
        let trust = Rc::<Cell<Trust>>::default();
        self.trust.push((parts, Rc::clone(&trust)));
        trust
    }

    fn history_of(&mut self, known: Range<usize>) -> Rc<History> {
        if let Some((_, history)) = self.history.as_ref().filter(|(range, _)| *range == known) {
            return Rc::clone(history);
        }
        let history = History::of(self.tokens[known.clone()].iter().map(Vec::as_slice));
        let history = Rc::new(history);
        self.history = Some((known, Rc::clone(&history)));
        history
    }

    fn copies_of(&mut self, known: Range<usize>) -> Result<Rc<CopyMemory>> {
        if let Some((_, copies)) = self.copies.as_ref().filter(|(range, _)| *range == known) {
            return Ok(Rc::clone(copies));
        }
        let memory = CopyMemory::default();
        for number in known.clone() {
            if number + READ >= known.end {
                self.read(number)?;
            }
            match self.keys.get(&number) {
                Some(uses) => memory.push(uses),
                None => {
                    let words = spelled(self.completer.tokenizer(), &self.tokens[number]).into_iter();
                    let uses: Vec<Use> = words.map(|Spelled { word, .. }| Use { word, key: None }).collect();
                    memory.push(&uses);
                }
            }
        }
        let memory = Rc::new(memory);
        self.copies = Some((known, Rc::clone(&memory)));
        Ok(memory)
    }

    /// Reads a message for the keys of its words, once.
    fn read(&mut self, number: usize) -> Result<()> {
        if self.keys.contains_key(&number) {
            return Ok(());
        }
        let want = Want { candidates: 1, state: true };
        let mut session = self.completer.session();
        let read = self.completer.reread(&mut session, &self.messages[number], want, &NeverCancel);
        let read = pollster::block_on(read)?;
        let words = spelled(self.completer.tokenizer(), &read.tokens).into_iter();
        let uses = words.map(|Spelled { word, tokens }| {
            let state = read.rows[tokens.start].state.as_ref();
            Use { word, key: state.and_then(|state| Key::of_state(&state.query)) }
        });
        self.keys.insert(number, uses.collect());
        Ok(())
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
