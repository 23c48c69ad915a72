//! The session goes on: what its texts stand behind changes while it is open, and no keystroke waits for that.
//!
//! A session stands behind a few hundred tokens of earlier texts. They take seconds to read, so they are read in idle time,
//! and the session answers with what it has until then. Work that was interrupted goes on where it stopped.

use foreword_decode::{Scheduler, StepModel};
use foreword_text::{Edge, TokenId, normalised};

use crate::{Completer, EngineError, Session};

/// Tokens that are read within the session's own cache at most; what is longer is read beside it.
const IN_PLACE: usize = 96;

/// Tokens that are read before what was read counts as read, whatever comes between.
const PART: usize = 32;

/// Tokens that must be left for the text that is being written, for a session to change under it.
const ROOM: usize = 64;

type Result<T, M> = std::result::Result<T, EngineError<<M as StepModel>::Error>>;

/// A prefix on its way into a session.
pub struct Ahead<M: StepModel> {
    prefix: Vec<TokenId>,
    /// What was read of it, beside the session.
    context: Option<M::Context>,
}

impl<M: StepModel> Ahead<M> {
    /// The prefix that the session is to have.
    pub fn new(prefix: Vec<TokenId>) -> Self {
        Self { prefix, context: None }
    }

    /// Its tokens.
    pub fn prefix(&self) -> &[TokenId] {
        &self.prefix
    }
}

impl<M: StepModel> Session<M> {
    /// Tokens that are read before every text; empty without a prefix.
    pub fn prefix(&self) -> &[TokenId] {
        &self.prefix
    }

    /// Takes the prefix away and forgets what was read, as if the session were new.
    pub fn drop_prefix(&mut self, model: &M) {
        self.prefix = Vec::new();
        self.clear(model);
    }
}

