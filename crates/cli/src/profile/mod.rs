//! A profile as the command line has it: its file, the session that uses it, and its days.

pub(crate) mod days;
mod file;
mod files_beside;
mod place;
mod session;

use std::path::PathBuf;

use clap::Args;

pub(crate) use file::{Locked, read};
pub(crate) use files_beside::{Beside, write_whole};
pub(crate) use place::{PlaceArguments, kind};
pub(crate) use session::session;

/// Which profile.
#[derive(Args)]
pub(crate) struct ProfileFile {
    /// The profile's file
    #[arg(long = "profile", value_name = "FILE")]
    pub(crate) path: PathBuf,
}
