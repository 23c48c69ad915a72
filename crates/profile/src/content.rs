//! What a profile's file holds.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ProfileError;
use crate::message::{Example, Kind, MessageId};
use crate::settings::Settings;
use crate::statistics::Statistics;
use crate::trust::Trust;

/// The most parts of one message.
const MOST_PARTS: usize = 10_000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Content {
    /// The number of the next message.
    pub(crate) next: u64,
    pub(crate) messages: Vec<Example>,
    #[serde(default)]
    kinds: BTreeMap<Kind, OfKind>,
    #[serde(default)]
    pub(crate) statistics: Statistics,
    #[serde(default)]
    pub(crate) settings: Settings,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfKind {
    trust: f64,
}

impl Content {
    pub(crate) fn new(
        next: u64,
        messages: Vec<Example>,
        trust: &BTreeMap<Kind, Trust>,
        settings: Settings,
        statistics: Statistics,
    ) -> Self {
        let kinds = trust.iter().map(|(&kind, trust)| (kind, OfKind { trust: trust.kept() })).collect();
        Self { next, messages, kinds, statistics, settings }
    }

    pub(crate) fn trust(&self) -> BTreeMap<Kind, Trust> {
        self.kinds.iter().map(|(&kind, of)| (kind, Trust::restored(of.trust))).collect()
    }

    /// Whether it can be.
    ///
    /// # Errors
    /// [`ProfileError::Content`] with what cannot.
    pub(crate) fn check(&self) -> Result<(), ProfileError> {
        match self.fault() {
            Some(reason) => Err(ProfileError::Content { reason }),
            None => Ok(()),
        }
    }

    fn fault(&self) -> Option<String> {
        let mut seen: BTreeSet<MessageId> = BTreeSet::new();
        for example in &self.messages {
            let id = example.id.0;
            if id == 0 || id >= self.next {
                return Some(format!("message {id} is not between 1 and {}", self.next.saturating_sub(1)));
            }
            if !seen.insert(example.id) {
                return Some(format!("there are two messages {id}"));
            }
            if example.parts.len() > MOST_PARTS {
                return Some(format!("message {id} has {} parts; {MOST_PARTS} are the most", example.parts.len()));
            }
            if example.parts.iter().all(|part| part.trim().is_empty()) {
                return Some(format!("message {id} has no text"));
            }
        }
        let trust = self.kinds.iter().find(|(_, of)| !(0.0..=1.0).contains(&of.trust));
        let trust =
            trust.map(|(kind, of)| format!("the trust in {} is {}; it is between 0 and 1", kind.name(), of.trust));
        trust.or_else(|| self.settings.fault()).or_else(|| self.statistics.fault())
    }
}
