//! Plain objects that cross the boundary.

use foreword_decode::{Depth, Encoded};
use foreword_engine::{Completion, DraftText, DraftWord, Options, SessionMemory, Timing};
use foreword_profile::Kind;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Thrown;

// The schemas of the npm package (`web/sdk/src/types.ts`) are the definition; a type test holds these to them.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export interface SessionOptions {
  prefix?: string | undefined;
  kind?: TextKind | undefined;
  site?: string | undefined;
  /** Whether the profile is used, where there is one. */
  personal?: boolean | undefined;
}
export interface Context { before: string; after?: string | undefined }
export interface CompleteOptions {
  drafts?: number | undefined;
  tokens?: number | undefined;
  minConfidence?: number | undefined;
  deadlineMs?: number | undefined;
  budgetMs?: number | undefined;
  allowNumbers?: boolean | undefined;
  trailingSpace?: boolean | undefined;
  depth?: "shallow" | "full" | undefined;
  verify?: number | undefined;
  /** The text is a guess: nothing is learned of it. */
  isGuess?: boolean | undefined;
}
export interface Word { text: string; source: string }
export interface Draft { text: string; logProb: number; confidence: number; words: Word[] }
export interface TokenCounts { encoded: number; reused: number }
export interface Completion { drafts: Draft[]; tokens: TokenCounts; timingMs: { encode: number; decode: number; verify: number }; steps: number; revision: number; isReduced?: boolean | undefined }
export interface SessionMemory { bytes: number; sessions: number; cached: number }
export interface Scores { logProbs: Float32Array; top: Uint32Array }
"#;

#[wasm_bindgen]
extern "C" {
    /// Options of a session.
    #[wasm_bindgen(typescript_type = "SessionOptions")]
    pub type JsSessionOptions;
    /// The text around the caret.
    #[wasm_bindgen(typescript_type = "Context")]
    pub type JsContext;
    /// Options of one completion.
    #[wasm_bindgen(typescript_type = "CompleteOptions")]
    pub type JsCompleteOptions;
    /// Drafts with what they cost.
    #[wasm_bindgen(typescript_type = "Completion")]
    pub type JsCompletion;
    /// Tokens read and reused.
    #[wasm_bindgen(typescript_type = "TokenCounts")]
    pub type JsTokenCounts;
    /// Memory of the sessions.
    #[wasm_bindgen(typescript_type = "SessionMemory")]
    pub type JsSessionMemory;
    /// Judgement of a text.
    #[wasm_bindgen(typescript_type = "Scores")]
    pub type JsScores;
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionOptions {
    #[serde(default)]
    pub(crate) prefix: Option<String>,
    #[serde(default)]
    pub(crate) kind: Option<Kind>,
    #[serde(default)]
    pub(crate) site: Option<String>,
    #[serde(default)]
    pub(crate) personal: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Context {
    pub(crate) before: String,
    pub(crate) after: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct CompleteOptions {
    drafts: Option<usize>,
    tokens: Option<usize>,
    min_confidence: Option<f32>,
    deadline_ms: Option<f64>,
    budget_ms: Option<f64>,
    allow_numbers: Option<bool>,
    trailing_space: Option<bool>,
    depth: Option<DepthName>,
    verify: Option<usize>,
    is_guess: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DepthName {
    Shallow,
    Full,
}

impl CompleteOptions {
    /// With the defaults of an engine that has a drafting decoder or not.
    pub(crate) fn with_defaults(self, has_decoder: bool) -> Options {
        let depth = match self.depth {
            Some(DepthName::Full) => Depth::Full,
            Some(DepthName::Shallow) => Depth::Shallow,
            None if has_decoder => Depth::Shallow,
            None => Depth::Full,
        };
        let defaults = Options::new(depth);
        Options {
            drafts: self.drafts.unwrap_or(defaults.drafts),
            max_tokens: self.tokens.unwrap_or(defaults.max_tokens),
            min_confidence: self.min_confidence.unwrap_or(defaults.min_confidence),
            deadline_ms: self.deadline_ms,
            budget_ms: self.budget_ms,
            allow_numbers: self.allow_numbers.unwrap_or(defaults.allow_numbers),
            trailing_space: self.trailing_space.unwrap_or(defaults.trailing_space),
            verify: self.verify.unwrap_or(defaults.verify),
            is_guess: self.is_guess.unwrap_or(defaults.is_guess),
            ..defaults
        }
    }
}

#[derive(Serialize)]
pub(crate) struct TokenCounts {
    encoded: usize,
    reused: usize,
}

impl From<Encoded> for TokenCounts {
    fn from(Encoded { encoded, reused }: Encoded) -> Self {
        Self { encoded, reused }
    }
}

#[derive(Serialize)]
pub(crate) struct SessionMemoryOut {
    bytes: usize,
    sessions: usize,
    cached: usize,
}

impl From<SessionMemory> for SessionMemoryOut {
    fn from(SessionMemory { bytes, sessions, cached }: SessionMemory) -> Self {
        Self { bytes, sessions, cached }
    }
}

#[derive(Serialize)]
struct TimingMs {
    encode: f64,
    decode: f64,
    verify: f64,
}

#[derive(Serialize)]
struct WordOut {
    text: String,
    source: &'static str,
}

impl From<DraftWord> for WordOut {
    fn from(DraftWord { text, source }: DraftWord) -> Self {
        Self { text, source: source.name() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DraftOut {
    text: String,
    log_prob: f32,
    confidence: f32,
    words: Vec<WordOut>,
}

impl From<DraftText> for DraftOut {
    fn from(DraftText { text, log_prob, confidence, words, evidence: _ }: DraftText) -> Self {
        Self { text, log_prob, confidence, words: words.into_iter().map(WordOut::from).collect() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CompletionOut {
    drafts: Vec<DraftOut>,
    tokens: TokenCounts,
    timing_ms: TimingMs,
    steps: usize,
    revision: u64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_reduced: bool,
}

impl From<Completion> for CompletionOut {
    fn from(Completion { drafts, tokens, timing, steps, revision, reduced }: Completion) -> Self {
        let Timing { encode, decode, verify } = timing;
        Self {
            drafts: drafts.into_iter().map(DraftOut::from).collect(),
            tokens: tokens.into(),
            timing_ms: TimingMs { encode, decode, verify },
            steps,
            revision,
            is_reduced: reduced.is_some(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScoresOut {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub(crate) log_probs: js_sys::Float32Array,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub(crate) top: js_sys::Uint32Array,
}

/// A plain object of JavaScript; absent values become null.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, Thrown> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    value.serialize(&serializer).map_err(|error| Thrown::internal(error.to_string()))
}

/// The value of a plain object. `what` is the subject of the error.
pub(crate) fn from_js<T: DeserializeOwned>(what: &str, value: JsValue) -> Result<T, Thrown> {
    serde_wasm_bindgen::from_value(value).map_err(|error| Thrown::bad_argument(format!("{what}: {error}")))
}
