//! The engine's self-test, whose two halves run in two instances: what was found crosses as a plain object.

use foreword_decode::Candidate;
use foreword_engine::self_test::{self, Agreement, Finding};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Thrown;
use crate::executor::Counters;
use crate::wire::to_js;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export interface Counters {
  dispatches: number;
  submissions: number;
  readBacks: number;
  readBackBytes: number;
  weightBytes: number;
  pipelines: number;
  hostMs: number;
}
/** What one flavour drafts and how fast; for `judge`. */
export interface Probe {
  /** Median milliseconds of one more word and drafts. */
  keystrokeMs: number;
  keystrokesMs: number[];
  /** Per context, token and lane: candidates, each a token and its log-probability. */
  drafted: [number, number][][][][];
  /** Null where nobody counts. */
  keystroke: Counters | null;
  step: Counters | null;
}
export interface Verdict {
  /** The GPU is to be used if it is right and faster. */
  finding: "faster" | "slower" | "wrong";
  /** Whether scores agree; drafts may differ all the same, since two tokens may be as good as equal. */
  scoresAgree: boolean;
  because: string;
  contexts: number;
  sameDrafts: number;
  /** Nats; null where nothing was compared. */
  mostApart: number | null;
  medianApart: number | null;
  /** Of log-probabilities as given, for which the CPU estimates a sum. */
  mostApartAsGiven: number | null;
  keystrokeMs: { cpu: number; webgpu: number };
}
"#;

#[wasm_bindgen]
extern "C" {
    /// What one flavour drafts and how fast.
    #[wasm_bindgen(typescript_type = "Probe")]
    pub type JsProbe;
    /// What the GPU is like.
    #[wasm_bindgen(typescript_type = "Verdict")]
    pub type JsVerdict;
    /// What a device was asked to do.
    #[wasm_bindgen(typescript_type = "Counters | undefined")]
    pub type JsCounters;
}

/// Per token and lane: candidates, each a token and its log-probability.
type Drafted = Vec<Vec<Vec<(u32, f32)>>>;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Probe {
    keystroke_ms: f64,
    keystrokes_ms: Vec<f64>,
    drafted: Vec<Drafted>,
    #[serde(skip_deserializing)]
    keystroke: Option<Counters>,
    #[serde(skip_deserializing)]
    step: Option<Counters>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Verdict {
    finding: &'static str,
    scores_agree: bool,
    because: String,
    contexts: usize,
    same_drafts: usize,
    most_apart: Option<f32>,
    median_apart: Option<f32>,
    most_apart_as_given: Option<f32>,
    keystroke_ms: KeystrokeMs,
}

#[derive(Serialize)]
struct KeystrokeMs {
    cpu: f64,
    webgpu: f64,
}

pub(crate) fn probe_to_js(probe: self_test::Probe<Counters>) -> Result<JsProbe, Thrown> {
    let pairs =
        |row: Vec<Candidate>| row.into_iter().map(|Candidate { token, log_prob, .. }| (token, log_prob)).collect();
    let drafted = probe.drafted.iter().cloned();
    let out = Probe {
        keystroke_ms: probe.keystroke_ms(),
        drafted: drafted
            .map(|tokens| tokens.into_iter().map(|lanes| lanes.into_iter().map(pairs).collect()).collect())
            .collect(),
        keystrokes_ms: probe.keystrokes_ms,
        keystroke: probe.keystroke,
        step: probe.step,
    };
    Ok(to_js(&out)?.unchecked_into())
}

fn probe_from_js(probe: JsProbe) -> Result<self_test::Probe<()>, Thrown> {
    let probe: Probe = serde_wasm_bindgen::from_value(probe.into())
        .map_err(|error| Thrown::bad_argument(format!("a probe: {error}")))?;
    let candidate = |(token, log_prob)| Candidate::model(token, log_prob);
    let row = |pairs: Vec<_>| pairs.into_iter().map(candidate).collect();
    let drafted = probe.drafted.into_iter();
    Ok(self_test::Probe {
        keystrokes_ms: probe.keystrokes_ms,
        drafted: drafted
            .map(|tokens| tokens.into_iter().map(|lanes| lanes.into_iter().map(row).collect()).collect())
            .collect(),
        keystroke: None,
        step: None,
    })
}

/// Beginnings of messages to probe with.
#[wasm_bindgen(js_name = selfTestContexts)]
pub fn self_test_contexts() -> Vec<String> {
    self_test::CONTEXTS.map(str::to_owned).to_vec()
}

/// Says what the GPU is like against the CPU, given what the GPU's and the CPU's found with the same contexts.
///
/// # Errors
/// `bad-argument` for what isn't a probe.
#[wasm_bindgen]
pub fn judge(found: JsProbe, expected: JsProbe) -> Result<JsVerdict, JsValue> {
    let (gpu, cpu) = (probe_from_js(found)?, probe_from_js(expected)?);
    let verdict = self_test::judge(&gpu, &cpu);
    let apart = |of: fn(&Agreement) -> f32| verdict.agreement.as_ref().map(of);
    let out = Verdict {
        finding: match verdict.finding {
            Finding::Faster => "faster",
            Finding::Slower => "slower",
            Finding::Wrong => "wrong",
        },
        scores_agree: verdict.scores_agree,
        contexts: verdict.agreement.map_or(0, |agreement| agreement.contexts),
        same_drafts: verdict.agreement.map_or(0, |agreement| agreement.same_drafts),
        most_apart: apart(|agreement| agreement.most_apart),
        median_apart: apart(|agreement| agreement.median_apart),
        most_apart_as_given: apart(|agreement| agreement.most_apart_as_given),
        keystroke_ms: KeystrokeMs { cpu: cpu.keystroke_ms(), webgpu: gpu.keystroke_ms() },
        because: verdict.because,
    };
    Ok(to_js(&out)?.unchecked_into())
}
