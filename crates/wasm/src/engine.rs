use std::cell::RefCell;

use foreword_engine::self_test::{Patience, probe};
use foreword_engine::{Completer, Options, Session};
use foreword_model::Network;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Thrown;
use crate::executor::{Executor, counters, device};
use crate::scheduler::{EventLoop, Generation, PageClock};
use crate::self_test::{JsCounters, JsProbe, probe_to_js};
use crate::wire::{
    CompleteOptions, CompletionOut, JsCompleteOptions, JsCompletion, JsScores, JsTokenCounts, ScoresOut, TokenCounts,
    to_js,
};

/// A loaded model and the state of one text field.
#[wasm_bindgen]
pub struct Engine {
    completer: Completer<Network<Executor>>,
    /// `None` while a request is under way.
    session: RefCell<Option<Session<Network<Executor>>>>,
    generation: Generation,
    clock: PageClock,
}

#[wasm_bindgen]
impl Engine {
    /// Continues `text`. A newer call makes this one fail with `cancelled`.
    ///
    /// # Errors
    /// `cancelled`, `bad-argument`, `internal`.
    pub async fn complete(&self, text: String, options: JsCompleteOptions) -> Result<JsCompletion, JsValue> {
        let options: CompleteOptions = serde_wasm_bindgen::from_value(options.into())
            .map_err(|error| Thrown::bad_argument(format!("options: {error}")))?;
        let options = self.with_defaults(options)?;
        let completion = self
            .with_session(async |session, scheduler| {
                self.completer.complete(session, &text, &options, scheduler, &self.clock).await.map_err(Thrown::from)
            })
            .await?;
        Ok(to_js(&CompletionOut::from(completion))?.unchecked_into())
    }

    /// Adds the drafting decoder: the bytes of its safetensors file, and the SHA-256 (hexadecimal) of the model file loaded.
    ///
    /// # Errors
    /// `model-invalid`; the engine goes on without it then.
    #[wasm_bindgen(js_name = loadDecoder)]
    pub fn load_decoder(
        &mut self,
        file: &[u8],
        #[wasm_bindgen(js_name = encoderSha256)] encoder_sha256: &str,
    ) -> Result<(), JsValue> {
        let loaded = self.completer.model_mut().load_decoder(file, encoder_sha256);
        loaded.map_err(|error| Thrown::not_loaded(error).into())
    }

    /// Makes the request under way fail with `cancelled`.
    pub fn cancel(&self) {
        self.generation.next();
    }

    /// The tokens of a text.
    ///
    /// # Errors
    /// `internal`.
    pub fn tokenize(&self, text: &str) -> Result<Vec<u32>, JsValue> {
        let tokens =
            self.completer.tokenizer().encode(text).map_err(|error| Thrown::bad_argument(error.to_string()))?;
        Ok(tokens.into_iter().map(|token| token.id).collect())
    }

    /// Reads `tokens` as the context and computes the distribution of the next token, for measurements.
    ///
    /// # Errors
    /// `cancelled`, `bad-argument`, `internal`.
    pub async fn encode(&self, tokens: Vec<u32>) -> Result<JsTokenCounts, JsValue> {
        let encoded = self
            .with_session(async |session, scheduler| {
                self.completer.read_tokens(session, &tokens, scheduler).await.map_err(Thrown::from)
            })
            .await?;
        Ok(to_js(&TokenCounts::from(encoded))?.unchecked_into())
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
        let options = self.with_defaults(CompleteOptions::default())?;
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
    fn with_defaults(&self, options: CompleteOptions) -> Result<Options, Thrown> {
        options
            .with_defaults(self.completer.model().has_decoder())
            .map_err(|error| Thrown::bad_argument(format!("options: {error}")))
    }

    pub(crate) fn new(completer: Completer<Network<Executor>>) -> Self {
        let session = RefCell::new(Some(completer.session()));
        Self { completer, session, generation: Generation::default(), clock: PageClock::new() }
    }

    /// Runs `work` on the session as the newest request: whatever was under way stops first.
    async fn with_session<T>(
        &self,
        work: impl AsyncFnOnce(&mut Session<Network<Executor>>, &EventLoop) -> Result<T, Thrown>,
    ) -> Result<T, Thrown> {
        let number = self.generation.next();
        let scheduler = EventLoop::new(self.clock.clone(), self.generation.clone(), number);
        let mut session = loop {
            if let Some(session) = self.session.take() {
                break session;
            }
            EventLoop::turn().await;
        };
        let result = work(&mut session, &scheduler).await;
        self.session.replace(Some(session));
        result
    }
}
