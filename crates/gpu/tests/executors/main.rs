//! The executor on the GPU against the one on the CPU. One program, since linking burn takes longer than running it.

#![cfg(not(target_family = "wasm"))]

// Always so; but the lints know by it that functions in there are for tests.
#[cfg(test)]
mod compare;
#[cfg(test)]
mod drafting;
#[cfg(test)]
mod layer;
#[cfg(test)]
mod model;
#[cfg(test)]
mod operations;

use foreword_gpu::GpuOps;

/// Opens the adapter, or says what to do about there being none.
///
/// # Panics
/// If there is none.
fn open_gpu() -> GpuOps {
    match pollster::block_on(GpuOps::new()) {
        Ok(gpu) => gpu,
        Err(error) => panic!(
            "{error}\nThese tests need a Vulkan, Metal or DirectX 12 driver; one that runs on the CPU does \
             (Debian and Ubuntu: `apt-get install mesa-vulkan-drivers`; `cargo xtask test gpu` installs it)"
        ),
    }
}
