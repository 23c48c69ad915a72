//! A profile as bytes.
//!
//! A profile is one JSON object in UTF-8, so that its owner can read it with anything:
//!
//! ```json
//! {"format":"foreword-profile","version":2,"sha256":"…64 digits…","profile":{
//!   "next":3,
//!   "messages":[{"id":1,"day":20600,"kind":"mail","parts":["See you on Monday."]}],
//!   "kinds":{"mail":{"trust":0.71}},
//!   "statistics":{…},
//!   "settings":{…}}}
//! ```
//!
//! Version 1 had `"across_sites": true` or `false` among the settings in place of `"sharing"`: it is read as `"everywhere"` or
//! `"site"`.
//!
//! `sha256` is the SHA-256 of the bytes of the value of `profile`, from its `{` to its `}`. A file of another format, of a newer
//! version, damaged, or with unknown or impossible content is refused as a whole. Fields that a later minor change adds
//! have defaults, so older versions stay readable; whatever an older program could not understand raises the version.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::ProfileError;

pub use crate::version::VERSION;

/// The most bytes that are read.
pub const MOST_BYTES: usize = 16 << 20;

const FORMAT: &str = "foreword-profile";

#[derive(Serialize)]
struct Written<'a> {
    format: &'a str,
    version: u32,
    sha256: &'a str,
    profile: &'a RawValue,
}

#[derive(Deserialize)]
struct Read<'a> {
    #[serde(default)]
    sha256: String,
    #[serde(borrow, default)]
    profile: Option<&'a RawValue>,
}

/// What a file says of itself, whatever else it holds.
#[derive(Deserialize)]
struct Label {
    format: String,
    version: u32,
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn no_profile(error: &serde_json::Error) -> ProfileError {
    ProfileError::Format { reason: error.to_string() }
}

/// A content as a profile's bytes.
///
/// # Errors
/// [`ProfileError::Content`] if it cannot be written, which is not expected.
pub(crate) fn write(content: &impl Serialize) -> Result<Vec<u8>, ProfileError> {
    let cannot = |error: serde_json::Error| ProfileError::Content { reason: error.to_string() };
    let profile = serde_json::value::to_raw_value(content).map_err(cannot)?;
    let sha256 = sha256(profile.get().as_bytes());
    let written = Written { format: FORMAT, version: VERSION, sha256: &sha256, profile: &profile };
    serde_json::to_vec(&written).map_err(cannot)
}

/// The content of a profile's bytes, checked as far as its form goes.
///
/// # Errors
/// The bytes are too many, no profile, of a newer version, damaged, or of another form.
pub(crate) fn read<C: for<'d> Deserialize<'d>>(bytes: &[u8]) -> Result<C, ProfileError> {
    if bytes.len() > MOST_BYTES {
        return Err(ProfileError::Size { found: bytes.len(), most: MOST_BYTES });
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ProfileError::Format { reason: format!("byte {} is not UTF-8", error.valid_up_to()) })?;
    let label: Label = serde_json::from_str(text).map_err(|error| no_profile(&error))?;
    if label.format != FORMAT {
        return Err(ProfileError::Format { reason: format!("its format is {:?}", label.format) });
    }
    if label.version > VERSION || label.version == 0 {
        return Err(ProfileError::Version { found: label.version });
    }
    let Read { sha256: expected, profile } = serde_json::from_str(text).map_err(|error| no_profile(&error))?;
    let profile = profile.ok_or_else(|| ProfileError::Format { reason: "it has no content".to_owned() })?;
    let found = sha256(profile.get().as_bytes());
    if found != expected {
        return Err(ProfileError::Damaged { expected, found });
    }
    serde_json::from_str(profile.get()).map_err(|error| no_profile(&error))
}
