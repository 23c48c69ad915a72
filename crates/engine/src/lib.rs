//! The completer: a text in, drafts out.
//!
//! Wires tokenizer, model and decoding together by trait, keeps the state of each text field in a [`Session`], and
//! chooses which part of a long text the model reads ([`window`]).

mod completer;
mod error;
pub mod window;

pub use completer::{Clock, Completer, Completion, DraftText, MAX_DRAFTS, MAX_TOKENS, Options, Session, Timing};
pub use error::EngineError;
