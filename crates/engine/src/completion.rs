use foreword_decode::{Depth, Encoded, Strategy};

use crate::confidence::Evidence;

/// The most drafts one call may ask for.
pub const MAX_DRAFTS: usize = 8;

/// The most tokens a draft may have.
pub const MAX_TOKENS: usize = 32;

/// Confidence of the best draft from which drafts are given: low enough to cost a person who takes every right draft
/// less than 1% of the keystrokes saved, and yet to hide the most hopeless (`docs/decisions` has the figures).
const GATE: f32 = 0.08;

/// Tokens of the best draft that all layers check: more cost time and save no keystrokes, since few drafts are shown that
/// far (`docs/decisions/2026-11-24-all-layers-check-the-best-draft.md` has the figures).
const CHECKED: usize = 2;

/// What to complete, and how.
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
    /// Nothing is given back unless the best draft has at least this confidence, 0 to 1; the others need an eighth of it.
    pub min_confidence: f32,
    /// Give back what there is after this many milliseconds.
    pub deadline_ms: Option<f64>,
    /// Drafts may contain numbers that the text does not.
    pub allow_numbers: bool,
    /// Drafts may hold words of the block list that the text does not; for measuring what the list does.
    pub allow_blocked: bool,
    /// Drafts that still fit what was typed since are given back without asking the model.
    pub reuse: bool,
    /// Share of n-grams in the probability of first tokens, 0 to 1; without n-grams it means nothing.
    pub first_alpha: f32,
    /// Weight of n-grams against the model in choosing later tokens, 0 to 1.
    pub alpha: f32,
    /// Seed of strategies that sample.
    pub seed: u64,
    /// Tokens of the best draft, at most, that all layers check before it is given; 0: none are checked.
    pub verify: usize,
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
            allow_numbers: false,
            allow_blocked: false,
            reuse: true,
            first_alpha: 0.15,
            alpha: 0.0,
            seed: 0,
            verify: match depth {
                Depth::Shallow => CHECKED,
                Depth::Full => 0,
            },
        }
    }
}

/// One draft as text.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftText {
    /// What to insert at the end of the text: the rest of the word under way, then more; may begin with a space.
    pub text: String,
    /// Natural logarithm of its probability, given the letters typed.
    pub log_prob: f32,
    /// Estimated probability that its first word is the right one.
    pub confidence: f32,
    /// What the confidence was estimated from.
    pub evidence: Evidence,
}

/// Milliseconds spent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Timing {
    /// Tokenizing and reading the context.
    pub encode: f64,
    /// Writing the drafts.
    pub decode: f64,
    /// Checking the best of them with all layers.
    pub verify: f64,
}

/// The result of one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// Best first; empty if there is nothing worth showing.
    pub drafts: Vec<DraftText>,
    /// What reading the context cost.
    pub tokens: Encoded,
    /// Time spent.
    pub timing: Timing,
    /// Passes of the layers that write, the check aside: tokens per draft but the first, as long as any draft went on.
    pub steps: usize,
    /// Which call of its session this answers, counted from 1.
    pub revision: u64,
}
