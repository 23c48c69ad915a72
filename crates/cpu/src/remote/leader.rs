use std::cell::{Cell, RefCell};
use std::ops::Range;

use super::mailbox::{
    ACTIVATION_BYTES, ACTIVATIONS, Desk, End, FAILED, MOST_HELPERS, Mailbox, PARCEL_BYTES, claim, front, take, tell,
    wait,
};
use super::shares::{MOST, Order, chunk, chunks, part, shard};
use super::stock::Stock;
use crate::activations::Activations;
use crate::{Buffer, PackedMatrix};

/// Products in a row of which a helper took nothing, after which it counts as dead. Far fewer than 65,536, after which
/// the halves of jobs' numbers come again.
pub(super) const MOST_UNUSED: u32 = 900;

/// Looks at what a helper has finished, and multiply-adds that take a thread about as long.
const LOOKS_IN_TURN: u32 = 2_000;
const PRODUCTS_PER_TURN: usize = 50_000;

/// Products after which is judged whether helpers bring enough, and for how many they rest if they don't.
const TRIAL: u32 = 500;
const REST: u32 = 2 * TRIAL;

/// Helpers bring enough if they take so many of a hundred chunks of theirs, of products at whose beginning all were awake.
/// Where the other cores are busy the system runs a helper that is woken on the leader's core, in the leader's stead: what
/// it takes then is no gain.
const ENOUGH: u32 = 40;

/// Rows of activations of a small product: one per draft.
const FEW_ROWS: usize = 3;

/// When work is shared, and how long helpers have to prepare.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    /// Multiply-adds below which a product costs more in company than alone.
    pub(super) least_product: usize,
    /// The same while a helper sleeps.
    pub(super) least_to_wake: usize,
    /// How long a helper may take to keep a piece of its shard, in milliseconds: it may have to make room first.
    pub(super) keep_ms: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self { least_product: 100_000, least_to_wake: 1_000_000, keep_ms: 5_000 }
    }
}

/// A helper did not answer in time, or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silent;

/// What became of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is too small, too large, or helpers don't have the matrix: nothing was written.
    Alone,
    /// It is written.
    Shared,
    /// It is written, but a helper failed: all of them are to be given up.
    Broken,
}

/// What helpers bring at present.
#[derive(Debug, Clone, Copy, Default)]
struct Trial {
    products: u32,
    /// Chunks of helpers' shares, of products at whose beginning all were awake, and how many they took themselves.
    chunks: u32,
    taken: u32,
    /// Products that are still multiplied alone.
    rest: u32,
}

impl Trial {
    /// After another product.
    fn with(mut self, chunks: u32, taken: u32) -> Self {
        self.products += 1;
        self.chunks += chunks;
        self.taken += taken;
        if self.products < TRIAL {
            return self;
        }
        let is_enough = self.taken * 100 >= self.chunks * ENOUGH;
        Self { rest: if is_enough { 0 } else { REST }, ..Self::default() }
    }
}

/// Divides products between this thread and its helpers.
pub(crate) struct Leader {
    mailbox: Box<dyn Mailbox>,
    helpers: usize,
    /// Number of the newest job.
    job: Cell<u32>,
    /// Which matrices of the stock helpers have.
    given: RefCell<Vec<bool>>,
    /// The next piece of the matrix under way: for which helper, from which byte on.
    next: Cell<(usize, usize)>,
    /// Per helper, products in a row of which it took nothing.
    unused: [Cell<u32>; MOST_HELPERS],
    trial: Cell<Trial>,
    scratch: RefCell<Vec<f32>>,
    terms: Terms,
}

impl Leader {
    pub(crate) fn new(mailbox: Box<dyn Mailbox>, helpers: usize, terms: Terms) -> Self {
        assert!((1..=MOST_HELPERS).contains(&helpers), "{helpers} helpers, 1 to {MOST_HELPERS} are possible");
        Self {
            mailbox,
            helpers,
            job: Cell::new(0),
            given: RefCell::default(),
            next: Cell::default(),
            unused: Default::default(),
            trial: Cell::default(),
            scratch: RefCell::default(),
            terms,
        }
    }

    pub(crate) fn helpers(&self) -> usize {
        self.helpers
    }

    fn mailbox(&self) -> &dyn Mailbox {
        self.mailbox.as_ref()
    }

    /// Gives helpers about `bytes` more of their shards; `false` once they have all of them.
    pub(crate) fn give(&self, stock: &Stock, bytes: usize) -> Result<bool, Silent> {
        let mut given = self.given.borrow_mut();
        let mut left = bytes;
        while given.len() < stock.len() {
            let number = given.len();
            let whole = stock.with(number, |matrix, packed| {
                if !self.is_shareable(matrix) {
                    return Ok(Some(false));
                }
                while self.next.get().0 < self.helpers {
                    if left == 0 {
                        return Ok(None);
                    }
                    left = left.saturating_sub(self.give_piece(number, matrix, packed.as_slice())?);
                }
                Ok(Some(true))
            });
            match whole.unwrap_or(Ok(Some(false)))? {
                None => return Ok(true),
                Some(has) => given.push(has),
            }
            self.next.set((0, 0));
        }
        Ok(false)
    }

