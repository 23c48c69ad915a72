use crate::beam::batched_beam;
use crate::draft::{Draft, Limits, Request};
use crate::keep_first::keep_first;
use crate::nucleus::nucleus;
use crate::published::published;
use crate::superposed::superposed;
use crate::{Pace, StepModel};

/// A way to turn distributions into drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Strategy {
    /// Lanes in one superposed pass per step.
    Superposed,
    /// Superposed Decoding as published: one shared distribution.
    Published,
    /// Beam search, one row per beam.
    BatchedBeam,
    /// Distinct first tokens, each continued greedily in a row of its own.
    KeepFirst,
    /// The single greedy draft.
    Greedy,
    /// Samples, one after the other.
    Nucleus,
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; 6] =
        [Self::Superposed, Self::Published, Self::BatchedBeam, Self::KeepFirst, Self::Greedy, Self::Nucleus];

    /// Writes drafts.
    ///
    /// # Errors
    /// Those of the model; [`crate::Cancelled`] among them.
    pub async fn write<M: StepModel>(
        self,
        model: &M,
        context: &M::Context,
        request: &Request<'_>,
        pace: &impl Pace,
    ) -> Result<Vec<Draft>, M::Error> {
        match self {
            Self::Superposed => superposed(model, context, request, pace).await,
            Self::Published => published(model, context, request, pace).await,
            Self::BatchedBeam => batched_beam(model, context, request, pace).await,
            Self::KeepFirst => keep_first(model, context, request, pace).await,
            Self::Greedy => {
                let limits = Limits { drafts: request.limits.drafts.min(1), ..request.limits };
                keep_first(model, context, &Request { limits, ..*request }, pace).await
            }
            Self::Nucleus => nucleus(model, context, request, pace).await,
        }
    }
}
