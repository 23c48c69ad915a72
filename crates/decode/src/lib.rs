//! Turning a model's next-token distributions into drafts.
//!
//! This room owns [`StepModel`], the seam between decoding and whatever executes the network. It knows no
//! tensors, no files and no clock. Every [`Strategy`] works on the same trait and answers the same [`Request`].

mod beam;
mod draft;
mod keep_first;
pub mod ngram;
mod ngram_model;
mod nucleus;
mod published;
mod row;
mod sources;
mod step_model;
mod strategy;
mod superposed;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod verify;

pub use beam::batched_beam;
pub use draft::{Draft, End, Limits, Request};
pub use keep_first::keep_first;
pub use ngram_model::{NgramModel, NoNgrams};
pub use nucleus::nucleus;
pub use published::published;
pub use row::{Candidate, Row, RowState, Want};
pub use sources::{NoSources, Place, Source, Sources, Start, mix};
pub use step_model::{Cancelled, Depth, Encoded, NeverCancel, Scheduler, StepInput, StepModel};
pub use strategy::{Strategy, UnknownStrategy};
pub use superposed::superposed;
pub use verify::{Verify, verify};
