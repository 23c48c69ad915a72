//! What sessions' texts stand behind, read in idle time.

use foreword_decode::Want;
use foreword_engine::{Ahead, Session, SessionId};
use foreword_model::Network;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::Engine;
use crate::error::Thrown;
use crate::executor::Executor;
use crate::profile_wire::{JsPrefix, PrefixOut};
use crate::scheduler::EventLoop;
use crate::wire::to_js;

#[wasm_bindgen]
impl Engine {
    /// Reads what the session's next texts stand behind, in slices; any request ends it, and the next call goes on where it
    /// stopped. Returns whether all of it is read; it isn't if a long text is under way. For idle time.
    ///
    /// # Errors
    /// `cancelled`, `bad-argument`, `device-lost`, `internal`.
    #[wasm_bindgen(js_name = readAhead)]
    pub async fn read_ahead(&self, session: u32) -> Result<bool, JsValue> {
        let id = SessionId(session);
        let scheduler = self.idle_scheduler();
        let mut session = self.take(id, &scheduler).await?;
        let mut end = self.follow(id, &mut session).map(|()| true);
        if end.is_ok() {
            end = self.study(id, &mut session, &scheduler).await.map(|()| true);
        }
        let next = self.personal.borrow_mut().take_next(id);
        if let (Ok(_), None) = (&end, &next)
            && !session.prefix().is_empty()
            && self.completer.is_bare(&session)
        {
            // What a session stands behind at once may have an end that nobody has read.
            let mut ahead = Ahead::new(session.prefix().to_vec());
            end = self.completer.go_on(&mut session, &mut ahead, &scheduler).await.map_err(Thrown::from);
        }
        if let (Ok(_), Some(mut next)) = (&end, next) {
            end = self.completer.go_on(&mut session, &mut next.ahead, &scheduler).await.map_err(Thrown::from);
            let mut personal = self.personal.borrow_mut();
            if let Ok(true) = end {
                personal.stands(id, next);
            } else {
                personal.put_next(id, next);
            }
        }
        self.give_back(id, session)?;
        Ok(end?)
    }

    /// What the session stands behind, and whether `readAhead` has something to do.
    ///
    /// # Errors
    /// `cancelled`, `bad-argument`, `internal`.
    #[wasm_bindgen(js_name = prefixOf)]
    pub async fn prefix_of(&self, session: u32) -> Result<JsPrefix, JsValue> {
        let id = SessionId(session);
        let mut session = self.take(id, &self.idle_scheduler()).await?;
        let followed = self.follow(id, &mut session);
        self.give_back(id, session)?;
        followed?;
        let personal = self.personal.borrow();
        let share = personal.share(id).ok_or_else(|| Thrown::bad_argument("the session has no profile"))?;
        let out = PrefixOut {
            is_waiting: share.is_waiting(),
            kind: share.kind,
            site: share.site.clone(),
            messages: share.held.iter().filter_map(|before| before.id).map(|id| id.0).collect(),
            has_studied: share.has_studied(),
            has_voices: share.held.iter().any(|before| before.id.is_none()),
        };
        Ok(to_js(&out)?.unchecked_into())
    }

    /// Takes from a snapshot what it has of what the session is to stand behind; returns how many tokens that are.
    ///
    /// # Errors
    /// `bad-argument` if it is no snapshot of this model, `cancelled`, `device-lost`, `internal`.
    #[wasm_bindgen(js_name = restorePrefix)]
    pub async fn restore_prefix(&self, session: u32, snapshot: Vec<u8>) -> Result<usize, JsValue> {
        let id = SessionId(session);
        let Some(mut next) = self.personal.borrow_mut().take_next(id) else { return Ok(0) };
        let end = self.completer.restore_ahead(&mut next.ahead, &snapshot).await;
        self.personal.borrow_mut().put_next(id, next);
        Ok(end.map_err(Thrown::from)?)
    }

    /// Keys and values of what the session stands behind; nothing while they aren't read, or a text behind them is.
    ///
    /// # Errors
    /// `cancelled`, `bad-argument`, `device-lost`, `internal`.
    #[wasm_bindgen(js_name = snapshotPrefix, unchecked_return_type = "Uint8Array<ArrayBuffer> | undefined")]
    pub async fn snapshot_prefix(&self, session: u32) -> Result<Option<Vec<u8>>, JsValue> {
        let id = SessionId(session);
        let session = self.take(id, &self.idle_scheduler()).await?;
        let snapshot = self.completer.snapshot_if_bare(&session).await.map_err(Thrown::from);
        self.give_back(id, session)?;
        Ok(snapshot?)
    }
}

impl Engine {
    /// For work that every request ends, and that ends none.
    fn idle_scheduler(&self) -> EventLoop {
        EventLoop::new(self.clock.clone(), self.generation.clone(), self.generation.current())
    }

    /// Reads a message that was written in the session once more, for the places of its words: behind what stood before it,
    /// or alone if something is typed meanwhile.
    async fn study(
        &self,
        id: SessionId,
        session: &mut Session<Network<Executor>>,
        scheduler: &EventLoop,
    ) -> Result<(), Thrown> {
        let wanted = self.personal.borrow().wanted_study(id);
        let Some((message, text, before)) = wanted else { return Ok(()) };
        let want = Want { candidates: 0, state: true };
        let reread = if self.completer.is_bare(session) {
            let now = session.prefix().to_vec();
            self.completer.stand_behind(session, before);
            let reread = self.completer.reread(session, &text, want, scheduler).await;
            self.completer.stand_behind(session, now);
            reread
        } else {
            self.completer.reread(&mut self.completer.session(), &text, want, scheduler).await
        };
        self.personal.borrow_mut().studied(id, message, reread.map_err(Thrown::from)?);
        Ok(())
    }

    /// Brings a session up to the profile.
    pub(crate) fn follow(&self, id: SessionId, session: &mut Session<Network<Executor>>) -> Result<(), Thrown> {
        self.personal.borrow_mut().follow(id, session, &self.completer)
    }

    /// Brings those sessions up to it that no call works on; the others follow when their calls end.
    pub(crate) fn follow_all(&self) -> Result<(), Thrown> {
        let ids = self.personal.borrow().ids();
        for id in ids {
            let Some(session) = self.sessions.borrow_mut().take(id) else { continue };
            self.give_back(id, session)?;
        }
        Ok(())
    }

    /// Puts a session back. What was forgotten while it was worked on is gone then.
    pub(crate) fn give_back(&self, id: SessionId, mut session: Session<Network<Executor>>) -> Result<(), Thrown> {
        let followed = self.follow(id, &mut session);
        if followed.is_err() {
            session.clear(self.completer.model());
        }
        self.sessions.borrow_mut().put_back(id, session, self.completer.model());
        followed
    }
}
