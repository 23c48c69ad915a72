//! One person's profile, and the verbs on it.

mod kept;
mod records;
mod seen;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use foreword_text::{Edge, TokenId, Tokenizer};

use crate::copy::{Key, Keys};
use crate::learn::{Learned, NotLearned, parts_of};
use crate::message::{Example, Kind, Message, MessageId};
use crate::settings::Settings;
use crate::sharing::View;
use crate::source::Own;
use crate::spelled::spelled;
use crate::statistics::{Counts, Statistics};
use crate::trust::Trust;
use crate::{ProfileError, budget, content, format, prefix, tokens};

use kept::Kept;
pub use records::Changes;
use seen::Seen;

/// Messages that have left to make room and are still counted, before they are taken out of what is counted: for each of
/// them alone that would take as long as learning one may.
const MOST_LEFT: usize = 100;

/// Words whose keys are kept, those of the latest messages: half a megabyte in a file.
const MOST_KEYS: usize = 6_000;

/// Everything that is learnt of one person.
///
/// All of it follows from the messages that are kept: n-grams are counted in them again whenever one is taken out. So
/// a message that is forgotten leaves nothing behind. Bytes come in and go out; time is an argument; the same calls give the
/// same profile.
///
/// ```
/// use foreword_profile::{Kind, Message, Profile, What};
/// # let tokenizer = std::sync::Arc::new(foreword_engine::testing::tokenizer(&["See you at the Rusty Anchor."]));
///
/// let mut profile = Profile::new(tokenizer.clone());
/// let text = "See you at the Rusty Anchor. My PIN is 4821.";
/// let learned = profile.learn(&Message { text, day: 20_600, kind: Kind::Chat, ..Message::default() })?;
/// assert_eq!(profile.examples().next().map(|example| example.text()).as_deref(), Some("See you at the Rusty Anchor. My PIN is"));
/// assert_eq!(learned.left_out[0].name(), "told");
///
/// let file = profile.export()?;
/// assert_eq!(Profile::import(&file, tokenizer)?.export()?, file);
/// assert_eq!(profile.forget(&What::Day(20_600)).len(), 1);
/// assert_eq!(profile.examples().count(), 0);
/// # Ok::<(), foreword_profile::ProfileError>(())
/// ```
pub struct Profile {
    tokenizer: Arc<Tokenizer>,
    /// By id, which is the order in which they were learned.
    kept: BTreeMap<MessageId, Rc<Kept>>,
    next: u64,
    /// Sources hold it as well.
    trust: BTreeMap<Kind, Rc<Cell<Trust>>>,
    /// The owner's decisions.
    pub(crate) settings: Settings,
    pub(crate) statistics: Statistics,
    /// What sources read; made when it is asked for.
    seen: Option<Seen>,
    /// Messages that have left to make room and are still in `seen`.
    left: BTreeSet<MessageId>,
}

/// A text that the model reads before the one that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// The message it is; `None` for an example that the owner has written.
    pub id: Option<MessageId>,
    /// Its text.
    pub text: String,
}

/// What is to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// One message.
    Message(MessageId),
    /// All messages of a day, and what was counted on it.
    Day(u32),
    /// All messages of a site.
    Site(String),
    /// All messages of a document.
    Origin(String),
    /// These words wherever they stand; the messages around them stay.
    Words(String),
    /// Everything but the settings.
    All,
}

impl Profile {
    /// A profile that knows nothing. Its texts are cut into tokens of the model that `tokenizer` belongs to.
    pub fn new(tokenizer: Arc<Tokenizer>) -> Self {
        Self {
            tokenizer,
            kept: BTreeMap::new(),
            next: 1,
            trust: BTreeMap::new(),
            settings: Settings::default(),
            statistics: Statistics::default(),
            seen: None,
            left: BTreeSet::new(),
        }
    }

