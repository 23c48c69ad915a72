//! What a kind of secret is, and the list of all.

use super::random::Random;
use super::{numbers, told};

const FORMATS: &str = include_str!("formats.txt");

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

/// All kinds.
pub(super) fn all() -> Vec<Kind> {
    [formats(), numbers::kinds(), told::kinds()].concat()
}

/// The lines of `formats.txt`.
fn formats() -> Vec<Kind> {
    let mut writing = Writing::Exact;
    let mut kinds = Vec::new();
    for line in FORMATS.lines() {
        if line == "# Loose" {
            writing = Writing::Loose;
        }
        if let Some((name, template)) = line.split_once(" | ").filter(|_| !line.starts_with('#')) {
            kinds.push(Kind { name, make: Make::Template(template), writing, carriers: &[] });
        }
    }
    kinds
}
