use foreword_text::TokenId;
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::*;
use crate::testing::{FakeContext, Phrases, Table, run};
use crate::tests::{request, tables};
use crate::{Candidate, First, NeverCancel, Place, Source, Sources, Want, mix};

const LIMITS: Limits = Limits { drafts: 1, max_tokens: 6 };

const PLAN: Verify<'static> = Verify { fixed: 1, read: 3, rewrite: 3, after: &[], shown: 0 };

fn verified(model: &Table, draft: &Draft, plan: Verify<'_>, ends: &dyn Fn(TokenId) -> End) -> (Draft, Vec<TokenId>) {
    let request = request(&[], LIMITS, ends);
    let mut context = FakeContext::of(&[1]);
    let verified = run(verify(model, &mut context, draft, plan, &request, &NeverCancel)).unwrap();
    assert_eq!(verified.after_log_prob, None);
    (verified.draft, context.tokens)
}

/// What the table writes greedily after `first`.
fn greedy(model: &Table, first: TokenId) -> Vec<TokenId> {
    let next = |&last: &TokenId| model.after(&[(last, 1.0)], 1).first().map(|best| best.token);
    std::iter::successors(Some(first), next).take(LIMITS.max_tokens).collect()
}

fn draft(tokens: &[TokenId]) -> Draft {
    let mut draft = Draft::default();
    tokens.iter().for_each(|&token| draft.push(Candidate::model(token, -9.0)));
    draft
}