impl<M: StepModel> Completer<M> {
    /// The tokens that texts behind `messages` stand behind, the oldest first, each with what separates texts; `most` tokens
    /// at most, older messages than fit are left out. Also how many fit; empty if none does.
    ///
    /// # Errors
    /// [`EngineError::Text`].
    pub fn prefix_after<'t>(
        &self,
        messages: impl IntoIterator<Item = &'t str>,
        most: usize,
    ) -> Result<(Vec<TokenId>, usize), M> {
        let (beginning, separator) = (&self.beginning, self.separator());
        let mut room = most.saturating_sub(beginning.len());
        let mut texts = Vec::new();
        for message in messages.into_iter().collect::<Vec<_>>().into_iter().rev() {
            let tokens = self.tokenizer.encode(&normalised(message, Edge::Beginning))?;
            let length = tokens.len() + separator.len();
            if length > room {
                break;
            }
            room -= length;
            texts.push(tokens);
        }
        if texts.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let taken = texts.len();
        let ids = |text: Vec<foreword_text::Token>| text.into_iter().map(|token| token.id);
        let texts = texts.into_iter().rev().flat_map(|text| ids(text).chain(separator.iter().copied()));
        Ok((beginning.iter().copied().chain(texts).collect(), taken))
    }

    /// Puts a session behind another prefix at once, for a session whose text is finished. What it has read and what the
    /// two prefixes have in common is kept: a message just written in it need not be read again.
    pub fn stand_behind(&self, session: &mut Session<M>, prefix: Vec<TokenId>) {
        session.prefix = prefix;
    }

    /// Reads what a session is to stand behind, and puts it there when all of it is read, with the text under way. Returns
    /// whether it stands there; it doesn't if the text under way leaves no room.
    ///
    /// # Errors
    /// Cancelled, or the model failed. The session is as it was, and a later call goes on where this one stopped.
    pub async fn go_on(
        &self,
        session: &mut Session<M>,
        ahead: &mut Ahead<M>,
        scheduler: &impl Scheduler,
    ) -> Result<bool, M> {
        if ahead.prefix.is_empty() {
            session.prefix = Vec::new();
            return Ok(true);
        }
        let before = if session.prefix.is_empty() { &self.beginning } else { &session.prefix };
        let read = self.typed(session);
        let is_begun = read.len() >= before.len() && ahead.prefix.starts_with(read);
        if is_begun && ahead.prefix.len() - read.len() <= IN_PLACE {
            // What is read so far stays valid for both prefixes.
            self.read_all(&mut session.context, &ahead.prefix, scheduler).await?;
        } else {
            let text = read.strip_prefix(before.as_slice()).unwrap_or_default();
            let tokens: Vec<TokenId> = ahead.prefix.iter().chain(text).copied().collect();
            if !text.is_empty() && tokens.len() + ROOM > self.model.window() {
                return Ok(false);
            }
            let mut context = ahead.context.take().unwrap_or_else(|| self.model.context());
            let end = self.read_all(&mut context, &tokens, scheduler).await;
            if let Err(error) = end {
                ahead.context = Some(context);
                return Err(error);
            }
            session.context = context;
        }
        session.prefix = std::mem::take(&mut ahead.prefix);
        Ok(true)
    }

    async fn read_all(
        &self,
        context: &mut M::Context,
        tokens: &[TokenId],
        scheduler: &impl Scheduler,
    ) -> Result<(), M> {
        let common = |read: &[TokenId]| read.iter().zip(tokens).take_while(|(a, b)| a == b).count();
        let mut end = common(self.model.tokens(context));
        while end < tokens.len() || self.model.tokens(context).len() > end {
            end = tokens.len().min(end + PART);
            self.model.encode(context, &tokens[..end], scheduler).await.map_err(EngineError::Model)?;
        }
        Ok(())
    }

    /// Whether nothing is typed in the session yet: what it has read is its prefix, or the beginning of it.
    pub fn is_bare(&self, session: &Session<M>) -> bool {
        session.prefix.starts_with(self.typed(session))
    }

    /// What a session has read of what was typed, behind its prefix. What was drafted behind it and verified is in the
    /// context too.
    fn typed<'s>(&self, session: &'s Session<M>) -> &'s [TokenId] {
        let all = self.model.tokens(&session.context);
        let is_known = !session.observed.is_empty() && all.starts_with(&session.observed);
        if is_known { &session.observed } else { all }
    }

    /// Takes from a snapshot what it has of the prefix to come, and returns how many tokens that is.
    ///
    /// # Errors
    /// The snapshot is damaged, or of another model or version. Nothing is taken from it then.
    pub async fn restore_ahead(&self, ahead: &mut Ahead<M>, snapshot: &[u8]) -> Result<usize, M> {
        let mut context = self.model.context();
        self.model.restore(&mut context, snapshot).await.map_err(EngineError::Model)?;
        let common = self.model.tokens(&context).iter().zip(&ahead.prefix).take_while(|(a, b)| a == b).count();
        if common > self.beginning.len() {
            self.model.shorten(&mut context, common);
            ahead.context = Some(context);
            return Ok(common);
        }
        Ok(0)
    }

    /// Keys and values of a session's prefix for [`restore_ahead`](Self::restore_ahead); `None` unless the prefix is read and
    /// no text behind it, which would be lost.
    ///
    /// # Errors
    /// The device failed.
    pub async fn snapshot_if_bare(&self, session: &Session<M>) -> Result<Option<Vec<u8>>, M> {
        if session.prefix.is_empty() || self.model.tokens(&session.context) != session.prefix {
            return Ok(None);
        }
        self.model.snapshot(&session.context).await.map(Some).map_err(EngineError::Model)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use foreword_decode::testing::{Phrases, run};
    use foreword_decode::{Cancelled, NeverCancel};

    use super::*;
    use crate::testing::{Stopped, completer};
    use crate::{Caret, Completion, Options};

    const MESSAGES: [&str; 3] = [
        "Thank you for your email about the meeting.",
        "The report is attached for your review, and the list of those who are to read it, and what they said of it.",
        "Please let me know.",
    ];

    /// Cancels after some slices of work.
    struct After(Cell<usize>);

    impl Scheduler for After {
        async fn yield_now(&self) -> std::result::Result<(), Cancelled> {
            self.0.set(self.0.get().checked_sub(1).ok_or(Cancelled)?);
            Ok(())
        }
    }

    fn wide() -> Completer<Phrases> {
        completer(&MESSAGES).map_model(|model| model.with_window(512))
    }

    fn complete(completer: &Completer<Phrases>, session: &mut Session<Phrases>, text: &str) -> Completion {
        let options = Options { min_confidence: 0.0, ..Options::default() };
        run(completer.complete(session, Caret::at_end_of(text), &options, &NeverCancel, &Stopped)).unwrap()
    }

    fn ahead(completer: &Completer<Phrases>, messages: &[&str]) -> Ahead<Phrases> {
        Ahead::new(completer.prefix_after(messages.iter().copied(), 200).unwrap().0)
    }

    #[test]
    fn a_message_just_written_is_not_read_again() {
        let completer = wide();
        let mut session = completer.session_after([MESSAGES[0]]).unwrap();
        complete(&completer, &mut session, MESSAGES[1]);
        let (prefix, taken) = completer.prefix_after([MESSAGES[0], MESSAGES[1]], 200).unwrap();
        assert_eq!(taken, 2);
        let read = completer.model().tokens(&session.context).len();
        completer.stand_behind(&mut session, prefix.clone());
        let next = complete(&completer, &mut session, "Please");
        assert!(next.tokens.reused + 2 >= read, "{:?}, {read} were read", next.tokens);
        assert_eq!(session.prefix(), prefix);
    }

    #[test]
    fn until_all_is_read_the_session_answers_as_before() {
        let completer = wide();
        let mut session = completer.session();
        let mut ahead = ahead(&completer, &[MESSAGES[1]; 3]);
        let wanted = ahead.prefix().to_vec();
        let mut slices = 0;
        while run(completer.go_on(&mut session, &mut ahead, &After(Cell::new(1)))).is_err() {
            slices += 1;
            assert!(slices < 100, "work goes on where it stopped");
            assert!(session.prefix().is_empty());
            let typed = complete(&completer, &mut session, "Please let");
            assert!(typed.tokens.encoded <= 6, "{:?}", typed.tokens);
        }
        assert!(slices > 1);
        assert_eq!(session.prefix(), wanted);
        // The text under way was read with it.
        let next = complete(&completer, &mut session, "Please let me");
        assert!(next.tokens.reused > wanted.len() && next.tokens.encoded <= 2, "{:?}", next.tokens);
        assert!(next.drafts[0].text.starts_with(" know"), "{:?}", next.drafts);
    }

    #[test]
    fn a_longer_prefix_is_read_in_place_and_a_short_look_at_it_costs_nothing() {
        let completer = wide();
        let mut session = completer.session();
        run(completer.go_on(&mut session, &mut ahead(&completer, &MESSAGES[..1]), &NeverCancel)).unwrap();
        let mut ahead = ahead(&completer, &MESSAGES[..2]);
        assert!(ahead.prefix().len() > session.prefix().len());
        assert!(run(completer.go_on(&mut session, &mut ahead, &After(Cell::new(0)))).is_err());
        assert!(ahead.context.is_none(), "nothing is read twice");
        assert!(run(completer.go_on(&mut session, &mut ahead, &NeverCancel)).unwrap());
        assert!(completer.model().tokens(&session.context).len() >= session.prefix().len());
    }

    #[test]
    fn drafts_are_no_text() {
        let completer = wide();
        let mut session = completer.session();
        complete(&completer, &mut session, "");
        run(completer.go_on(&mut session, &mut ahead(&completer, &MESSAGES[..2]), &NeverCancel)).unwrap();
        assert!(run(completer.snapshot_if_bare(&session)).unwrap().is_some());
    }

    #[test]
    fn a_text_that_leaves_no_room_keeps_its_session_as_it_is() {
        let completer = wide();
        let mut session = completer.session();
        let room = completer.model().window() - completer.beginning.len();
        complete(&completer, &mut session, &"Thank ".repeat(room - 2));
        let mut ahead = ahead(&completer, &MESSAGES);
        assert!(!run(completer.go_on(&mut session, &mut ahead, &NeverCancel)).unwrap());
        assert!(session.prefix().is_empty());
    }

    #[test]
    fn a_snapshot_serves_a_prefix_that_begins_alike() {
        let completer = wide();
        let mut session = completer.session();
        let mut first = ahead(&completer, &MESSAGES[..2]);
        run(completer.go_on(&mut session, &mut first, &NeverCancel)).unwrap();
        let snapshot = run(completer.snapshot_if_bare(&session)).unwrap().unwrap();
        let mut longer = ahead(&completer, &MESSAGES);
        let common = run(completer.restore_ahead(&mut longer, &snapshot)).unwrap();
        assert!(common >= session.prefix().len() - 1, "{common} of {}", session.prefix().len());
        let mut other = ahead(&completer, &MESSAGES[2..]);
        assert_eq!(run(completer.restore_ahead(&mut other, &snapshot)).unwrap(), 0);
        complete(&completer, &mut session, "Please");
        assert!(run(completer.snapshot_if_bare(&session)).unwrap().is_none(), "the text would be lost");
    }

    #[test]
    fn what_is_dropped_is_gone() {
        let completer = wide();
        let mut session = completer.session_after([MESSAGES[0]]).unwrap();
        complete(&completer, &mut session, "Please");
        session.drop_prefix(completer.model());
        assert!(session.prefix().is_empty() && completer.model().tokens(&session.context).is_empty());
    }
}
