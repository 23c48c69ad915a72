//! The completer: a text in, drafts out.
//!
//! Wires tokenizer, model and decoding together by trait, keeps the state of each text field in a [`Session`],
//! chooses which part of a long text the model reads ([`window`]), takes typed letters as law (`healing`), decides
//! what is worth showing (`confidence`), and keeps back what nobody asked to read (`block_list`).

mod block_list;
mod completer;
mod completion;
mod confidence;
mod draft_text;
mod error;
mod healing;
mod length;
pub mod self_test;
mod session;
pub mod window;
mod writing;

pub use completer::{Clock, Completer};
pub use completion::{Completion, DraftText, MAX_DRAFTS, MAX_TOKENS, Options, Timing};
pub use confidence::{Evidence, given};
pub use error::EngineError;
pub use session::Session;