    /// Whether helpers are to have a matrix: it brings something in a product with a few rows, and each has a part.
    fn is_shareable(&self, matrix: &PackedMatrix) -> bool {
        matrix.rows * matrix.cols * FEW_ROWS >= self.terms.least_product
            && matrix.groups() > self.helpers
            && matrix.rows.max(matrix.cols) < MOST
    }

    /// Gives the next piece of a matrix's shards, and returns its length.
    fn give_piece(&self, number: usize, matrix: &PackedMatrix, packed: &[u8]) -> Result<usize, Silent> {
        let (helper, offset) = self.next.get();
        let (desk, groups) = (Desk::of(helper), self.share(matrix, helper));
        let shard = shard(matrix, &groups);
        let bytes = &packed[groups.start * matrix.group_bytes()..groups.end * matrix.group_bytes()];
        let len = (bytes.len() - offset).min(PARCEL_BYTES);
        let PackedMatrix { kind, width, rows, cols, .. } = shard;
        self.mailbox().put(desk.parcel, &bytes[offset..offset + len]);
        let job = self.begin(desk, Order::Keep { matrix: number, kind, width, rows, cols, offset, len }, 1);
        self.await_kept(desk, job)?;
        self.next.set(if offset + len < bytes.len() { (helper, offset + len) } else { (helper + 1, 0) });
        Ok(len)
    }

    /// Groups of a matrix that a helper has.
    fn share(&self, matrix: &PackedMatrix, helper: usize) -> Range<usize> {
        part(matrix.groups(), helper + 1, self.helpers + 1)
    }

    /// Sends a helper an order.
    fn begin(&self, desk: Desk, order: Order, chunks: usize) -> u32 {
        let job = self.next_job();
        self.close(desk, job);
        self.send(desk, job, order, chunks);
        job
    }

    fn next_job(&self) -> u32 {
        self.job.set(self.job.get().wrapping_add(1));
        self.job.get()
    }

    /// From now on nothing of an earlier job can be taken, so that what belongs to it may be overwritten.
    fn close(&self, desk: Desk, job: u32) {
        self.mailbox().store(desk.claim, claim(job, 0));
    }

    fn send(&self, desk: Desk, job: u32, order: Order, chunks: usize) {
        let mailbox = self.mailbox();
        mailbox.put(desk.order, bytemuck::cast_slice(&order.words()));
        mailbox.store(desk.claim, claim(job, chunks));
        tell(mailbox, desk.job, job, desk.helper_sleeps);
    }

    /// Waits until a helper has kept a piece of its shard.
    fn await_kept(&self, desk: Desk, job: u32) -> Result<(), Silent> {
        let (mailbox, wanted) = (self.mailbox(), claim(job, 1));
        let mut done = mailbox.load(desk.done);
        while done != wanted {
            if done == FAILED {
                return Err(Silent);
            }
            done = wait(mailbox, desk.done, done, desk.leader_sleeps, Some(self.terms.keep_ms)).ok_or(Silent)?;
        }
        Ok(())
    }

    /// `out = weights · act` (or `+=`); `run` multiplies some groups of it in this thread.
    pub(crate) fn multiply(
        &self,
        (weights, act): (&PackedMatrix, &Activations),
        out: &mut Buffer,
        add: bool,
        run: impl Fn(&mut Buffer, Range<usize>),
    ) -> Outcome {
        let is_asleep = |helper| self.mailbox().load(Desk::of(helper).helper_sleeps) != 0;
        let is_one_asleep = (0..self.helpers).any(is_asleep);
        let Some(number) = self.worth(weights, act, is_one_asleep) else { return Outcome::Alone };
        let trial = self.trial.get();
        if let Some(rest) = trial.rest.checked_sub(1) {
            self.trial.set(Trial { rest, ..trial });
            return Outcome::Alone;
        }
        let (mailbox, job) = (self.mailbox(), self.next_job());
        let desks = || (0..self.helpers).map(|helper| (Desk::of(helper), self.share(weights, helper)));
        desks().for_each(|(desk, _)| self.close(desk, job));
        let mut at = ACTIVATIONS;
        for part in act.parts() {
            mailbox.put(at, part);
            at += part.len();
        }
        let order = Order::Multiply { matrix: number, rows: act.rows, is_bytes: act.is_bytes };
        desks().for_each(|(desk, share)| self.send(desk, job, order, chunks(share.len())));
        run(out, part(weights.groups(), 0, self.helpers + 1));
        let mut is_any_left = true;
        while is_any_left {
            is_any_left = false;
            for (desk, share) in desks() {
                if let Some(taken) = take(mailbox, desk.claim, job, End::Back) {
                    is_any_left = true;
                    run(out, within(&share, chunk(share.len(), taken)));
                }
            }
        }
        let mut outcome = Outcome::Shared;
        let per_group = act.rows * weights.width * weights.cols;
        let (mut all, mut all_taken) = (0, 0);
        for ((desk, share), unused) in desks().zip(&self.unused) {
            let taken = front(mailbox.load(desk.claim));
            (all, all_taken) = (all + chunks(share.len()), all_taken + taken);
            unused.set(if taken == 0 { unused.get() + 1 } else { 0 });
            if unused.get() > MOST_UNUSED {
                outcome = Outcome::Broken;
            }
            if taken == 0 {
                continue;
            }
            let start = |of: usize| chunk(share.len(), of).start;
            let finished = self.finished(desk, job, taken, chunk(share.len(), 0).len() * per_group);
            self.fetch(desk, (weights, &share, within(&share, 0..start(finished))), out, add);
            run(out, within(&share, start(finished)..start(taken)));
            if mailbox.load(desk.done) == FAILED {
                outcome = Outcome::Broken;
            }
        }
        let (all, all_taken) = if is_one_asleep { (0, 0) } else { (all, all_taken) };
        self.trial.set(trial.with(all as u32, all_taken as u32));
        outcome
    }

