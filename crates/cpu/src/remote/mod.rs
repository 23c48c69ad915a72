//! Products shared with helpers that have no memory in common with the leader but a mailbox.
//!
//! In WebAssembly on stable Rust every worker has a memory of its own. The *leader* is the engine; it keeps all weights. A
//! *helper* is another instance that was given its *shard*, a range of the groups of every large matrix. For a product the
//! leader puts the rounded activations and an *order* into the mailbox, multiplies its own share, and takes the helper's
//! part of the output.
//!
//! A helper's share is divided into chunks. The helper takes them from the front, the leader, once it has done its own
//! share, from the back. A chunk that a helper has begun and doesn't finish in about the time that it takes is multiplied
//! by the leader too: so a helper that is slow, has lost its core to somebody else, or is dead costs little more than
//! itself. Results are the same bits always. Helpers are given up when one refuses an order or takes nothing any more.

mod helper;
mod leader;
mod mailbox;
mod shares;
mod stock;

pub use helper::Helper;
pub use leader::Silent;
pub(crate) use leader::{Leader, Outcome, Terms};
pub use mailbox::{MOST_HELPERS, Mailbox, are_ready, mailbox_bytes};
pub(crate) use stock::Stock;

#[cfg(test)]
mod tests;
