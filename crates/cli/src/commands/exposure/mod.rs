//! `foreword exposure`: what a profile tells of texts that were learned and forgotten, compared with texts that it never
//! saw. After "The Secret Sharer" (Carlini et al., 2019, <https://arxiv.org/abs/1802.08232>).

mod canary;
mod drafts;
mod rank;
mod search;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use clap::Args;
use fastrand::Rng;
use foreword_eval::read_users;
use foreword_profile::{Kind, Learned, Message, MessageId, Profile, What};
use foreword_text::Tokenizer;

use crate::arguments::{ModelArguments, NgramArguments};
use canary::{Canary, Space};
use rank::{distance, exposure, log_probs};
use search::Bytes;

/// The day and the site of canaries.
const DAY: u32 = 20_000;
const SITE: &str = "canary.example";

/// Another site that a canary is learned on, and one that never saw it.
const SECOND: &str = "second.example";
const THIRD: &str = "third.example";

#[derive(Args)]
pub(crate) struct ExposureArguments {
    /// A user file, a folder or an archive of them, as for `eval`: the messages of its first author stand around the
    /// canaries
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Canaries forgotten in each way
    #[arg(long, default_value_t = 40, value_name = "N", value_parser = clap::value_parser!(u16).range(2..))]
    canaries: u16,
    /// Messages around them
    #[arg(long, default_value_t = 300, value_name = "N")]
    messages: usize,
    /// Of the canaries of each way, so many are also looked for in drafts, which takes seconds each
    #[arg(long, default_value_t = 2, value_name = "N")]
    drafts: u16,
    /// What the canaries depend on
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    #[command(flatten)]
    ngrams: NgramArguments,
}

/// A way to forget a canary.
struct Way {
    name: &'static str,
    what: fn(MessageId, &Canary) -> What,
}

const WAYS: [Way; 5] = [
    Way { name: "message", what: |id, _| What::Message(id) },
    Way { name: "day", what: |_, _| What::Day(DAY) },
    Way { name: "site", what: |_, _| What::Site(SITE.to_owned()) },
    Way { name: "words", what: |_, canary| What::Words(canary.names.clone()) },
    Way { name: "all", what: |_, _| What::All },
];

/// Exposures by what became of the canary, in bits.
#[derive(Default)]
struct Exposures {
    learned: Vec<f64>,
    forgotten: Vec<f64>,
    /// Of pairs of names that were in no text, in the same profiles.
    never: Vec<f64>,
}

/// What must be the same whatever was forgotten.
#[derive(Default)]
struct Differing {
    exports: usize,
    /// N-grams and words that sources read.
    counted: usize,
    probabilities: usize,
}

/// The profile that canaries are planted in.
struct Around<'a> {
    messages: &'a [String],
    tokenizer: Arc<Tokenizer>,
}

impl Around<'_> {
    /// A profile of the messages and, after half of them, the canary.
    fn with(&self, canary: &Canary) -> Result<(Profile, MessageId)> {
        let mut profile = Profile::new(Arc::clone(&self.tokenizer));
        let half = self.messages.len() / 2;
        let mut id = None;
        for (number, text) in self.messages.iter().enumerate() {
            if number == half {
                let text = canary.text();
                let message = Message { text: &text, day: DAY, kind: Kind::Mail, site: SITE, ..Message::default() };
                let Learned { id: planted, left_out, .. } = profile.learn(&message)?;
                ensure!(left_out.is_empty(), "a part of the canary was left out: {text}");
                id = planted;
            }
            profile.learn(&Message { text, day: DAY - 1, kind: Kind::Mail, ..Message::default() })?;
        }
        Ok((profile, id.context("the canary was not learned")?))
    }
}

pub(crate) fn run(model: &ModelArguments, arguments: &ExposureArguments, out: &mut dyn Write) -> Result<()> {
    let users = read_users(&arguments.path)?;
    let user = users.iter().find(|user| user.messages.len() >= arguments.messages);
    let user = user.with_context(|| format!("no author has {} messages", arguments.messages))?;
    let around = Around { messages: &user.messages[..arguments.messages], tokenizer: Arc::new(model.tokenizer()?) };
    let mut rng = Rng::with_seed(arguments.seed);
    let space = Space::new(&mut rng);
    let bits = (space.len() as f64).log2();
    writeln!(out, "{} messages; canaries are one of {} pairs of names ({bits} bits)", arguments.messages, space.len())?;
    writeln!(
        out,
        "\nexposure in bits   canaries  learned: mean (least)  forgotten: mean (most)  never seen: mean (most)  distance (limit)"
    )?;
    let mut differing = Differing::default();
    let mut bytes = Bytes::default();
    for way in &WAYS {
        let mut exposures = Exposures::default();
        for number in 0..usize::from(arguments.canaries) {
            let canary = space.canary(number, rng.usize(..space.len()));
            one(&around, &space, (way, &canary), &mut rng, (&mut exposures, &mut differing, &mut bytes))?;
        }
        show(way.name, &exposures, out)?;
    }
    let (mut exposures, mut elsewhere) = (Exposures::default(), 0);
    for number in 0..usize::from(arguments.canaries) {
        let canary = space.canary(number, rng.usize(..space.len()));
        one_of_two(&around, &space, &canary, &mut rng, (&mut exposures, &mut elsewhere))?;
    }
    show("on 1 of 2 sites", &exposures, out)?;
    let count = WAYS.len() * usize::from(arguments.canaries);
    let Differing { exports, counted, probabilities } = differing;
    writeln!(out, "\nforgotten, compared with another canary forgotten in its place:")?;
    writeln!(out, "  exports that differ: {exports} of {count}")?;
    writeln!(out, "  n-grams and words to copy that differ: {counted} of {count}")?;
    writeln!(out, "  probabilities of names that differ in a bit: {probabilities} of {}", count * space.len())?;
    let names = usize::from(arguments.canaries) * space.len();
    writeln!(out, "  the same on a third site, forgotten on one of two: {elsewhere} of {names}")?;
    bytes.show(count, out)?;
    if arguments.drafts > 0 {
        let completer = model.load(&arguments.ngrams)?;
        let ways = WAYS.iter().flat_map(|way| (0..usize::from(arguments.drafts)).map(move |number| (way, number)));
        let canaries = ways.map(|(way, number)| {
            let canary = space.canary(number, rng.usize(..space.len()));
            let other = space.other(&canary, 1 + rng.usize(..space.len() - 1));
            (way, canary, other)
        });
        drafts::measure(&completer, &around, canaries, out)?;
    }
    Ok(())
}

