//! Activations.

use std::cell::RefCell;

use cubecl::server::Handle;

use crate::kernels::SETTLE;
use crate::launch::{Gpu, Launch};
use crate::matrix::LANES;
use crate::shader::Kernel;

/// Activations, `[rows, width]`, f32. Rows are padded to a multiple of 32 columns.
///
/// A buffer may be a sum that nobody has added up: what it holds plus summands that the merged kernels left beside it. The
/// kernels that read few rows add up as they read; for the others [`settle`](Buffer::settle) does it first. Hence the cell:
/// reading may settle.
#[derive(Debug, Default)]
pub struct Buffer {
    pub(crate) inner: RefCell<Inner>,
}

/// Memory for some values; kept when fewer are needed.
#[derive(Debug, Clone)]
struct Room {
    handle: Handle,
    values: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Inner {
    pub(crate) rows: usize,
    pub(crate) width: usize,
    values: Option<Room>,
    /// Where a kernel puts the settled rows while others still read the unsettled ones; the two change places.
    other: Option<Room>,
    /// Summands left by attention and by the feed-forward half.
    summands: [Summands; 2],
}

#[derive(Debug, Default)]
struct Summands {
    room: Option<Room>,
    /// How many rows of the buffer's size are in there.
    count: usize,
}

/// Columns with their padding.
pub(crate) fn stride(width: usize) -> usize {
    width.next_multiple_of(LANES)
}

fn room<'a>(room: &'a mut Option<Room>, gpu: &Gpu, values: usize) -> &'a Handle {
    // Memory much too large for what it holds is given back.
    let kept = room.take().filter(|room| room.values >= values && room.values / 64 <= values);
    let values = values.max(LANES);
    &room.insert(kept.unwrap_or_else(|| Room { handle: gpu.empty(4 * values), values })).handle
}

impl Inner {
    /// Makes this `[rows, width]`, contents unspecified.
    pub(crate) fn resize(&mut self, gpu: &Gpu, rows: usize, width: usize) -> &Handle {
        (self.rows, self.width) = (rows, width);
        self.summands.iter_mut().for_each(|summands| summands.count = 0);
        room(&mut self.values, gpu, rows * stride(width))
    }

    /// What is held, without summands.
    pub(crate) fn values(&mut self, gpu: &Gpu) -> &Handle {
        let values = self.rows * stride(self.width);
        room(&mut self.values, gpu, values)
    }

    /// How many summands there are of each kind.
    pub(crate) fn counts(&self) -> [usize; 2] {
        [self.summands[0].count, self.summands[1].count]
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.counts() == [0, 0]
    }

    /// Values and those summands that there are, as bindings of a kernel.
    pub(crate) fn handles(&mut self, gpu: &Gpu) -> Vec<Handle> {
        let mut handles = vec![self.values(gpu).clone()];
        let present = self.summands.iter().filter(|summands| summands.count > 0);
        handles.extend(present.filter_map(|summands| Some(summands.room.as_ref()?.handle.clone())));
        handles
    }

    /// Memory for `count` summands of a kind, which count from now on.
    pub(crate) fn summands(&mut self, gpu: &Gpu, kind: usize, count: usize) -> Handle {
        let values = count * self.rows * stride(self.width);
        let summands = &mut self.summands[kind];
        summands.count = count;
        room(&mut summands.room, gpu, values).clone()
    }

    /// Memory for the settled rows; takes the place of the others with [`settled`](Self::settled).
    pub(crate) fn other(&mut self, gpu: &Gpu) -> Handle {
        let values = self.rows * stride(self.width);
        room(&mut self.other, gpu, values).clone()
    }

    pub(crate) fn settled(&mut self) {
        std::mem::swap(&mut self.values, &mut self.other);
        self.summands.iter_mut().for_each(|summands| summands.count = 0);
    }

    /// Adds up rows from `first` on into `out`.
    pub(crate) fn add_up(&mut self, gpu: &Gpu, (first, rows): (usize, usize), out: &Handle) {
        let [a, b] = self.counts().map(|count| count as u32);
        let quads = stride(self.width) / 4;
        let mut handles = self.handles(gpu);
        handles.push(out.clone());
        gpu.launch(&Launch {
            kernel: Kernel::new(&SETTLE, [a, b]),
            groups: ((quads * rows).div_ceil(64), 1),
            buffers: &handles.iter().collect::<Vec<_>>(),
            parameters: &[quads as u32, first as u32, self.rows as u32, rows as u32],
            weight_bytes: 0,
        });
    }

    /// Adds up, if there is anything to add.
    pub(crate) fn settle(&mut self, gpu: &Gpu) {
        if !self.is_settled() {
            let out = self.other(gpu);
            self.add_up(gpu, (0, self.rows), &out);
            self.settled();
        }
    }
}

impl Buffer {
    /// Bytes of memory, summands included.
    pub(crate) fn bytes(&self) -> usize {
        let inner = self.inner.borrow();
        let summands = inner.summands.iter().map(|summands| &summands.room);
        let rooms = [&inner.values, &inner.other].into_iter().chain(summands);
        rooms.flatten().map(|room| 4 * room.values).sum()
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.inner.borrow().rows
    }

    /// Columns per row.
    pub fn width(&self) -> usize {
        self.inner.borrow().width
    }
}
