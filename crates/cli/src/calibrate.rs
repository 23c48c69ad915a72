//! `foreword calibrate`: fits the confidence of drafts to texts, and says how far it can be trusted before and after.

mod logistic;

use std::path::PathBuf;

use anyhow::ensure;
use clap::Args;
use foreword_decode::NeverCancel;
use foreword_engine::{Evidence, MAX_DRAFTS, Options};
use serde::Serialize;

use self::logistic::Logistic;
use crate::eval::calibration::{Calibration, CalibrationReport};
use crate::eval::plan::{Amount, plan};
use crate::eval::reading::read_users;
use crate::eval::words::first_word_right;
use crate::model::{ModelArguments, NgramArguments, Stopwatch, default_options};

/// One user in so many is kept for the check.
const CHECK: usize = 5;

#[derive(Args)]
pub(crate) struct CalibrateArguments {
    /// User files, folders of them or archives, as `eval` takes them; texts that nothing was trained or is evaluated on
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Carets looked at, about as many for each path
    #[arg(long, default_value_t = 2000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    carets: u32,
    /// Drafts at each
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=MAX_DRAFTS as i64))]
    drafts: u8,
    /// What the choice of carets depends on
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    #[command(flatten)]
    ngrams: NgramArguments,
}

#[derive(Serialize)]
struct Report {
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

pub(crate) fn run(model: &ModelArguments, arguments: &CalibrateArguments) -> anyhow::Result<()> {
    let outcomes = outcomes(model, arguments)?;
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
    let report = Report {
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
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

fn outcomes(model: &ModelArguments, arguments: &CalibrateArguments) -> anyhow::Result<Vec<Outcome>> {
    let completer = model.load(&arguments.ngrams)?;
    let defaults = default_options(&completer);
    let options = Options { drafts: arguments.drafts.into(), min_confidence: 0.0, reuse: false, ..defaults };
    let options = arguments.ngrams.weigh(options);
    let (clock, mut outcomes) = (Stopwatch::start(), Vec::new());
    for path in &arguments.paths {
        let users = read_users(path)?;
        let carets = (arguments.carets as usize).div_ceil(users.len());
        let amount = Amount { messages: None, carets: Some(carets), judged: 0, seed: arguments.seed };
        for task in plan(&users, amount) {
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
