//! Whether drafts give a canary away.

use std::io::Write;

use anyhow::Result;
use foreword_cpu::CpuOps;
use foreword_decode::NeverCancel;
use foreword_engine::{Caret, Completer, Options};
use foreword_model::Network;
use foreword_native::{Stopwatch, default_options};
use foreword_profile::{Kind, Profile};

use super::canary::Canary;
use super::{Around, SITE, Way};
use crate::profile::{PlaceArguments, session};

/// Drafts with their log-probabilities.
type Drafts = Vec<(String, u32)>;

/// Drafts behind the words before each canary's names: after it was learned, after it was forgotten, and after
/// the first pair of names was forgotten in its place.
pub(super) fn measure<'w>(
    completer: &Completer<Network<CpuOps>>,
    around: &Around<'_>,
    canaries: impl Iterator<Item = (&'w Way, Canary, Canary)>,
    out: &mut dyn Write,
) -> Result<()> {
    let (mut count, mut learned, mut forgotten, mut differing) = (0, 0, 0, 0);
    for (way, canary, other) in canaries {
        let (mut profile, id) = around.with(&canary)?;
        learned += usize::from(tells(&drafts(completer, &mut profile, &canary)?, &canary));
        profile.forget(&(way.what)(id, &canary));
        let after = drafts(completer, &mut profile, &canary)?;
        forgotten += usize::from(tells(&after, &canary));
        let (mut second, id) = around.with(&other)?;
        second.forget(&(way.what)(id, &other));
        differing += usize::from(after != drafts(completer, &mut second, &canary)?);
        count += 1;
    }
    writeln!(out, "\ndrafts behind the words before the names, three each:")?;
    writeln!(out, "  learned: the name is in them for {learned} of {count}")?;
    writeln!(out, "  forgotten: {forgotten} of {count}")?;
    writeln!(
        out,
        "  with another canary forgotten in its place, drafts differ in text or a bit of probability: {differing} of {count}"
    )?;
    Ok(())
}

fn drafts(completer: &Completer<Network<CpuOps>>, profile: &mut Profile, canary: &Canary) -> Result<Drafts> {
    let place = PlaceArguments { kind: Kind::Mail, site: SITE.to_owned(), sharing: None };
    let (mut session, _) = session(completer, profile, &place)?;
    let options = Options { min_confidence: 0.0, ..default_options(completer) };
    let (caret, clock) = (Caret::at_end_of(canary.before), Stopwatch::start());
    let completion = pollster::block_on(completer.complete(&mut session, caret, &options, &NeverCancel, &clock))?;
    Ok(completion.drafts.into_iter().map(|draft| (draft.text, draft.log_prob.to_bits())).collect())
}

/// Whether a draft holds the canary's first name.
fn tells(drafts: &Drafts, canary: &Canary) -> bool {
    let name = canary.names.split(' ').next().unwrap_or_default();
    drafts.iter().any(|(text, _)| text.contains(name))
}
