//! How much a person's own n-grams are believed at one place.

mod weights;

use foreword_decode::Row;
use foreword_text::TokenId;

use crate::history::EDGE;
use crate::mixture::Remembered;

/// Least log-probability that is told from others.
const FLOOR: f32 = -15.0;

/// What is known of a place, to weigh the opinions there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features([f32; Features::COUNT]);

/// A place as the gate sees it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The model's opinion; [`Row::candidates`] in descending order.
    pub row: &'a Row,
    /// The person's own.
    pub remembered: &'a Remembered,
    /// Tokens since the text began.
    pub position: usize,
    /// Messages in the history.
    pub messages: usize,
    /// Whether a letter or digit stands before the place; a text's beginning counts as one.
    pub after_letter: bool,
}

impl Features {
    /// How many there are.
    pub const COUNT: usize = 14;

    /// Likeliest tokens of the model that they look at.
    pub const WIDTH: usize = 8;

    /// What they are called.
    pub const NAMES: [&'static str; Self::COUNT] = [
        "best_log_prob",
        "second_log_prob",
        "best_is_remembered",
        "remembered_log_prob",
        "context",
        "log_count",
        "log_total",
        "log_distinct",
        "share",
        "log_position",
        "log_messages",
        "after_letter",
        "context_2",
        "context_3",
    ];

    /// The features of a place.
    pub fn of(seen: Seen<'_>) -> Self {
        let Seen { row, remembered, position, messages, after_letter } = seen;
        let log_prob = |rank: usize| row.candidates.get(rank).map_or(FLOOR, |candidate| candidate.log_prob.max(FLOOR));
        let (context, following) = &remembered.longest;
        let best = remembered.best();
        let (count, total) = (best.map_or(0, |(_, count)| count) as f32, following.total as f32);
        let flag = |is: bool| f32::from(u8::from(is));
        let model_best = row.candidates.first().map(|candidate| candidate.token);
        Self([
            log_prob(0),
            log_prob(1),
            flag(best.is_some() && model_best == best.map(|(token, _)| token)),
            best.map_or(FLOOR, |(token, _)| known_log_prob(row, token)),
            *context as f32,
            count.ln_1p(),
            total.ln_1p(),
            (following.counts.len() as f32).ln_1p(),
            if total > 0.0 { count / total } else { 0.0 },
            (position as f32).ln_1p(),
            (messages as f32).ln_1p(),
            flag(after_letter),
            flag(*context >= 2),
            flag(*context >= 3),
        ])
    }

    /// The numbers, in the order of [`NAMES`](Self::NAMES).
    pub fn values(&self) -> &[f32] {
        &self.0
    }

    /// Share of the person's own n-grams in the probabilities at the place, 0 to 1: a perceptron with one hidden layer of
    /// hyperbolic tangents and a logistic output.
    pub fn share(&self) -> f32 {
        let normal: Vec<f32> =
            self.0.iter().zip(weights::MEAN).zip(weights::DEVIATION).map(|((x, m), d)| (x - m) / d).collect();
        let hidden = weights::HIDDEN.iter().zip(weights::HIDDEN_BIAS).map(|(row, bias)| {
            let weighed = row.iter().zip(&normal).map(|(w, x)| w * x).sum::<f32>();
            (weighed + bias).tanh()
        });
        let out = hidden.zip(weights::OUT).map(|(h, w)| h * w).sum::<f32>() + weights::OUT_BIAS;
        1.0 / (1.0 + (-out).exp())
    }
}

/// The model's log-probability of a token. Of one that isn't among its likeliest only a bound is known: that of the last of
/// them, less one.
pub(crate) fn known_log_prob(row: &Row, token: TokenId) -> f32 {
    let found = row.candidates.iter().find(|candidate| candidate.token == token);
    let bound = || row.candidates.last().map_or(FLOOR, |last| last.log_prob - 1.0);
    let log_prob = if token == EDGE { FLOOR } else { found.map_or_else(bound, |candidate| candidate.log_prob) };
    log_prob.clamp(FLOOR, 0.0)
}
