//! Work shared among threads, where there are any.

use std::ops::Range;

/// A fixed number of threads, the caller's among them.
pub(crate) struct Team {
    #[cfg(not(target_family = "wasm"))]
    pool: Option<rayon::ThreadPool>,
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
        }
    }

    /// Members, at least 1.
    pub(crate) fn size(&self) -> usize {
        #[cfg(not(target_family = "wasm"))]
        if let Some(pool) = &self.pool {
            return pool.current_num_threads() + 1;
        }
        1
    }

    /// Splits `0..count` evenly among the members, each taking at least `grain`.
    pub(crate) fn split(&self, count: usize, grain: usize, work: impl Fn(Range<usize>) + Sync) {
        let parts = self.size().min(count / grain.max(1)).max(1);
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