    /// Learns from a finished text what may be learned. Of a document that was learned from before, the earlier text is
    /// replaced. What no longer fits leaves, the oldest and least used first.
    ///
    /// # Errors
    /// The tokenizer failed. The profile is as it was before.
    pub fn learn(&mut self, message: &Message<'_>) -> Result<Learned, ProfileError> {
        self.learn_unless(message, |_, _| false)
    }

    /// The same, unless a message of the same day with the same text is kept: for texts that may come again, as those of
    /// files.
    ///
    /// # Errors
    /// As [`learn`](Self::learn).
    pub fn learn_new(&mut self, message: &Message<'_>) -> Result<Learned, ProfileError> {
        self.learn_unless(message, |profile, parts| {
            profile.examples().rev().any(|example| example.day == message.day && example.parts == parts)
        })
    }

    fn learn_unless(
        &mut self,
        message: &Message<'_>,
        is_known: impl Fn(&Self, &[String]) -> bool,
    ) -> Result<Learned, ProfileError> {
        if let Some(reason) = self.refusal(message) {
            return Ok(Learned { not_learned: Some(reason), ..Learned::default() });
        }
        let (parts, left_out) = parts_of(message.text, Edge::Beginning);
        if parts.is_empty() {
            let reason = if left_out.is_empty() { NotLearned::Empty } else { NotLearned::Secret };
            return Ok(Learned { not_learned: Some(reason), left_out, ..Learned::default() });
        }
        if is_known(self, &parts) {
            return Ok(Learned { not_learned: Some(NotLearned::Known), left_out, ..Learned::default() });
        }
        let tokens = self.tokens_of(&parts)?;
        let mut removed = Vec::new();
        if !message.origin.is_empty() {
            removed = self.forget(&What::Origin(message.origin.to_owned()));
        }
        let id = MessageId(self.next);
        let example = Example {
            id,
            day: message.day,
            kind: message.kind,
            site: message.site.to_owned(),
            origin: message.origin.to_owned(),
            parts,
            keys: Keys::default(),
            used: 0,
            last_used: 0,
        };
        self.next += 1;
        let kept = Rc::new(Kept { example, tokens });
        if let Some(seen) = &self.seen {
            seen.push(&kept, &self.tokenizer);
        }
        self.kept.insert(id, kept);
        removed.append(&mut self.keep_to_budget());
        Ok(Learned { id: Some(id), left_out, removed, not_learned: None })
    }

    fn refusal(&self, message: &Message<'_>) -> Option<NotLearned> {
        use crate::message::Field;
        match message.field {
            Field::Line => Some(NotLearned::Line),
            Field::Sensitive => Some(NotLearned::Sensitive),
            Field::Text if !self.settings.learns => Some(NotLearned::Off),
            Field::Text if self.settings.not_learned_on.iter().any(|site| site == message.site) => {
                Some(NotLearned::Site)
            }
            Field::Text => None,
        }
    }

    fn tokens_of(&self, parts: &[String]) -> Result<Vec<TokenId>, ProfileError> {
        Ok(tokens::of_message(&self.tokenizer, parts.iter().map(String::as_str))?)
    }

    /// Lets go what doesn't fit. Sources read it a little longer: until many have left, something is forgotten, or there is
    /// time ([`tidy`](Self::tidy)).
    fn keep_to_budget(&mut self) -> Vec<MessageId> {
        let leaving = budget::leaving(self.kept.values().map(|kept| &kept.example));
        leaving.iter().for_each(|id| drop(self.kept.remove(id)));
        if self.seen.is_some() {
            self.left.extend(&leaving);
        }
        if self.left.len() > MOST_LEFT {
            self.tidy();
        }
        leaving
    }

    /// Takes what has left to make room out of what sources read, too; returns whether there was something.
    pub fn tidy(&mut self) -> bool {
        let left = std::mem::take(&mut self.left);
        if let Some(seen) = self.seen.as_ref().filter(|_| !left.is_empty()) {
            seen.remove(&left);
        }
        !left.is_empty()
    }

