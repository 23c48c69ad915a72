//! Launches that only the drafting decoder needs.

use foreword_model::{Fork, ForkInput};

use crate::kernels::{FORK_IN, FORK_OUT};
use crate::launch::Launch;
use crate::products::{End, Many, few, matmul, matvec};
use crate::shader::Kernel;
use crate::{Buffer, GpuOps, Matrix, Vector};

impl GpuOps {
    /// `x += W · x + bias`.
    pub(crate) fn add_bridge(&self, w: &Matrix, bias: &Vector, x: &mut Buffer) {
        let x = x.inner.get_mut();
        let tile = few(&self.gpu, x.rows, w.cols);
        if tile.is_none() {
            x.settle(&self.gpu);
        }
        let out = x.other(&self.gpu);
        match tile {
            Some(tile) => matvec(&self.gpu, (x, tile), None, w, (End::Bridge(bias), &out)),
            None => matmul(&self.gpu, x, None, w, (Many::Bridge(bias), &out)),
        }
        x.settled();
    }

    /// The fork, in two launches.
    pub(crate) fn run_fork(&self, weights: &Fork<Matrix, Vector>, input: ForkInput<'_, Buffer>, out: &mut Buffer) {
        let gpu = &self.gpu;
        let inputs = [input.trunk, input.mixed, input.last, input.before].map(|buffer| {
            let mut inner = buffer.inner.borrow_mut();
            inner.settle(gpu);
            (inner.values(gpu).clone(), inner.rows as u32)
        });
        let [(trunk, trunk_rows), (mixed, mixed_rows), (last, _), (before, _)] = &inputs;
        let (lanes, d) = (input.last.rows(), weights.output.rows);
        let hidden = self.forked.borrow_mut().resize(gpu, lanes, d).clone();
        let out = out.inner.get_mut().resize(gpu, lanes, d);
        let narrow = u32::from(gpu.variant.is_narrow);
        let [a, b, c] = &weights.input;
        gpu.launch(&Launch {
            kernel: Kernel::new(&FORK_IN, [d as u32, a.constant(), b.constant(), c.constant(), narrow]),
            groups: (a.groups(), lanes),
            buffers: &[trunk, last, before, &a.blocks, &b.blocks, &c.blocks, &hidden],
            parameters: &[*trunk_rows, weights.unit.eps.to_bits()],
            weight_bytes: (a.bytes() + b.bytes() + c.bytes()) * lanes as u64,
        });
        let (output, lane) = (&weights.output, &weights.lane);
        gpu.launch(&Launch {
            kernel: Kernel::new(&FORK_OUT, [d as u32, output.constant(), lane.constant(), narrow]),
            groups: (output.groups(), lanes),
            buffers: &[trunk, mixed, last, &hidden, &output.blocks, &lane.blocks, out],
            parameters: &[*trunk_rows, *mixed_rows],
            weight_bytes: (output.bytes() + lane.bytes()) * lanes as u64,
        });
    }
}
