//! What would be learned, before anything is kept.

use std::io::Write;

use anyhow::{Context, Result};
use foreword_messages::{Import, Limits, Summary, Tally};
use serde::Serialize;

use super::chosen::{Choice, Chosen};
use super::files::Inputs;
use super::outcome::Outcome;
use super::owner::Whose;

/// Files that can't be read, listed at most.
const LISTED: usize = 10;

/// What the files hold.
pub(super) struct Found {
    pub(super) summary: Summary,
    /// Messages of the owner.
    pub(super) came: u64,
    /// Those that are to be learned from, the oldest first.
    pub(super) chosen: Vec<Chosen>,
}

/// Reads the files for the owner's messages.
///
/// # Errors
/// A file can't be read.
pub(super) fn find(inputs: &Inputs, whose: &Whose, limits: Limits, mut choice: Choice) -> Result<Found> {
    let mut import = Import::new(whose.owner.clone(), limits).with_endings(whose.endings.clone());
    for input in &inputs.files {
        import.begin(&input.name(), input.kind)?;
        input.read(|part| {
            choice.extend(import.push(part)?);
            Ok(())
        })?;
        choice.extend(import.end()?);
    }
    let (came, chosen) = choice.finish();
    Ok(Found { summary: import.summary().clone(), came, chosen })
}

#[derive(Serialize)]
struct Report<'a> {
    unreadable: Vec<(String, &'a str)>,
    owner: &'a str,
    summary: &'a Summary,
    /// Messages that a profile has room for.
    chosen: usize,
    /// What would become of them; `null` where nobody is asked.
    would: Option<&'a Outcome>,
}

/// Shows what was found.
pub(super) fn show(
    (inputs, whose, found): (&Inputs, &Whose, &Found),
    would: Option<&Outcome>,
    json: bool,
    out: &mut dyn Write,
) -> Result<()> {
    let Found { summary, came, chosen } = found;
    if json {
        let unreadable =
            inputs.unreadable.iter().map(|(path, reason)| (path.display().to_string(), reason.as_str())).collect();
        let report = Report { unreadable, owner: &whose.said, summary, chosen: chosen.len(), would };
        writeln!(out, "{}", serde_json::to_string(&report).context("cannot write the preview as JSON")?)?;
        return Ok(());
    }
    let unread = inputs.unreadable.len();
    let rest = if unread > 0 { format!(", {unread} more can't be read") } else { String::new() };
    writeln!(out, "files: {}{rest}", inputs.files.len())?;
    for (path, reason) in inputs.unreadable.iter().take(LISTED) {
        writeln!(out, "    {}: {reason}", path.display())?;
    }
    writeln!(out, "owner: {}", whose.said)?;
    tally("messages of the owner", &summary.kept, out)?;
    let older = came - chosen.len() as u64;
    if older > 0 {
        writeln!(out, "    {older} older ones have no room in a profile")?;
    }
    if !summary.left_out.is_empty() || !summary.limits.is_empty() || !summary.faults.is_empty() {
        writeln!(out, "left out, or not read:")?;
    }
    for (reason, found) in &summary.left_out {
        tally(reason.words(), found, out)?;
    }
    for (limit, count) in &summary.limits {
        writeln!(out, "{count:>7} {}", limit.words())?;
    }
    for fault in &summary.faults {
        writeln!(out, "        {}, byte {}: {}", fault.file, fault.at, fault.kind)?;
    }
    if summary.fault_count > summary.faults.len() {
        writeln!(out, "        and {} more", summary.fault_count - summary.faults.len())?;
    }
    if let Some(would) = would {
        would.write("would be learned from", out)?;
    }
    Ok(())
}

fn tally(what: &str, tally: &Tally, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{:>7} {what}", tally.count)?;
    for example in &tally.examples {
        writeln!(out, "            {example}")?;
    }
    Ok(())
}
