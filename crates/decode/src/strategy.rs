#[cfg(feature = "baselines")]
use crate::baselines::{batched_beam, nucleus, published};
use crate::draft::{Draft, Limits, Request};
use crate::greedy::keep_first;
use crate::superposed::superposed;
use crate::{Scheduler, StepModel};

/// A way to turn distributions into drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Strategy {
    /// Lanes in one superposed pass per step.
    Superposed,
    /// Distinct beginnings, each continued greedily in a row of its own.
    KeepFirst,
    /// The single greedy draft.
    Greedy,
    /// Superposed Decoding as published: one shared distribution.
    #[cfg(feature = "baselines")]
    Published,
    /// Beam search, one row per beam.
    #[cfg(feature = "baselines")]
    BatchedBeam,
    /// Samples, one after the other.
    #[cfg(feature = "baselines")]
    Nucleus,
}

/// Each strategy with its name and a line on it.
const NAMES: &[(Strategy, &str, &str)] = &[
    (Strategy::Superposed, "superposed", "Superposed Decoding with trained lanes"),
    #[cfg(feature = "baselines")]
    (Strategy::Published, "published", "Superposed Decoding as published"),
    #[cfg(feature = "baselines")]
    (Strategy::BatchedBeam, "batched-beam", "Beam search, one row per draft"),
    (Strategy::KeepFirst, "keep-first", "The likeliest first words, each continued greedily in a row of its own"),
    (Strategy::Greedy, "greedy", "The likeliest token at each step"),
    #[cfg(feature = "baselines")]
    (Strategy::Nucleus, "nucleus", "Nucleus samples, one after the other"),
];

/// No strategy is called so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no strategy {name:?}; there are {}", NAMES.iter().map(|(_, name, _)| *name).collect::<Vec<_>>().join(", "))]
pub struct UnknownStrategy {
    /// What was asked for.
    pub name: String,
}

impl std::str::FromStr for Strategy {
    type Err = UnknownStrategy;

    fn from_str(name: &str) -> Result<Self, UnknownStrategy> {
        let found = Self::ALL.into_iter().find(|strategy| strategy.name() == name);
        found.ok_or_else(|| UnknownStrategy { name: name.to_owned() })
    }
}

impl std::fmt::Display for Strategy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; NAMES.len()] = {
        let mut all = [Self::Superposed; NAMES.len()];
        let mut i = 0;
        while i < all.len() {
            all[i] = NAMES[i].0;
            i += 1;
        }
        all
    };

    /// What command lines and programs call it: small letters and hyphens.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(strategy, ..)| *strategy == self).map_or("", |(_, name, _)| name)
    }

    /// What it does, in a line for a list of them.
    pub fn about(self) -> &'static str {
        NAMES.iter().find(|(strategy, ..)| *strategy == self).map_or("", |(.., about)| about)
    }

    /// Writes drafts.
    ///
    /// # Errors
    /// Those of the model; [`crate::Cancelled`] among them.
    pub async fn write<M: StepModel>(
        self,
        model: &M,
        context: &M::Context,
        request: &Request<'_>,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Draft>, M::Error> {
        match self {
            Self::Superposed => superposed(model, context, request, scheduler).await,
            #[cfg(feature = "baselines")]
            Self::Published => published(model, context, request, scheduler).await,
            #[cfg(feature = "baselines")]
            Self::BatchedBeam => batched_beam(model, context, request, scheduler).await,
            Self::KeepFirst => keep_first(model, context, request, scheduler).await,
            Self::Greedy => {
                let limits = Limits { drafts: request.limits.drafts.min(1), ..request.limits };
                keep_first(model, context, &Request { limits, ..*request }, scheduler).await
            }
            #[cfg(feature = "baselines")]
            Self::Nucleus => nucleus(model, context, request, scheduler).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_strategies() {
        for strategy in Strategy::ALL {
            // Fails to compile for a strategy that was added, to be added to the names as well.
            match strategy {
                Strategy::Superposed | Strategy::KeepFirst | Strategy::Greedy => {}
                #[cfg(feature = "baselines")]
                Strategy::Published | Strategy::BatchedBeam | Strategy::Nucleus => {}
            }
            assert_eq!(strategy.to_string().parse(), Ok(strategy));
            assert!(!strategy.about().is_empty());
        }
        let distinct: std::collections::HashSet<_> = Strategy::ALL.map(Strategy::name).into();
        assert_eq!(distinct.len(), Strategy::ALL.len());
        let error = "Greedy".parse::<Strategy>().unwrap_err().to_string();
        assert!(error.contains("\"Greedy\"") && error.contains("keep-first, greedy"), "{error}");
    }
}
