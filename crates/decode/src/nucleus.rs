//! Sequential nucleus sampling: the baseline that draws one draft after the other.

use crate::draft::{Draft, End, Request};
use crate::{Candidate, Scheduler, StepInput, StepModel};

/// Probability mass of the nucleus (Holtzman et al., 2020, <https://arxiv.org/abs/1904.09751>).
const MASS: f32 = 0.9;

/// Candidates that the nucleus is looked for among.
const WIDTH: usize = 64;

/// Draws `drafts` continuations one after the other, each token from the smallest set of candidates that holds 90% of the
/// probability.
///
/// # Errors
/// Those of the model; [`crate::Cancelled`] among them.
pub async fn nucleus<M: StepModel>(
    model: &M,
    context: &M::Context,
    request: &Request<'_>,
    scheduler: &impl Scheduler,
) -> Result<Vec<Draft>, M::Error> {
    let mut random = Random(request.seed);
    let mut drafts = Vec::with_capacity(request.limits.drafts);
    if request.limits.max_tokens == 0 {
        return Ok(drafts);
    }
    for _ in 0..request.limits.drafts {
        if !drafts.is_empty() && (request.deadline_passed)() {
            break;
        }
        let Some(first) = random.draw(request.first) else { break };
        let mut draft = Draft::starting(first);
        let mut state = model.drafts(request.depth, 1, request.limits.max_tokens)?;
        let mut end = (request.ends)(first.token);
        while end == End::No && draft.tokens.len() < request.limits.max_tokens {
            scheduler.yield_now().await?;
            let rows = model.step(context, &mut state, StepInput::Rows(&[draft.last()]), WIDTH).await?;
            let Some(next) = rows.first().and_then(|row| random.draw(row)) else { break };
            end = (request.ends)(next.token);
            if end != End::Before {
                draft.push(next);
            }
        }
        drafts.push(draft);
    }
    drafts.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob));
    drafts.dedup_by(|a, b| a.tokens == b.tokens);
    Ok(drafts)
}

/// SplitMix64 (Steele et al., 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    /// A number in `0..1`.
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 24) as f32
    }

    /// One of `candidates`, likeliest first, from their nucleus.
    fn draw(&mut self, candidates: &[Candidate]) -> Option<Candidate> {
        let (mut nucleus, mut mass) = (0, 0.0);
        while nucleus < candidates.len() && mass < MASS {
            mass += candidates[nucleus].log_prob.exp();
            nucleus += 1;
        }
        let mut rest = self.next() * mass;
        for candidate in &candidates[..nucleus] {
            rest -= candidate.log_prob.exp();
            if rest <= 0.0 {
                return Some(*candidate);
            }
        }
        nucleus.checked_sub(1).map(|last| candidates[last])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_probabilities_within_the_nucleus() {
        let candidate = |token, p: f32| Candidate { token, log_prob: p.ln() };
        let candidates = [candidate(1, 0.6), candidate(2, 0.31), candidate(3, 0.09)];
        let mut random = Random(7);
        let mut counts = [0; 4];
        for _ in 0..10_000 {
            counts[random.draw(&candidates).unwrap().token as usize] += 1;
        }
        assert_eq!(counts[3], 0, "outside the nucleus");
        assert!((6_300..6_900).contains(&counts[1]), "{counts:?}");
        assert!(random.draw(&[]).is_none());
    }
}