    /// Chunks that a helper has finished of those that it has `taken`. It is waited for about as long as a chunk takes, since
    /// the leader can multiply it as well: the system may have taken the helper off its core, or it is dead.
    fn finished(&self, desk: Desk, job: u32, taken: usize, chunk_products: usize) -> usize {
        let mailbox = self.mailbox();
        let mut turns = 1 + chunk_products / PRODUCTS_PER_TURN;
        let mut done = mailbox.load(desk.done);
        loop {
            let is_of_job = done != FAILED && done >> 16 == job & 0xffff;
            let finished = if is_of_job { (done & 0xffff) as usize } else { 0 };
            if finished >= taken || done == FAILED || turns == 0 {
                return finished.min(taken);
            }
            let now = mailbox.spin(desk.done, done, LOOKS_IN_TURN);
            turns -= usize::from(now == done);
            done = now;
        }
    }

    /// The number of a matrix, if helpers have it, a product with it is worth their help and it fits the mailbox.
    fn worth(&self, weights: &PackedMatrix, act: &Activations, is_one_asleep: bool) -> Option<usize> {
        let number = weights.number.filter(|&number| self.given.borrow().get(number) == Some(&true))?;
        let largest = weights.groups().div_ceil(self.helpers + 1) * weights.width;
        let products = act.rows * weights.rows * weights.cols;
        let is_worth = products >= self.terms.least_product
            && (products >= self.terms.least_to_wake || !is_one_asleep)
            && act.parts().iter().map(|part| part.len()).sum::<usize>() <= ACTIVATION_BYTES
            && act.rows * largest * size_of::<f32>() <= PARCEL_BYTES;
        is_worth.then_some(number)
    }

    /// Takes what a helper has multiplied, the first `groups` of its share, out of the mailbox.
    fn fetch(
        &self,
        desk: Desk,
        (weights, share, groups): (&PackedMatrix, &Range<usize>, Range<usize>),
        out: &mut Buffer,
        add: bool,
    ) {
        let (columns, len) = (share.len() * weights.width, groups.len() * weights.width);
        let (stride, start) = (out.stride(), groups.start * weights.width);
        let mut scratch = self.scratch.borrow_mut();
        scratch.resize(len, 0.0);
        for (row, out) in out.padded_mut().chunks_exact_mut(stride).enumerate() {
            let (at, out) = (desk.parcel + row * columns * size_of::<f32>(), &mut out[start..start + len]);
            if add {
                self.mailbox().get(at, bytemuck::cast_slice_mut(&mut scratch));
                out.iter_mut().zip(scratch.iter()).for_each(|(out, more)| *out += more);
            } else {
                self.mailbox().get(at, bytemuck::cast_slice_mut(out));
            }
        }
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        for helper in 0..self.helpers {
            self.begin(Desk::of(helper), Order::Stop, 1);
        }
    }
}

/// Groups of a matrix, of which `groups` are numbered within a share.
fn within(share: &Range<usize>, groups: Range<usize>) -> Range<usize> {
    share.start + groups.start..share.start + groups.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helpers_that_bring_too_little_rest_and_are_tried_again() {
        let after = |taken| (0..TRIAL).fold(Trial::default(), |trial, _| trial.with(10, taken));
        assert_eq!((after(4).rest, after(4).products), (0, 0));
        assert_eq!(after(3).rest, REST);
        let almost = (1..TRIAL).fold(Trial::default(), |trial, _| trial.with(10, 0));
        assert_eq!(almost.rest, 0);
    }
}
