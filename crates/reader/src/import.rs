use foreword_messages::{Endings, Newest, Owner, Room};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Thrown;
use crate::files::{detect, limits};
use crate::wire::{FoundOut, ImportOptions, to_js};

/// What a profile has room for. The profile's crate says so too, and brings a tokenizer that isn't wanted here.
const ROOM: Room = Room { messages: 5_000, bytes: 800 << 10 };

/// The second pass over files: the owner's messages.
#[wasm_bindgen]
pub struct Import {
    import: foreword_messages::Import,
    newest: Newest<u32>,
    /// Files begun.
    files: u32,
    /// Seconds since 1970.
    now: i64,
}

#[wasm_bindgen]
impl Import {
    /// An import of somebody's messages. `options` is `{ identities, endings, now }`: names and addresses, or `null` for
    /// everybody; what the survey gave; and seconds since 1970.
    ///
    /// # Errors
    /// `bad-argument`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Self, JsValue> {
        let options: ImportOptions =
            serde_wasm_bindgen::from_value(options).map_err(|error| Thrown::bad_argument(error.to_string()))?;
        Ok(Self::of(options)?)
    }

    /// Begins a file, as `Survey.begin` does.
    ///
    /// # Errors
    /// `unreadable` if it can't be read.
    pub fn begin(&mut self, name: &str, head: &[u8]) -> Result<String, JsValue> {
        let kind = detect(name, head)?;
        self.import.begin(name, kind).map_err(Thrown::from)?;
        self.files += 1;
        Ok(kind.words().to_owned())
    }

    /// Takes the file's next bytes, from its first on.
    ///
    /// # Errors
    /// `bad-argument` if no file was begun.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        let messages = self.import.push(bytes).map_err(Thrown::from)?;
        self.take(messages);
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// `bad-argument` if no file was begun.
    pub fn end(&mut self) -> Result<(), JsValue> {
        let messages = self.import.end().map_err(Thrown::from)?;
        self.take(messages);
        Ok(())
    }

    /// Messages up to here.
    #[wasm_bindgen(getter)]
    pub fn found(&self) -> f64 {
        self.newest.came() as f64
    }

    /// The newest messages, and what was left out.
    ///
    /// # Errors
    /// `bad-argument` if it can't be put in an object.
    pub fn finish(self) -> Result<JsValue, JsValue> {
        Ok(to_js(&self.out())?)
    }
}

impl Import {
    fn of(options: ImportOptions) -> Result<Self, Thrown> {
        let ImportOptions { identities, endings, now } = options;
        let owner = identities.map_or_else(Owner::everyone, Owner::known_as);
        let endings: Endings = serde_json::from_str(&endings)
            .map_err(|error| Thrown::bad_argument(format!("endings are not a survey's: {error}")))?;
        if !(0.0..=1e15).contains(&now) {
            return Err(Thrown::bad_argument(format!("{now} isn't a time in seconds since 1970")));
        }
        let now = now as i64;
        let import = foreword_messages::Import::new(owner, limits()).with_endings(endings);
        Ok(Self { import, newest: Newest::new(ROOM, now), files: 0, now })
    }

    fn take(&mut self, messages: Vec<foreword_messages::Message>) {
        let file = self.files.saturating_sub(1);
        messages.into_iter().for_each(|message| self.newest.push(message, file, self.now));
    }

    fn out(self) -> FoundOut {
        let came = self.newest.came();
        FoundOut::of(self.newest.finish(), came, self.import.summary())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::wire::SurveyOut;

    const CHAT: &[u8] = "[3.5.2024, 10:00] Ann Lee: are you coming?\n[3.5.2024, 10:01] Jo: yes, at eight\n\
        [3.5.2024, 10:02] Ann Lee: good\n"
        .as_bytes();

    fn import(identities: Option<Vec<String>>, endings: &str) -> Value {
        let options = ImportOptions { identities, endings: endings.to_owned(), now: 2e9 };
        let mut import = Import::of(options).map_err(|_| ()).unwrap();
        import.begin("WhatsApp Chat with Ann Lee.txt", CHAT).unwrap();
        import.push(CHAT).unwrap();
        import.end().unwrap();
        assert_eq!(import.found(), import.newest.came() as f64);
        serde_json::to_value(import.out()).unwrap()
    }

    #[test]
    fn there_is_room_for_as_much_as_in_a_profile() {
        let room = Room { messages: foreword_profile::MOST_MESSAGES, bytes: foreword_profile::MOST_TEXT };
        assert_eq!(ROOM, room);
    }

    #[test]
    fn a_survey_says_who_wrote_and_an_import_what() {
        let mut survey = foreword_messages::Survey::new(limits());
        let kind = detect("WhatsApp Chat with Ann Lee.txt", CHAT).map_err(|_| ()).unwrap();
        survey.begin("WhatsApp Chat with Ann Lee.txt", kind).unwrap();
        survey.push(CHAT).unwrap();
        survey.end().unwrap();
        let found = serde_json::to_value(SurveyOut::of(&survey).map_err(|_| ()).unwrap()).unwrap();
        assert_eq!(found["writers"][0], json!({ "name": "Ann Lee", "identities": ["Ann Lee"], "messages": 2 }));
        assert_eq!(found["guess"], json!(1));

        let endings = found["endings"].as_str().unwrap();
        let own = import(Some(vec!["jo".into()]), endings);
        let expected = json!([{ "text": "yes, at eight", "kind": "chat", "when": 1_714_730_460.0, "file": 0 }]);
        assert_eq!(own["messages"], expected);
        assert_eq!(own["leftOut"][0]["what"], "messages by other people");
        assert_eq!(own["leftOut"][0]["count"], json!(2.0));
        assert_eq!(import(None, endings)["messages"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn options_are_checked() {
        let refused = |endings: &str, now: f64| {
            Import::of(ImportOptions { identities: None, endings: endings.into(), now }).is_err()
        };
        let endings = serde_json::to_string(&Endings::default()).unwrap();
        assert!(!refused(&endings, 0.0));
        assert!(refused("[", 0.0) && refused(&endings, f64::NAN) && refused(&endings, -1.0));
    }
}
