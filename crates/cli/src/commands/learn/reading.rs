//! Reading the latest messages with the model, to know where their words stood.

use anyhow::Result;
use foreword_decode::{NeverCancel, Want};
use foreword_profile::{Example, MessageId, Profile};

use crate::arguments::{ModelArguments, NgramArguments};
use crate::profile::Locked;

/// Messages that are read: a profile has room for the keys of about as many.
const READ: usize = 120;

/// Messages after which the profile is written.
const BATCH: usize = 20;

/// Reads those of the latest messages that were not read yet, and saves. Returns how many were read.
///
/// # Errors
/// The model can't be loaded, or the profile not be written.
pub(super) fn read(model: &ModelArguments, file: &Locked, profile: &mut Profile) -> Result<usize> {
    let is_unread = |example: &&Example| example.keys.0.is_empty() && example.parts.len() == 1;
    let unread: Vec<(MessageId, String)> =
        profile.examples().rev().take(READ).filter(is_unread).map(|example| (example.id, example.text())).collect();
    if unread.is_empty() {
        return Ok(0);
    }
    let completer = model.load(&NgramArguments::default())?;
    let want = Want { candidates: 1, state: true };
    // The oldest first, so that those of the latest stay where there is no room for all.
    for (number, (id, text)) in unread.iter().rev().enumerate() {
        let mut session = completer.session();
        let read = pollster::block_on(completer.reread(&mut session, text, want, &NeverCancel))?;
        let states: Vec<&[f32]> =
            read.rows.iter().map_while(|row| Some(row.state.as_ref()?.query.as_slice())).collect();
        profile.learn_states(*id, &read.tokens, &states);
        if (number + 1) % BATCH == 0 {
            file.save(profile)?;
        }
    }
    file.save(profile)?;
    Ok(unread.len())
}
