//! Fits the confidence of drafts to texts, and says how far it can be trusted before and after.

use anyhow::ensure;
use foreword_cpu::CpuOps;
use foreword_decode::NeverCancel;
use foreword_engine::{Completer, Evidence, Options};
use foreword_model::Network;
use foreword_native::Stopwatch;
use serde::Serialize;

use crate::calibration::{Calibration, CalibrationReport};
use crate::corpus::User;
use crate::logistic::Logistic;
use crate::plan::{Amount, plan};
use crate::words::first_word_right;

/// One user in so many is kept for the check.
const CHECK: usize = 5;

/// The weights found, and how far they can be trusted.
#[derive(Serialize)]
pub struct Report {
    features: [&'static str; Evidence::FEATURES.len()],
    weights: Vec<f64>,
    constant: f64,
    /// Drafts that the weights were fitted to.
    fitted: usize,
    /// Reliability on users left out of the fit.
    checked: Checked,
}

#[derive(Serialize)]
struct Checked {
    drafts: usize,
    /// The model taken at its word.
    model: CalibrationReport,
    /// The engine's confidence as it is now.
    engine: CalibrationReport,
    /// The weights found.
    found: CalibrationReport,
}

/// One draft and how it turned out.
struct Outcome {
    evidence: Evidence,
    right: bool,
    /// Whether it is kept for the check.
    check: bool,
}

/// Fits the weights to drafts at about `carets` carets of each of the `corpora`, which `seed` chooses.
///
/// # Errors
/// Those of the engine; or there are too few users for a fit and a check.
pub fn fit(
    completer: &Completer<Network<CpuOps>>,
    options: Options,
    corpora: &[Vec<User>],
    carets: usize,
    seed: u64,
) -> anyhow::Result<Report> {
    let options = Options { min_confidence: 0.0, ..options };
    let outcomes = outcomes(completer, options, corpora, carets, seed)?;
    let example = |outcome: &Outcome| (outcome.evidence.features(), outcome.right);
    let examples: Vec<_> = outcomes.iter().filter(|outcome| !outcome.check).map(example).collect();
    let checked: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.check).collect();
    ensure!(!examples.is_empty() && !checked.is_empty(), "too few users for a fit and a check: {CHECK} are needed");
    let found = Logistic::fit(&examples);
    let reliability = |confidence: &dyn Fn(&Evidence) -> f32| {
        let mut calibration = Calibration::default();
        checked.iter().for_each(|outcome| calibration.add(confidence(&outcome.evidence), outcome.right));
        calibration.report(checked.len() as u64)
    };
    Ok(Report {
        features: Evidence::FEATURES,
        weights: found.0[..Evidence::FEATURES.len()].to_vec(),
        constant: found.0[Evidence::FEATURES.len()],
        fitted: examples.len(),
        checked: Checked {
            drafts: checked.len(),
            model: reliability(&|evidence| evidence.first_word_log_prob.exp()),
            engine: reliability(&Evidence::confidence),
            found: reliability(&|evidence| found.probability(&evidence.features()) as f32),
        },
    })
}

fn outcomes(
    completer: &Completer<Network<CpuOps>>,
    options: Options,
    corpora: &[Vec<User>],
    carets: usize,
    seed: u64,
) -> anyhow::Result<Vec<Outcome>> {
    let (clock, mut outcomes) = (Stopwatch::start(), Vec::new());
    for users in corpora {
        let carets = carets.div_ceil(users.len().max(1));
        let amount = Amount { messages: None, carets: Some(carets), judged: 0, seed };
        for task in plan(users, amount) {
            let mut session = completer.session();
            for &at in &task.moments {
                let (typed, rest) = task.message.text.split_at(at);
                let complete = completer.complete(&mut session, typed, &options, &NeverCancel, &clock);
                let drafts = pollster::block_on(complete)?.drafts;
                outcomes.extend(drafts.iter().map(|draft| Outcome {
                    evidence: draft.evidence,
                    right: first_word_right(typed, &draft.text, rest),
                    check: task.user % CHECK == 0,
                }));
            }
        }
    }
    Ok(outcomes)
}
