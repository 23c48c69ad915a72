use std::time::Instant;

use anyhow::Result;
use foreword_decode::Depth;
use foreword_engine::Options;
use foreword_native::NgramWeights;

use crate::corpus::User;
use crate::engine::{self, Before, Decoder, Models};
use crate::evaluate::{self, Rules, Setup};
use crate::plan::{Amount, Task, plan};
use crate::report::{self, Corpus, Machine, Report, Run};

/// What to evaluate, and on how much. Each combination of a decoder, a depth, a number of drafts and a number of
/// verified tokens is a run of its own.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Decoders to compare.
    pub decoders: Vec<Decoder>,
    /// Layers that write the drafts of a [`Decoder::Strategy`]; the other decoders know one way only.
    pub depths: Vec<Depth>,
    /// Numbers of drafts.
    pub drafts: Vec<u8>,
    /// Tokens of the best draft that all layers verify; 0 where all layers write the drafts anyway.
    pub verify: Vec<u8>,
    /// Tokens per draft at most; the ceiling's oracle shows as many.
    pub tokens: u8,
    /// Messages and carets.
    pub amount: Amount,
    /// Confidence of the best draft from which drafts are shown, 0 to 1; `None` for the engine's own.
    pub threshold: Option<f32>,
    /// Whether drafts end with a space where one is likely to follow.
    pub trailing_space: bool,
    /// Weights of n-grams.
    pub ngrams: NgramWeights,
    /// Text that stands before every message, as a session's prefix; empty for none.
    pub prefix: String,
    /// Name and bytes of a snapshot that stands before every message in place of a text.
    pub beginning: Option<(String, Vec<u8>)>,
    /// Moments per run that are kept with their text and drafts.
    pub examples: usize,
}

/// An evaluation that is ready to run: tasks and engines.
pub struct Evaluation<'a> {
    users: &'a [User],
    models: &'a Models,
    settings: &'a Settings,
    tasks: Vec<Task<'a>>,
    setups: Vec<Setup<'a>>,
}

impl<'a> Evaluation<'a> {
    /// Chooses messages and carets, and builds the engines.
    ///
    /// # Errors
    /// A decoder needs layers, or an n-gram table, that are not loaded.
    pub fn new(users: &'a [User], models: &'a Models, settings: &'a Settings) -> Result<Self> {
        let (tasks, setups) = (plan(users, settings.amount), settings.setups(models)?);
        Ok(Self { users, models, settings, tasks, setups })
    }

    /// Requests and judgements that [`Evaluation::run`] will make at most.
    pub fn requests(&self) -> u64 {
        evaluate::ticks(&self.tasks, &self.setups)
    }

    /// Runs it. `corpus` is what the report calls the users; `tick` is called after every request.
    ///
    /// # Errors
    /// Those of the engines.
    pub fn run(mut self, corpus: String, machine: Machine, tick: &dyn Fn()) -> Result<Report> {
        let began = Instant::now();
        let rules = Rules {
            typing: self.settings.amount.carets.is_none(),
            threshold: self.settings.threshold,
            max_tokens: self.settings.tokens.into(),
            examples: self.settings.examples,
            token_ends: &|text| engine::token_ends(&self.models.network, text),
            tick,
        };
        let runs = evaluate::evaluate(&self.tasks, self.users, &mut self.setups, &rules)?;
        Ok(self.report(corpus, machine, runs, began.elapsed().as_secs_f64()))
    }

    fn report(&self, name: String, machine: Machine, runs: Vec<Run>, seconds: f64) -> Report {
        let mut seen: Vec<usize> = self.tasks.iter().map(|task| task.user).collect();
        seen.dedup();
        let characters = self.tasks.iter().map(|task| task.message.carets.len()).sum();
        let Settings { amount, tokens, threshold, trailing_space, ngrams, .. } = *self.settings;
        Report {
            foreword: env!("CARGO_PKG_VERSION"),
            corpus: Corpus { name, users: seen.len(), messages: self.tasks.len(), characters },
            options: report::Options {
                seed: amount.seed,
                tokens,
                threshold,
                trailing_space,
                limit: amount.messages,
                carets: amount.carets,
                first_alpha: ngrams.first_alpha,
                alpha: ngrams.alpha,
                prefix: self.settings.prefix.clone(),
                beginning: self.settings.beginning.as_ref().map(|(name, _)| name.clone()),
            },
            machine,
            runs,
            seconds,
        }
    }
}

impl Settings {
    /// An engine for every combination, each combination once.
    fn setups<'a>(&'a self, models: &'a Models) -> Result<Vec<Setup<'a>>> {
        let mut setups = Vec::new();
        for decoder in distinct(&self.decoders) {
            let depths = match decoder {
                Decoder::EncoderOnly | Decoder::Ngram => &[Depth::Full],
                Decoder::Strategy(_) => self.depths.as_slice(),
            };
            for depth in distinct(depths) {
                // Drafts that all layers wrote need no verification by all layers.
                let verified = if depth == Depth::Full { &[0] } else { self.verify.as_slice() };
                for (drafts, verify) in pairs(&self.drafts, verified) {
                    let options = self.options(depth, drafts, verify);
                    let (decoder, engine) = engine::build(models, decoder, depth, options, self.before())?;
                    setups.push(Setup { decoder, drafts, engine });
                }
            }
        }
        Ok(setups)
    }

    fn before(&self) -> Before<'_> {
        match &self.beginning {
            Some((_, snapshot)) => Before::Snapshot(snapshot),
            None => Before::Text(&self.prefix),
        }
    }

    fn options(&self, depth: Depth, drafts: u8, verify: u8) -> Options {
        Options {
            drafts: drafts.into(),
            max_tokens: self.tokens.into(),
            // Every draft comes back, and the gate is judged here.
            min_confidence: 0.0,
            seed: self.amount.seed,
            verify: verify.into(),
            trailing_space: self.trailing_space,
            ..Options::new(depth)
        }
    }
}

fn distinct<T: Copy + PartialEq>(items: &[T]) -> Vec<T> {
    let mut distinct = Vec::new();
    items.iter().for_each(|item| {
        if !distinct.contains(item) {
            distinct.push(*item);
        }
    });
    distinct
}

/// Every one of `a` with every one of `b`, each once.
fn pairs(a: &[u8], b: &[u8]) -> Vec<(u8, u8)> {
    distinct(a).into_iter().flat_map(|a| distinct(b).into_iter().map(move |b| (a, b))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_combination_comes_once() {
        assert_eq!(pairs(&[3, 1, 3], &[2, 0, 2]), [(3, 2), (3, 0), (1, 2), (1, 0)]);
    }
}
