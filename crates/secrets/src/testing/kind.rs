//! What a kind of secret is.

use super::random::Random;

/// How a secret is made.
#[derive(Clone, Copy)]
pub(super) enum Make {
    /// A template as `Random::fill` takes it.
    Template(&'static str),
    Code(fn(&mut Random) -> String),
}

/// How a kind may be written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// As it is.
    Exact,
    /// In groups with other marks between them, or in none.
    Loose,
    /// Only beside a word that tells it, since it looks like any word or number.
    Told,
}

/// A kind of secret.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) make: Make,
    pub(super) writing: Writing,
    /// Sentences around it, with `{}` for the secret; none for those that go with anything.
    pub(super) carriers: &'static [&'static str],
}

pub(super) fn made(name: &'static str, make: fn(&mut Random) -> String) -> Kind {
    Kind { name, make: Make::Code(make), writing: Writing::Loose, carriers: &[] }
}
