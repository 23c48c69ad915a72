//! The profile's verbs. Each that changes it returns which records of a store that changes.

use foreword_decode::Row;
use foreword_engine::SessionId;
use foreword_profile::{MessageId, Profile, ProfileError};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::Engine;
use crate::error::Thrown;
use crate::memory;
use crate::profile_wire::{
    ChangesOut, CountsIn, DraftWordIn, FinishedText, Forgotten, JsChanges, JsCounts, JsDraftWords, JsFinishedText,
    JsForgotten, JsKnown, JsKnownQuery, JsLearned, JsMemory, JsMemoryQuery, JsSites, JsWhy, LearnedOut, WhyOut,
};
use crate::wire::{from_js, to_js};

fn ids(ids: Vec<f64>) -> impl Iterator<Item = MessageId> {
    // What is no number of a message names none.
    ids.into_iter().map(|id| MessageId(if id >= 1.0 && id.fract() == 0.0 { id as u64 } else { 0 }))
}

#[wasm_bindgen]
impl Engine {
    /// Begins a profile in place of the present one: an empty one, or one of this state, whose messages `putMessages` brings.
    /// Sessions use it from `startProfile` on.
    ///
    /// # Errors
    /// `profile-invalid`.
    #[wasm_bindgen(js_name = openProfile)]
    pub fn open_profile(&self, state: Option<String>) -> Result<(), JsValue> {
        let tokenizer = self.completer.shared_tokenizer();
        let profile = match state {
            Some(state) => Profile::of_state(&state, tokenizer).map_err(Thrown::from)?,
            None => Profile::new(tokenizer),
        };
        {
            let mut personal = self.personal.borrow_mut();
            (personal.profile, personal.is_live) = (Some(profile), false);
            personal.changed();
        }
        Ok(self.follow_all()?)
    }

    /// Lets sessions use the profile.
    #[wasm_bindgen(js_name = startProfile)]
    pub fn start_profile(&self) {
        let mut personal = self.personal.borrow_mut();
        personal.is_live = true;
        personal.changed();
        // The index of what was written is made now and not at the first keystroke.
        if let Some(profile) = &mut personal.profile {
            profile.own(foreword_profile::Kind::Other, "");
        }
    }

    /// Takes the profile away, from sessions too.
    ///
    /// # Errors
    /// `internal`.
    #[wasm_bindgen(js_name = closeProfile)]
    pub fn close_profile(&self) -> Result<(), JsValue> {
        {
            let mut personal = self.personal.borrow_mut();
            personal.profile = None;
            personal.changed();
        }
        Ok(self.follow_all()?)
    }

    /// Takes records over, in place of messages of the same numbers. Returns the numbers of those that may not be kept as
    /// they are: their records have to be written again, or deleted if there is no such message.
    ///
    /// # Errors
    /// `profile-invalid`; nothing changes then.
    #[wasm_bindgen(js_name = putMessages)]
    pub fn put_messages(&self, records: Vec<String>) -> Result<Vec<f64>, JsValue> {
        let differing = self.change(|profile| Ok(profile.put_records(records.iter().map(String::as_str))?))?;
        Ok(differing.into_iter().map(|id| id.0 as f64).collect())
    }

    /// Takes messages out, as another copy of the profile has.
    ///
    /// # Errors
    /// `internal`.
    #[wasm_bindgen(js_name = removeMessages)]
    pub fn remove_messages(&self, numbers: Vec<f64>) -> Result<(), JsValue> {
        Ok(self.change(|profile| {
            profile.remove_records(ids(numbers));
            Ok(())
        })?)
    }

    /// Takes a state over.
    ///
    /// # Errors
    /// `profile-invalid`; nothing changes then.
    #[wasm_bindgen(js_name = setProfileState)]
    pub fn set_profile_state(&self, state: &str) -> Result<(), JsValue> {
        Ok(self.change(|profile| Ok(profile.set_state(state)?))?)
    }

    /// The state now, with what was learned from typing.
    ///
    /// # Errors
    /// `internal`.
    #[wasm_bindgen(js_name = profileState)]
    pub fn profile_state(&self) -> Result<String, JsValue> {
        Ok(self.look(|profile| Ok(profile.state()?))?)
    }

    /// Those of these records that the profile has, as they are now.
    ///
    /// # Errors
    /// `internal`.
    #[wasm_bindgen(js_name = messageRecords)]
    pub fn message_records(&self, numbers: Vec<f64>) -> Result<JsChanges, JsValue> {
        let changes = foreword_profile::Changes { put: ids(numbers).collect(), ..Default::default() };
        Ok(to_js(&self.look(|profile| ChangesOut::of(profile, &changes))?)?.unchecked_into())
    }

