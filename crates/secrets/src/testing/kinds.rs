//! The list of all kinds of secrets.

use super::kind::{Kind, Make, Writing};
use super::{numbers, told};

const FORMATS: &str = include_str!("formats.txt");

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
