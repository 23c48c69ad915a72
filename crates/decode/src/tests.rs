//! What holds for every strategy, and what for some.

use foreword_text::TokenId;
use proptest::{prop_assert, prop_assert_eq, proptest};

use crate::testing::{Table, request, run, tables};
use crate::{
    Cancelled, Candidate, Draft, End, Limits, NeverCancel, NgramModel, Request, Scheduler, Strategy, superposed,
};

fn write(strategy: Strategy, model: &Table, limits: Limits, ends: &dyn Fn(TokenId) -> End) -> Vec<Draft> {
    let first = model.after(&[(1, 1.0)], limits.drafts.max(3));
    run(strategy.write(model, &vec![1], &request(&first, limits, ends), &NeverCancel)).unwrap()
}

fn never(_: TokenId) -> End {
    End::No
}

proptest! {
    #[test]
    fn drafts_are_distinct_and_within_their_limits(model in tables(), drafts in 0usize..5, max_tokens in 0usize..6) {
        let limits = Limits { drafts, max_tokens };
        for strategy in Strategy::ALL {
            let written = write(strategy, &model, limits, &never);
            prop_assert!(written.len() <= drafts, "{strategy:?}");
            prop_assert!(written.iter().all(|d| (1..=max_tokens).contains(&d.tokens.len())), "{strategy:?}");
            prop_assert!(written.iter().all(|d| d.log_prob.is_finite()), "{strategy:?}");
            let texts: std::collections::HashSet<_> = written.iter().map(|d| &d.tokens).collect();
            prop_assert_eq!(texts.len(), written.len(), "{:?}", strategy);
            prop_assert_eq!(write(strategy, &model, limits, &never), written, "{:?} twice", strategy);
        }
    }

    #[test]
    fn one_draft_is_the_greedy_one(model in tables(), max_tokens in 1usize..6) {
        let limits = Limits { drafts: 1, max_tokens };
        let greedy = write(Strategy::Greedy, &model, limits, &never);
        for strategy in [Strategy::Superposed, Strategy::KeepFirst, Strategy::BatchedBeam, Strategy::Published] {
            let tokens: Vec<_> = write(strategy, &model, limits, &never).into_iter().map(|d| d.tokens).collect();
            prop_assert_eq!(&tokens, &[greedy[0].tokens.clone()], "{:?}", strategy);
        }
    }

    #[test]
    fn superposed_passes_do_not_grow_with_drafts(model in tables(), drafts in 1usize..5, max_tokens in 1usize..6) {
        for strategy in [Strategy::Superposed, Strategy::Published] {
            let before = model.passes();
            write(strategy, &model, Limits { drafts, max_tokens }, &never);
            prop_assert_eq!(model.passes() - before, max_tokens - 1, "{:?}", strategy);
        }
        for weights in model.weights.borrow().iter() {
            prop_assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn a_beam_is_never_less_likely_than_the_greedy_draft_of_the_same_length(model in tables(), max_tokens in 1usize..5) {
        // With as many beams as tokens every greedy prefix survives.
        let beams = write(Strategy::BatchedBeam, &model, Limits { drafts: 12, max_tokens }, &never);
        let greedy = write(Strategy::Greedy, &model, Limits { drafts: 1, max_tokens }, &never);
        prop_assert!(beams[0].log_prob >= greedy[0].log_prob - 1e-5);
    }

    #[test]
    fn drafts_end_where_they_should(model in tables(), last in 0u32..4, max_tokens in 1usize..6) {
        for (end, included) in [(End::Before, false), (End::After, true)] {
            let ends = |token| if token == last { end } else { End::No };
            for strategy in Strategy::ALL {
                for draft in write(strategy, &model, Limits { drafts: 3, max_tokens }, &ends) {
                    // A first token stays, whatever it is.
                    for (i, &token) in draft.tokens.iter().enumerate().skip(1) {
                        prop_assert!(token != last || included && i + 1 == draft.tokens.len(), "{strategy:?} {draft:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_strategy_stops_when_cancelled() {
    struct Stop;
    impl Scheduler for Stop {
        async fn yield_now(&self) -> Result<(), Cancelled> {
            Err(Cancelled)
        }
    }
    let model = Table::new(vec![vec![-1.0; 6]; 6]);
    let first = model.after(&[(1, 1.0)], 3);
    let request = request(&first, Limits { drafts: 3, max_tokens: 4 }, &never);
    for strategy in Strategy::ALL {
        assert!(run(strategy.write(&model, &vec![1], &request, &Stop)).is_err(), "{strategy:?}");
    }
    assert_eq!(model.passes(), 0);
}

#[test]
fn n_grams_can_turn_a_choice() {
    struct Likes(TokenId);
    impl NgramModel for Likes {
        fn log_prob(&self, _: &[TokenId], token: TokenId) -> f32 {
            if token == self.0 { -0.1 } else { -8.0 }
        }
    }
    let mut scores = vec![vec![-3.0; 6]; 6];
    scores.iter_mut().for_each(|row| (row[2], row[4]) = (-0.5, -0.9));
    let model = Table::new(scores);
    let first = [Candidate { token: 1, log_prob: -0.2 }];
    let plain = request(&first, Limits { drafts: 1, max_tokens: 3 }, &never);
    let turned = Request { ngrams: &Likes(4), alpha: 0.3, ..plain };
    let tokens =
        |request: &Request<'_>| run(superposed(&model, &vec![1], request, &NeverCancel)).unwrap()[0].tokens.clone();
    assert_eq!(tokens(&plain), [1, 2, 2]);
    assert_eq!(tokens(&turned), [1, 4, 4]);
}

#[test]
fn in_a_hurry_drafts_come_back_as_far_as_they_are() {
    let model = Table::new(vec![vec![-1.0; 6]; 6]);
    let first = model.after(&[(1, 1.0)], 3);
    for strategy in Strategy::ALL {
        let steps = std::cell::Cell::new(0);
        let deadline_passed = || {
            steps.set(steps.get() + 1);
            steps.get() > 2
        };
        let request = Request {
            deadline_passed: &deadline_passed,
            ..request(&first, Limits { drafts: 3, max_tokens: 8 }, &never)
        };
        let written = run(strategy.write(&model, &vec![1], &request, &NeverCancel)).unwrap();
        assert!(!written.is_empty(), "{strategy:?}");
        if !matches!(strategy, Strategy::Nucleus) {
            assert!(written.iter().all(|draft| draft.tokens.len() <= 3), "{strategy:?} {written:?}");
        }
    }
}
