//! From an adapter to a device that burn's runtime can use.

use burn_dispatch::DispatchDevice;
use burn_tensor::Device;
use burn_tensor::wgpu::{MemoryConfiguration, WgpuSetup, wgpu};
use cubecl::client::Client;
use foreword_model::OpsError;

use crate::variant::Variant;

/// An opened device.
#[derive(Clone)]
pub(crate) struct Opened {
    /// burn's runtime on it: memory, kernels, launches.
    pub(crate) client: Client,
    /// The device itself, to be able to give it up.
    pub(crate) device: wgpu::Device,
    /// Which adapter it is, in words.
    pub(crate) name: String,
    /// Most bytes that a shader can see of one buffer.
    pub(crate) max_binding_bytes: u64,
    /// The kernels that suit it.
    pub(crate) variant: Variant,
}

/// Launches that are submitted together. A step of the drafting decoder fits; reading a text is cut into pieces, so that the
/// device starts on the first before the last is recorded.
pub(crate) const LAUNCHES_TOGETHER: usize = 64;

/// What the kernels need of a device, which is what WebGPU promises of every adapter: what, how much there is, how much it
/// must be.
fn needs(limits: &wgpu::Limits) -> [(&'static str, u32, u32); 4] {
    [
        ("storage buffers per stage", limits.max_storage_buffers_per_shader_stage, 8),
        ("bytes of workgroup memory", limits.max_compute_workgroup_storage_size, 16_384),
        ("threads per workgroup", limits.max_compute_invocations_per_workgroup, 256),
        ("workgroups per dimension", limits.max_compute_workgroups_per_dimension, 65_535),
    ]
}

/// Opens the adapter that the system prefers for heavy work.
///
/// The handles are made here and given to burn, not made by burn, because burn opens each adapter once per process,
/// for ever: this way every call gives a device of its own, and a lost one can be replaced.
///
/// # Errors
/// There is no adapter, it gives no device, or one that allows less than the kernels need.
pub(crate) async fn open() -> Result<Opened, OpsError> {
    #[cfg(target_family = "wasm")]
    call_constructors();
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        // Vulkan, Metal, DirectX 12 or the browser's WebGPU. OpenGL isn't among them: its compute shaders lack too much.
        backends: wgpu::Backends::PRIMARY,
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let options = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..wgpu::RequestAdapterOptions::default()
    };
    let adapter = instance
        .request_adapter(&options)
        .await
        .map_err(|error| OpsError::Device(format!("no adapter for Vulkan, Metal, DirectX 12 or WebGPU: {error}")))?;
    let info = adapter.get_info();
    let limits = adapter.limits();
    // A browser keeps the name to itself unless its developer features are on.
    let name = if info.name.is_empty() { "unnamed" } else { &info.name };
    let name = format!("{name} ({})", info.backend);
    check_limits(&limits).map_err(|reason| OpsError::Device(format!("adapter {name} {reason}")))?;
    // burn chooses kernels by what the adapter can do, so the device must be allowed all of it; but for what wgpu calls
    // experimental, which its WGSL kernels don't use, and for mapping of buffers that aren't for transfer.
    let left_out = wgpu::Features::all_experimental_mask() | wgpu::Features::MAPPABLE_PRIMARY_BUFFERS;
    let descriptor = wgpu::DeviceDescriptor {
        required_features: adapter.features().difference(left_out),
        required_limits: limits.clone(),
        memory_hints: wgpu::MemoryHints::MemoryUsage,
        ..wgpu::DeviceDescriptor::default()
    };
    let (request, has_subgroups) = with_subgroups(|| adapter.request_device(&descriptor));
    let (device, queue) =
        request.await.map_err(|error| OpsError::Device(format!("adapter {name} gives no device: {error}")))?;
    let setup = WgpuSetup { instance, adapter, device: device.clone(), queue, backend: info.backend };
    let burn_device = Device::wgpu_options()
        .setup(setup)
        .tasks_max(LAUNCHES_TOGETHER)
        // A buffer of its own for everything: one that a kernel reads and one that it writes must not be the same wgpu
        // buffer, and reading as read-only is what lets a driver cache.
        .memory_config(MemoryConfiguration::ExclusivePages)
        .init()
        .map_err(|error| OpsError::Device(format!("adapter {name} cannot be used: {error}")))?;
    let max_binding_bytes = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
    let variant = Variant::of(&info, device.features(), has_subgroups);
    Ok(Opened { client: client(&burn_device), device, name, max_binding_bytes, variant })
}

/// Has `request` ask for a device with `subgroups`, where the adapter has them; whether it will have them.
///
/// Natively wgpu asks itself; its browser half doesn't know the feature's name yet.
#[cfg(not(target_family = "wasm"))]
fn with_subgroups<T>(request: impl FnOnce() -> T) -> (T, bool) {
    (request(), false)
}

#[cfg(target_family = "wasm")]
fn with_subgroups<T>(request: impl FnOnce() -> T) -> (T, bool) {
    subgroups::begin();
    let requested = request();
    (requested, subgroups::end())
}

#[cfg(target_family = "wasm")]
mod subgroups {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen(module = "/src/subgroups.js")]
    extern "C" {
        /// From now on devices are asked for with `subgroups` where the adapter has them.
        pub(super) fn begin();
        /// As it was before; whether a device was asked for with `subgroups`.
        pub(super) fn end() -> bool;
    }
}

/// Runs what burn's crates register before `main`, which a WebAssembly module has none of.
///
/// Were this not called by name, the linker would have every exported function call all of them first, on every call:
/// 1.5 ms for each launch.
#[cfg(target_family = "wasm")]
fn call_constructors() {
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    static ONCE: std::sync::Once = std::sync::Once::new();
    // SAFETY: the linker defines the function, without arguments or result; it is called once, before anything that
    // depends on it.
    ONCE.call_once(|| unsafe { __wasm_call_ctors() });
}

fn client(device: &Device) -> Client {
    let DispatchDevice::Cube(device) = device.as_dispatch();
    device.client()
}

/// Says what of [`needs`] is missing.
fn check_limits(limits: &wgpu::Limits) -> Result<(), String> {
    match needs(limits).into_iter().find(|(_, found, need)| found < need) {
        Some((what, found, need)) => Err(format!("allows {found} {what}, the kernels need {need}")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_webgpu_adapter_is_enough_and_a_lesser_one_is_refused_with_numbers() {
        let mut limits = wgpu::Limits::default();
        assert_eq!(check_limits(&limits), Ok(()));
        limits.max_storage_buffers_per_shader_stage = 4;
        let reason = check_limits(&limits).unwrap_err();
        assert_eq!(reason, "allows 4 storage buffers per stage, the kernels need 8");
    }
}