    /// Learns from a finished text. `session` is the one that it was written in, whose next text stands behind it.
    ///
    /// # Errors
    /// `bad-argument`, `internal`; nothing changes then.
    pub fn learn(&self, text: JsFinishedText, session: Option<u32>) -> Result<JsLearned, JsValue> {
        let text: FinishedText = from_js("the text", text.into())?;
        if let Some(session) = session {
            self.personal.borrow_mut().finished(SessionId(session));
        }
        let (learned, changes) = self.changing(|profile| {
            let message = text.message();
            if text.unless_known == Some(true) { profile.learn_new(&message) } else { profile.learn(&message) }
        })?;
        if let (Some(session), Some(id)) = (session, learned.id) {
            self.personal.borrow_mut().learned(SessionId(session), id);
        }
        Ok(to_js(&LearnedOut::of(&learned, changes))?.unchecked_into())
    }

    /// Learns what `readAhead` has found of a message that was written in the session; nothing if there is nothing.
    ///
    /// # Errors
    /// `internal`.
    pub fn studied(&self, session: u32) -> Result<Option<JsChanges>, JsValue> {
        let studied = self.personal.borrow_mut().take_studied(SessionId(session));
        let Some((id, reread)) = studied else { return Ok(None) };
        let ((), changes) = self.changing(|profile| {
            let states: Vec<&[f32]> = reread.rows.iter().map(state_of).collect();
            profile.learn_states(id, &reread.tokens, &states);
            Ok(())
        })?;
        Ok(Some(to_js(&changes)?.unchecked_into()))
    }

    /// Notes that a session's text is finished, as where another engine has learned from it.
    #[wasm_bindgen(js_name = textFinished)]
    pub fn text_finished(&self, session: u32) {
        self.personal.borrow_mut().finished(SessionId(session));
    }

    /// Forgets.
    ///
    /// # Errors
    /// `bad-argument`, `internal`.
    pub fn forget(&self, what: JsForgotten) -> Result<JsChanges, JsValue> {
        let what: Forgotten = from_js("what is to be forgotten", what.into())?;
        let (_, changes) = self.changing(|profile| Ok(profile.forget(&what.into())))?;
        Ok(to_js(&changes)?.unchecked_into())
    }

    /// Replaces the text of a message.
    ///
    /// # Errors
    /// `bad-argument` if there is no such message, or nothing of the text may be learned.
    #[wasm_bindgen(js_name = editMessage)]
    pub fn edit_message(&self, id: f64, text: &str) -> Result<JsLearned, JsValue> {
        let id = ids(vec![id]).next().unwrap_or(MessageId(0));
        let (learned, changes) = self.changing(|profile| profile.edit(id, text))?;
        Ok(to_js(&LearnedOut::of(&learned, changes))?.unchecked_into())
    }

    /// Some of the messages, the newest first.
    ///
    /// # Errors
    /// `bad-argument`.
    #[wasm_bindgen(js_name = listMessages)]
    pub fn list_messages(&self, query: JsMemoryQuery) -> Result<JsMemory, JsValue> {
        let query = from_js("the query", query.into())?;
        Ok(to_js(&self.look(|profile| Ok(memory::messages(profile, &query)))?)?.unchecked_into())
    }

    /// Some of the words, names or phrases, the most frequent first.
    ///
    /// # Errors
    /// `bad-argument`.
    #[wasm_bindgen(js_name = listKnown)]
    pub fn list_known(&self, query: JsKnownQuery) -> Result<JsKnown, JsValue> {
        let query = from_js("the query", query.into())?;
        Ok(to_js(&self.look(|profile| Ok(memory::known(profile, &query)))?)?.unchecked_into())
    }

    /// The sites that something was learned on.
    ///
    /// # Errors
    /// `internal`.
    #[wasm_bindgen(js_name = listSites)]
    pub fn list_sites(&self) -> Result<JsSites, JsValue> {
        Ok(to_js(&self.look(|profile| Ok(memory::sites(profile)))?)?.unchecked_into())
    }

    /// What the session stands behind, and which messages the words of a draft come from that was written behind `before`.
    ///
    /// # Errors
    /// `bad-argument`.
    pub fn why(&self, session: u32, before: &str, draft: JsDraftWords) -> Result<JsWhy, JsValue> {
        let draft: Vec<DraftWordIn> = from_js("the draft", draft.into())?;
        let personal = self.personal.borrow();
        let share = personal.share(SessionId(session));
        let share = share.ok_or_else(|| Thrown::bad_argument(format!("session {session} has no profile")))?;
        let profile = personal.profile.as_ref().ok_or_else(no_profile)?;
        let words = memory::why(profile, &share.site, before, &draft);
        let before = share.held.iter().cloned().map(Into::into).collect();
        Ok(to_js(&WhyOut { before, words })?.unchecked_into())
    }

