//! Work shared among threads, where there are any.

use std::cell::RefCell;
use std::ops::Range;

use crate::activations::Activations;
use crate::matmul::multiply;
#[cfg(not(target_family = "wasm"))]
use crate::matmul::{Matmul, MatmulGroups, units};
use crate::remote::{Leader, Outcome, Silent, Stock};
use crate::{Buffer, Isa, PackedMatrix};

/// Groups of rows below which another thread costs more than it brings.
#[cfg(not(target_family = "wasm"))]
const GRAIN: usize = 4;

/// The caller's thread, and others: natively a fixed number that share its memory, or helpers that don't.
pub(crate) struct Team {
    #[cfg(not(target_family = "wasm"))]
    pool: Option<rayon::ThreadPool>,
    leader: RefCell<Option<Leader>>,
}

impl Team {
    /// A team of `threads`, or of one where no more can be had.
    pub(crate) fn new(threads: usize) -> Self {
        #[cfg(target_family = "wasm")]
        let _ = threads;
        Self {
            #[cfg(not(target_family = "wasm"))]
            pool: (threads > 1)
                .then(|| rayon::ThreadPoolBuilder::new().num_threads(threads - 1).build().ok())
                .flatten(),
            leader: RefCell::default(),
        }
    }

    /// Members, at least 1.
    pub(crate) fn size(&self) -> usize {
        self.leader.borrow().as_ref().map_or(self.threads(), |leader| leader.helpers() + 1)
    }

    /// Members that share this memory.
    fn threads(&self) -> usize {
        #[cfg(not(target_family = "wasm"))]
        if let Some(pool) = &self.pool {
            return pool.current_num_threads() + 1;
        }
        1
    }

    /// Helpers for [`multiply`](Self::multiply), in place of those before.
    pub(crate) fn lead(&self, leader: Option<Leader>) {
        self.leader.replace(leader);
    }

    /// As [`Leader::give`]. Helpers that don't answer are given up.
    pub(crate) fn give(&self, stock: &Stock, bytes: usize) -> Result<bool, Silent> {
        let result = self.leader.borrow().as_ref().map_or(Ok(false), |leader| leader.give(stock, bytes));
        if result.is_err() {
            self.lead(None);
        }
        result
    }

    /// `out = weights · act` (or `+=`).
    pub(crate) fn multiply(
        &self,
        isa: Isa,
        (weights, act): (&PackedMatrix, &Activations),
        out: &mut Buffer,
        add: bool,
    ) {
        let run = |out: &mut Buffer, groups| multiply(isa, weights, act, out, add, groups);
        let outcome = match &*self.leader.borrow() {
            Some(leader) => leader.multiply((weights, act), out, add, run),
            None => Outcome::Alone,
        };
        match outcome {
            Outcome::Shared => return,
            Outcome::Broken => return self.lead(None),
            Outcome::Alone => {}
        }
        #[cfg(not(target_family = "wasm"))]
        if self.pool.is_some() {
            let stride = out.stride();
            let out = out.padded_mut().as_mut_ptr();
            let matmul = &Matmul { weights, act, out, stride, add, units: units(weights.kind) };
            self.split(weights.groups(), GRAIN, |groups| {
                // SAFETY: `out` has whole vectors for every group (rows are padded to 16 columns) and each group goes to
                // one thread.
                unsafe { isa.run(MatmulGroups { matmul, groups }) }
            });
            return;
        }
        run(out, 0..weights.groups());
    }

    /// Splits `0..count` evenly among the members that share this memory, each taking at least `grain`.
    pub(crate) fn split(&self, count: usize, grain: usize, work: impl Fn(Range<usize>) + Sync) {
        let parts = self.threads().min(count / grain.max(1)).max(1);
        let part = |n: usize| count * n / parts..count * (n + 1) / parts;
        #[cfg(not(target_family = "wasm"))]
        if let (Some(pool), 2..) = (&self.pool, parts) {
            let work = &work;
            pool.in_place_scope(|scope| {
                for n in 1..parts {
                    scope.spawn(move |_| work(part(n)));
                }
                work(part(0));
            });
            return;
        }
        for n in 0..parts {
            work(part(n));
        }
    }
}
