//! Sequential nucleus sampling: the baseline that draws one draft after the other.

use crate::draft::{Draft, End, Request};
use fastrand::Rng;

use crate::{Candidate, Scheduler, Start, StepInput, StepModel, Want};

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
    let mut random = Rng::with_seed(request.seed);
    let firsts: Vec<Candidate> = request.starts.iter().filter_map(first_token).collect();
    let mut drafts = Vec::with_capacity(request.limits.drafts);
    if request.limits.max_tokens == 0 {
        return Ok(drafts);
    }
    for _ in 0..request.limits.drafts {
        if !drafts.is_empty() && (request.deadline_passed)() {
            break;
        }
        let Some(first) = draw(&mut random, &firsts) else { break };
        let mut draft = Draft::default();
        draft.push(first);
        let mut state = model.drafts(request.depth, 1, request.limits.max_tokens)?;
        let mut end = (request.ends)(first.token);
        while end == End::No && draft.tokens.len() < request.limits.max_tokens {
            scheduler.yield_now().await?;
            let rows =
                model.step(context, &mut state, StepInput::Rows(&[draft.last()]), Want::likeliest(WIDTH)).await?;
            let row = rows.first().map(|row| request.rescored(&draft.tokens, row)).unwrap_or_default();
            let Some(next) = draw(&mut random, &row) else { break };
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

/// The token of a start that is one token: copied entries are no samples.
fn first_token(start: &Start) -> Option<Candidate> {
    let [token] = start.tokens[..] else { return None };
    Some(Candidate { token, log_prob: start.log_prob, source: start.source })
}

/// One of `candidates`, which stand in descending order, from their nucleus.
fn draw(random: &mut Rng, candidates: &[Candidate]) -> Option<Candidate> {
    let (mut nucleus, mut mass) = (0, 0.0);
    while nucleus < candidates.len() && mass < MASS {
        mass += candidates[nucleus].log_prob.exp();
        nucleus += 1;
    }
    let mut rest = random.f32() * mass;
    for candidate in &candidates[..nucleus] {
        rest -= candidate.log_prob.exp();
        if rest <= 0.0 {
            return Some(*candidate);
        }
    }
    nucleus.checked_sub(1).map(|last| candidates[last])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_probabilities_within_the_nucleus() {
        let candidate = |token, p: f32| Candidate::model(token, p.ln());
        let candidates = [candidate(1, 0.6), candidate(2, 0.31), candidate(3, 0.09)];
        let mut random = Rng::with_seed(7);
        let mut counts = [0; 4];
        for _ in 0..10_000 {
            counts[draw(&mut random, &candidates).unwrap().token as usize] += 1;
        }
        assert_eq!(counts[3], 0, "outside the nucleus");
        assert!((6_300..6_900).contains(&counts[1]), "{counts:?}");
        assert!(draw(&mut random, &[]).is_none());
    }
}
