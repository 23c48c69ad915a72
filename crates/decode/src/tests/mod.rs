//! Tests over all strategies, and what they share.

mod strategies;

use foreword_text::TokenId;
use proptest::prelude::*;

use crate::testing::Table;
use crate::{Candidate, Depth, End, Limits, NoSources, Request, Start};

/// Tables over a few tokens.
pub(crate) fn tables() -> impl Strategy<Value = Table> {
    (4usize..12).prop_flat_map(|vocab| {
        prop::collection::vec(prop::collection::vec(-4.0f32..0.0, vocab), vocab).prop_map(Table::new)
    })
}

/// Beginnings of one token each.
pub(crate) fn starts(candidates: Vec<Candidate>) -> Vec<Start> {
    candidates.into_iter().map(Start::from).collect()
}

/// The request of tests that say nothing else.
pub(crate) fn request<'a>(starts: &'a [Start], limits: Limits, ends: &'a dyn Fn(TokenId) -> End) -> Request<'a> {
    Request {
        depth: Depth::Shallow,
        starts,
        limits,
        ends,
        is_space: &|_| false,
        context: &[1],
        is_worth_extending: &|_| true,
        deadline_passed: &|| false,
        sources: &NoSources,
        seed: 3,
    }
}
