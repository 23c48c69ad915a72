use std::cell::{Cell, RefCell};

use foreword_engine::self_test::{Patience, probe};
use foreword_engine::{Caret, Completer, Options, Session, SessionId, Sessions};
use foreword_model::Network;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Thrown;
use crate::executor::{Executor, counters, device, make_room};
use crate::js_file::JsFile;
use crate::personal::Personal;
use crate::scheduler::{EventLoop, Generation, PageClock};
use crate::self_test::{JsCounters, JsProbe, probe_to_js};
use crate::wire::{
    CompleteOptions, CompletionOut, Context, JsCompleteOptions, JsCompletion, JsContext, JsScores, JsSessionMemory,
    JsSessionOptions, JsTokenCounts, ScoresOut, SessionMemoryOut, SessionOptions, TokenCounts, from_js, to_js,
};

/// About what a session takes for a short text.
const SESSION_BYTES: usize = 4 << 20;

/// A loaded model and its sessions.
#[wasm_bindgen]
pub struct Engine {
    pub(crate) completer: Completer<Network<Executor>>,
    pub(crate) sessions: RefCell<Sessions<Network<Executor>>>,
    pub(crate) personal: RefCell<Personal>,
    /// The session of `encode`.
    measured: RefCell<Option<Session<Network<Executor>>>>,
    /// The session that `complete` works on.
    at_work: Cell<Option<SessionId>>,
    pub(crate) generation: Generation,
    pub(crate) clock: PageClock,
}

#[wasm_bindgen]
impl Engine {
    /// Opens a session and returns its id, from 1.
    ///
    /// # Errors
    /// `bad-argument`, `internal`.
    #[wasm_bindgen(js_name = openSession)]
    pub fn open_session(&self, options: JsSessionOptions) -> Result<u32, JsValue> {
        let SessionOptions { prefix, kind, site, personal } = from_js("the session's options", options.into())?;
        let prefix = prefix.unwrap_or_default();
        make_room(SESSION_BYTES);
        let id = self.sessions.borrow_mut().open(&self.completer, &prefix).map_err(Thrown::from)?;
        if personal.unwrap_or(true) {
            let site = site.unwrap_or_default();
            self.personal.borrow_mut().opened(id, kind.unwrap_or_default(), site, prefix);
        }
        Ok(id.0)
    }

    /// Closes a session. Unknown ids are ignored.
    #[wasm_bindgen(js_name = closeSession)]
    pub fn close_session(&self, session: u32) {
        if self.at_work.get() == Some(SessionId(session)) {
            self.generation.next();
        }
        self.sessions.borrow_mut().close(SessionId(session));
        self.personal.borrow_mut().closed(SessionId(session));
    }

    /// Continues the text at the caret. One call at a time: a newer one makes an older one fail with `cancelled`.
    ///
    /// # Errors
    /// `cancelled`, `bad-argument`, `internal`.
    pub async fn complete(
        &self,
        session: u32,
        context: JsContext,
        options: JsCompleteOptions,
    ) -> Result<JsCompletion, JsValue> {
        let Context { before, after } = from_js("the context", context.into())?;
        let options = self.with_defaults(from_js("options", options.into())?);
        let (id, number) = (SessionId(session), self.generation.next());
        let scheduler = EventLoop::new(self.clock.clone(), self.generation.clone(), number);
        let mut session = self.take(id, &scheduler).await?;
        self.at_work.set(Some(id));
        let caret = Caret { before: &before, after: after.as_deref().unwrap_or_default() };
        let completion = match self.follow(id, &mut session) {
            Ok(()) => {
                let completion = self.completer.complete(&mut session, caret, &options, &scheduler, &self.clock).await;
                completion.map_err(Thrown::from)
            }
            Err(thrown) => Err(thrown),
        };
        if self.at_work.get() == Some(id) {
            self.at_work.set(None);
        }
        self.give_back(id, session)?;
        Ok(to_js(&CompletionOut::from(completion?))?.unchecked_into())
    }

    /// Makes that session's running `complete` fail with `cancelled`. A running `probe` ends whatever the number.
    pub fn cancel(&self, session: u32) {
        if self.at_work.get().is_none_or(|id| id == SessionId(session)) {
            self.generation.next();
        }
    }

    /// Limits the memory of all sessions' caches, in bytes. Those used least recently lose theirs and read their text
    /// again.
    #[wasm_bindgen(js_name = setSessionMemory)]
    pub fn set_session_memory(&self, bytes: f64) {
        self.sessions.borrow_mut().set_budget(bytes.max(0.0) as usize, self.completer.model());
    }

    /// Memory of the sessions now.
    ///
    /// # Errors
    /// `internal`.
    #[wasm_bindgen(js_name = sessionMemory)]
    pub fn session_memory(&self) -> Result<JsSessionMemory, JsValue> {
        let memory = self.sessions.borrow().memory(self.completer.model());
        Ok(to_js(&SessionMemoryOut::from(memory))?.unchecked_into())
    }

    /// Adds the drafting decoder: the bytes of its safetensors file, and the SHA-256 (hexadecimal) of the model file loaded.
    ///
    /// # Errors
    /// `model-invalid`; the engine goes on without it then.
    #[wasm_bindgen(js_name = loadDecoder)]
    pub fn load_decoder(
        &mut self,
        file: Uint8Array,
        #[wasm_bindgen(js_name = encoderSha256)] encoder_sha256: &str,
    ) -> Result<(), JsValue> {
        make_room(file.length() as usize);
        let loaded = self.completer.model_mut().load_decoder(&JsFile(file), encoder_sha256);
        loaded.map_err(|error| Thrown::not_loaded(error).into())
    }

