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

use std::sync::LazyLock;

use foreword_gpu::{GpuOps, OpenDevice, Variant};

/// The adapter, opened once for all tests: its kernels are compiled once then.
static DEVICE: LazyLock<OpenDevice> = LazyLock::new(|| match pollster::block_on(OpenDevice::new()) {
    Ok(device) => device,
    Err(error) => panic!(
        "{error}\nThese tests need a Vulkan, Metal or DirectX 12 driver; one that runs on the CPU does \
         (Debian and Ubuntu: `apt-get install mesa-vulkan-drivers`; `cargo xtask test gpu` installs it)"
    ),
});

/// An executor on the adapter, with the kernels that suit it.
///
/// # Panics
/// If there is no adapter.
fn open_gpu() -> GpuOps {
    GpuOps::on(&DEVICE)
}

/// One for every variant of the kernels that the adapter can run.
fn open_variants() -> Vec<GpuOps> {
    open_gpu().variant().all().into_iter().map(|variant| open_gpu().with_variant(variant)).collect()
}

/// The variants with all that the adapter has: for GPUs, for narrow devices, and the plainest.
fn open_extremes() -> [GpuOps; 3] {
    let Variant { uses_subgroups, uses_f16, .. } = open_gpu().variant();
    let plain = Variant { is_narrow: false, uses_subgroups: false, uses_f16: false };
    let variants =
        [plain, Variant { is_narrow: true, uses_f16, ..plain }, Variant { uses_subgroups, uses_f16, ..plain }];
    variants.map(|variant| open_gpu().with_variant(variant))
}
