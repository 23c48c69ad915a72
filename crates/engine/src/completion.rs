use foreword_decode::{Depth, Encoded, Source, Strategy};

use crate::EngineError;
use crate::confidence::Evidence;

/// The most drafts one call may ask for.
pub const MAX_DRAFTS: usize = 8;

/// The most tokens a draft may have.
pub const MAX_TOKENS: usize = 32;

/// Confidence of the best draft from which drafts are given: low enough to cost a person who takes every right draft
/// less than 1% of the keystrokes saved, and yet to hide the most hopeless (`docs/decisions` has the figures).
const GATE: f32 = 0.10;

/// Tokens of the best draft that all layers verify: more cost time and save no keystrokes, since few drafts are shown that
/// far (`docs/decisions/2026-11-24-all-layers-check-the-best-draft.md` has the figures).
const VERIFIED: usize = 2;

/// How to complete a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Drafts wanted, at most [`MAX_DRAFTS`].
    pub drafts: usize,
    /// Tokens per draft at most, up to [`MAX_TOKENS`].
    pub max_tokens: usize,
    /// How drafts are written.
    pub strategy: Strategy,
    /// Which layers write them.
    pub depth: Depth,
    /// No draft is returned unless the best has at least this confidence, 0 to 1; the others need an eighth of it.
    pub min_confidence: f32,
    /// Return what there is after this many milliseconds.
    pub deadline_ms: Option<f64>,
    /// Milliseconds within which drafts should be there. What this machine has no time for is left out: verifying first,
    /// then length, then drafts. Reading the text isn't, nor the first words. Without one all is done. Concerns the drafting
    /// decoder alone.
    pub budget_ms: Option<f64>,
    /// Drafts may contain numbers that the text does not.
    pub allow_numbers: bool,
    /// Drafts end with a space where one is likely to follow, for fields that take it back when punctuation is typed.
    pub trailing_space: bool,
    /// Drafts may hold words of the block list that the text does not; for measuring what the list does.
    pub allow_blocked: bool,
    /// Seed of strategies that sample.
    pub seed: u64,
    /// Maximum tokens of the best draft that all layers verify before it is shown; 0 for none.
    pub verify: usize,
    /// The text is a guess of what the person will write next. Nothing is learned of it: sources are not told of its words.
    pub is_guess: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self::new(Depth::Shallow)
    }
}

impl Options {
    /// The defaults, for a model with a drafting decoder or without.
    pub fn new(depth: Depth) -> Self {
        Self {
            drafts: 3,
            max_tokens: 8,
            strategy: match depth {
                Depth::Shallow => Strategy::Superposed,
                Depth::Full => Strategy::KeepFirst,
            },
            depth,
            min_confidence: GATE,
            deadline_ms: None,
            budget_ms: None,
            allow_numbers: false,
            trailing_space: false,
            allow_blocked: false,
            seed: 0,
            verify: match depth {
                Depth::Shallow => VERIFIED,
                Depth::Full => 0,
            },
            is_guess: false,
        }
    }

    /// Whether every option is in its range.
    ///
    /// # Errors
    /// [`EngineError::Option`].
    pub(crate) fn validate<E: std::error::Error>(&self) -> Result<(), EngineError<E>> {
        let ranges = [
            ("the number of drafts", 1..=MAX_DRAFTS, self.drafts),
            ("the number of tokens per draft", 1..=MAX_TOKENS, self.max_tokens),
            ("the number of tokens to verify", 0..=MAX_TOKENS, self.verify),
        ];
        match ranges.into_iter().find(|(_, range, found)| !range.contains(found)) {
            Some((what, range, found)) => {
                Err(EngineError::Option { what, least: *range.start(), most: *range.end(), found })
            }
            None => Ok(()),
        }
    }
}

/// One draft as text.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftText {
    /// What to insert at the caret: the rest of the word under way, then more; may begin with a space, and end with one
    /// ([`Options::trailing_space`], or text after the caret that wants it).
    pub text: String,
    /// Natural logarithm of its probability, given the letters typed.
    pub log_prob: f32,
    /// Estimated probability that its first word is the right one.
    pub confidence: f32,
    /// What the confidence was estimated from.
    pub evidence: Evidence,
    /// The words of `text` in order, each with the space before it; joined they are `text`.
    pub words: Vec<DraftWord>,
}

/// A word of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftWord {
    /// The word with the space before it and the punctuation after it.
    pub text: String,
    /// The source that it is from: the model, unless a part of it is from another.
    pub source: Source,
}

/// Milliseconds spent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Timing {
    /// Tokenizing and reading the context.
    pub encode: f64,
    /// Writing the drafts.
    pub decode: f64,
    /// Verifying the best of them with all layers, and ranking them by the text after the caret.
    pub verify: f64,
}

/// How much is done for a call. What there is no time for is left out in this order: verifying, length, drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effort {
    /// Drafts written.
    pub drafts: usize,
    /// Tokens per draft at most.
    pub max_tokens: usize,
    /// Tokens of the best draft that all layers verify at most.
    pub verify: usize,
}

/// The result of one call.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Completion {
    /// Best first; empty if there is nothing worth showing.
    pub drafts: Vec<DraftText>,
    /// Tokens of the context that were read, and those that had been read before.
    pub tokens: Encoded,
    /// Time spent.
    pub timing: Timing,
    /// Passes of the layers that write: tokens per draft but the first, as long as any draft went on.
    pub steps: usize,
    /// What was done for it, where the budget had no time for all that was asked for.
    pub reduced: Option<Effort>,
    /// Which call of its session this answers, counted from 1.
    pub revision: u64,
}
