//! Launching kernels and moving bytes, through burn's runtime.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::future::{Future, poll_fn};
use std::pin::pin;

use burn_tensor::wgpu::wgpu;
use cubecl::bytes::Bytes;
use cubecl::client::Client;
use cubecl::prelude::CubeCount;
use cubecl::server::{Handle, KernelArguments, MetadataBindingInfo};
use foreword_model::OpsError;
use web_time::Instant;

use crate::Counters;
use crate::device::{LAUNCHES_TOGETHER, Opened};
use crate::shader::{Kernel, Key};
use crate::variant::Variant;

/// A device and what is counted on it.
pub(crate) struct Gpu {
    client: Client,
    device: wgpu::Device,
    pub(crate) name: String,
    pub(crate) max_binding_bytes: u64,
    pub(crate) variant: Variant,
    counters: Cell<Counters>,
    launched: RefCell<HashSet<Key>>,
    /// Launches and uploads that burn has not handed on yet.
    waiting: Cell<usize>,
}

/// One launch.
pub(crate) struct Launch<'a> {
    pub(crate) kernel: Kernel,
    pub(crate) groups: (usize, usize),
    /// In the order of the template's bindings.
    pub(crate) buffers: &'a [&'a Handle],
    /// The template's `p`, which comes last.
    pub(crate) parameters: &'a [u32],
    pub(crate) weight_bytes: u64,
}

impl Gpu {
    pub(crate) fn new(opened: Opened) -> Self {
        let Opened { client, device, name, max_binding_bytes, variant } = opened;
        let (counters, launched, waiting) = Default::default();
        Self { client, device, name, max_binding_bytes, variant, counters, launched, waiting }
    }

    pub(crate) fn give_up_device(&self) {
        self.device.destroy();
    }

    pub(crate) fn counters(&self) -> Counters {
        self.counters.get()
    }

    pub(crate) fn reset_counters(&self) {
        self.counters.set(Counters::default());
    }

    fn count(&self, add: impl FnOnce(&mut Counters)) {
        let mut counters = self.counters.get();
        add(&mut counters);
        self.counters.set(counters);
    }

    /// Follows burn's scheduler: what waits is submitted when there is enough of it, or when something is read.
    fn enqueue(&self) {
        self.waiting.set(self.waiting.get() + 1);
        if self.waiting.get() >= LAUNCHES_TOGETHER {
            self.submit();
        }
    }

    fn submit(&self) {
        if self.waiting.replace(0) > 0 {
            self.count(|counters| counters.submissions += 1);
        }
    }

    pub(crate) fn launch(&self, launch: &Launch<'_>) {
        let began = Instant::now();
        let (x, y) = launch.groups;
        if x == 0 || y == 0 {
            return;
        }
        let mut words: Vec<u64> = Vec::with_capacity(launch.parameters.len().div_ceil(4) * 2);
        for four in launch.parameters.chunks(4) {
            let word = |at: usize| u64::from(four.get(at).copied().unwrap_or(0));
            words.extend([word(0) | word(1) << 32, word(2) | word(3) << 32]);
        }
        let mut arguments = KernelArguments::new().with_info(MetadataBindingInfo::custom(words));
        for &buffer in launch.buffers {
            arguments = arguments.with_buffer(buffer.clone().binding());
        }
        let is_new = self.launched.borrow_mut().insert(launch.kernel.key());
        self.client.launch(Box::new(launch.kernel), CubeCount::Static(x as u32, y as u32, 1), arguments);
        self.enqueue();
        self.count(|counters| {
            counters.dispatches += 1;
            counters.weight_bytes += launch.weight_bytes;
            counters.pipelines += u64::from(is_new);
            counters.host_nanos += began.elapsed().as_nanos() as u64;
        });
    }

    /// Memory for `bytes` bytes, contents unspecified.
    pub(crate) fn empty(&self, bytes: usize) -> Handle {
        self.client.empty(bytes)
    }

    /// Memory for what stays: exactly as much as is needed, not the next size that burn's pools have.
    pub(crate) fn upload(&self, bytes: Vec<u8>) -> Handle {
        self.enqueue();
        let client = self.client.clone();
        self.client.memory_persistent_allocation(bytes, move |bytes| client.create(Bytes::from_bytes_vec(bytes)))
    }

    /// As [`upload`](Self::upload), of memory that kernels fill.
    pub(crate) fn lasting(&self, bytes: usize) -> Handle {
        let client = self.client.clone();
        self.client.memory_persistent_allocation(bytes, move |bytes| client.empty(bytes))
    }

    /// Says why a buffer of `bytes` for `what` is too large, if it is.
    pub(crate) fn check_size(&self, bytes: u64, what: impl FnOnce() -> String) -> Result<(), OpsError> {
        if bytes <= self.max_binding_bytes {
            return Ok(());
        }
        let most = self.max_binding_bytes;
        Err(OpsError::Device(format!("{} takes {bytes} bytes, a shader sees {most} at most", what())))
    }

    /// Waits for the work that leads to the first `words` words of a buffer and copies them from the device.
    pub(crate) async fn read(&self, buffer: &Handle, words: usize) -> Result<Vec<u32>, OpsError> {
        let bytes = 4 * words as u64;
        let part = buffer.clone().offset_end(buffer.size_in_used().saturating_sub(bytes));
        self.submit();
        self.count(|counters| {
            counters.submissions += 1;
            counters.read_backs += 1;
            counters.read_back_bytes += bytes;
        });
        let failed = |error: &dyn std::fmt::Display| OpsError::Device(format!("reading back: {error}"));
        let read = self.timed(self.client.read_async(vec![part])).await.map_err(|error| failed(&error))?;
        let read = read.first().ok_or_else(|| failed(&"nothing came"))?;
        Ok(read.chunks_exact(4).map(|word| u32::from_ne_bytes([word[0], word[1], word[2], word[3]])).collect())
    }

    /// Counts the time that the host works for `future`, not the time it waits.
    async fn timed<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        poll_fn(|context| {
            let began = Instant::now();
            let polled = future.as_mut().poll(context);
            self.count(|counters| counters.host_nanos += began.elapsed().as_nanos() as u64);
            polled
        })
        .await
    }

    /// As [`read`](Self::read), of numbers.
    pub(crate) async fn read_values(&self, buffer: &Handle, values: usize) -> Result<Vec<f32>, OpsError> {
        Ok(self.read(buffer, values).await?.into_iter().map(f32::from_bits).collect())
    }
}