    /// Takes messages out; returns those that were there. What has left before is taken out of what sources read as well:
    /// it may be what is to be forgotten.
    fn remove(&mut self, ids: &BTreeSet<MessageId>) -> Vec<MessageId> {
        let removed: Vec<MessageId> = ids.iter().copied().filter(|id| self.kept.remove(id).is_some()).collect();
        self.left.extend(&removed);
        self.tidy();
        removed
    }

    /// Counts everything that sources read in the messages that are there.
    fn count_again(&mut self) {
        self.left.clear();
        if let Some(seen) = &self.seen {
            seen.replace(&self.kept, &self.tokenizer);
        }
    }

    /// Learns where the words of a message stood: `states` are the model's before each of `tokens`, which are the
    /// message's, as far as they were read. Does nothing if there is no such message or if it is kept in parts.
    pub fn learn_states(&mut self, id: MessageId, tokens: &[TokenId], states: &[&[f32]]) {
        let Some(kept) = self.kept.get_mut(&id).filter(|kept| kept.example.parts.len() == 1) else { return };
        let keys = spelled(&self.tokenizer, tokens).into_iter();
        let keys = keys.map_while(|one| Key::of_state(states.get(one.tokens.start)?)).collect();
        Rc::make_mut(kept).example.keys = Keys(keys);
        let mut changed = vec![Rc::clone(kept)];
        let mut left = MOST_KEYS;
        for kept in self.kept.values_mut().rev() {
            if kept.example.keys.0.len() > left {
                Rc::make_mut(kept).example.keys = Keys::default();
                changed.push(Rc::clone(kept));
            }
            left -= kept.example.keys.0.len();
        }
        if let Some(seen) = &self.seen {
            changed.iter().for_each(|kept| seen.set_keys(kept, &self.tokenizer));
        }
    }

    /// Forgets, and returns the names of the messages that are gone. [`What::Words`] leaves the messages there, without
    /// the words; those that consisted of nothing else are gone.
    pub fn forget(&mut self, what: &What) -> Vec<MessageId> {
        let ids = |of: &dyn Fn(&Example) -> bool| -> BTreeSet<MessageId> {
            self.kept.values().filter(|kept| of(&kept.example)).map(|kept| kept.example.id).collect()
        };
        let ids = match what {
            What::Message(id) => ids(&|example| example.id == *id),
            What::Day(day) => {
                let ids = ids(&|example| example.day == *day);
                self.statistics.forget(*day);
                ids
            }
            What::Site(site) => ids(&|example| example.site == *site),
            What::Origin(origin) => ids(&|example| example.origin == *origin),
            What::Words(words) => return self.forget_words(words),
            What::All => {
                let ids = ids(&|_| true);
                self.forget_trust();
                self.statistics = Statistics::default();
                ids
            }
        };
        self.forget_messages(&ids)
    }

    fn forget_messages(&mut self, ids: &BTreeSet<MessageId>) -> Vec<MessageId> {
        let removed = self.remove(ids);
        if !removed.is_empty() {
            self.forget_trust();
        }
        removed
    }

    /// Trust was earned by messages, and would tell a little of those that are gone.
    fn forget_trust(&mut self) {
        self.trust.values().for_each(|trust| trust.set(Trust::default()));
    }

    fn forget_words(&mut self, words: &str) -> Vec<MessageId> {
        let mut gone = BTreeSet::new();
        let mut changed = false;
        for kept in self.kept.values_mut() {
            let parts: Vec<String> =
                kept.example.parts.iter().flat_map(|part| crate::forget::without(part, words)).collect();
            if parts == kept.example.parts {
                continue;
            }
            // A tokenizer that has read the text once reads a part of it; if it doesn't, the message goes.
            match tokens::of_message(&self.tokenizer, parts.iter().map(String::as_str)) {
                Ok(tokens) if !parts.is_empty() => {
                    Rc::make_mut(kept).write(parts, tokens);
                    changed = true;
                }
                _ => {
                    gone.insert(kept.example.id);
                }
            }
        }
        if changed {
            self.count_again();
            self.forget_trust();
        }
        self.forget_messages(&gone)
    }

