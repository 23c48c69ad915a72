//! Products with a matrix: which kernel for how many rows.

use cubecl::server::Handle;
use foreword_model::Norm;

use crate::buffer::{Inner, stride};
use crate::kernels::{FEED, MATMUL, MATVEC};
use crate::launch::{Gpu, Launch};
use crate::matrix::{LANES, Matrix, Vector};
use crate::shader::Kernel;

/// Rows up to which a product is bound by reading the weights: kernels for few rows share x among the threads of a
/// workgroup, and take any sum that is still open.
pub(crate) const FEW: usize = 8;

/// Bytes that all threads of a workgroup may share, in every WebGPU.
const SHARED: usize = 16_384;

/// What becomes of a product.
#[derive(Clone, Copy)]
pub(crate) enum End<'a> {
    /// `out = W · x`.
    Store,
    /// `out += W · x`.
    Add,
    /// `out = x + W · x + bias`.
    Bridge(&'a Vector),
}

/// Rows of x that a workgroup takes at once, where each takes `fixed` bytes on top of its columns; `None` if not even one
/// fits.
fn tile(rows: usize, cols: usize, fixed: usize) -> Option<usize> {
    (1..=rows.min(4)).rev().find(|tile| tile * (4 * cols + fixed) <= SHARED)
}

/// [`tile`] of a product, if there are few rows and the device is for sharing.
pub(crate) fn few(gpu: &Gpu, rows: usize, cols: usize) -> Option<usize> {
    if gpu.variant.is_narrow { None } else { shared_tile(rows, cols) }
}

fn shared_tile(rows: usize, cols: usize) -> Option<usize> {
    (rows <= FEW).then(|| tile(rows, cols, 4 * 8 * (LANES + 1))).flatten()
}

