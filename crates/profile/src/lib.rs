//! What is learnt of one person, on their own machine: their messages, and what follows from them.
//!
//! [`Profile`] is the whole, with the verbs learn, forget, edit, export and import. [`PersonalSource`] is its opinion beside
//! the model's: n-grams of the person's own, interpolated by a gate at every token. [`prefix`] chooses the messages
//! that the model reads before a text. [`Memory`] lists what is known, for the owner to look
//! through, and [`Profile::why`] says which messages a draft's words come from. Secrets are never learned (`foreword-secrets` finds them).

mod budget;
mod content;
pub mod copy;
mod drafted;
mod error;
mod forget;
pub mod format;
mod gate;
mod history;
mod learn;
mod letters;
pub mod memory;
mod message;
mod mixture;
pub mod prefix;
mod profile;
mod settings;
mod sharing;
mod sites;
mod source;
mod spelled;
mod statistics;
#[cfg(test)]
mod tests;
pub mod tokens;
mod trust;
mod version;
mod why;

pub use budget::{MOST_MESSAGES, MOST_TEXT};
pub use error::ProfileError;
pub use gate::{Features, Seen};
pub use history::{CUT, Context, EDGE, Following, History, REACH};
pub use learn::{Learned, NotLearned};
pub use memory::{KnownPhrase, KnownWord, Listed, Memory, Page, Uses};
pub use message::{Example, Field, Kind, LEFT_OUT, Message, MessageId};
pub use mixture::Remembered;
pub use profile::{Before, Changes, Profile, What};
pub use settings::Settings;
pub use sharing::Sharing;
pub use source::{Opinion, Own, PersonalSource};
pub use spelled::{Spelled, spelled};
pub use statistics::{Counts, Statistics};
pub use trust::Trust;
pub use why::{DraftedWord, MOST_NAMED, Stands, Why};
