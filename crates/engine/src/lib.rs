//! The completer: a text in, drafts out.
//!
//! Wires tokenizer, model, sources and decoding together by trait. It keeps the state of each text field in a
//! [`Session`], chooses which part of a long text the model reads ([`window`]), makes drafts go on from exactly the letters
//! typed (`typed`) and fit what stands after the caret (`after`), decides what is worth showing (`confidence`, `length`)
//! and fit to be offered (`offered`, `language`), and keeps back what nobody asked to read (`block_list`). What comes in is
//! first brought into the form that the model reads (`reading`). What a session's texts stand behind may change while it is
//! open (`going_on`).

mod after;
mod block_list;
mod caret;
mod complete;
mod completer;
mod completion;
mod confidence;
mod draft_text;
mod effort;
mod error;
mod going_on;
mod known;
mod language;
mod length;
mod offered;
mod reading;
mod reread;
pub mod self_test;
mod session;
mod sessions;
#[cfg(any(feature = "testing", test))]
pub mod testing;
#[cfg(test)]
mod tests;
mod typed;
pub mod window;
mod writing;
mod written;

pub use caret::Caret;
pub use completer::{Clock, Completer};
pub use completion::{Completion, DraftText, DraftWord, Effort, MAX_DRAFTS, MAX_TOKENS, Options, Timing};
pub use confidence::{Evidence, shown_count};
pub use error::EngineError;
pub use going_on::Ahead;
pub use offered::phrase::is_open_word;
pub use reread::Reread;
pub use session::Session;
pub use sessions::{DEFAULT_BUDGET, SessionId, SessionMemory, Sessions};