/// `out = W · x` for few rows, x possibly normed; afterwards x is settled.
pub(crate) fn matvec(
    gpu: &Gpu,
    (x, tile): (&mut Inner, usize),
    norm: Option<&Norm<Vector>>,
    w: &Matrix,
    (end, out): (End<'_>, &Handle),
) {
    let [a, b] = x.counts();
    // The bridge itself writes the settled rows.
    let settles = !x.is_settled() && !matches!(end, End::Bridge(_));
    let mut buffers = x.handles(gpu);
    buffers.push(w.blocks.clone());
    buffers.extend(norm.map(|norm| norm.weight.values.clone()));
    if let End::Bridge(bias) = end {
        buffers.push(bias.values.clone());
    }
    buffers.push(out.clone());
    if settles {
        buffers.push(x.other(gpu));
    }
    let (is_add, is_bridge) = (matches!(end, End::Add), matches!(end, End::Bridge(_)));
    let [cols, tiles] = [w.cols as u32, tile as u32];
    let flags = [settles, is_add, is_bridge].map(u32::from);
    let constants =
        [cols, tiles, w.constant(), norm.is_some().into(), a as u32, b as u32, flags[0], flags[1], flags[2]];
    let groups = (w.groups(), x.rows.div_ceil(tile));
    let eps = norm.map_or(0.0, |norm| norm.eps).to_bits();
    gpu.launch(&Launch {
        kernel: Kernel::new(&MATVEC, constants),
        groups,
        buffers: &buffers.iter().collect::<Vec<_>>(),
        parameters: &[x.rows as u32, w.rows as u32, groups.0 as u32, stride(w.rows) as u32, eps, 0, 0, 0],
        weight_bytes: w.bytes() * groups.1 as u64,
    });
    if settles {
        x.settled();
    }
}

/// What becomes of a product of many rows.
#[derive(Clone, Copy)]
pub(crate) enum Many<'a> {
    /// `out = W · x`.
    Store,
    /// `out += W · x`.
    Add,
    /// `out = x + W · x + bias`.
    Bridge(&'a Vector),
    /// `out = silu(gate) · up`, gate being the upper half of W · x and up the lower.
    SwiGlu,
}

/// `out = W · x` for any number of rows, x possibly normed.
pub(crate) fn matmul(
    gpu: &Gpu,
    x: &mut Inner,
    norm: Option<&Norm<Vector>>,
    w: &Matrix,
    (end, out): (Many<'_>, &Handle),
) {
    x.settle(gpu);
    // Threads with two sums per row take fewer rows.
    let (is_add, is_bridge) = (matches!(end, Many::Add), matches!(end, Many::Bridge(_)));
    let is_paired = matches!(end, Many::SwiGlu);
    let tile = x.rows.next_power_of_two().min(if is_paired { 4 } else { 8 });
    let rows = if is_paired { w.rows / 2 } else { w.rows };
    let flags = [norm.is_some(), is_add, is_paired, is_bridge].map(u32::from);
    let mut buffers = vec![x.values(gpu).clone(), w.blocks.clone()];
    buffers.extend(norm.map(|norm| norm.weight.values.clone()));
    if let Many::Bridge(bias) = end {
        buffers.push(bias.values.clone());
    }
    buffers.push(out.clone());
    // Few rows have no use for several tiles per workgroup.
    let tiles = if x.rows <= 4 { 1 } else { 4 };
    let groups = (rows.div_ceil(LANES), x.rows.div_ceil(tiles * tile));
    let constants = [tile as u32, tiles as u32, w.constant(), flags[0], flags[1], flags[2], flags[3]];
    let eps = norm.map_or(0.0, |norm| norm.eps).to_bits();
    gpu.launch(&Launch {
        kernel: Kernel::new(&MATMUL, constants),
        groups,
        buffers: &buffers.iter().collect::<Vec<_>>(),
        parameters: &[x.rows as u32, rows as u32, w.cols as u32, stride(rows) as u32, eps, 0, 0, 0],
        weight_bytes: w.bytes() * groups.1 as u64,
    });
}

/// Where in a buffer the summands of the feed-forward half stand.
const FED: usize = 1;

/// How [`feed`] can take a layer's feed-forward half: rows at once and hidden units per workgroup.
pub(crate) fn feeding(rows: usize, gate_up: &Matrix, down: &Matrix) -> Option<(usize, usize)> {
    let units = if down.cols.is_multiple_of(64) { 64 } else { 32 };
    let fits = down.cols.is_multiple_of(units) && gate_up.rows == 2 * down.cols && gate_up.cols == down.rows;
    let fixed = 4 * (8 * (LANES + 1) + units);
    (rows <= FEW && fits && down.rows.is_multiple_of(LANES))
        .then(|| tile(rows, gate_up.cols, fixed))
        .flatten()
        .map(|t| (t, units))
}

/// `x += down · (silu(gate) · up)` for few rows, left as summands.
pub(crate) fn feed(
    gpu: &Gpu,
    (x, (tile, units)): (&mut Inner, (usize, usize)),
    norm: &Norm<Vector>,
    (gate_up, down): (&Matrix, &Matrix),
) {
    let [a, _] = x.counts();
    let slices = down.cols / units;
    let mut buffers = x.handles(gpu);
    buffers.extend([&norm.weight.values, &gate_up.blocks, &down.blocks].map(Handle::clone));
    buffers.push(x.summands(gpu, FED, slices));
    let [cols, t, ff, hs] = [gate_up.cols, tile, down.cols, units].map(|n| n as u32);
    let tiles = x.rows.div_ceil(tile);
    gpu.launch(&Launch {
        kernel: Kernel::new(&FEED, [cols, t, gate_up.constant(), down.constant(), ff, hs, a as u32]),
        groups: (slices, tiles),
        buffers: &buffers.iter().collect::<Vec<_>>(),
        parameters: &[x.rows as u32, norm.eps.to_bits()],
        weight_bytes: (gate_up.bytes() + down.bytes()) * tiles as u64,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_as_large_as_rows_and_memory_allow() {
        assert_eq!([1, 2, 3, 8].map(|rows| shared_tile(rows, 576)), [Some(1), Some(2), Some(3), Some(4)]);
        assert_eq!(shared_tile(8, 1536), Some(2));
        // Too many rows, and rows too long for a workgroup's memory, are for the other kernel.
        assert_eq!([shared_tile(9, 576), shared_tile(1, 1 << 14)], [None, None]);
    }
}
