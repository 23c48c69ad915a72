//! What crosses the boundary, as plain objects.

use foreword_decode::{Depth, Encoded, UnknownStrategy};
use foreword_engine::{Completion, Options, Timing};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Thrown;

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
  verify?: number;
}
export interface Draft { text: string; logProb: number; confidence: number }
export interface TokenCounts { encoded: number; reused: number }
export interface Completion { drafts: Draft[]; tokens: TokenCounts; timingMs: { encode: number; decode: number; verify: number }; steps: number; revision: number }
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

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct CompleteOptions {
    drafts: Option<usize>,
    tokens: Option<usize>,
    min_confidence: Option<f32>,
    deadline_ms: Option<f64>,
    allow_numbers: Option<bool>,
    reuse: Option<bool>,
    strategy: Option<String>,
    depth: Option<DepthName>,
    verify: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DepthName {
    Shallow,
    Full,
}

impl CompleteOptions {
    /// With the defaults of an engine that has a drafting decoder or not.
    pub(crate) fn with_defaults(self, has_decoder: bool) -> Result<Options, UnknownStrategy> {
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
            verify: self.verify.unwrap_or(defaults.verify),
            ..defaults
        })
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
pub(crate) struct TimingMs {
    encode: f64,
    decode: f64,
    verify: f64,
}

impl From<Timing> for TimingMs {
    fn from(Timing { encode, decode, verify }: Timing) -> Self {
        Self { encode, decode, verify }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DraftOut {
    text: String,
    log_prob: f32,
    confidence: f32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CompletionOut {
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
pub(crate) struct ScoresOut {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub(crate) log_probs: js_sys::Float32Array,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub(crate) top: js_sys::Uint32Array,
}

/// As a plain object; what is absent is null.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, Thrown> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    value.serialize(&serializer).map_err(|error| Thrown::bad_argument(error.to_string()))
}