    /// The tokens of a text.
    ///
    /// # Errors
    /// `bad-argument`.
    pub fn tokenize(&self, text: &str) -> Result<Vec<u32>, JsValue> {
        let tokens =
            self.completer.tokenizer().encode(text).map_err(|error| Thrown::bad_argument(error.to_string()))?;
        Ok(tokens.into_iter().map(|token| token.id).collect())
    }

    /// Reads `tokens` as the context of a session of its own and computes the distribution of the next token, for
    /// measurements.
    ///
    /// # Errors
    /// `cancelled`, `bad-argument`, `internal`.
    pub async fn encode(&self, tokens: Vec<u32>) -> Result<JsTokenCounts, JsValue> {
        let scheduler = EventLoop::new(self.clock.clone(), self.generation.clone(), self.generation.next());
        let mut session = self.measured.take().unwrap_or_else(|| self.completer.session());
        let encoded = self.completer.read_tokens(&mut session, &tokens, &scheduler).await;
        self.measured.replace(Some(session));
        Ok(to_js(&TokenCounts::from(encoded.map_err(Thrown::from)?))?.unchecked_into())
    }

    /// Log-probability of each token but the first given those before it, and the likeliest token at each place.
    ///
    /// # Errors
    /// `cancelled`, `bad-argument`, `internal`.
    pub async fn score(&self, tokens: Vec<u32>) -> Result<JsScores, JsValue> {
        let number = self.generation.next();
        let scheduler = EventLoop::new(self.clock.clone(), self.generation.clone(), number);
        let scores = self.completer.model().score(&tokens, &scheduler).await.map_err(Thrown::from)?;
        let log_probs: Vec<f32> = scores.iter().map(|score| score.log_prob).collect();
        let top: Vec<u32> = scores.iter().map(|score| score.top.token).collect();
        let out = ScoresOut { log_probs: log_probs.as_slice().into(), top: top.as_slice().into() };
        Ok(to_js(&out)?.unchecked_into())
    }

    /// What it runs on, in words.
    #[wasm_bindgen(getter)]
    pub fn device(&self) -> String {
        device(self.completer.model().ops())
    }

    /// Compiles what the device has to compile, so that the first keystroke doesn't wait for it.
    ///
    /// # Errors
    /// `device-lost`, `internal`.
    #[wasm_bindgen(js_name = warmUp)]
    pub async fn warm_up(&self) -> Result<(), JsValue> {
        Ok(self.completer.model().warm_up().await.map_err(Thrown::from)?)
    }

    /// Times a keystroke in each of the contexts and drafts after it, for `judge`. Gives up after the first ones if they
    /// take more than `hopelessMs`; any request ends it.
    ///
    /// # Errors
    /// `cancelled`, `device-lost`, `internal`.
    pub async fn probe(
        &self,
        contexts: Vec<String>,
        #[wasm_bindgen(js_name = hopelessMs)] hopeless_ms: Option<f64>,
    ) -> Result<JsProbe, JsValue> {
        let scheduler = EventLoop::new(self.clock.clone(), self.generation.clone(), self.generation.current());
        let options = self.with_defaults(CompleteOptions::default());
        let patience = hopeless_ms.map_or(Patience::Endless, Patience::Keystroke);
        let cost = |network: &Network<Executor>| counters(network.ops());
        let found = probe(&self.completer, &contexts, (&options, patience), (&scheduler, &self.clock), cost).await;
        Ok(probe_to_js(found.map_err(Thrown::from)?)?)
    }

    /// What the device was asked to do since this was called last; nothing where nobody counts.
    ///
    /// # Errors
    /// `internal`.
    pub fn counters(&self) -> Result<JsCounters, JsValue> {
        let counted = counters(self.completer.model().ops());
        let out = counted.map_or(Ok(JsValue::UNDEFINED), |counted| to_js(&counted))?;
        Ok(out.unchecked_into())
    }
}

impl Engine {
    pub(crate) fn new(completer: Completer<Network<Executor>>) -> Self {
        Self {
            completer,
            sessions: RefCell::default(),
            personal: RefCell::default(),
            measured: RefCell::new(None),
            at_work: Cell::new(None),
            generation: Generation::default(),
            clock: PageClock::new(),
        }
    }

    /// Whether a call is under way.
    #[cfg(not(feature = "webgpu"))]
    pub(crate) fn is_at_work(&self) -> bool {
        self.at_work.get().is_some()
    }

    pub(crate) fn with_defaults(&self, options: CompleteOptions) -> Options {
        options.with_defaults(self.completer.model().has_decoder())
    }

    /// Takes a session out, once the call that works on it has stopped.
    pub(crate) async fn take(
        &self,
        id: SessionId,
        scheduler: &EventLoop,
    ) -> Result<Session<Network<Executor>>, Thrown> {
        loop {
            if let Some(session) = self.sessions.borrow_mut().take(id) {
                return Ok(session);
            }
            if !self.sessions.borrow().is_open(id) {
                return Err(Thrown::bad_argument(format!("session {} is not open", id.0)));
            }
            EventLoop::turn().await;
            scheduler.expect_current()?;
        }
    }
}
