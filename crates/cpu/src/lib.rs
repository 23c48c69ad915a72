//! The network's operations as SIMD kernels on the CPU.
//!
//! Weights stay quantised in memory (repacked, see [`PackedMatrix`]); activations are rounded to whole numbers per
//! block of 32 before they meet them. [`CpuOps`] implements [`foreword_model::Ops`].

mod activations;
mod aligned;
mod attention;
mod buffer;
mod cache;
mod halves;
mod isa;
mod math;
mod matmul;
mod ops;
mod pack;
mod rank;
mod remote;
mod shortlist;
mod simd;
mod team;
mod vocab;

pub use attention::Attention;
pub use buffer::Buffer;
pub use cache::KvCache;
pub use isa::Isa;
pub use ops::CpuOps;
pub use pack::PackedMatrix;
pub use remote::{Helper, MOST_HELPERS, Mailbox, Silent, are_ready, mailbox_bytes};
pub use vocab::Vocab;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
