//! What became of the drafts that were shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Days that are counted apart; older ones are added up.
const MOST_DAYS: usize = 366;

/// Counts of one day, or of all before the days that are counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Counts {
    /// Keys pressed.
    pub typed: u64,
    /// Characters that drafts put in.
    pub inserted: u64,
    /// Drafts taken.
    pub taken: u64,
    /// Drafts dismissed.
    pub dismissed: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.typed = self.typed.saturating_add(other.typed);
        self.inserted = self.inserted.saturating_add(other.inserted);
        self.taken = self.taken.saturating_add(other.taken);
        self.dismissed = self.dismissed.saturating_add(other.dismissed);
    }
}

/// Counts by day. They hold no text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Statistics {
    /// Counts of the days before those in `days`.
    pub before: Counts,
    /// Counts by day since the beginning of 1970.
    pub days: BTreeMap<u32, Counts>,
}

impl Statistics {
    /// Adds counts to a day.
    pub fn add(&mut self, day: u32, counts: Counts) {
        self.days.entry(day).or_default().add(counts);
        while self.days.len() > MOST_DAYS {
            let Some((_, oldest)) = self.days.pop_first() else { break };
            self.before.add(oldest);
        }
    }

    /// All of it.
    pub fn total(&self) -> Counts {
        let mut total = self.before;
        self.days.values().for_each(|day| total.add(*day));
        total
    }

    /// Forgets a day.
    pub(crate) fn forget(&mut self, day: u32) {
        self.days.remove(&day);
    }

    pub(crate) fn fault(&self) -> Option<String> {
        let days = self.days.len();
        (days > MOST_DAYS).then(|| format!("{days} days are counted apart; {MOST_DAYS} are the most"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_days_are_added_up() {
        let mut statistics = Statistics::default();
        for day in 0..1000 {
            statistics.add(day, Counts { typed: 2, taken: 1, ..Counts::default() });
        }
        assert_eq!(statistics.days.len(), MOST_DAYS);
        assert_eq!(statistics.total(), Counts { typed: 2000, taken: 1000, ..Counts::default() });
        assert!(statistics.fault().is_none());
        statistics.forget(999);
        assert_eq!(statistics.total().typed, 1998);
    }
}
