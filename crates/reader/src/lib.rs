//! Reading a person's files in a browser: the boundary between `foreword-messages` and JavaScript, and nothing else.
//!
//! A module of its own, so that the engine's stays small: it is loaded in a worker while somebody learns from files.
//! Files come as bytes in parts of any size, first to a [`Survey`], then to an [`Import`]. Every function that can fail
//! throws an `Error` with a `code`: `unreadable` for a file that none of the formats can read, whose message is the reason
//! for people; `bad-argument` else.

mod error;
mod files;
mod import;
mod survey;
mod wire;

pub use import::Import;
pub use survey::Survey;
