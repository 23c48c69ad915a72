//! All layers check a draft that few layers wrote.

use crate::draft::{Draft, End, Limits, Request};
use crate::keep_first::keep_first;
use crate::{Candidate, Scheduler, StepModel};

/// How much of a draft is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verify {
    /// Tokens at its beginning that are not up for change: typed letters, and the first token, which is the encoder's own.
    pub given: usize,
    /// Tokens that all layers read.
    pub read: usize,
    /// Tokens at most that few layers write anew after the first that all layers would rather have had, that one included.
    pub anew: usize,
}

/// Reads the first tokens of `draft` with all layers, in one pass, and gives back what they would have written themselves:
/// its tokens as far as they are the likeliest ones, then the token that all layers prefer, then what the layers of
/// `request.depth` make of that. Log-probabilities of the checked tokens are those of all layers. A draft that holds
/// is given back whole.
///
/// `context` holds the tokens that held afterwards, so that they need not be read again if the person takes them.
///
/// Greedy speculative decoding (Leviathan et al., 2023, <https://arxiv.org/abs/2211.17192>), except that one round
/// must do: what is written anew is not checked.
///
/// # Errors
/// Those of the model; [`crate::Cancelled`] among them.
pub async fn verify<M: StepModel>(
    model: &M,
    context: &mut M::Context,
    draft: &Draft,
    plan: Verify,
    request: &Request<'_>,
    scheduler: &impl Scheduler,
) -> Result<Draft, M::Error> {
    let before = model.tokens(context).len();
    let read = plan.read.min(draft.tokens.len());
    let likeliest = model.extend(context, &draft.tokens[..read], scheduler).await?;
    let mut checked = Draft { tokens: Vec::new(), log_prob: 0.0, log_probs: Vec::new() };
    let mut preferred = None;
    for (i, (&token, &log_prob)) in draft.tokens.iter().zip(&draft.log_probs).enumerate() {
        // What all layers say of a token stands at the one before it.
        let candidate = i.checked_sub(1).and_then(|last| likeliest.get(last)).filter(|_| i >= plan.given);
        match candidate {
            Some(best) if best.token != token => {
                preferred = Some(*best);
                break;
            }
            Some(best) => checked.push(*best),
            None => checked.push(Candidate { token, log_prob }),
        }
    }
    let Some(preferred) = preferred else { return Ok(checked) };
    model.shorten(context, before + checked.tokens.len());
    let end = (request.ends)(preferred.token);
    let room = request.limits.max_tokens.saturating_sub(checked.tokens.len()).min(plan.anew);
    if end == End::Before || room == 0 {
        return Ok(checked);
    }
    let history = [request.history, &checked.tokens].concat();
    let first = [preferred];
    let limits = Limits { drafts: 1, max_tokens: room };
    let anew = Request { first: &first, limits, history: &history, suffices: &|_| false, ..*request };
    for rest in keep_first(model, context, &anew, scheduler).await? {
        for (token, log_prob) in rest.tokens.into_iter().zip(rest.log_probs) {
            checked.push(Candidate { token, log_prob });
        }
    }
    Ok(checked)
}

#[cfg(test)]
mod tests {
    use foreword_text::TokenId;
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::*;
    use crate::NeverCancel;
    use crate::testing::{Table, request, run, tables};

    const LIMITS: Limits = Limits { drafts: 1, max_tokens: 6 };

    fn checked(model: &Table, draft: &Draft, plan: Verify, ends: &dyn Fn(TokenId) -> End) -> (Draft, Vec<TokenId>) {
        let request = request(&[], LIMITS, ends);
        let mut context = vec![1];
        let draft = run(verify(model, &mut context, draft, plan, &request, &NeverCancel)).unwrap();
        (draft, context)
    }

    /// What the table writes greedily after `first`.
    fn greedy(model: &Table, first: TokenId) -> Vec<TokenId> {
        let next = |&last: &TokenId| model.after(&[(last, 1.0)], 1).first().map(|best| best.token);
        std::iter::successors(Some(first), next).take(LIMITS.max_tokens).collect()
    }

    fn draft(tokens: &[TokenId]) -> Draft {
        Draft { tokens: tokens.to_vec(), log_prob: -9.0 * tokens.len() as f32, log_probs: vec![-9.0; tokens.len()] }
    }

    proptest! {
        #[test]
        fn what_is_checked_is_greedy(model in tables(), tokens in proptest::collection::vec(0u32..4, 2..6)) {
            let plan = Verify { given: 1, read: tokens.len(), anew: 3 };
            let (found, context) = checked(&model, &draft(&tokens), plan, &|_| End::No);
            let greedy = greedy(&model, tokens[0]);
            // The table writes as few layers as with all, so what is written anew is greedy too.
            prop_assert_eq!(&found.tokens[..], &greedy[..found.tokens.len()]);
            let agreed = tokens.iter().zip(&greedy).take_while(|(a, b)| a == b).count();
            let expected = if agreed == tokens.len() { agreed } else { LIMITS.max_tokens.min(agreed + plan.anew) };
            prop_assert_eq!(found.tokens.len(), expected);
            prop_assert!(found.log_probs[1..].iter().all(|&p| p > -9.0 && p <= 0.0), "{:?}", found);
            prop_assert!((found.log_prob - found.log_probs.iter().sum::<f32>()).abs() < 1e-4);
            prop_assert_eq!(&context[1..], &tokens[..agreed], "what holds stays read");
        }
    }

    fn model() -> Table {
        // After each token the next higher one, of five, is likeliest.
        let row = |from: usize| (0..5).map(|to| if to == (from + 1) % 5 { 0.0 } else { -3.0 }).collect();
        Table::new((0..5).map(row).collect())
    }

    #[test]
    fn given_tokens_and_those_behind_the_last_one_read_stay() {
        let (found, _) = checked(&model(), &draft(&[0, 3, 4]), Verify { given: 2, read: 3, anew: 3 }, &|_| End::No);
        assert_eq!(found.tokens, [0, 3, 4]);
        let (found, context) =
            checked(&model(), &draft(&[0, 1, 2, 0]), Verify { given: 1, read: 2, anew: 3 }, &|_| End::No);
        assert_eq!((found.tokens, found.log_probs[3], context), (vec![0, 1, 2, 0], -9.0, vec![1, 0, 1]));
    }

    #[test]
    fn a_draft_ends_where_all_layers_would_end_it() {
        let plan = Verify { given: 1, read: 3, anew: 3 };
        let ends = |end| move |token| if token == 2 { end } else { End::No };
        let (found, _) = checked(&model(), &draft(&[0, 1, 4]), plan, &ends(End::Before));
        assert_eq!(found.tokens, [0, 1]);
        let (found, _) = checked(&model(), &draft(&[0, 1, 4]), plan, &ends(End::After));
        assert_eq!(found.tokens, [0, 1, 2]);
        let (found, _) = checked(&model(), &draft(&[0, 1, 4]), Verify { anew: 1, ..plan }, &|_| End::No);
        assert_eq!(found.tokens, [0, 1, 2], "nothing more is written anew");
    }
}