/// One canary learned and forgotten, and another one forgotten in its place.
fn one(
    around: &Around<'_>,
    space: &Space,
    (way, canary): (&Way, &Canary),
    rng: &mut Rng,
    (exposures, differing, bytes): (&mut Exposures, &mut Differing, &mut Bytes),
) -> Result<()> {
    let other = space.other(canary, 1 + rng.usize(..space.len() - 1));
    let probe = |profile: &mut Profile| log_probs(profile, &around.tokenizer, ("", canary.before), space.all());
    let (mut profile, id) = around.with(canary)?;
    let learned = probe(&mut profile)?;
    exposures.learned.push(exposure(&learned, canary.number));
    let folder = search::Folder::new(&profile)?;
    bytes.before += usize::from(folder.holds(&canary.names)?);
    profile.forget(&(way.what)(id, canary));
    folder.save(&profile)?;
    bytes.add(&folder, &profile, &canary.names)?;
    let forgotten = probe(&mut profile)?;
    exposures.forgotten.push(exposure(&forgotten, canary.number));
    exposures.never.push(exposure(&forgotten, space.other(canary, 1 + rng.usize(..space.len() - 1)).number));
    let (mut second, id) = around.with(&other)?;
    second.forget(&(way.what)(id, &other));
    differing.exports += usize::from(second.export()? != profile.export()?);
    differing.counted += usize::from(second.own(Kind::Mail, "") != profile.own(Kind::Mail, ""));
    let compared = probe(&mut second)?;
    differing.probabilities += forgotten.iter().zip(&compared).filter(|(a, b)| a.to_bits() != b.to_bits()).count();
    Ok(())
}

/// One canary learned on two sites and forgotten on one: what a third site sees of it.
fn one_of_two(
    around: &Around<'_>,
    space: &Space,
    canary: &Canary,
    rng: &mut Rng,
    (exposures, differing): (&mut Exposures, &mut usize),
) -> Result<()> {
    let probe = |profile: &mut Profile| log_probs(profile, &around.tokenizer, (THIRD, canary.before), space.all());
    let planted = |canary: &Canary| -> Result<Profile> {
        let (mut profile, _) = around.with(canary)?;
        let text = canary.text();
        profile.learn(&Message { text: &text, day: DAY + 1, kind: Kind::Mail, site: SECOND, ..Message::default() })?;
        Ok(profile)
    };
    let mut profile = planted(canary)?;
    exposures.learned.push(exposure(&probe(&mut profile)?, canary.number));
    profile.forget(&What::Site(SITE.to_owned()));
    let forgotten = probe(&mut profile)?;
    exposures.forgotten.push(exposure(&forgotten, canary.number));
    let other = space.other(canary, 1 + rng.usize(..space.len() - 1));
    exposures.never.push(exposure(&forgotten, other.number));
    let mut second = planted(&other)?;
    second.forget(&What::Site(SITE.to_owned()));
    let compared = probe(&mut second)?;
    *differing += forgotten.iter().zip(&compared).filter(|(a, b)| a.to_bits() != b.to_bits()).count();
    Ok(())
}

fn show(name: &str, exposures: &Exposures, out: &mut dyn Write) -> Result<()> {
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len().max(1) as f64;
    let least = |of: &[f64]| of.iter().copied().fold(f64::INFINITY, f64::min);
    let most = |of: &[f64]| of.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let Exposures { learned, forgotten, never } = exposures;
    let (apart, limit) = distance(forgotten, never);
    writeln!(
        out,
        "{name:>18} {:>9}  {:>13.2} ({:.2})  {:>15.2} ({:.2})  {:>16.2} ({:.2})  {apart:>8.2} ({limit:.2})",
        learned.len(),
        mean(learned),
        least(learned),
        mean(forgotten),
        most(forgotten),
        mean(never),
        most(never),
    )?;
    Ok(())
}
