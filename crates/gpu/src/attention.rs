//! Rotary positions, and attention over keys and values.

use cubecl::server::Handle;
use foreword_model::{AttentionShape, DraftSlots, SeenContext};

use crate::buffer::{Inner, stride};
use crate::cache::Cache;
use crate::kernels::{ATTEND, LOOK, STORE};
use crate::launch::{Gpu, Launch};
use crate::matrix::{LANES, Matrix};
use crate::shader::Kernel;

/// Rotary tables and head layout.
#[derive(Debug)]
pub struct Attention {
    pub(crate) shape: AttentionShape,
    /// `[positions, head_dim / 2]`: cosine and sine.
    turn: Handle,
}

/// What a row sees besides what is new.
pub(crate) enum Seen<'a> {
    /// Positions of a text before its rows.
    Text { cache: &'a Cache, start: usize },
    /// The context, and earlier steps of the draft.
    Drafts { context: &'a Cache, len: usize, own: &'a Cache, step: usize },
}

impl<'a> Seen<'a> {
    pub(crate) fn of_drafts(context: &SeenContext<'a, Cache>, drafts: &'a DraftSlots<'_, Cache>) -> Self {
        Self::Drafts { context: context.cache, len: context.len, own: drafts.cache, step: drafts.step }
    }
}

/// Where in a buffer the summands of attention stand.
const ATTENDED: usize = 0;

impl Attention {
    pub(crate) fn new(gpu: &Gpu, shape: AttentionShape) -> Self {
        let (half, theta) = (shape.head_dim / 2, f64::from(shape.rope_theta));
        let mut turn = Vec::with_capacity(2 * half * shape.positions.max(1));
        for position in 0..shape.positions.max(1) {
            for pair in 0..half {
                let angle = position as f64 * theta.powf(-(pair as f64) / half as f64);
                turn.extend([angle.cos() as f32, angle.sin() as f32]);
            }
        }
        Self { shape, turn: gpu.upload(bytemuck::cast_slice(&turn).to_vec()) }
    }

    /// Whether [`add`](Self::add) can take this output matrix.
    pub(crate) fn fits(&self, w: &Matrix) -> bool {
        w.cols == self.shape.n_heads * self.shape.head_dim && w.rows.is_multiple_of(LANES)
    }

    /// What every row's heads give, `[rows, heads × head_dim]`, to `out`.
    pub(crate) fn store(&self, gpu: &Gpu, qkv: &mut Inner, seen: &Seen<'_>, out: &mut Inner) {
        let width = self.shape.n_heads * self.shape.head_dim;
        let out = out.resize(gpu, qkv.rows, width).clone();
        if gpu.variant.is_narrow {
            self.launch_in_steps(gpu, qkv, seen, (&out, width));
        } else {
            self.launch(gpu, qkv, seen, None, (&out, width));
        }
    }

    /// `x += W · attention`, left as a summand per head.
    pub(crate) fn add(&self, gpu: &Gpu, qkv: &mut Inner, seen: &Seen<'_>, w: &Matrix, x: &mut Inner) {
        let out = x.summands(gpu, ATTENDED, self.shape.n_heads);
        self.launch(gpu, qkv, seen, Some(w), (&out, w.rows));
    }

    fn launch(&self, gpu: &Gpu, qkv: &mut Inner, seen: &Seen<'_>, w: Option<&Matrix>, (out, width): (&Handle, usize)) {
        let AttentionShape { n_heads, n_kv_heads, head_dim, .. } = self.shape;
        let (rows, qkv_width) = (qkv.rows, qkv.width);
        let mut buffers = vec![qkv.values(gpu), &self.turn];
        let (is_drafts, len, step, capacities) = match seen {
            Seen::Text { cache, start } => {
                buffers.push(&cache.values);
                (false, *start, 0, [cache.capacity, 0])
            }
            Seen::Drafts { context, len, own, step } => {
                buffers.extend([&context.values, &own.values]);
                (true, *len, *step, [context.capacity, own.capacity])
            }
        };
        buffers.extend(w.map(|w| &w.blocks));
        buffers.push(out);
        let (kind, d) = w.map_or((0, 0), |w| (w.constant(), w.rows as u32));
        let [head_dim, heads, kv] = [head_dim, n_heads, n_kv_heads].map(|n| n as u32);
        let [subgroups, f16] = [gpu.variant.uses_subgroups, gpu.variant.uses_f16].map(u32::from);
        let [rows, len, step] = [rows, len, step].map(|n| n as u32);
        let [context, own] = capacities.map(|n| n as u32);
        let widths = [stride(qkv_width), stride(width)].map(|n| n as u32);
        gpu.launch(&Launch {
            kernel: Kernel::new(&ATTEND, [head_dim, heads, kv, is_drafts.into(), kind, d, subgroups, f16]),
            groups: (n_heads, rows as usize),
            buffers: &buffers,
            parameters: &[rows, len, step, context, own, widths[0], widths[1], 0],
            weight_bytes: w.map_or(0, |w| w.bytes() * u64::from(rows)),
        });
    }

    /// What [`launch`](Self::launch) does, in two launches: first everything is stored, then looked at.
    fn launch_in_steps(&self, gpu: &Gpu, qkv: &mut Inner, seen: &Seen<'_>, (out, width): (&Handle, usize)) {
        let AttentionShape { n_heads, n_kv_heads, head_dim, .. } = self.shape;
        let (rows, qkv_quads) = (qkv.rows, stride(qkv.width) / 4);
        let qkv = qkv.values(gpu);
        let (cache, first, is_drafts, step) = match seen {
            Seen::Text { cache, start } => (cache, *start, false, 0),
            Seen::Drafts { len, own, step, .. } => (own, len + step, true, *step),
        };
        let [hd, heads, kv] = [head_dim, n_heads, n_kv_heads].map(|n| n as u32);
        let [drafts, f16] = [is_drafts, gpu.variant.uses_f16].map(u32::from);
        let threads = (n_heads + 2 * n_kv_heads) * head_dim / 8;
        let [at, capacity, quads, steps] = [first, cache.capacity, qkv_quads, step].map(|n| n as u32);
        gpu.launch(&Launch {
            kernel: Kernel::new(&STORE, [hd, heads, kv, f16]),
            groups: (threads.div_ceil(LANES), rows),
            buffers: &[qkv, &self.turn, &cache.values],
            parameters: &[rows as u32, at, capacity, quads, drafts, steps, 0, 0],
            weight_bytes: 0,
        });
        let mut buffers = vec![qkv];
        let (len, capacities) = match seen {
            Seen::Text { cache, start } => {
                buffers.push(&cache.values);
                (*start, [cache.capacity, 0])
            }
            Seen::Drafts { context, len, own, .. } => {
                buffers.extend([&context.values, &own.values]);
                (*len, [context.capacity, own.capacity])
            }
        };
        buffers.push(out);
        let [context, own] = capacities.map(|n| n as u32);
        let [len, out_quads] = [len, stride(width) / 4].map(|n| n as u32);
        gpu.launch(&Launch {
            kernel: Kernel::new(&LOOK, [hd / 4, heads, kv, drafts, f16]),
            groups: ((rows * n_heads).div_ceil(LANES), 1),
            buffers: &buffers,
            parameters: &[rows as u32, len, steps, context, own, quads, out_quads, 0],
            weight_bytes: 0,
        });
    }
}
