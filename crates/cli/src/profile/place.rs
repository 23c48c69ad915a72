//! What a text is, and where.

use clap::Args;
use foreword_profile::Kind;

/// What a text is and where it stands, as far as a profile tells texts apart.
#[derive(Args)]
pub(crate) struct PlaceArguments {
    /// The kind of text: mail, chat, document, note or other
    #[arg(long, default_value = "other", value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Kind,
    /// The site it is written on, as `mail.example`
    #[arg(long, default_value = "", value_name = "SITE")]
    pub(crate) site: String,
}

/// A kind of text by its name.
pub(crate) fn kind(name: &str) -> Result<Kind, String> {
    let names = || Kind::ALL.map(Kind::name).join(", ");
    Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| format!("there are {}", names()))
}