    /// Replaces the text of a message.
    ///
    /// # Errors
    /// There is no such message, or nothing of the text may be learned.
    pub fn edit(&mut self, id: MessageId, text: &str) -> Result<Learned, ProfileError> {
        let (parts, left_out) = parts_of(text, Edge::Beginning);
        if parts.is_empty() {
            return Err(ProfileError::Refused { reason: "nothing of it may be learned".to_owned() });
        }
        let tokens = self.tokens_of(&parts)?;
        let messages = self.kept.len();
        let kept = self.kept.get_mut(&id).ok_or(ProfileError::NoMessage { id: id.0, messages })?;
        Rc::make_mut(kept).write(parts, tokens);
        self.count_again();
        let removed = self.keep_to_budget();
        Ok(Learned { id: Some(id), left_out, removed, not_learned: None })
    }

    /// The messages that are kept, the oldest first.
    pub fn examples(&self) -> impl DoubleEndedIterator<Item = &Example> {
        self.kept.values().map(|kept| &kept.example)
    }

    /// One of them.
    pub fn example(&self, id: MessageId) -> Option<&Example> {
        self.kept.get(&id).map(|kept| &kept.example)
    }

    /// The owner's decisions.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes them.
    ///
    /// # Errors
    /// [`ProfileError::Content`] if they are out of range; nothing changes then.
    pub fn set_settings(&mut self, settings: Settings) -> Result<(), ProfileError> {
        match settings.fault() {
            Some(reason) => Err(ProfileError::Content { reason }),
            None => {
                self.settings = settings;
                Ok(())
            }
        }
    }

    /// What became of the drafts that were shown.
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// Adds to the counts of a day.
    pub fn count(&mut self, day: u32, counts: Counts) {
        self.statistics.add(day, counts);
    }

    /// What the model reads before a text of this kind on this site, in order: the examples that the owner has written for
    /// the kind, then the latest messages of it, the newest last; [`prefix::BUDGET`](crate::prefix::BUDGET) tokens at most
    /// in all. No messages if they haven't foretold what was written lately, and nothing at all if nothing is to sound like the
    /// owner.
    pub fn before(&self, kind: Kind, site: &str) -> Vec<Before> {
        if self.settings.strength <= 0.0 {
            return Vec::new();
        }
        let voices = self.settings.voices.get(&kind).map(Vec::as_slice).unwrap_or_default();
        let length = |text: &str| self.tokenizer.encode(text).map_or(usize::MAX / 2, |tokens| tokens.len() + 1);
        let mut room = prefix::BUDGET;
        let mut chosen: Vec<Before> = Vec::new();
        for text in voices {
            let length = length(text);
            if length <= room {
                room -= length;
                chosen.push(Before { id: None, text: text.clone() });
            }
        }
        if !self.trust_in(kind).is_enough_to_read() {
            return chosen;
        }
        let view = View::of(self.settings.sharing, site);
        let of_kind =
            |kept: &&Rc<Kept>| (kind == Kind::Other || kept.example.kind == kind) && view.is_here(&kept.example.site);
        let latest: Vec<&Rc<Kept>> = self.kept.values().rev().filter(of_kind).take(prefix::LOOKED_AT).collect();
        let numbers = prefix::recent(latest.iter().map(|kept| kept.tokens.len() + 1), room);
        let messages = numbers.into_iter().filter_map(|number| latest.get(number));
        chosen.extend(messages.map(|kept| Before { id: Some(kept.example.id), text: kept.example.text() }));
        chosen
    }

    /// What a source reads for texts of this kind on this site: the person's n-grams and words, as far as the settings let
    /// them be seen there, and how far they are trusted. It follows the profile from then on; after a change of settings it
    /// has to be asked for anew.
    pub fn own(&mut self, kind: Kind, site: &str) -> Rc<Own> {
        let (kept, tokenizer) = (&self.kept, &self.tokenizer);
        let seen = self.seen.get_or_insert_with(|| {
            let seen = Seen::default();
            seen.replace(kept, tokenizer);
            seen
        });
        let trust = Rc::clone(self.trust.entry(kind).or_default());
        let (history, copies) = seen.from(View::of(self.settings.sharing, site));
        Rc::new(Own { history, copies, trust })
    }

