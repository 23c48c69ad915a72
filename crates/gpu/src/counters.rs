//! What the device was asked to do.

/// Sums since the executor was opened, or since [`GpuOps::reset_counters`](crate::GpuOps::reset_counters).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Kernels launched.
    pub dispatches: u64,
    /// Command buffers handed to the device. A read-back is one of its own, after those that compute what it reads.
    pub submissions: u64,
    /// Times that something was read back.
    pub read_backs: u64,
    /// Bytes read back.
    pub read_back_bytes: u64,
    /// Bytes of weights that kernels were given to read, once for every tile of rows.
    pub weight_bytes: u64,
    /// Kernels launched for the first time, which is when the driver compiles them.
    pub pipelines: u64,
    /// Nanoseconds that the caller's thread spent recording launches and asking for what is read back, without waiting.
    /// Natively burn's own thread, which encodes them, works beside it; in a browser there is only one.
    pub host_nanos: u64,
}