    /// The settings as JSON.
    ///
    /// # Errors
    /// `internal`.
    #[wasm_bindgen(js_name = profileSettings)]
    pub fn profile_settings(&self) -> Result<String, JsValue> {
        Ok(self.look(|profile| Ok(profile.settings_text()?))?)
    }

    /// Changes the settings.
    ///
    /// # Errors
    /// `bad-argument`; nothing changes then.
    #[wasm_bindgen(js_name = setProfileSettings)]
    pub fn set_profile_settings(&self, settings: &str) -> Result<JsChanges, JsValue> {
        let changed = self.changing(|profile| profile.set_settings_text(settings));
        let ((), changes) = changed.map_err(Thrown::into_argument)?;
        Ok(to_js(&changes)?.unchecked_into())
    }

    /// The statistics as JSON.
    ///
    /// # Errors
    /// `internal`.
    #[wasm_bindgen(js_name = profileStatistics)]
    pub fn profile_statistics(&self) -> Result<String, JsValue> {
        Ok(self.look(|profile| Ok(profile.statistics_text()?))?)
    }

    /// Adds to the counts of a day.
    ///
    /// # Errors
    /// `bad-argument`.
    #[wasm_bindgen(js_name = countDrafts)]
    pub fn count_drafts(&self, day: u32, counts: JsCounts) -> Result<JsChanges, JsValue> {
        let counts: CountsIn = from_js("the counts", counts.into())?;
        // No session need follow: sources read no statistics.
        let mut personal = self.personal.borrow_mut();
        let profile = personal.profile.as_mut().ok_or_else(no_profile)?;
        profile.count(day, counts.into());
        Ok(to_js(&ChangesOut::of(profile, &Default::default())?)?.unchecked_into())
    }

    /// Notes that a draft was taken that these messages stood behind.
    ///
    /// # Errors
    /// `internal`.
    #[wasm_bindgen(js_name = messagesUsed)]
    pub fn messages_used(&self, numbers: Vec<f64>, day: u32) -> Result<JsChanges, JsValue> {
        let numbers: Vec<MessageId> = ids(numbers).collect();
        let ((), changes) = self.changing(|profile| {
            profile.used(&numbers, day);
            Ok(())
        })?;
        Ok(to_js(&changes)?.unchecked_into())
    }

    /// The whole as a file.
    ///
    /// # Errors
    /// `internal`.
    #[wasm_bindgen(js_name = exportProfile, unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn export_profile(&self) -> Result<Vec<u8>, JsValue> {
        Ok(self.look(|profile| Ok(profile.export()?))?)
    }

    /// Puts the profile of a file in the place of the present one. All messages are named in the changes.
    ///
    /// # Errors
    /// `profile-invalid`, `profile-newer`; the present one stays as it is then.
    #[wasm_bindgen(js_name = importProfile)]
    pub fn import_profile(&self, file: &[u8]) -> Result<JsChanges, JsValue> {
        let imported = Profile::import(file, self.completer.shared_tokenizer()).map_err(Thrown::from)?;
        let changes = ChangesOut::whole(&imported)?;
        {
            let mut personal = self.personal.borrow_mut();
            personal.profile = Some(imported);
            personal.changed();
        }
        self.follow_all()?;
        Ok(to_js(&changes)?.unchecked_into())
    }

    /// Adds the messages of a file that the profile doesn't have.
    ///
    /// # Errors
    /// As `importProfile`.
    #[wasm_bindgen(js_name = absorbProfile)]
    pub fn absorb_profile(&self, file: &[u8]) -> Result<JsChanges, JsValue> {
        let other = Profile::import(file, self.completer.shared_tokenizer()).map_err(Thrown::from)?;
        let (_, changes) = self.changing(|profile| profile.absorb(&other))?;
        Ok(to_js(&changes)?.unchecked_into())
    }
}

fn state_of(row: &Row) -> &[f32] {
    row.state.as_ref().map_or(&[], |state| &state.query)
}

fn no_profile() -> Thrown {
    Thrown::internal("there is no profile".to_owned())
}

impl Engine {
    fn look<T>(&self, look: impl FnOnce(&Profile) -> Result<T, Thrown>) -> Result<T, Thrown> {
        look(self.personal.borrow().profile.as_ref().ok_or_else(no_profile)?)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Profile) -> Result<T, Thrown>) -> Result<T, Thrown> {
        let value = {
            let mut personal = self.personal.borrow_mut();
            let value = change(personal.profile.as_mut().ok_or_else(no_profile)?)?;
            personal.changed();
            value
        };
        self.follow_all()?;
        Ok(value)
    }

    fn changing<T>(
        &self,
        change: impl FnOnce(&mut Profile) -> Result<T, ProfileError>,
    ) -> Result<(T, ChangesOut), Thrown> {
        self.change(|profile| {
            let (value, changes) = profile.changing(change)?;
            Ok((value, ChangesOut::of(profile, &changes)?))
        })
    }
}