    fn trust_in(&self, kind: Kind) -> Trust {
        self.trust.get(&kind).map(|trust| trust.get()).unwrap_or_default()
    }

    /// Trust by kind of text, as it is now.
    fn trust_now(&self) -> BTreeMap<Kind, Trust> {
        let now = self.trust.iter().map(|(&kind, trust)| (kind, trust.get()));
        // Whether a kind was ever asked about is nobody's business.
        now.filter(|(_, trust)| *trust != Trust::default()).collect()
    }

    fn set_trust(&mut self, trust: &BTreeMap<Kind, Trust>) {
        for kind in Kind::ALL {
            let trust = trust.get(&kind).copied().unwrap_or_default();
            self.trust.entry(kind).or_default().set(trust);
        }
    }

    /// The profile as a file: see [`format`](crate::format).
    ///
    /// # Errors
    /// [`ProfileError::Content`], which is not expected.
    pub fn export(&self) -> Result<Vec<u8>, ProfileError> {
        let trust = self.trust_now();
        let messages = self.kept.values().map(|kept| kept.example.clone()).collect();
        let (settings, statistics) = (self.settings.clone(), self.statistics.clone());
        format::write(&content::Content::new(self.next, messages, &trust, settings, statistics))
    }

    /// The profile in a file.
    ///
    /// # Errors
    /// The file is too large, no profile, of a newer version, damaged, or its content cannot be. Nothing of it is used then.
    pub fn import(file: &[u8], tokenizer: Arc<Tokenizer>) -> Result<Self, ProfileError> {
        let content: content::Content = format::read(file)?;
        content.check()?;
        let mut profile = Self::new(tokenizer);
        profile.next = content.next;
        profile.set_trust(&content.trust());
        for mut example in content.messages {
            // The rules may have grown since it was written, and whoever wrote it may not have kept to them. A part keeps
            // the space it begins with: what stood before it was left out.
            let parts = example.parts.iter().flat_map(|part| parts_of(part, Edge::Continued).0).collect();
            if example.parts != parts {
                (example.parts, example.keys) = (parts, Keys::default());
            }
            if example.parts.is_empty() {
                continue;
            }
            let tokens = profile.tokens_of(&example.parts)?;
            profile.kept.insert(example.id, Rc::new(Kept { example, tokens }));
        }
        (profile.settings, profile.statistics) = (content.settings, content.statistics);
        profile.keep_to_budget();
        Ok(profile)
    }

    /// Adds the messages of another profile that this one doesn't have; returns the names they have here. Settings and
    /// counts stay as they are.
    ///
    /// # Errors
    /// The tokenizer failed.
    pub fn absorb(&mut self, other: &Self) -> Result<Vec<MessageId>, ProfileError> {
        let known: BTreeSet<(u32, Vec<String>)> =
            self.examples().map(|example| (example.day, example.parts.clone())).collect();
        let mut added = Vec::new();
        for kept in other.kept.values() {
            let Kept { example, tokens } = kept.as_ref();
            if !known.contains(&(example.day, example.parts.clone())) {
                let id = MessageId(self.next);
                self.next += 1;
                let example = Example { id, ..example.clone() };
                self.kept.insert(id, Rc::new(Kept { example, tokens: tokens.clone() }));
                added.push(id);
            }
        }
        self.count_again();
        self.keep_to_budget();
        Ok(added)
    }

    /// Notes that a draft was taken that these messages stood behind.
    pub fn used(&mut self, ids: &[MessageId], day: u32) {
        for id in ids {
            if let Some(kept) = self.kept.get_mut(id) {
                let example = &mut Rc::make_mut(kept).example;
                example.used = example.used.saturating_add(1);
                example.last_used = example.last_used.max(day);
            }
        }
    }
}
