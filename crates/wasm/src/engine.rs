use std::cell::RefCell;

use foreword_cpu::CpuOps;
use foreword_decode::{Depth, Encoded, UnknownStrategy};
use foreword_engine::{Completer, Completion, Options, Session, Timing};
use foreword_model::Network;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Thrown;
use crate::pace::{EventLoop, Generation, PageClock};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type Strategy = "superposed" | "published" | "batched-beam" | "keep-first" | "greedy" | "nucleus";
export interface CompleteOptions {
  /** Drafts wanted, 1 to 8. Default 3. */
  drafts?: number;
  /** Tokens per draft at most, 1 to 32. Default 8. */
  tokens?: number;
  /**
   * Nothing is offered unless the best draft is at least this likely to be right, 0 to 1; the others need an eighth of
   * it. Default 0.08.
   */
  minConfidence?: number;
  /** Give what there is after this long. Default: no limit. */
  deadlineMs?: number;
  /** Drafts may contain numbers that the text does not. Default false. */
  allowNumbers?: boolean;
  /** Drafts that still fit what was typed since are given back at once. Default true. */
  reuse?: boolean;
  /** How drafts are written. Default: the best for the depth. */
  strategy?: Strategy;
  /** Which layers write. Default: the drafting decoder if it is loaded. */
  depth?: "shallow" | "full";
  /** Tokens of the best draft, 0 to 32, that all layers check before it is given. Default: the best for the depth. */
  check?: number;
}
export interface Draft { text: string; logProb: number; confidence: number }
export interface TokenCounts { encoded: number; reused: number }
export interface Completion { drafts: Draft[]; tokens: TokenCounts; timingMs: { encode: number; decode: number; check: number }; steps: number; revision: number }
export interface Scores { logProbs: Float32Array; top: Uint32Array }
"#;

#[wasm_bindgen]
extern "C" {
    /// Options of one completion.
    #[wasm_bindgen(typescript_type = "CompleteOptions")]
    pub type JsCompleteOptions;
    /// Drafts with what they cost.
    #[wasm_bindgen(typescript_type = "Completion")]
    pub type JsCompletion;
    /// Tokens read and reused.
    #[wasm_bindgen(typescript_type = "TokenCounts")]
    pub type JsTokenCounts;
    /// Judgement of a text.
    #[wasm_bindgen(typescript_type = "Scores")]
    pub type JsScores;
}

/// A loaded model and the state of one text field.
#[wasm_bindgen]
pub struct Engine {
    completer: Completer<Network<CpuOps>>,
    /// `None` while a request is under way.
    session: RefCell<Option<Session<Network<CpuOps>>>>,
    generation: Generation,
    clock: PageClock,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct CompleteOptions {
    drafts: Option<usize>,
    tokens: Option<usize>,
    min_confidence: Option<f32>,
    deadline_ms: Option<f64>,
    allow_numbers: Option<bool>,
    reuse: Option<bool>,
    strategy: Option<String>,
    depth: Option<DepthName>,
    check: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum DepthName {
    Shallow,
    Full,
}

impl CompleteOptions {
    /// With the defaults of an engine that has a drafting decoder or not.
    fn with_defaults(self, has_decoder: bool) -> Result<Options, UnknownStrategy> {
        let depth = match self.depth {
            Some(DepthName::Full) => Depth::Full,
            Some(DepthName::Shallow) => Depth::Shallow,
            None if has_decoder => Depth::Shallow,
            None => Depth::Full,
        };
        let defaults = Options::new(depth);
        let strategy = self.strategy.map(|name| name.parse()).transpose()?;
        Ok(Options {
            drafts: self.drafts.unwrap_or(defaults.drafts),
            max_tokens: self.tokens.unwrap_or(defaults.max_tokens),
            min_confidence: self.min_confidence.unwrap_or(defaults.min_confidence),
            deadline_ms: self.deadline_ms,
            allow_numbers: self.allow_numbers.unwrap_or(defaults.allow_numbers),
            reuse: self.reuse.unwrap_or(defaults.reuse),
            strategy: strategy.unwrap_or(defaults.strategy),
            check: self.check.unwrap_or(defaults.check),
            ..defaults
        })
    }
}

#[derive(Serialize)]
struct TokenCounts {
    encoded: usize,
    reused: usize,
}

impl From<Encoded> for TokenCounts {
    fn from(Encoded { encoded, reused }: Encoded) -> Self {
        Self { encoded, reused }
    }
}

#[derive(Serialize)]
struct TimingMs {
    encode: f64,
    decode: f64,
    check: f64,
}

impl From<Timing> for TimingMs {
    fn from(Timing { encode, decode, check }: Timing) -> Self {
        Self { encode, decode, check }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DraftOut {
    text: String,
    log_prob: f32,
    confidence: f32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CompletionOut {
    drafts: Vec<DraftOut>,
    tokens: TokenCounts,
    timing_ms: TimingMs,
    steps: usize,
    revision: u64,
}

impl From<Completion> for CompletionOut {
    fn from(completion: Completion) -> Self {
        let drafts = completion.drafts.into_iter();
        Self {
            drafts: drafts
                .map(|draft| DraftOut { text: draft.text, log_prob: draft.log_prob, confidence: draft.confidence })
                .collect(),
            tokens: completion.tokens.into(),
            timing_ms: completion.timing.into(),
            steps: completion.steps,
            revision: completion.revision,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ScoresOut {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    log_probs: js_sys::Float32Array,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    top: js_sys::Uint32Array,
}

fn to_js(value: &impl Serialize) -> Result<JsValue, Thrown> {
    serde_wasm_bindgen::to_value(value).map_err(|error| Thrown::bad_argument(error.to_string()))
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
        let options = options
            .with_defaults(self.completer.model().has_decoder())
            .map_err(|error| Thrown::bad_argument(format!("options: {error}")))?;
        let completion = self
            .with_session(async |session, pace| {
                self.completer.complete(session, &text, &options, pace, &self.clock).await.map_err(Thrown::from)
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
        loaded.map_err(|error| Thrown::model_invalid(&error).into())
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
            .with_session(async |session, pace| {
                self.completer.read_tokens(session, &tokens, pace).await.map_err(Thrown::from)
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
        let pace = EventLoop::new(self.clock.clone(), self.generation.clone(), number);
        let scores = self.completer.model().score(&tokens, &pace).await.map_err(Thrown::from)?;
        let log_probs: Vec<f32> = scores.iter().map(|score| score.log_prob).collect();
        let top: Vec<u32> = scores.iter().map(|score| score.top.token).collect();
        let out = ScoresOut { log_probs: log_probs.as_slice().into(), top: top.as_slice().into() };
        Ok(to_js(&out)?.unchecked_into())
    }
}

impl Engine {
    pub(crate) fn new(completer: Completer<Network<CpuOps>>) -> Self {
        let session = RefCell::new(Some(completer.session()));
        Self { completer, session, generation: Generation::default(), clock: PageClock::new() }
    }

    /// Runs `work` on the session as the newest request: whatever was under way stops first.
    async fn with_session<T>(
        &self,
        work: impl AsyncFnOnce(&mut Session<Network<CpuOps>>, &EventLoop) -> Result<T, Thrown>,
    ) -> Result<T, Thrown> {
        let number = self.generation.next();
        let pace = EventLoop::new(self.clock.clone(), self.generation.clone(), number);
        let mut session = loop {
            if let Some(session) = self.session.take() {
                break session;
            }
            EventLoop::turn().await;
        };
        let result = work(&mut session, &pace).await;
        self.session.replace(Some(session));
        result
    }
}
