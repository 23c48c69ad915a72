//! `foreword eval --personal`: what an author's own messages gain.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use foreword_engine::Options;
use foreword_eval::personal::{Parts, PersonalSettings, Whose, messages, personal, table};
use foreword_eval::{Models, Settings, User, read_users};
use foreword_native::default_options;

#[derive(Args)]
pub(crate) struct PersonalArguments {
    /// Type each message with what was learnt from the author's messages before it. Sets of parts to compare, with commas
    /// between: off, prefix, ngrams, prefix+ngrams, all; the others are compared with the first
    #[arg(long, num_args = 0..=1, default_missing_value = "off,all", value_delimiter = ',', value_name = "PARTS")]
    personal: Option<Vec<Parts>>,
    /// With --personal: messages of each author that are history only, before the first that may be typed
    #[arg(long, default_value_t = 50, value_name = "N")]
    from: usize,
    /// With --personal: so many messages right before a message are its history; all where it is not given
    #[arg(long, value_name = "N")]
    history: Option<usize>,
    /// With --personal: whose messages are the history
    #[arg(long, value_enum, default_value = "own", value_name = "WHOSE")]
    whose: WhoseName,
    /// With --personal: the histories are those of people in this file, folder or archive, for texts that are nobody's
    #[arg(long, value_name = "PATH", conflicts_with = "whose")]
    strangers: Option<PathBuf>,
    /// With --personal: leave out messages that repeat earlier ones of their author nearly word for word
    #[arg(long)]
    without_repeats: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum WhoseName {
    /// The author's own
    Own,
    /// Another author's, as a control
    Other,
}

impl PersonalArguments {
    pub(super) fn is_asked_for(&self) -> bool {
        self.personal.is_some()
    }
}

pub(super) fn run(
    (users, name): (&[User], &str),
    models: &Models,
    arguments: &PersonalArguments,
    (settings, json): (&Settings, bool),
    out: &mut dyn Write,
) -> Result<()> {
    let [drafts, ..] = settings.drafts[..] else { unreachable!("clap gives a default") };
    ensure!(settings.drafts.len() == 1, "with --personal, name one number of --drafts");
    let defaults = default_options(&models.network);
    let settings = PersonalSettings {
        parts: arguments.personal.clone().unwrap_or_default(),
        from: arguments.from,
        history: arguments.history,
        whose: match (&arguments.strangers, arguments.whose) {
            (Some(_), _) => Whose::Strangers,
            (None, WhoseName::Own) => Whose::Own,
            (None, WhoseName::Other) => Whose::Other,
        },
        without_repeats: arguments.without_repeats,
        limit: settings.amount.messages,
        seed: settings.amount.seed,
        options: Options {
            drafts: drafts.into(),
            max_tokens: settings.tokens.into(),
            min_confidence: 0.0,
            trailing_space: settings.trailing_space,
            verify: settings.verify.first().map_or(defaults.verify, |&verify| verify.into()),
            ..defaults
        },
    };
    let strangers = arguments.strangers.as_deref().map_or(Ok(Vec::new()), read_users)?;
    let bar = super::progress::progress(messages(users, &settings) as u64)?;
    let report = personal(name.to_owned(), (users, &strangers), models, &settings, &|| bar.inc(1))?;
    bar.finish_and_clear();
    if json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        write!(out, "{}", table(&report))?;
    }
    Ok(())
}
