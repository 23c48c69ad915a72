//! From an adapter to a device that burn can use.

use burn_tensor::Device;
use burn_tensor::wgpu::{WgpuSetup, wgpu};
use foreword_model::OpsError;

/// An opened device.
pub(crate) struct Opened {
    /// Where burn puts its tensors.
    pub(crate) device: Device,
    /// Which adapter it is, in words.
    pub(crate) name: String,
    /// Most bytes that a shader can see of one buffer.
    pub(crate) max_binding_bytes: u64,
}

/// Opens the adapter that the system prefers for heavy work.
///
/// The handles are made here and given to burn, not made by burn, because burn opens each adapter once per process,
/// for ever: this way every call gives a device of its own, and a lost one can be replaced.
pub(crate) async fn open() -> Result<Opened, OpsError> {
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
    // burn chooses kernels by what the adapter can do, so the device must be allowed all of it; but for what wgpu calls
    // experimental, which its WGSL kernels don't use, and for mapping of buffers that aren't for transfer.
    let left_out = wgpu::Features::all_experimental_mask() | wgpu::Features::MAPPABLE_PRIMARY_BUFFERS;
    let descriptor = wgpu::DeviceDescriptor {
        required_features: adapter.features().difference(left_out),
        required_limits: limits.clone(),
        memory_hints: wgpu::MemoryHints::MemoryUsage,
        ..wgpu::DeviceDescriptor::default()
    };
    // A browser keeps the name to itself unless its developer features are on.
    let name = if info.name.is_empty() { "unnamed" } else { &info.name };
    let name = format!("{name} ({})", info.backend);
    let (device, queue) = adapter
        .request_device(&descriptor)
        .await
        .map_err(|error| OpsError::Device(format!("adapter {name} gives no device: {error}")))?;
    let setup = WgpuSetup { instance, adapter, device, queue, backend: info.backend };
    let device = Device::wgpu_options()
        .setup(setup)
        .init()
        .map_err(|error| OpsError::Device(format!("adapter {name} cannot be used: {error}")))?;
    let max_binding_bytes = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
    Ok(Opened { device, name, max_binding_bytes })
}