proptest! {
    #[test]
    fn what_is_verified_is_greedy(model in tables(), tokens in proptest::collection::vec(0u32..4, 2..6)) {
        let plan = Verify { read: tokens.len(), ..PLAN };
        let (found, context) = verified(&model, &draft(&tokens), plan, &|_| End::No);
        let greedy = greedy(&model, tokens[0]);
        // The table writes as few layers as with all, so what is rewritten is greedy too.
        prop_assert_eq!(&found.tokens[..], &greedy[..found.tokens.len()]);
        let agreed = tokens.iter().zip(&greedy).take_while(|(a, b)| a == b).count();
        let expected = if agreed == tokens.len() { agreed } else { LIMITS.max_tokens.min(agreed + plan.rewrite) };
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
fn fixed_tokens_and_those_behind_the_last_one_read_stay() {
    let (found, _) = verified(&model(), &draft(&[0, 3, 4]), Verify { fixed: 2, ..PLAN }, &|_| End::No);
    assert_eq!(found.tokens, [0, 3, 4]);
    let (found, context) = verified(&model(), &draft(&[0, 1, 2, 0]), Verify { read: 2, ..PLAN }, &|_| End::No);
    assert_eq!((found.tokens, found.log_probs[3], context), (vec![0, 1, 2, 0], -9.0, vec![1, 0, 1]));
}

#[test]
fn a_draft_ends_where_all_layers_would_end_it() {
    let plan = PLAN;
    let ends = |end| move |token| if token == 2 { end } else { End::No };
    let (found, _) = verified(&model(), &draft(&[0, 1, 4]), plan, &ends(End::Before));
    assert_eq!(found.tokens, [0, 1]);
    let (found, _) = verified(&model(), &draft(&[0, 1, 4]), plan, &ends(End::After));
    assert_eq!(found.tokens, [0, 1, 2]);
    let (found, _) = verified(&model(), &draft(&[0, 1, 4]), Verify { rewrite: 1, ..plan }, &|_| End::No);
    assert_eq!(found.tokens, [0, 1, 2], "nothing more is rewritten");
}

#[test]
fn a_draft_knows_how_likely_white_space_was() {
    // Of five tokens the last two begin with white space.
    let is_space = |token| token >= 3;
    let model = model();
    let plain = request(&[], LIMITS, &|_| End::No);
    let request = Request { is_space: &is_space, ..plain };
    let spaces_after = |token: TokenId| {
        let row = model.after(&[(token, 1.0)], 5);
        row.iter().filter(|next| is_space(next.token)).map(|next| next.log_prob.exp()).sum::<f32>()
    };
    let mut context = FakeContext::of(&[1]);
    let verified = run(verify(&model, &mut context, &draft(&[0, 1, 4]), PLAN, &request, &NeverCancel)).unwrap().draft;
    assert_eq!((&verified.tokens[..3], verified.spaces[0]), (&[0, 1, 2][..], None), "nothing stands before the first");
    for (at, space) in verified.spaces.iter().enumerate().skip(1) {
        let expected = spaces_after(verified.tokens[at - 1]);
        assert!((space.unwrap() - expected).abs() < 1e-5, "{at}: {space:?}, {expected}");
    }
    // What was accepted unseen keeps what the decoder knew.
    let written = Draft { spaces: vec![None, Some(0.25), Some(0.5)], ..draft(&[0, 3, 4]) };
    let plan = Verify { fixed: 3, read: 0, ..PLAN };
    let kept = run(verify(&model, &mut context, &written, plan, &request, &NeverCancel)).unwrap().draft;
    assert_eq!(kept.spaces, written.spaces);
}

/// A source that is sure of one token.
struct Insists(TokenId);

impl Sources for Insists {
    fn want(&self) -> Want {
        Want::likeliest(5)
    }

    fn starts(&self, _: First<'_>) -> Vec<Start> {
        Vec::new()
    }

    fn rescore(&self, _: Place<'_>, row: &mut Row) {
        mix(&mut row.candidates, 0.9, Source::Ngrams, |token| if token == self.0 { 0.0 } else { -20.0 });
    }
}

#[test]
fn a_source_is_heard_before_a_token_is_rejected() {
    let mut context = FakeContext::of(&[1]);
    let (model, insists) = (model(), Insists(4));
    let plain = request(&[], LIMITS, &|_| End::No);
    let request = Request { sources: &insists, ..plain };
    let verified = run(verify(&model, &mut context, &draft(&[0, 4, 4]), PLAN, &request, &NeverCancel)).unwrap().draft;
    assert_eq!(verified.tokens, [0, 4, 4], "the model alone would have 0 1 2");
    assert_eq!(verified.sources[1..], [Source::Ngrams, Source::Ngrams]);
}

#[test]
fn the_text_after_the_caret_is_judged_in_the_same_pass() {
    let model = Phrases::new(12, vec![vec![1, 2, 3, 4, 5]]);
    let request = request(&[], LIMITS, &|_| End::No);
    let mut context = FakeContext::of(&[1]);
    let plan = Verify { read: 1, shown: 2, after: &[4, 5], ..PLAN };
    let fits = run(verify(&model, &mut context, &draft(&[2, 3]), plan, &request, &NeverCancel)).unwrap();
    assert!(fits.after_log_prob.unwrap() > -2.0, "{fits:?}");
    assert_eq!((context.tokens, model.tokens_read()), (vec![1, 2, 3], 4));
    let mut context = FakeContext::of(&[1]);
    let jars = |after: &[TokenId]| {
        let mut context = FakeContext::of(&[1]);
        run(log_prob_after(&model, &mut context, &[2, 3], after, &request, &NeverCancel)).unwrap().unwrap()
    };
    assert!((jars(&[4, 5]) - fits.after_log_prob.unwrap()).abs() < 1e-5);
    assert!(jars(&[9, 5]) < -5.0);
    let plan = Verify { fixed: 0, ..plan };
    let rejected = run(verify(&model, &mut context, &draft(&[2, 7]), plan, &request, &NeverCancel)).unwrap();
    assert_eq!((rejected.after_log_prob, &rejected.draft.tokens[..2]), (None, &[2, 3][..]));
}

#[test]
fn what_is_rewritten_ends_where_no_more_is_worth_it() {
    let (model, plain) = (model(), request(&[], LIMITS, &|_| End::No));
    for most in 1..5 {
        // Of the whole draft, not only of what is written anew.
        let is_worth_extending = |draft: &Draft| draft.tokens.len() < most;
        let request = Request { is_worth_extending: &is_worth_extending, ..plain };
        let mut context = FakeContext::of(&[1]);
        let plan = Verify { rewrite: 4, ..PLAN };
        let found = run(verify(&model, &mut context, &draft(&[0, 1, 4]), plan, &request, &NeverCancel)).unwrap();
        assert_eq!(found.draft.tokens, [0, 1, 2, 3][..most.max(3)], "{most}");
    }
}
