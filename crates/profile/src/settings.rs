//! What the owner has decided.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::message::Kind;
use crate::sharing::Sharing;

/// Bytes of written examples per kind of text that are kept at most.
const LONGEST_VOICE: usize = 8 << 10;

/// Sites with settings of their own at most.
const MOST_SITES: usize = 5_000;

/// How much drafts should sound like the owner, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Read")]
pub struct Settings {
    /// How much drafts sound like the owner, 0 to 1; 0 is as if nothing had been learned.
    pub strength: f32,
    /// Whether anything is learned.
    pub learns: bool,
    /// What of one site's texts is used on others.
    pub sharing: Sharing,
    /// Examples that the owner has written for a kind of text, to be read before every text of it.
    pub voices: BTreeMap<Kind, Vec<String>>,
    /// Sites on which nothing is learned.
    pub not_learned_on: Vec<String>,
}

/// Settings as they are read.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Read {
    strength: f32,
    learns: bool,
    sharing: Option<Sharing>,
    /// Files of version 1 have it in place of `sharing`.
    across_sites: Option<bool>,
    voices: BTreeMap<Kind, Vec<String>>,
    not_learned_on: Vec<String>,
}

impl Default for Read {
    fn default() -> Self {
        let Settings { strength, learns, voices, not_learned_on, .. } = Settings::default();
        Self { strength, learns, sharing: None, across_sites: None, voices, not_learned_on }
    }
}

impl TryFrom<Read> for Settings {
    type Error = &'static str;

    fn try_from(read: Read) -> Result<Self, Self::Error> {
        let Read { strength, learns, sharing, across_sites, voices, not_learned_on } = read;
        let sharing = match (sharing, across_sites) {
            (Some(_), Some(_)) => return Err("the settings have both sharing and across_sites"),
            (Some(sharing), None) => sharing,
            (None, Some(true)) => Sharing::Everywhere,
            (None, Some(false)) => Sharing::Site,
            (None, None) => Sharing::default(),
        };
        Ok(Self { strength, learns, sharing, voices, not_learned_on })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            strength: 1.0,
            learns: true,
            sharing: Sharing::default(),
            voices: BTreeMap::new(),
            not_learned_on: Vec::new(),
        }
    }
}

impl Settings {
    /// What is wrong with them, in words.
    pub(crate) fn fault(&self) -> Option<String> {
        if !(0.0..=1.0).contains(&self.strength) {
            return Some(format!("the strength is {}; it is between 0 and 1", self.strength));
        }
        if self.not_learned_on.len() > MOST_SITES {
            return Some(format!("{} sites have settings; {MOST_SITES} are the most", self.not_learned_on.len()));
        }
        self.voices.iter().find_map(|(kind, examples)| {
            let bytes: usize = examples.iter().map(String::len).sum();
            let most = LONGEST_VOICE;
            (bytes > most).then(|| format!("the examples for {} have {bytes} bytes; {most} are the most", kind.name()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_switch_is_still_read() {
        let read = |text: &str| serde_json::from_str::<Settings>(text).map_err(|error| error.to_string());
        let sharing = |text: &str| read(text).unwrap().sharing;
        assert_eq!(sharing(r#"{"strength":0.5,"across_sites":true}"#), Sharing::Everywhere);
        assert_eq!(sharing(r#"{"across_sites":false}"#), Sharing::Site);
        assert_eq!(sharing(r#"{"sharing":"two-sites"}"#), Sharing::TwoSites);
        assert_eq!(read("{}").unwrap(), Settings::default());
        for bad in [r#"{"across_sites":true,"sharing":"site"}"#, r#"{"sharing":"all"}"#, r#"{"sharing":true}"#] {
            assert!(read(bad).is_err(), "{bad}");
        }
        let written = serde_json::to_string(&Settings::default()).unwrap();
        assert!(written.contains(r#""sharing":"two-sites""#) && !written.contains("across"), "{written}");
        assert_eq!(read(&written).unwrap(), Settings::default());
    }
}
