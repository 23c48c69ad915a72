//! Turning a model's next-token distributions into drafts.
//!
//! This room owns [`StepModel`], the seam between decoding and whatever executes the network. It knows no
//! tensors, no files and no clock.

pub mod keep_first;
mod step_model;

pub use step_model::{Cancelled, Candidate, Encoded, Pace, StepInput, StepModel, Unhurried};
