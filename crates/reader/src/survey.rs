use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Thrown;
use crate::files::{detect, limits};
use crate::wire::{SurveyOut, to_js};

/// The first pass over files: what they are and who wrote in them.
#[wasm_bindgen]
pub struct Survey(foreword_messages::Survey);

impl Default for Survey {
    fn default() -> Self {
        Self(foreword_messages::Survey::new(limits()))
    }
}

#[wasm_bindgen]
impl Survey {
    /// A survey of no files yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a file; `head` is its beginning, 64 KB if it has so many. Returns what it is, in words.
    ///
    /// # Errors
    /// `unreadable` if it can't be read.
    pub fn begin(&mut self, name: &str, head: &[u8]) -> Result<String, JsValue> {
        let kind = detect(name, head)?;
        self.0.begin(name, kind).map_err(Thrown::from)?;
        Ok(kind.words().to_owned())
    }

    /// Takes the file's next bytes, from its first on.
    ///
    /// # Errors
    /// `bad-argument` if no file was begun.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        Ok(self.0.push(bytes).map_err(Thrown::from)?)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// `bad-argument` if no file was begun.
    pub fn end(&mut self) -> Result<(), JsValue> {
        Ok(self.0.end().map_err(Thrown::from)?)
    }

    /// Messages up to here, whoever wrote them.
    #[wasm_bindgen(getter)]
    pub fn found(&self) -> f64 {
        self.0.messages() as f64
    }

    /// Who wrote.
    ///
    /// # Errors
    /// `bad-argument` if it can't be put in an object.
    pub fn finish(&self) -> Result<JsValue, JsValue> {
        Ok(to_js(&SurveyOut::of(&self.0)?)?)
    }
}
