//! What this build runs the network on: one executor per flavour, so that nobody downloads code that isn't run.

use crate::error::Thrown;

#[cfg(not(feature = "webgpu"))]
mod chosen {
    pub(crate) use foreword_cpu::CpuOps as Executor;

    use super::{Counters, Thrown};

    /// Workers have one thread each; see `threads` for more of them.
    #[allow(clippy::unused_async, reason = "as the GPU's")]
    pub(crate) async fn open(_: Option<bool>) -> Result<Executor, Thrown> {
        Ok(Executor::new(1))
    }

    /// Room made at once at most.
    const MOST_ROOM: usize = 1 << 28;

    /// Grows this memory in one step, by as much as will be needed: to grow it matrix by matrix takes longer than to lay them
    /// out. Does nothing where there is as much in one piece.
    pub(crate) fn make_room(bytes: usize) {
        let mut room = Vec::<u8>::new();
        // Where there is no such room, whoever needs it says so.
        let _ = room.try_reserve_exact(bytes.min(MOST_ROOM));
        // Memory that nobody looks at would not be asked for.
        std::hint::black_box(&mut room);
    }

    pub(crate) fn device(ops: &Executor) -> String {
        format!("{:?}", ops.isa())
    }

    pub(crate) fn counters(_: &Executor) -> Option<Counters> {
        None
    }
}

#[cfg(feature = "webgpu")]
mod chosen {
    pub(crate) use foreword_gpu::GpuOps as Executor;
    use foreword_gpu::Variant;

    use super::{Counters, Thrown};

    pub(crate) async fn open(is_narrow: Option<bool>) -> Result<Executor, Thrown> {
        // Whatever is wrong, this browser cannot run the network on its GPU now.
        let ops = Executor::new().await.map_err(|error| Thrown::unsupported(error.to_string()))?;
        let suits = ops.variant();
        Ok(ops.with_variant(Variant { is_narrow: is_narrow.unwrap_or(suits.is_narrow), ..suits }))
    }

    /// Weights are kept by the graphics card.
    pub(crate) fn make_room(_: usize) {}

    pub(crate) fn device(ops: &Executor) -> String {
        ops.adapter().to_owned()
    }

    pub(crate) fn counters(ops: &Executor) -> Option<Counters> {
        let counted = ops.counters();
        ops.reset_counters();
        Some(Counters {
            dispatches: counted.dispatches,
            submissions: counted.submissions,
            read_backs: counted.read_backs,
            read_back_bytes: counted.read_back_bytes,
            weight_bytes: counted.weight_bytes,
            pipelines: counted.pipelines,
            host_ms: counted.host_nanos as f64 / 1e6,
        })
    }
}

pub(crate) use chosen::{Executor, counters, device, make_room, open};

/// What a device was asked to do.
#[derive(Debug, Clone, Copy, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Counters {
    dispatches: u64,
    submissions: u64,
    read_backs: u64,
    read_back_bytes: u64,
    weight_bytes: u64,
    pipelines: u64,
    host_ms: f64,
}
