//! The network's operations on burn and burn-wgpu.
