//! Typed letters are law: asks for drafts with the caret inside words and checks each of them.

mod alike;
mod check;
mod record;
mod texts;

use std::collections::BTreeMap;

use anyhow::ensure;
use foreword_cpu::CpuOps;
use foreword_decode::NeverCancel;
use foreword_engine::{Caret, Completer, Options, Session};
use foreword_model::Network;
use foreword_native::Stopwatch;
use serde::Serialize;

use self::alike::Alike;
pub use self::check::Violation;
use self::check::{as_read, is_spelled, visible};
use self::record::Recorder;
use crate::corpus::User;
use crate::random::Random;
use crate::simulate::Message;

/// Carets of one message that are looked at, next to each other as when one types.
const RUN: usize = 100;

/// Violations that are told one by one.
const TOLD: usize = 20;

/// What was found.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Carets inside words at which drafts were asked for.
    pub carets: usize,
    /// Of these, in the program's own texts.
    pub own_texts: usize,
    /// Carets without a draft.
    pub silent: usize,
    /// Drafts offered there.
    pub drafts: usize,
    /// How often each rule was broken.
    pub violations: BTreeMap<Violation, usize>,
}

type Traced = Completer<Recorder<Network<CpuOps>>>;

/// One text field under test.
struct Field<'c> {
    completer: &'c Traced,
    session: Session<Recorder<Network<CpuOps>>>,
    options: Options,
    clock: Stopwatch,
}

/// Asks at every caret inside a word of built-in texts, and at `carets` such carets of `users`, which `seed` chooses.
///
/// `tell` gets a line on each of the first violations of a sort.
///
/// # Errors
/// Those of the engine; or `users` have fewer carets inside words.
pub fn check(
    completer: Completer<Network<CpuOps>>,
    options: Options,
    users: Option<(&[User], usize)>,
    seed: u64,
    tell: &mut dyn FnMut(String),
) -> anyhow::Result<Report> {
    let completer = completer.map_model(Recorder::new);
    let messages = texts::TEXTS.map(str::to_owned).to_vec();
    let own = [User { name: "own texts".to_owned(), messages }];
    let mut report = Report::default();
    walk(&completer, options, &own, usize::MAX, seed, &mut report, tell)?;
    report.own_texts = report.carets;
    if let Some((users, asked)) = users {
        walk(&completer, options, users, asked, seed, &mut report, tell)?;
        let found = report.carets - report.own_texts;
        ensure!(found == asked, "there are only {found} carets inside words, not {asked}");
    }
    Ok(report)
}

/// Looks at `carets` carets at most, of messages in an order that the seed decides.
fn walk(
    completer: &Traced,
    options: Options,
    users: &[User],
    carets: usize,
    seed: u64,
    report: &mut Report,
    tell: &mut dyn FnMut(String),
) -> anyhow::Result<()> {
    let mut left = carets;
    let messages = users.iter().flat_map(|user| user.messages.iter().enumerate().map(move |(i, text)| (user, i, text)));
    let mut messages: Vec<_> = messages.collect();
    let mut random = Random::new(seed, "letters");
    random.shuffle(&mut messages);
    for (user, number, text) in messages {
        let message = Message::new(text);
        let places: Vec<usize> = message.carets.iter().copied().filter(|&at| is_inside_word(text, at)).collect();
        let start = random.below(places.len().saturating_sub(RUN) + 1);
        let places = &places[start..places.len().min(start + RUN.min(left))];
        left -= places.len();
        let (session, clock) = (completer.session(), Stopwatch::start());
        let mut field = Field { completer, session, options, clock };
        for &at in places {
            for violation in field.look(text, at, report)? {
                let count = report.violations.entry(violation).or_default();
                *count += 1;
                if *count <= TOLD {
                    tell(format!("{violation:?}: {}, message {}, byte {at}", user.name, number + 1));
                }
            }
        }
        if left == 0 {
            break;
        }
    }
    Ok(())
}

/// Whether a person would say that a caret at `at` stands inside a word: no white space on either side.
fn is_inside_word(text: &str, at: usize) -> bool {
    let seen = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    seen(text[..at].chars().next_back()) && seen(text[at..].chars().next())
}

impl Field<'_> {
    /// Asks for drafts at one caret; what is wrong with them.
    fn look(&mut self, text: &str, at: usize, report: &mut Report) -> anyhow::Result<Vec<Violation>> {
        let (completer, typed) = (self.completer, &text[..at]);
        completer.model().take();
        let complete =
            completer.complete(&mut self.session, Caret::at_end_of(typed), &self.options, &NeverCancel, &self.clock);
        let drafts: Vec<String> = pollster::block_on(complete)?.drafts.into_iter().map(|draft| draft.text).collect();
        let record = completer.model().take();
        let alike = Alike::of(typed);
        let read = as_read(completer.tokenizer(), &alike.form(typed))?;
        let mut violations = Vec::new();
        report.carets += 1;
        report.drafts += drafts.len();
        report.silent += usize::from(drafts.is_empty());
        for draft in &drafts {
            visible(typed, draft, &mut violations);
            let offered = alike.form_of_draft(draft);
            let is_right = if record.rows.is_empty() {
                self.is_one_token(&read, &offered)
            } else {
                is_spelled(completer.tokenizer(), &record, &read, &offered, alike)?
            };
            if !is_right {
                violations.push(Violation::Letters);
            }
        }
        Ok(violations)
    }

    /// Drafts that all end with their first token need no step of the model, so there is no record of them: then
    /// some token must hold the end of what was typed and the draft.
    fn is_one_token(&self, read: &[u8], draft: &str) -> bool {
        (0..=read.len()).any(|start| {
            let whole = [&read[start..], draft.as_bytes()].concat();
            let tokenizer = self.completer.tokenizer();
            let mut tokens = tokenizer.tokens_starting_with(&whole).iter();
            tokens.any(|&token| tokenizer.token_bytes(token).is_some_and(|bytes| bytes.len() == whole.len()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_inside_words_have_letters_on_both_sides() {
        let text = "see you, 👍🏽ok";
        let inside: Vec<usize> = Message::new(text).carets.into_iter().filter(|&at| is_inside_word(text, at)).collect();
        // s|e|e y|o|u|, 👍🏽|o|k
        assert_eq!(inside, [1, 2, 5, 6, 7, 17, 18]);
    }
}
