//! The boundary between the Rust core and JavaScript, and nothing else.
//!
//! One executor per build: the CPU's, or the GPU's with the feature `webgpu`. Both have the same functions.
//!
//! Every function that can fail throws an `Error` with a string `code`; see [`error`].

mod ahead;
mod engine;
mod error;
mod executor;
mod hash;
mod js_file;
mod loader;
mod memory;
mod personal;
mod profile;
mod profile_wire;
mod scheduler;
mod self_test;
#[cfg(not(feature = "webgpu"))]
mod threads;
mod unpacker;
mod wire;

pub use engine::Engine;
pub use hash::Sha256;
pub use loader::ModelLoader;
pub use self_test::{judge, self_test_contexts};
#[cfg(not(feature = "webgpu"))]
pub use threads::help;
pub use unpacker::Unpacker;
