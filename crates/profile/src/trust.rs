//! Whether a person's own n-grams have been worth listening to.

/// Part of the trust that is shared out again after each token, so that it can come back. A history that isn't the writer's
/// costs a fiftieth of a nat a token, one that is gains some tenths: with a larger part, trust would never leave the middle.
const SHARED: f64 = 0.002;

/// Least trust with which messages are read before a text. One long text can bring the trust in the writer's own history
/// to a tenth for a while: with a limit of 0.25 and typed words alone, 16 of 149 messages were written without what was
/// learned. A lower limit costs everyday phrases behind somebody else's messages: half a point of keystrokes with 0.25, one with
/// 0.1, 1.6 with 0.05 (`docs/benchmarks/2026-11-30-2core-marks`).
const ENOUGH_TO_READ: f64 = 0.1;

/// Trust in a history that nothing is known of.
const FIRST: f64 = 0.5;

/// The probability that the person's texts are better foretold with their own n-grams than without: a fixed-share
/// mixture of two experts (Herbster and Warmuth, 1998, <https://doi.org/10.1023/A:1007424614876>), the model alone and the
/// model with the n-grams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trust(f64);

impl Default for Trust {
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Trust {
    /// A trust that was kept; what is no number from 0 to 1 counts as a first one.
    pub fn restored(weight: f64) -> Self {
        Self(if (0.0..=1.0).contains(&weight) { weight } else { FIRST })
    }

    /// The number to keep.
    pub fn kept(self) -> f64 {
        self.0
    }

    /// Learns from a token that the two experts gave these probabilities.
    pub fn observe(&mut self, model: f64, mixed: f64) {
        let total = self.0 * mixed + (1.0 - self.0) * model;
        if total > 0.0 && total.is_finite() {
            let posterior = self.0 * mixed / total;
            self.0 = (1.0 - SHARED) * posterior + SHARED * FIRST;
        }
    }

    /// Whether the messages are worth reading before a text. A history that doesn't foretell what is written is of somebody
    /// else, or of another kind of text.
    pub fn is_enough_to_read(self) -> bool {
        self.0 >= ENOUGH_TO_READ
    }

    /// What the share of the n-grams is multiplied with. From an even trust on they have their whole share: the gate was
    /// fitted without this factor, and a doubt has to be earned.
    pub fn weight(self) -> f32 {
        (self.0 / FIRST).min(1.0) as f32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn trust_follows_what_was_foretold() {
        let mut trust = Trust::default();
        assert_eq!(trust.weight(), 1.0);
        (0..200).for_each(|_| trust.observe(0.1, 0.0975));
        assert!(trust.weight() < 0.4, "a little worse, again and again: {trust:?}");
        (0..20).for_each(|_| trust.observe(0.1, 0.05));
        assert!(trust.weight() < 0.01, "{trust:?}");
        (0..6).for_each(|_| trust.observe(0.05, 0.2));
        assert!(trust.weight() > 0.9, "{trust:?}");
        assert_eq!(Trust::restored(f64::NAN), Trust::default());
        assert_eq!(Trust::restored(trust.kept()), trust);
    }

    proptest! {
        #[test]
        fn it_stays_between_bounds(seen in prop::collection::vec((0.0f64..=1.0, 0.0f64..=1.0), 0..50)) {
            let mut trust = Trust::default();
            for (model, mixed) in seen {
                trust.observe(model, mixed);
                prop_assert!((0.00099..=0.99901).contains(&trust.kept()), "{:?}", trust);
            }
        }
    }
}
