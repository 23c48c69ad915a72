//! The sessions of one engine, within a budget of memory.

use std::collections::BTreeMap;

use foreword_decode::StepModel;

use crate::{Completer, EngineError, Session};

/// Memory for the caches of all sessions that are not at work, unless another budget is set: four windows of 512 tokens.
pub const DEFAULT_BUDGET: usize = 96 << 20;

/// Names a session of an engine. A number is never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u32);

/// How much memory sessions take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionMemory {
    /// Bytes of all caches.
    pub bytes: usize,
    /// Sessions that are open.
    pub sessions: usize,
    /// Those of them that hold something they have read.
    pub cached: usize,
}

/// Any number of sessions. Those used least recently lose their caches when all together take more than the budget; they
/// read their text again when they are used next.
pub struct Sessions<M: StepModel> {
    open: BTreeMap<SessionId, Slot<M>>,
    opened: u32,
    uses: u64,
    budget: usize,
}

struct Slot<M: StepModel> {
    /// `None` while a call works on it.
    session: Option<Session<M>>,
    used: u64,
}

impl<M: StepModel> Default for Sessions<M> {
    fn default() -> Self {
        Self { open: BTreeMap::new(), opened: 0, uses: 0, budget: DEFAULT_BUDGET }
    }
}

impl<M: StepModel> Sessions<M> {
    /// Opens a session whose texts stand behind `prefix`.
    ///
    /// # Errors
    /// As [`Completer::session_with_prefix`].
    pub fn open(&mut self, completer: &Completer<M>, prefix: &str) -> Result<SessionId, EngineError<M::Error>> {
        let session = completer.session_with_prefix(prefix)?;
        self.opened += 1;
        let id = SessionId(self.opened);
        self.open.insert(id, Slot { session: Some(session), used: self.uses });
        Ok(id)
    }

    /// Closes a session. One that a call works on is dropped when that call gives it back; an unknown one is ignored.
    pub fn close(&mut self, id: SessionId) {
        self.open.remove(&id);
    }

    /// Whether a session is open.
    pub fn is_open(&self, id: SessionId) -> bool {
        self.open.contains_key(&id)
    }

    /// Takes a session out to work with it; `None` if it is not open, or a call works on it.
    pub fn take(&mut self, id: SessionId) -> Option<Session<M>> {
        self.uses += 1;
        let slot = self.open.get_mut(&id)?;
        slot.used = self.uses;
        slot.session.take()
    }

    /// Puts a session back, and holds all to the budget.
    pub fn put_back(&mut self, id: SessionId, session: Session<M>, model: &M) {
        if let Some(slot) = self.open.get_mut(&id) {
            slot.session = Some(session);
        }
        self.evict(model);
    }

    /// Sets the budget in bytes. The session used last keeps its cache even if that alone takes more.
    pub fn set_budget(&mut self, bytes: usize, model: &M) {
        self.budget = bytes;
        self.evict(model);
    }

    /// What the sessions take now; those that calls work on are not counted.
    pub fn memory(&self, model: &M) -> SessionMemory {
        let bytes: Vec<usize> = self.idle().map(|session| session.bytes(model)).collect();
        let cached = self.idle().filter(|session| !model.tokens(&session.context).is_empty()).count();
        SessionMemory { bytes: bytes.iter().sum(), sessions: self.open.len(), cached }
    }

    fn idle(&self) -> impl Iterator<Item = &Session<M>> {
        self.open.values().filter_map(|slot| slot.session.as_ref())
    }

    fn evict(&mut self, model: &M) {
        let mut by_use: Vec<_> = self.open.values_mut().filter(|slot| slot.session.is_some()).collect();
        by_use.sort_by_key(|slot| std::cmp::Reverse(slot.used));
        let mut total = 0;
        for (rank, session) in by_use.into_iter().filter_map(|slot| slot.session.as_mut()).enumerate() {
            total += session.bytes(model);
            if rank > 0 && total > self.budget {
                total -= session.bytes(model);
                session.clear(model);
            }
        }
    }
}
