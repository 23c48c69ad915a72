use foreword_messages::ImportError;
use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;

/// An error on its way to JavaScript.
pub(crate) struct Thrown {
    code: &'static str,
    message: String,
}

impl Thrown {
    pub(crate) fn bad_argument(message: impl Into<String>) -> Self {
        Self { code: "bad-argument", message: message.into() }
    }
}

impl From<ImportError> for Thrown {
    fn from(error: ImportError) -> Self {
        let code = if matches!(error, ImportError::Unreadable(_)) { "unreadable" } else { "bad-argument" };
        Self { code, message: error.to_string() }
    }
}

impl From<Thrown> for JsValue {
    fn from(thrown: Thrown) -> Self {
        let error = Error::new(&thrown.message);
        // Setting a property on a fresh object fails only if the engine is out of memory; the message remains then.
        let _ = Reflect::set(&error, &"code".into(), &thrown.code.into());
        error.into()
    }
}
