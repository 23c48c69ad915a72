//! One error type for JavaScript: an `Error` whose `code` says what to do.
//!
//! | code | meaning |
//! |---|---|
//! | `cancelled` | a newer request took over, or `cancel` was called |
//! | `model-invalid` | the model file is not one this build can run, or a packed one cannot be unpacked |
//! | `bad-argument` | an argument is outside its range |
//! | `profile-invalid` | a profile's file, state or record is damaged, or none |
//! | `profile-newer` | a profile's file is of a newer version |
//! | `device-lost` | the GPU's device is gone, or was never able to do this |
//! | `unsupported` | there is no device that this build can run on |
//! | `internal` | anything else |

use foreword_decode::Cancelled;
use foreword_engine::EngineError;
use foreword_model::{ModelError, OpsError};
use foreword_profile::ProfileError;
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

    pub(crate) fn internal(message: String) -> Self {
        Self { code: "internal", message }
    }

    pub(crate) fn model_invalid(error: &impl std::error::Error) -> Self {
        Self { code: "model-invalid", message: error.to_string() }
    }

    /// What kept a file from being loaded: it isn't the file's fault if the device failed.
    pub(crate) fn not_loaded(error: ModelError) -> Self {
        match error {
            ModelError::Ops(OpsError::Device(_)) => error.into(),
            error => Self::model_invalid(&error),
        }
    }

    /// The same, if it was the caller who gave what is wrong.
    pub(crate) fn into_argument(self) -> Self {
        let code = if self.code == "profile-invalid" { "bad-argument" } else { self.code };
        Self { code, ..self }
    }

    #[cfg(feature = "webgpu")]
    pub(crate) fn unsupported(message: String) -> Self {
        Self { code: "unsupported", message }
    }
}

impl From<Cancelled> for Thrown {
    fn from(error: Cancelled) -> Self {
        Self { code: "cancelled", message: error.to_string() }
    }
}

impl From<ModelError> for Thrown {
    fn from(error: ModelError) -> Self {
        let code = match error {
            ModelError::Cancelled(_) => "cancelled",
            ModelError::Ops(OpsError::Device(_)) => "device-lost",
            ModelError::EmptyContext
            | ModelError::Unread { .. }
            | ModelError::Snapshot(_)
            | ModelError::OtherModel { .. }
            | ModelError::Window { .. }
            | ModelError::Token { .. }
            | ModelError::Drafts { .. } => "bad-argument",
            _ => "internal",
        };
        Self { code, message: error.to_string() }
    }
}

impl From<EngineError<ModelError>> for Thrown {
    fn from(error: EngineError<ModelError>) -> Self {
        match error {
            EngineError::Model(error) => error.into(),
            EngineError::Cancelled(_) => Self { code: "cancelled", message: error.to_string() },
            EngineError::Option { .. } => Self::bad_argument(error.to_string()),
            _ => Self { code: "internal", message: error.to_string() },
        }
    }
}

impl From<ProfileError> for Thrown {
    fn from(error: ProfileError) -> Self {
        let code = match error {
            ProfileError::Version { .. } => "profile-newer",
            ProfileError::NoMessage { .. } | ProfileError::Refused { .. } => "bad-argument",
            ProfileError::Tokenizer(_) => "internal",
            _ => "profile-invalid",
        };
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
