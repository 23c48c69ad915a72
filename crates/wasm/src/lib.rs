//! The boundary between the Rust core and JavaScript, and nothing else.
//!
//! Every function that can fail throws an `Error` with a string `code`; see [`error`].

mod engine;
mod error;
mod loader;
mod pace;
mod unpacker;

pub use engine::Engine;
pub use loader::ModelLoader;
pub use unpacker::Unpacker;
