//! How far an interrupted learning came.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use foreword_messages::Owner;
use serde::{Deserialize, Serialize};

use crate::profile::{Beside, write_whole};

/// The version that is written and read.
const VERSION: u32 = 1;

/// The most bytes that are read.
const MOST_BYTES: u64 = 1 << 20;

/// What is needed to go on: whose words, of which files, and how many messages of them are done. No text: what is
/// forgotten meanwhile must not stand here. Reading again is quick, and finds the same messages in the same order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Checkpoint {
    version: u32,
    /// Names the files and what they were to be read as.
    source: String,
    pub(super) owner: Owner,
    /// The day of messages without a date.
    pub(super) day: u32,
    /// The last day there was then.
    pub(super) latest: u32,
    /// Messages done.
    pub(super) done: usize,
}

impl Checkpoint {
    pub(super) fn new(source: String, owner: Owner, day: u32, latest: u32) -> Self {
        Self { version: VERSION, source, owner, day, latest, done: 0 }
    }

    /// The checkpoint beside a profile, if it is one of these files.
    pub(super) fn of(profile: &Path, source: &str) -> Option<Self> {
        let file = File::open(Beside::Learning.path(profile)).ok()?;
        let mut text = String::new();
        file.take(MOST_BYTES).read_to_string(&mut text).ok()?;
        // One that can't be used is none: the worst is that messages are looked at again.
        let checkpoint: Self = serde_json::from_str(&text).ok()?;
        (checkpoint.version == VERSION && checkpoint.source == source).then_some(checkpoint)
    }

    /// Puts it beside the profile.
    pub(super) fn save(&self, profile: &Path) -> Result<()> {
        let bytes = serde_json::to_vec(self).context("cannot write a checkpoint")?;
        write_whole(&Beside::Learning.path(profile), &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_again_for_the_same_files_only() {
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("a.profile");
        assert_eq!(Checkpoint::of(&profile, "one"), None);
        let checkpoint = Checkpoint { done: 7, ..Checkpoint::new("one".into(), Owner::everyone(), 5, 9) };
        checkpoint.save(&profile).unwrap();
        assert_eq!(Checkpoint::of(&profile, "one"), Some(checkpoint));
        assert_eq!(Checkpoint::of(&profile, "two"), None);
        std::fs::write(Beside::Learning.path(&profile), "{}").unwrap();
        assert_eq!(Checkpoint::of(&profile, "one"), None);
    }
}
