//! The copy head: which of a person's own words comes next.
//!
//! A word's score is `β · cos(query, key) + a · ln(1 + uses) − b · ln(1 + messages since)`; a softmax over all entries
//! gives their probabilities, and a gate says how much they are believed beside the model and the person's n-grams. After DHAP
//! (Ma et al., 2021, <https://arxiv.org/abs/2108.09355>); `models/training/copy_head.py` fits it.

mod entry;
mod key;
mod keys;
mod memory;
mod weights;
mod words;

pub use entry::{Entry, Use};
pub use key::Key;
pub use keys::Keys;
pub use memory::CopyMemory;
pub(crate) use words::Words;

use std::rc::Rc;

use crate::gate::Features;

/// A word that may come next, with its probability if one of the person's own words does.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    /// The word.
    pub word: Rc<str>,
    /// Its share of all entries' probabilities.
    pub probability: f64,
}

/// The entries at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Copies {
    /// Every entry, by word.
    pub all: Vec<Copy>,
    /// How much they are believed before any letter is typed, 0 to 1.
    pub gate: f64,
}

/// What is likely to be copied at a place with these features, where the model's state is `state`, `[d_model]`. `None` if
/// there is nothing to copy.
pub fn copies(memory: &CopyMemory, features: &Features, state: Option<&[f32]>) -> Option<Copies> {
    let entries = memory.entries();
    let query = state.and_then(Key::query);
    let score = |entry: &Entry| {
        let (uses, age) = ((entry.uses as f32).ln_1p(), (entry.age as f32).ln_1p());
        let cosine = match (&query, &entry.key) {
            (Some(query), Some(key)) => query.iter().zip(key).map(|(q, k)| q * k).sum::<f32>(),
            _ => 0.0,
        };
        weights::OF_KEY * cosine + weights::OF_COUNT * uses - weights::OF_AGE * age
    };
    let scores: Vec<f32> = entries.iter().map(score).collect();
    let most = scores.iter().copied().reduce(f32::max)?;
    let total = most + scores.iter().map(|score| (score - most).exp()).sum::<f32>().ln();
    let all = entries.iter().zip(&scores);
    let all =
        all.map(|(entry, score)| Copy { word: Rc::clone(&entry.word), probability: f64::from((score - total).exp()) });
    Some(Copies { gate: gate(features, [total / 4.0, most / 8.0, most - total]), all: all.collect() })
}

/// A perceptron with one hidden layer, as [`Features::share`], that also sees how the scores are spread.
fn gate(features: &Features, scores: [f32; 3]) -> f64 {
    let normal = features.values().iter().zip(weights::MEAN).zip(weights::DEVIATION).map(|((x, m), d)| (x - m) / d);
    let input: Vec<f32> = normal.chain(scores).collect();
    let hidden = weights::HIDDEN.iter().zip(weights::HIDDEN_BIAS).map(|(row, bias)| {
        let weighed = row.iter().zip(&input).map(|(w, x)| w * x).sum::<f32>();
        (weighed + bias).tanh()
    });
    let out = hidden.zip(weights::OUT).map(|(h, w)| h * w).sum::<f32>() + weights::OUT_BIAS;
    f64::from(1.0 / (1.0 + (-out).exp()))
}
