//! What the gate is fitted on: its features at every token of real messages, and how both opinions judged the token.

use std::io::Write;

use anyhow::{Result, bail};
use foreword_decode::{NeverCancel, Place, Want};
use foreword_profile::{Features, History, Opinion, prefix, tokens};
use foreword_text::TokenId;

use crate::corpus::User;
use crate::engine::Models;
use crate::random::Random;

/// Messages before the first whose tokens are recorded.
const FROM: usize = 20;

/// Of ten messages, those read behind their author's latest ones.
const WITH_PREFIX: usize = 7;

/// Of ten messages, those recorded once more with somebody else's history.
const WRONG: usize = 5;

/// Messages of a history.
const LEAST: usize = 5;
const MOST: usize = 300;

fn history(messages: &[Vec<TokenId>]) -> History {
    History::of(messages.iter().map(Vec::as_slice))
}

/// How much to record.
#[derive(Debug, Clone, Copy)]
pub struct RowSettings {
    /// Messages per author.
    pub limit: usize,
    /// What the choices depend on.
    pub seed: u64,
}

/// Writes a line of numbers for every token of some messages of each author: the features, the natural log-probabilities
/// of the token in the model's and in the person's opinion, whether the history is somebody else's, and the author's
/// number. The first line names them; fields are separated by tabs.
///
/// # Errors
/// Those of the model, of `out`, or there are less than two authors with more than 20 messages.
pub fn write_rows(users: &[User], models: &Models, settings: RowSettings, out: &mut dyn Write) -> Result<usize> {
    let completer = &models.network;
    let users: Vec<&User> = users.iter().filter(|user| user.messages.len() > FROM).collect();
    if users.len() < 2 {
        bail!("{} authors have more than {FROM} messages; two are needed", users.len());
    }
    let of_message = |text: &String| tokens::of_message(completer.tokenizer(), [text.as_str()]);
    let all: Vec<Vec<Vec<TokenId>>> = users
        .iter()
        .map(|user| user.messages.iter().map(of_message).collect::<Result<Vec<_>, _>>())
        .collect::<Result<_, _>>()?;
    writeln!(out, "{}\tmodel\town\twrong\tauthor", Features::NAMES.join("\t"))?;
    let mut written = 0;
    for (number, user) in users.iter().enumerate() {
        let mut random = Random::new(settings.seed, &user.name);
        for index in random.choose((FROM..user.messages.len()).collect(), settings.limit) {
            let lengths = all[number][..index].iter().rev().map(|tokens| tokens.len() + 1);
            let chosen = if random.below(10) < WITH_PREFIX { prefix::recent(lengths, prefix::BUDGET) } else { vec![] };
            let mut session =
                completer.session_after(chosen.into_iter().map(|back| user.messages[index - 1 - back].as_str()))?;
            let want = Want::likeliest(Features::WIDTH);
            let read = completer.reread(&mut session, &user.messages[index], want, &NeverCancel);
            let read = pollster::block_on(read)?;
            // Both kinds of history are as long as each other, lest their length give them away.
            let start = index - (LEAST + random.below(MOST - LEAST)).min(index);
            let mut histories = vec![(false, history(&all[number][start..index]))];
            if random.below(10) < WRONG {
                let other = &all[(number + 1 + random.below(users.len() - 1)) % users.len()];
                let length = (LEAST + random.below(MOST - LEAST)).min(other.len());
                let start = random.below(other.len() - length + 1);
                histories.push((true, history(&other[start..start + length])));
            }
            for (wrong, history) in histories {
                let context: Vec<TokenId> = [read.before.as_slice(), &read.tokens].concat();
                for (at, (row, &token)) in read.rows.iter().zip(&read.tokens).enumerate() {
                    let place = Place { context: &context[..read.before.len() + at], draft: &[] };
                    let opinion = Opinion::of(completer.tokenizer(), &history, place, row);
                    let features = opinion.features.values().iter().map(|x| format!("{x:.4}")).collect::<Vec<_>>();
                    let own = opinion.remembered.probability(token).ln();
                    let model = row.given.unwrap_or_default();
                    writeln!(out, "{}\t{model:.4}\t{own:.4}\t{}\t{number}", features.join("\t"), u8::from(wrong))?;
                    written += 1;
                }
            }
        }
    }
    Ok(written)
}
