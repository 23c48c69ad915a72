//! Turning a model's next-token distributions into drafts.
//!
//! This room owns two seams: [`StepModel`], between decoding and whatever executes the network, and [`Sources`], between
//! decoding and every opinion beside the model's. It knows no tensors, no files and no clock. Every [`Strategy`] works on
//! the same traits and answers the same [`Request`].

#[cfg(any(feature = "baselines", test))]
pub mod baselines;
mod draft;
mod greedy;
mod outlook;
mod row;
mod source;
mod sources;
mod step_model;
mod strategy;
mod superposed;
#[cfg(any(feature = "testing", test))]
pub mod testing;
#[cfg(test)]
mod tests;
mod verify;

pub use draft::{Draft, End, Limits, Request};
pub use greedy::keep_first;
pub use outlook::{Outlook, Preview};
pub use row::{Candidate, Row, RowState, Want};
pub use source::Source;
pub use sources::{First, NoSources, Place, Sources, Start, UnderWay, mix};
pub use step_model::{Cancelled, Depth, Encoded, NeverCancel, Scheduler, StepInput, StepModel};
pub use strategy::{Strategy, UnknownStrategy};
pub use superposed::superposed;
pub use verify::{Verified, Verify, log_prob_after, verify};
