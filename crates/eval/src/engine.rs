//! The engines behind the evaluation: which decoder is which, and how the engine answers [`Suggest`].

use anyhow::{Context, bail};
use foreword_cpu::CpuOps;
use foreword_decode::{Depth, NeverCancel, StepModel, Strategy};
use foreword_engine::{Caret, Completer, EngineError, Options, Session, window};
use foreword_model::Network;
use foreword_native::Stopwatch;
use foreword_ngrams::NgramOnly;

use crate::suggest::{Suggest, SuggestedDraft, Suggestions};

/// Ways to write drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoder {
    /// The drafting decoder, or all layers, with one strategy.
    Strategy(Strategy),
    /// Keep first words, with all layers of the encoder for every token.
    EncoderOnly,
    /// The shared n-gram table alone.
    Ngram,
}

impl Decoder {
    /// Every strategy, then the two others.
    pub const ALL: [Self; Strategy::ALL.len() + 2] = {
        let mut all = [Self::EncoderOnly; Strategy::ALL.len() + 2];
        let mut i = 0;
        while i < Strategy::ALL.len() {
            all[i] = Self::Strategy(Strategy::ALL[i]);
            i += 1;
        }
        all[i + 1] = Self::Ngram;
        all
    };

    /// One line about it, for people.
    pub fn about(self) -> &'static str {
        match self {
            Self::Strategy(strategy) => strategy.about(),
            Self::EncoderOnly => "The likeliest first words, with all layers of the encoder for every token",
            Self::Ngram => "The likeliest first words, from the shared n-gram table alone",
        }
    }

    /// Its name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strategy(strategy) => strategy.name(),
            Self::EncoderOnly => "encoder-only",
            Self::Ngram => "ngram",
        }
    }
}

pub(crate) type CpuNetwork = Network<CpuOps>;

pub(crate) type CpuCompleter = Completer<CpuNetwork>;

/// What stands before every message.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Before<'c> {
    /// A text; an empty one is none.
    Text(&'c str),
    /// Keys and values that need not come from a text.
    Snapshot(&'c [u8]),
}

impl Before<'_> {
    fn session<M: StepModel>(self, completer: &Completer<M>) -> Result<Session<M>, EngineError<M::Error>> {
        match self {
            Self::Text(prefix) => completer.session_with_prefix(prefix),
            Self::Snapshot(snapshot) => pollster::block_on(completer.session_behind(snapshot)),
        }
    }
}

/// What engines are made of.
pub struct Models {
    /// Encoder and drafting decoder.
    pub network: CpuCompleter,
    /// Loaded where it is among the decoders compared.
    pub ngram: Option<Completer<NgramOnly<Vec<u8>>>>,
}

/// The engine for one decoder with the given layers, and what to call it.
///
/// `options` holds what the runs have in common; strategy and depth follow from the decoder and `depth`.
///
/// # Errors
/// The decoder needs layers, or a table, that are not loaded.
pub(crate) fn build<'c>(
    models: &'c Models,
    decoder: Decoder,
    depth: Depth,
    options: Options,
    before: Before<'c>,
) -> anyhow::Result<(String, Box<dyn Suggest + 'c>)> {
    let (network, name) = (&models.network, decoder.name());
    let (strategy, name) = match (decoder, depth) {
        (Decoder::Ngram, _) => {
            let table = models.ngram.as_ref().context("the n-gram table is not loaded")?;
            let options = Options { strategy: Strategy::KeepFirst, depth, ..options };
            return Ok((name.to_owned(), Engine::boxed(table, network, options, before)?));
        }
        (Decoder::EncoderOnly, _) => (Strategy::KeepFirst, name.to_owned()),
        (Decoder::Strategy(strategy), Depth::Shallow) => (strategy, name.to_owned()),
        (Decoder::Strategy(strategy), Depth::Full) => (strategy, format!("{name}, all layers")),
    };
    if depth == Depth::Shallow && !network.model().has_decoder() {
        bail!("{name} needs a drafting decoder: name its file with --decoder-file, or choose --layers all");
    }
    let name = if options.verify > 0 { format!("{name}, {} verified", options.verify) } else { name };
    Ok((name, Engine::boxed(network, network, Options { strategy, depth, ..options }, before)?))
}

/// The byte ends of the tokens of `text`.
pub(crate) fn token_ends(completer: &CpuCompleter, text: &str) -> anyhow::Result<Vec<usize>> {
    Ok(completer.tokenizer().encode(text)?.iter().map(|token| token.end.0).collect())
}

/// One text field of the engine.
struct Engine<'c, M: StepModel> {
    completer: &'c Completer<M>,
    /// The whole network, which judges the drafts.
    judge: &'c CpuCompleter,
    session: Session<M>,
    before: Before<'c>,
    options: Options,
    /// Confidence of the best draft from which the engine shows drafts.
    gate: f32,
    clock: Stopwatch,
}

impl<'c, M: StepModel> Engine<'c, M>
where
    M::Error: Send + Sync,
{
    fn boxed(
        completer: &'c Completer<M>,
        judge: &'c CpuCompleter,
        options: Options,
        before: Before<'c>,
    ) -> anyhow::Result<Box<dyn Suggest + 'c>> {
        let (session, clock) = (before.session(completer)?, Stopwatch::start());
        let gate = Options::new(options.depth).min_confidence;
        Ok(Box::new(Self { completer, judge, session, before, options, gate, clock }))
    }
}

impl<M: StepModel> Suggest for Engine<'_, M>
where
    M::Error: Send + Sync,
{
    fn suggest(&mut self, text: &str) -> anyhow::Result<Suggestions> {
        let complete = self.completer.complete(
            &mut self.session,
            Caret::at_end_of(text),
            &self.options,
            &NeverCancel,
            &self.clock,
        );
        let completion = pollster::block_on(complete)?;
        let drafts = completion.drafts.into_iter().map(|draft| SuggestedDraft {
            text: draft.text,
            log_prob: draft.log_prob,
            confidence: draft.confidence,
        });
        let drafts: Vec<_> = drafts.collect();
        Ok(Suggestions {
            drafts,
            gate: self.gate,
            encode_ms: completion.timing.encode,
            decode_ms: completion.timing.decode + completion.timing.verify,
        })
    }

    fn judge(&mut self, text: &str, continuation: &str) -> anyhow::Result<Option<f32>> {
        let (network, tokenizer) = (self.judge.model(), self.judge.tokenizer());
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
        let scores = pollster::block_on(network.score(&ids, &NeverCancel))?;
        // The very first token of a text has nothing before it and no score.
        let own = &scores[scores.len().saturating_sub(own)..];
        Ok((!own.is_empty()).then(|| own.iter().map(|score| score.log_prob).sum::<f32>() / own.len() as f32))
    }

    fn reset(&mut self) -> anyhow::Result<()> {
        self.session = self.before.session(self.completer)?;
        Ok(())
    }
}
