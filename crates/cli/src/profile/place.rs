//! What a text is, and where.

use clap::Args;
use foreword_profile::{Kind, Profile, ProfileError, Settings, Sharing};

/// What a text is and where it stands, as far as a profile tells texts apart.
#[derive(Args)]
pub(crate) struct PlaceArguments {
    /// The kind of text: mail, chat, document, note or other
    #[arg(long, default_value = "other", value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Kind,
    /// The site it is written on, as `mail.example`
    #[arg(long, default_value = "", value_name = "SITE")]
    pub(crate) site: String,
    /// What is used there of what was learned on other sites, in place of what the profile says: everywhere, two-sites or
    /// site
    #[arg(long, value_name = "SHARING", value_parser = sharing)]
    pub(crate) sharing: Option<Sharing>,
}

impl PlaceArguments {
    /// Gives the profile the settings that were asked for.
    ///
    /// # Errors
    /// The profile's own settings are out of range, which is not expected.
    pub(crate) fn set(&self, profile: &mut Profile) -> Result<(), ProfileError> {
        match self.sharing {
            Some(sharing) => profile.set_settings(Settings { sharing, ..profile.settings().clone() }),
            None => Ok(()),
        }
    }
}

/// A sharing by its name.
fn sharing(name: &str) -> Result<Sharing, String> {
    let names = || Sharing::ALL.map(Sharing::name).join(", ");
    Sharing::ALL.into_iter().find(|sharing| sharing.name() == name).ok_or_else(|| format!("there are {}", names()))
}

/// A kind of text by its name.
pub(crate) fn kind(name: &str) -> Result<Kind, String> {
    let names = || Kind::ALL.map(Kind::name).join(", ");
    Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| format!("there are {}", names()))
}
