//! What is personal about the sessions of one engine: the profile, and what each session's texts stand behind.

use std::collections::BTreeMap;
use std::rc::Rc;

use foreword_decode::Sources;
use foreword_engine::{Ahead, Completer, Reread, Session, SessionId};
use foreword_model::Network;
use foreword_profile::{Before, Kind, MessageId, PersonalSource, Profile};
use foreword_text::TokenId;

use crate::error::Thrown;
use crate::executor::Executor;

type Net = Network<Executor>;

/// Tokens that a session's texts may stand behind before they are chosen anew: more than the profile chooses, so that not
/// every message leads to reading all of them again.
const MOST: usize = 320;

/// Tokens that are chosen then: fewer, for the same reason.
const CHOSEN_ANEW: usize = 192;

/// The profile of an engine and its sessions' shares in it.
#[derive(Default)]
pub(crate) struct Personal {
    pub(crate) profile: Option<Profile>,
    /// Whether all of the profile is there, so that sessions use it.
    pub(crate) is_live: bool,
    /// Raised by every change.
    revision: u64,
    sessions: BTreeMap<SessionId, Share>,
}

/// What one session has of the profile.
pub(crate) struct Share {
    pub(crate) kind: Kind,
    pub(crate) site: String,
    /// Text that was given with the session and stands directly before its texts.
    pub(crate) prefix: String,
    /// The revision that the session follows; 0 before the first.
    follows: u64,
    /// What its texts stand behind.
    pub(crate) held: Vec<Before>,
    /// What they are to stand behind next.
    ahead: Option<Next>,
    /// The text that was written in it is finished.
    is_finished: bool,
    /// What it stood behind when its last text was finished.
    before: Vec<TokenId>,
    study: Study,
}

/// A message that was written in a session, to be read once more for the places of its words.
#[derive(Default)]
pub(crate) enum Study {
    #[default]
    Nothing,
    /// The message, and what stood before it.
    Wanted(MessageId, Vec<TokenId>),
    Done(MessageId, Reread),
}

/// Messages to stand behind, and the tokens of all of them.
type Chosen = (Vec<Before>, Vec<TokenId>);

/// A prefix on its way into a session.
pub(crate) struct Next {
    pub(crate) ahead: Ahead<Net>,
    held: Vec<Before>,
    revision: u64,
}

impl Personal {
    /// Notes that the profile has changed.
    pub(crate) fn changed(&mut self) {
        self.revision += 1;
    }

    pub(crate) fn opened(&mut self, id: SessionId, kind: Kind, site: String, prefix: String) {
        let share = Share {
            kind,
            site,
            prefix,
            follows: 0,
            held: Vec::new(),
            ahead: None,
            is_finished: false,
            before: Vec::new(),
            study: Study::Nothing,
        };
        self.sessions.insert(id, share);
    }

    pub(crate) fn closed(&mut self, id: SessionId) {
        self.sessions.remove(&id);
    }

    pub(crate) fn share(&self, id: SessionId) -> Option<&Share> {
        self.sessions.get(&id)
    }

    pub(crate) fn ids(&self) -> Vec<SessionId> {
        self.sessions.keys().copied().collect()
    }

    /// Notes that the session's text is finished, so that what it stands behind may change at once.
    pub(crate) fn finished(&mut self, id: SessionId) {
        if let Some(share) = self.sessions.get_mut(&id) {
            share.is_finished = true;
        }
    }

    /// Notes which message the finished text has become.
    pub(crate) fn learned(&mut self, id: SessionId, message: MessageId) {
        if let Some(share) = self.sessions.get_mut(&id) {
            share.study = Study::Wanted(message, std::mem::take(&mut share.before));
        }
    }

    /// The text of a message that is to be read once more, and what stood before it.
    pub(crate) fn wanted_study(&self, id: SessionId) -> Option<(MessageId, String, Vec<TokenId>)> {
        let Study::Wanted(message, before) = &self.sessions.get(&id)?.study else { return None };
        // What is kept in parts isn't what was written.
        let example = self.profile.as_ref()?.example(*message).filter(|example| example.parts.len() == 1)?;
        Some((*message, example.text(), before.clone()))
    }

    pub(crate) fn studied(&mut self, id: SessionId, message: MessageId, reread: Reread) {
        if let Some(share) = self.sessions.get_mut(&id) {
            share.study = Study::Done(message, reread);
        }
    }

    /// What was found, to be learned.
    pub(crate) fn take_studied(&mut self, id: SessionId) -> Option<(MessageId, Reread)> {
        let study = &mut self.sessions.get_mut(&id)?.study;
        if !matches!(study, Study::Done(..)) {
            return None;
        }
        match std::mem::take(study) {
            Study::Done(message, reread) => Some((message, reread)),
            _ => None,
        }
    }

    /// The prefix that is to be read for the session.
    pub(crate) fn take_next(&mut self, id: SessionId) -> Option<Next> {
        self.sessions.get_mut(&id)?.ahead.take()
    }

