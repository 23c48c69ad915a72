//! What holds for every strategy, and what for some.

use foreword_text::TokenId;
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::{request, starts, tables};
use crate::testing::{FakeContext, Table, run};
use crate::{
    Cancelled, Draft, End, First, Limits, NeverCancel, Place, Request, Row, Scheduler, Source, Sources, Start,
    Strategy, Want, mix, superposed,
};

fn write(strategy: Strategy, model: &Table, limits: Limits, ends: &dyn Fn(TokenId) -> End) -> Vec<Draft> {
    let starts = starts(model.after(&[(1, 1.0)], limits.drafts.max(3)));
    run(strategy.write(model, &context(), &request(&starts, limits, ends), &NeverCancel)).unwrap()
}

fn context() -> FakeContext {
    FakeContext::of(&[1])
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
    let first = starts(model.after(&[(1, 1.0)], 3));
    let request = request(&first, Limits { drafts: 3, max_tokens: 4 }, &never);
    for strategy in Strategy::ALL {
        assert!(run(strategy.write(&model, &context(), &request, &Stop)).is_err(), "{strategy:?}");
    }
    assert_eq!(model.passes(), 0);
}

/// A source that likes one token, and whatever entry it was given.
struct Likes(TokenId, Option<Start>);

impl Sources for Likes {
    fn want(&self) -> Want {
        Want::likeliest(4)
    }

    fn starts(&self, _: First<'_>) -> Vec<Start> {
        self.1.clone().into_iter().collect()
    }

    fn rescore(&self, _: Place<'_>, row: &mut Row) {
        mix(&mut row.candidates, 0.6, Source::Ngrams, |token| if token == self.0 { -0.1 } else { -8.0 });
    }
}

/// After anything: token 2, else token 4.
fn two_or_four() -> Table {
    let mut scores = vec![vec![-3.0; 6]; 6];
    scores.iter_mut().for_each(|row| (row[2], row[4]) = (-0.5, -0.9));
    Table::new(scores)
}

#[test]
fn a_source_can_turn_a_choice_and_is_named_for_it() {
    let model = two_or_four();
    let starts = [Start { tokens: vec![1], log_prob: -0.2, source: Source::Model }];
    let plain = request(&starts, Limits { drafts: 1, max_tokens: 3 }, &never);
    let likes = Likes(4, None);
    let turned = Request { sources: &likes, ..plain };
    let write = |request: &Request<'_>| run(superposed(&model, &context(), request, &NeverCancel)).unwrap().remove(0);
    assert_eq!(write(&plain).tokens, [1, 2, 2]);
    let turned = write(&turned);
    assert_eq!(turned.tokens, [1, 4, 4]);
    assert_eq!(turned.sources, [Source::Model, Source::Ngrams, Source::Ngrams]);
}

#[test]
fn an_entry_is_copied_whole_while_others_choose() {
    let model = two_or_four();
    let starts = [
        Start { tokens: vec![3, 5, 0], log_prob: -0.7, source: Source::Ngrams },
        Start { tokens: vec![1], log_prob: -0.9, source: Source::Model },
    ];
    for strategy in [Strategy::Superposed, Strategy::KeepFirst] {
        let request = request(&starts, Limits { drafts: 2, max_tokens: 4 }, &never);
        let written = run(strategy.write(&model, &context(), &request, &NeverCancel)).unwrap();
        assert_eq!(written[0].tokens, [3, 5, 0, 2], "{strategy}");
        assert_eq!(written[1].tokens, [1, 2, 2, 2], "{strategy}");
        // The probability of the whole entry stands at its first token.
        assert_eq!(written[0].log_probs[..3], [-0.7, 0.0, 0.0], "{strategy}");
        assert_eq!(written[0].sources, [Source::Ngrams, Source::Ngrams, Source::Ngrams, Source::Model], "{strategy}");
        let short = Request { limits: Limits { drafts: 2, max_tokens: 2 }, ..request };
        let written = run(strategy.write(&model, &context(), &short, &NeverCancel)).unwrap();
        assert_eq!(written[0].tokens, [3, 5], "an entry is cut at the limit");
    }
}

#[test]
fn an_entry_is_finished_even_where_a_draft_is_long_enough() {
    let starts = [Start { tokens: vec![3, 5], log_prob: -0.7, source: Source::Ngrams }];
    let request =
        Request { is_worth_extending: &|_| false, ..request(&starts, Limits { drafts: 1, max_tokens: 6 }, &never) };
    let written = run(superposed(&two_or_four(), &context(), &request, &NeverCancel)).unwrap();
    assert_eq!(written[0].tokens, [3, 5]);
}

#[test]
fn at_the_deadline_drafts_come_back_as_far_as_they_are() {
    let model = Table::new(vec![vec![-1.0; 6]; 6]);
    let first = starts(model.after(&[(1, 1.0)], 3));
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
        let written = run(strategy.write(&model, &context(), &request, &NeverCancel)).unwrap();
        assert!(!written.is_empty(), "{strategy:?}");
        if !matches!(strategy, Strategy::Nucleus) {
            assert!(written.iter().all(|draft| draft.tokens.len() <= 3), "{strategy:?} {written:?}");
        }
    }
}
