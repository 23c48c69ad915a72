//! The network's operations on a GPU, on burn's wgpu runtime: Vulkan, Metal or DirectX 12 natively, WebGPU in a browser.
//!
//! [`GpuOps`] implements [`foreword_model::Ops`]. burn opens the device, keeps the memory
//! and hands on launches; the kernels are our own WGSL (`src/shaders`), since burn's would need the weights as f32 and
//! several launches per operation:
//!
//! - Weights stay in 4-bit and 8-bit blocks in GPU memory, rows side by side in groups of 32 ([`Matrix`]).
//! - For few rows (drafting, the last tokens of a text) a layer is three launches, four with its bridge: sums that would
//!   need all workgroups to wait for each other are left open and added up by whoever reads them next ([`Buffer`]).
//! - For many rows a layer is five launches.
//! - A step reads back once: the likeliest tokens and their log-probabilities. Between two steps nothing leaves the device.
//!
//! [`Counters`] say how many launches, read-backs and bytes of weights that takes. The decision behind it:
//! `docs/decisions/2026-11-24-gpu-kernels.md`.

mod attention;
mod buffer;
mod cache;
mod counters;
mod device;
mod drafts;
mod kernels;
mod launch;
mod matrix;
mod ops;
mod products;
mod rank;
mod shader;
mod variant;
mod vocab;

pub use attention::Attention;
pub use buffer::Buffer;
pub use cache::Cache;
pub use counters::Counters;
pub use matrix::{Matrix, Vector};
pub use ops::{GpuOps, OpenDevice};
pub use variant::Variant;
pub use vocab::Vocab;