    /// Gives it back, unless the profile has changed meanwhile.
    pub(crate) fn put_next(&mut self, id: SessionId, next: Next) {
        let revision = self.revision;
        if let Some(share) = self.sessions.get_mut(&id).filter(|share| share.ahead.is_none()) {
            share.ahead = (next.revision == revision).then_some(next);
        }
    }

    /// The session stands behind it now.
    pub(crate) fn stands(&mut self, id: SessionId, next: Next) {
        if let Some(share) = self.sessions.get_mut(&id) {
            share.held = next.held;
        }
    }

    /// Brings a session up to the profile: its sources at once, what was forgotten out of its cache at once, and what it is
    /// to stand behind either at once, if nothing has to be read for it, or as [`Next`].
    pub(crate) fn follow(
        &mut self,
        id: SessionId,
        session: &mut Session<Net>,
        completer: &Completer<Net>,
    ) -> Result<(), Thrown> {
        let Self { profile, is_live, revision, sessions } = self;
        let Some(share) = sessions.get_mut(&id).filter(|share| share.follows != *revision) else { return Ok(()) };
        share.follows = *revision;
        share.ahead = None;
        let is_finished = std::mem::take(&mut share.is_finished);
        if is_finished {
            share.before = session.prefix().to_vec();
        }
        let profile = profile.as_mut().filter(|_| *is_live);
        let wanted = profile.as_ref().map(|profile| profile.before(share.kind, &share.site)).unwrap_or_default();
        let is_there = |held: &Before| match (held.id, &profile) {
            (Some(id), Some(profile)) => profile.example(id).is_some_and(|example| example.text() == held.text),
            _ => wanted.contains(held),
        };
        if wanted.is_empty() || !share.held.iter().all(is_there) {
            share.drop_held(session, completer)?;
        }
        session.set_sources(profile.map(|profile| -> Rc<dyn Sources> {
            let own = profile.own(share.kind, &share.site);
            let strength = profile.settings().strength;
            Rc::new(PersonalSource::new(own, completer.sources(), completer.shared_tokenizer(), strength))
        }));
        let Some((held, prefix)) = share.choose(&wanted, completer)? else { return Ok(()) };
        if is_finished && prefix.starts_with(session.prefix()) && !session.prefix().is_empty() {
            completer.stand_behind(session, prefix);
            share.held = held;
        } else {
            share.ahead = Some(Next { ahead: Ahead::new(prefix), held, revision: *revision });
        }
        Ok(())
    }
}

impl Share {
    /// Whether something is to be read for the session.
    pub(crate) fn is_waiting(&self) -> bool {
        self.ahead.is_some()
    }

    pub(crate) fn has_studied(&self) -> bool {
        matches!(self.study, Study::Done(..))
    }

    /// Takes everything personal out of the session.
    fn drop_held(&mut self, session: &mut Session<Net>, completer: &Completer<Net>) -> Result<(), Thrown> {
        if !std::mem::take(&mut self.held).is_empty() {
            session.drop_prefix(completer.model());
            *session = completer.session_with_prefix(&self.prefix).map_err(Thrown::from)?;
        }
        Ok(())
    }

    /// What the session's texts are to stand behind, if that is something else than what they do: what they do with the
    /// new messages behind it, as long as that isn't too much.
    fn choose(&self, wanted: &[Before], completer: &Completer<Net>) -> Result<Option<Chosen>, Thrown> {
        let new: Vec<Before> = wanted.iter().filter(|wanted| !self.held.contains(wanted)).cloned().collect();
        if new.is_empty() {
            return Ok(None);
        }
        if !self.held.is_empty() && new.iter().all(|new| new.id.is_some()) {
            let longer: Vec<Before> = self.held.iter().cloned().chain(new).collect();
            let prefix = self.prefix_of(&longer, MOST, completer)?;
            if prefix.1 == longer.len() {
                return Ok(Some((longer, prefix.0)));
            }
        }
        let most = if self.held.is_empty() { MOST } else { CHOSEN_ANEW };
        let (prefix, count) = self.prefix_of(wanted, most, completer)?;
        let held = wanted[wanted.len() - count..].to_vec();
        Ok((count > 0).then_some((held, prefix)))
    }

    /// The tokens behind the latest of `messages` that fit, and how many these are.
    fn prefix_of(
        &self,
        messages: &[Before],
        most: usize,
        completer: &Completer<Net>,
    ) -> Result<(Vec<TokenId>, usize), Thrown> {
        let own = if self.prefix.trim().is_empty() { None } else { Some(self.prefix.as_str()) };
        let texts = messages.iter().map(|before| before.text.as_str()).chain(own);
        let (prefix, taken) = completer.prefix_after(texts, most).map_err(Thrown::from)?;
        let count = taken.saturating_sub(usize::from(own.is_some()));
        Ok(if count > 0 { (prefix, count) } else { (Vec::new(), 0) })
    }
}
