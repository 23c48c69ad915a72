//! What a person's own messages gain: each is typed with and without what was learnt from the messages before it.

mod author;
mod parts;
mod repeats;
mod report;
mod rows;
mod words;

use std::time::Instant;

use anyhow::Result;
use foreword_engine::Options;

pub use parts::Parts;
pub use report::{AuthorKeys, Gain, PersonalReport, PersonalRun, table};
pub use rows::{RowSettings, write_rows};
pub use words::write_words;

use crate::corpus::User;
use crate::engine::Models;
use crate::metrics::percentile;
use crate::random::Random;
use crate::simulate::{Message, keystrokes, longest_acceptance};
use author::Author;

/// Whose messages count as history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The author's own.
    Own,
    /// Those of the next author: a control.
    Other,
    /// Those of people who wrote other texts, where the texts typed are nobody's: each has a part of them.
    Strangers,
}

/// People whose messages are histories of [`Whose::Strangers`], at most.
const STRANGERS: usize = 4;

/// What to measure.
#[derive(Debug, Clone)]
pub struct PersonalSettings {
    /// Sets of parts; the first is what the others are compared with.
    pub parts: Vec<Parts>,
    /// Number of each author's first message that may be typed: as many are history only.
    pub from: usize,
    /// Messages before a text that are its history; all where it is `None`.
    pub history: Option<usize>,
    /// Whose they are.
    pub whose: Whose,
    /// Messages that repeat earlier ones are left out.
    pub without_repeats: bool,
    /// Messages per author.
    pub limit: Option<usize>,
    /// What the choice of messages depends on.
    pub seed: u64,
    /// How drafts are written.
    pub options: Options,
}

/// Types messages of every author with each set of parts; `tick` is called after every message. `strangers` are those of
/// [`Whose::Strangers`].
///
/// # Errors
/// Those of the engine.
pub fn personal(
    corpus: String,
    (users, strangers): (&[User], &[User]),
    models: &Models,
    settings: &PersonalSettings,
    tick: &dyn Fn(),
) -> Result<PersonalReport> {
    let began = Instant::now();
    let mut keys: Vec<Vec<AuthorKeys>> = vec![Vec::new(); settings.parts.len()];
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); settings.parts.len()];
    let (mut messages, mut characters, mut repeats_left_out) = (0, 0, 0);
    for (number, user) in users.iter().enumerate() {
        let (chosen, repeats) = chosen(user, settings);
        repeats_left_out += repeats;
        if chosen.is_empty() {
            continue;
        }
        let owners: Vec<&User> = match settings.whose {
            Whose::Own => vec![user],
            Whose::Other => vec![&users[(number + 1) % users.len()]],
            Whose::Strangers => strangers.iter().take(STRANGERS).collect(),
        };
        let mut authors = owners.iter().map(|owner| Author::new(&models.network, owner)).collect::<Result<Vec<_>>>()?;
        let typed = chosen.len();
        let mut sums = vec![AuthorKeys { name: user.name.clone(), characters: 0, keystrokes: 0 }; settings.parts.len()];
        for (place, index) in chosen.into_iter().enumerate() {
            let message = Message::new(&user.messages[index]);
            let whose = place * owners.len() / typed;
            let (Some(owner), Some(author)) = (owners.get(whose), authors.get_mut(whose)) else { break };
            // Another author's history is as long as the own one would be, a stranger's as long as it is.
            let known = owner.messages.len();
            let end = if settings.whose == Whose::Strangers { known } else { index.min(known) };
            let start = settings.history.map_or(0, |history| end.saturating_sub(history));
            for ((parts, sum), times) in settings.parts.iter().zip(&mut sums).zip(&mut times) {
                let mut field = author.field(start..end, *parts, settings.options)?;
                sum.keystrokes += keystrokes(&message, |at| {
                    let began = Instant::now();
                    let drafts = field.drafts(&message.text[..at])?;
                    times.push(began.elapsed().as_secs_f64() * 1e3);
                    anyhow::Ok(longest_acceptance(&message, at, drafts.iter().map(String::as_str)))
                })?;
                sum.characters += message.carets.len() as u64;
            }
            messages += 1;
            characters += message.carets.len() as u64;
            tick();
        }
        keys.iter_mut().zip(sums).for_each(|(keys, sum)| keys.push(sum));
    }
    let run = |((parts, authors), times): ((&Parts, &Vec<AuthorKeys>), &Vec<f64>)| {
        let sum = |of: fn(&AuthorKeys) -> u64| authors.iter().map(of).sum::<u64>() as f64;
        let ms = |share| percentile(times, share).unwrap_or(f64::NAN);
        PersonalRun {
            parts: parts.name(),
            ksr: 1.0 - sum(|a| a.keystrokes) / sum(|a| a.characters).max(1.0),
            gain: keys
                .first()
                .filter(|base| !std::ptr::eq(*base, authors))
                .and_then(|base| report::gain(authors, base)),
            ms: (ms(0.5), ms(0.95)),
            authors: authors.clone(),
        }
    };
    Ok(PersonalReport {
        corpus,
        authors: keys.first().map_or(0, Vec::len),
        messages,
        characters,
        history: settings.history,
        other: settings.whose != Whose::Own,
        repeats_left_out,
        drafts: u8::try_from(settings.options.drafts).unwrap_or(u8::MAX),
        seed: settings.seed,
        runs: settings.parts.iter().zip(&keys).zip(&times).map(run).collect(),
        seconds: began.elapsed().as_secs_f64(),
    })
}

/// Messages that [`personal`] will type at most.
pub fn messages(users: &[User], settings: &PersonalSettings) -> usize {
    users.iter().map(|user| chosen(user, settings).0.len()).sum()
}

/// Numbers of a user's messages that are typed, ascending, and how many of those drawn were left out as repeats.
fn chosen(user: &User, settings: &PersonalSettings) -> (Vec<usize>, usize) {
    let mut random = Random::new(settings.seed, &user.name);
    let drawn = random.choose((settings.from..user.messages.len()).collect(), settings.limit.unwrap_or(usize::MAX));
    let before = drawn.len();
    let kept: Vec<usize> = drawn
        .into_iter()
        .filter(|&i| !settings.without_repeats || !repeats::is_repeat(&user.messages[i], &user.messages[..i]))
        .collect();
    let left_out = before - kept.len();
    (kept, left_out)
}
