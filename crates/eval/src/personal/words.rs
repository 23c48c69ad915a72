//! What the copy head is fitted on: every word of real messages, with the model's state before it.

use std::io::Write;

use anyhow::{Context, Result};
use foreword_decode::{NeverCancel, Place, Want};
use foreword_profile::{Features, History, Opinion, prefix, spelled, tokens};
use foreword_text::TokenId;
use serde::Serialize;

use crate::corpus::User;
use crate::engine::Models;

/// A word of a message, with its place in the file of states.
#[derive(Serialize)]
struct Word<'w> {
    word: &'w str,
    /// Number of the state before it.
    state: usize,
    /// Natural log-probability of its tokens in the opinion of model and own n-grams together.
    mixed: f64,
    /// The gate's features before it.
    features: &'w [f32],
}

/// Writes for the first `limit` messages of each author a line of JSON (author, message, words) to `lines`, and the model's
/// state before each word to `states`: 16-bit floats, little-endian. Messages are read behind the latest before them, and
/// own n-grams are those of the messages before.
///
/// # Errors
/// Those of the model and of the files.
pub fn write_words(
    users: &[User],
    models: &Models,
    limit: usize,
    (lines, states): (&mut dyn Write, &mut dyn Write),
) -> Result<usize> {
    let completer = &models.network;
    let tokenizer = completer.tokenizer();
    let mut written = 0;
    for user in users {
        let history = History::default();
        let mut lengths: Vec<usize> = Vec::new();
        for (number, text) in user.messages.iter().take(limit).enumerate() {
            // Two of three are read behind a prefix: not everybody uses it.
            let chosen =
                if number % 3 < 2 { prefix::recent(lengths.iter().rev().copied(), prefix::BUDGET) } else { Vec::new() };
            let before = chosen.into_iter().map(|back| user.messages[number - 1 - back].as_str());
            let mut session = completer.session_after(before)?;
            let want = Want { candidates: Features::WIDTH, state: true };
            let read = pollster::block_on(completer.reread(&mut session, text, want, &NeverCancel))?;
            let context: Vec<TokenId> = [read.before.as_slice(), &read.tokens].concat();
            let opinions: Vec<Opinion> = (0..read.tokens.len())
                .map(|at| {
                    let place = Place { context: &context[..read.before.len() + at], draft: &[] };
                    Opinion::of(tokenizer, &history, place, &read.rows[at])
                })
                .collect();
            let mixed = |at: usize| {
                let (share, token) = (f64::from(opinions[at].features.share()), read.tokens[at]);
                let model = f64::from(read.rows[at].given.unwrap_or_default()).exp();
                ((1.0 - share) * model + share * opinions[at].remembered.probability(token)).ln()
            };
            let found = spelled(tokenizer, &read.tokens);
            let mut words = Vec::with_capacity(found.len());
            for one in &found {
                let state = read.rows[one.tokens.start].state.as_ref().context("the model gave no state")?;
                for &value in &state.query {
                    states.write_all(&half::f16::from_f32(value).to_le_bytes())?;
                }
                let mixed = one.tokens.clone().map(mixed).sum();
                let features = opinions[one.tokens.start].features.values();
                words.push(Word { word: &one.word, state: written, mixed, features });
                written += 1;
            }
            let line = serde_json::json!({ "author": user.name, "message": number, "words": words });
            writeln!(lines, "{line}")?;
            let own = tokens::of_message(tokenizer, [text.as_str()])?;
            lengths.push(own.len() + 1);
            history.push(&own);
        }
    }
    Ok(written)
}
