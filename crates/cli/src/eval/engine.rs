//! The engines behind the evaluation: which decoder is which, and how this program's engine answers [`Suggest`].

use anyhow::bail;
use clap::ValueEnum;
use foreword_cpu::CpuOps;
use foreword_decode::{Depth, Strategy, Unhurried};
use foreword_engine::{Completer, Options, Session, window};
use foreword_model::Network;

use super::suggest::{Suggest, SuggestedDraft, Suggestions};
use crate::model::Stopwatch;

/// Ways to write drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Decoder {
    /// Superposed Decoding with trained lanes
    Superposed,
    /// Superposed Decoding as published
    Published,
    /// Beam search, one row per draft
    BatchedBeam,
    /// The likeliest first words, each continued greedily in a row of its own
    KeepFirst,
    /// The likeliest token at each step
    Greedy,
    /// Nucleus samples, one after the other
    Nucleus,
    /// Keep first words, with all layers of the encoder for every token
    EncoderOnly,
    /// The shared n-gram table alone
    Ngram,
}

impl Decoder {
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map_or_else(|| format!("{self:?}"), |value| value.get_name().to_owned())
    }
}

/// Which layers write the drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layers {
    /// The trained decoder of few layers
    Shallow,
    /// All layers of the encoder
    All,
}

/// What the runs have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice {
    pub(crate) layers: Layers,
    pub(crate) drafts: u8,
    pub(crate) tokens: u8,
    /// Drafts that still fit what was typed since are given back without asking the model.
    pub(crate) reuse: bool,
    pub(crate) seed: u64,
}

type CpuCompleter = Completer<Network<CpuOps>>;

/// The engine for one decoder, and what to call it.
///
/// # Errors
/// The decoder is not built yet, or needs layers that are not loaded.
pub(crate) fn build<'c>(
    completer: &'c CpuCompleter,
    decoder: Decoder,
    choice: Choice,
) -> anyhow::Result<(String, Box<dyn Suggest + 'c>)> {
    let strategy = match decoder {
        Decoder::Superposed => Strategy::Superposed,
        Decoder::Published => Strategy::Published,
        Decoder::BatchedBeam => Strategy::BatchedBeam,
        Decoder::KeepFirst | Decoder::EncoderOnly => Strategy::KeepFirst,
        Decoder::Greedy => Strategy::Greedy,
        Decoder::Nucleus => Strategy::Nucleus,
        Decoder::Ngram => bail!("the decoder {} is not built yet", decoder.name()),
    };
    let (depth, name) = match (decoder, choice.layers) {
        (Decoder::EncoderOnly, _) => (Depth::Full, decoder.name()),
        (_, Layers::Shallow) => (Depth::Shallow, decoder.name()),
        (_, Layers::All) => (Depth::Full, format!("{}, all layers", decoder.name())),
    };
    if depth == Depth::Shallow && !completer.model().has_decoder() {
        bail!("{name} needs a drafting decoder: name its file with --decoder-file, or choose --layers all");
    }
    let defaults = Options::new(depth);
    let options = Options {
        drafts: choice.drafts.into(),
        max_tokens: choice.tokens.into(),
        strategy,
        // Every draft comes back, and the gate is judged here.
        min_confidence: 0.0,
        reuse: choice.reuse,
        seed: choice.seed,
        ..defaults
    };
    let (session, clock) = (completer.session(), Stopwatch::start());
    Ok((name, Box::new(Engine { completer, session, options, gate: defaults.min_confidence, clock })))
}

/// The byte ends of the tokens of `text`.
pub(crate) fn token_ends(completer: &CpuCompleter, text: &str) -> anyhow::Result<Vec<usize>> {
    Ok(completer.tokenizer().encode(text)?.iter().map(|token| token.end.0).collect())
}

/// One text field of the engine.
struct Engine<'c> {
    completer: &'c CpuCompleter,
    session: Session<Network<CpuOps>>,
    options: Options,
    /// Confidence of the best draft from which the engine shows drafts.
    gate: f32,
    clock: Stopwatch,
}

impl Suggest for Engine<'_> {
    fn suggest(&mut self, text: &str) -> anyhow::Result<Suggestions> {
        let complete = self.completer.complete(&mut self.session, text, &self.options, &Unhurried, &self.clock);
        let completion = pollster::block_on(complete)?;
        let drafts = completion.drafts.into_iter().map(|draft| SuggestedDraft {
            text: draft.text,
            log_prob: draft.log_prob,
            confidence: draft.confidence,
        });
        let drafts: Vec<_> = drafts.collect();
        let shown = drafts.first().is_some_and(|first| first.confidence >= self.gate);
        Ok(Suggestions { drafts, shown, encode_ms: completion.timing.encode, decode_ms: completion.timing.decode })
    }

    fn judge(&mut self, text: &str, continuation: &str) -> anyhow::Result<Option<f32>> {
        let (network, tokenizer) = (self.completer.model(), self.completer.tokenizer());
        let whole = format!("{text}{continuation}");
        let room = network.config().window - 1;
        let start = window::start(&whole, room, |part| anyhow::Ok(tokenizer.encode(part)?.len()))?;
        let tokens = tokenizer.encode(&whole[start..])?;
        let own = tokens.iter().filter(|token| start + token.end.0 > text.len()).count();
        // An empty context is a token for the beginning of a text.
        let beginning = tokenizer.special("<|endoftext|>").filter(|_| text.is_empty());
        let mut ids: Vec<_> = beginning.into_iter().collect();
        ids.extend(tokens.iter().map(|token| token.id));
        if ids.is_empty() {
            return Ok(None);
        }
        let scores = pollster::block_on(network.score(&ids, &Unhurried))?;
        // The very first token of a text has nothing before it and no score.
        let own = &scores[scores.len().saturating_sub(own)..];
        Ok((!own.is_empty()).then(|| own.iter().map(|score| score.log_prob).sum::<f32>() / own.len() as f32))
    }

    fn reset(&mut self) {
        self.session = self.completer.session();
    }

    fn depends_on_history(&self) -> bool {
        self.options.reuse
    }
}
