//! Turning a model's next-token distributions into drafts.
//!
//! This room owns [`StepModel`], the seam between decoding and whatever executes the network. It knows no
//! tensors, no files and no clock.

mod keep_first;
mod step_model;
#[cfg(test)]
mod testing;

pub use keep_first::{Draft, Limits, keep_first};
pub use step_model::{Cancelled, Candidate, Encoded, Pace, StepInput, StepModel, Unhurried};
