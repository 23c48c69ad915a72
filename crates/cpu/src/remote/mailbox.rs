//! The memory that leader and helpers share: what it can do, and what stands where.

/// Memory that a leader and its helpers share.
///
/// Addresses count bytes. Words have 32 bits and stand at multiples of 4; all sides see what is done to them in one
/// order, and what was put before a word was stored is there for whoever has loaded that word.
pub trait Mailbox {
    /// Copies bytes into the mailbox.
    fn put(&self, at: usize, bytes: &[u8]);
    /// Copies bytes out of it.
    fn get(&self, at: usize, bytes: &mut [u8]);
    /// The word there.
    fn load(&self, at: usize) -> u32;
    /// Replaces the word there.
    fn store(&self, at: usize, word: u32);
    /// Replaces the word there if it is `old`; returns what was there.
    fn exchange(&self, at: usize, old: u32, new: u32) -> u32;
    /// Looks at a word until it isn't `old`, so many times at most; returns what is there.
    fn spin(&self, at: usize, old: u32, times: u32) -> u32;
    /// Sleeps until [`wake`](Self::wake), unless the word isn't `old`; at most for `ms` where given. `false` if that time
    /// has passed. It may return early for no reason.
    fn park(&self, at: usize, old: u32, ms: Option<u32>) -> bool;
    /// Wakes whoever sleeps at this word.
    fn wake(&self, at: usize);
}

/// Most helpers that a leader can have.
pub const MOST_HELPERS: usize = 3;

const PAGE: usize = 1 << 16;

/// Where activations stand that all helpers read: elements, then scales.
pub(super) const ACTIVATIONS: usize = PAGE;
/// Room for them: 32 rows of 2,048 columns take less.
pub(super) const ACTIVATION_BYTES: usize = 4 * PAGE;
/// Room for what a helper brings, or gets of its shard at a time.
pub(super) const PARCEL_BYTES: usize = 8 * PAGE;

/// Bytes that a mailbox for so many helpers needs.
pub fn mailbox_bytes(helpers: usize) -> usize {
    Desk::of(helpers).parcel
}

/// Whether so many helpers have begun to wait for orders.
pub fn are_ready(mailbox: &dyn Mailbox, helpers: usize) -> bool {
    (0..helpers).all(|helper| mailbox.load(Desk::of(helper).is_ready) != 0)
}

/// Addresses of one helper's part of the mailbox. Words that different sides write often are 64 bytes apart.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// The number of the newest job, which the leader counts up.
    pub(super) job: usize,
    /// A [`take`]n word: the low half of the job's number, chunks taken from the front, chunks left at the back.
    pub(super) claim: usize,
    /// The low half of the job's number and chunks finished, or [`FAILED`].
    pub(super) done: usize,
    /// Not 0 while the helper sleeps at `job`.
    pub(super) helper_sleeps: usize,
    /// Not 0 while the leader sleeps at `done`.
    pub(super) leader_sleeps: usize,
    /// Not 0 once the helper runs.
    pub(super) is_ready: usize,
    /// An [`Order`](super::shares::Order).
    pub(super) order: usize,
    /// [`PARCEL_BYTES`].
    pub(super) parcel: usize,
}

/// Stands in [`Desk::done`] once a helper has stopped. No job has so many chunks.
pub(super) const FAILED: u32 = u32::MAX;

impl Desk {
    pub(super) fn of(helper: usize) -> Self {
        let start = 512 * (helper + 1);
        Self {
            job: start,
            claim: start + 64,
            done: start + 128,
            helper_sleeps: start + 192,
            leader_sleeps: start + 256,
            is_ready: start + 320,
            order: start + 384,
            parcel: ACTIVATIONS + ACTIVATION_BYTES + helper * PARCEL_BYTES,
        }
    }
}

/// Which end of a share chunks are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The helper's.
    Front,
    /// The leader's.
    Back,
}

/// A claim of which nobody has taken any of `chunks` yet.
pub(super) fn claim(job: u32, chunks: usize) -> u32 {
    job << 16 | chunks as u32
}

/// Chunks that were taken from the front.
pub(super) fn front(claim: u32) -> usize {
    (claim >> 8 & 0xff) as usize
}

/// Takes a chunk of a job; `None` if none is left or another job has begun.
pub(super) fn take(mailbox: &dyn Mailbox, at: usize, job: u32, end: End) -> Option<usize> {
    let mut word = mailbox.load(at);
    loop {
        let (front, back) = (front(word), (word & 0xff) as usize);
        if word >> 16 != job & 0xffff || front >= back {
            return None;
        }
        let (new, chunk) = match end {
            End::Front => (word + 0x100, front),
            End::Back => (word - 1, back - 1),
        };
        match mailbox.exchange(at, word, new) {
            was if was == word => return Some(chunk),
            was => word = was,
        }
    }
}

/// Looks at a word before a side falls asleep: about a millisecond, longer than what the leader does alone between two
/// products. Who sleeps has to be woken, and the system may then put two sides on one core.
const LOOKS: u32 = 2_000_000;

/// Waits until a word isn't `old`, and returns it; `None` after `ms`. `sleeps` tells others that they have to wake it.
pub(super) fn wait(mailbox: &dyn Mailbox, at: usize, old: u32, sleeps: usize, ms: Option<u32>) -> Option<u32> {
    let mut now = mailbox.spin(at, old, LOOKS);
    let mut is_late = false;
    while now == old {
        if is_late {
            return None;
        }
        mailbox.store(sleeps, 1);
        is_late = !mailbox.park(at, old, ms);
        mailbox.store(sleeps, 0);
        now = mailbox.load(at);
    }
    Some(now)
}

/// Stores a word and wakes who [`wait`]s for it.
pub(super) fn tell(mailbox: &dyn Mailbox, at: usize, word: u32, sleeps: usize) {
    mailbox.store(at, word);
    // Either this is seen, or the other side has seen the word before it fell asleep. Waking is a call of the system, and is
    // done once, however long it takes until the other side has a core again.
    if mailbox.load(sleeps) != 0 {
        mailbox.store(sleeps, 0);
        mailbox.wake(at);
    }
}
