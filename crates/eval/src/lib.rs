//! Measures drafts: how many keystrokes they save, how often they are right, how far their confidence can be trusted,
//! and how fast they come. `foreword eval` and the other measuring commands are thin callers of this crate.
//!
//! [`Evaluation`] is the whole of `foreword eval`; the metrics are those that the evaluation's report names.

pub mod backends;
mod calibration;
pub mod confidence;
mod corpus;
mod diversity;
mod engine;
mod evaluate;
#[cfg(test)]
mod fake;
mod html;
pub mod letters;
mod logistic;
mod metrics;
pub mod middle;
pub mod perplexity;
pub mod personal;
mod plan;
mod plots;
mod random;
pub mod refusals;
mod report;
mod run;
mod simulate;
pub mod speed;
mod suggest;
mod table;
mod words;

pub use corpus::{User, files, lines, read_users};
pub use engine::{Decoder, Models};
pub use html::page;
pub use plan::Amount;
pub use report::{Machine, Report};
pub use run::{Evaluation, Settings};
pub use table::text;
