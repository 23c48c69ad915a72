//! The network's operations on a GPU, through burn and wgpu: Vulkan, Metal or DirectX 12 natively, WebGPU in a browser.
//!
//! [`GpuOps`] implements [`foreword_model::Ops`] with burn's own kernels. That shows that the one forward definition
//! fits a GPU, and gives the right numbers; it isn't fast yet, for these reasons:
//!
//! - Weights are dequantised to f32 at load: 32 bits per weight in GPU memory where the file has 5.
//! - Every operation is several dispatches (a norm alone is five), and none is fused with its neighbour.
//! - [`rank`](foreword_model::Ops::rank) and [`score`](foreword_model::Ops::score) read the scores of the whole
//!   vocabulary back and choose on the CPU.
//!
//! Nothing else is read back: between two calls of those, activations, keys and values stay on the device.

mod attention;
mod device;
mod ops;
mod rank;
mod tensors;

pub use attention::{Attention, Cache};
pub use ops::GpuOps;
pub use tensors::{Buffer, Matrix, Vector};
