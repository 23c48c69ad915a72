//! The table of rules, `rules.txt`.

use std::sync::OnceLock;

use crate::checks::{self, Check};
use crate::letters::folded;
use crate::shape::{Shape, ShapeError};

const TABLE: &str = include_str!("rules.txt");

/// Bytes before and after a string in which its "words nearby" are looked for.
pub(crate) const NEARBY: usize = 60;

/// How much a shape says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// What fits is refused.
    Enough,
    /// What fits is refused if there's a digit in it.
    WithDigit,
    /// Only gives a name to what was found otherwise.
    Name,
}

/// One kind of secret.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in lower case with hyphens.
    pub name: &'static str,
    /// What it looks like, with the article: `an IBAN`; or the whole reason behind a `=`.
    looks_like: &'static str,
    pub(crate) shapes: Vec<(Weight, Shape)>,
    pub(crate) check: Check,
    /// Folded.
    pub(crate) nearby: Vec<String>,
}

impl Rule {
    /// Why what fits isn't learned, for a person: `looks like an IBAN`.
    pub fn reason(&self) -> String {
        match self.looks_like.strip_prefix("= ") {
            Some(reason) => reason.to_owned(),
            None => format!("looks like {}", self.looks_like),
        }
    }
}

/// What is wrong with a line of the table.
#[derive(Debug, PartialEq)]
enum LineError {
    Fields { found: usize },
    Shape(ShapeError),
    Check { name: String },
}

/// All rules, in the order of the table: where several fit, the first gives the name.
pub fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    // A line that isn't understood would be left out; a test sees to it that there is none.
    RULES.get_or_init(|| lines().filter_map(|line| parse(line).ok()).collect())
}

/// The shapes that may begin with each ASCII character: the places of their rules, and theirs in the rule.
pub(crate) fn shapes_by_first() -> &'static [Vec<(usize, usize)>] {
    static SHAPES: OnceLock<Vec<Vec<(usize, usize)>>> = OnceLock::new();
    SHAPES.get_or_init(|| {
        let mut by_first = vec![Vec::new(); 128];
        for (place, rule) in rules().iter().enumerate() {
            for (number, (_, shape)) in rule.shapes.iter().enumerate() {
                shape.first().for_each(|byte| by_first[usize::from(byte)].push((place, number)));
            }
        }
        by_first
    })
}

/// The place in [`rules`] of a kind that the code finds. The last place if there's no such name, which a test excludes.
pub(crate) fn place(name: &str) -> usize {
    let rules = rules();
    rules.iter().position(|rule| rule.name == name).unwrap_or(rules.len().saturating_sub(1))
}

fn lines() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn parse(line: &'static str) -> Result<Rule, LineError> {
    let fields: Vec<&str> = line.split(" |").map(str::trim).collect();
    let field = |n: usize| fields.get(n).copied().unwrap_or_default();
    if !(2..=5).contains(&fields.len()) || field(0).is_empty() || field(1).is_empty() {
        return Err(LineError::Fields { found: fields.len() });
    }
    let shapes = field(2).split_whitespace().map(|text| {
        let (weight, text) = match (text.strip_prefix('!'), text.strip_prefix('?')) {
            (Some(rest), _) => (Weight::Enough, rest),
            (_, Some(rest)) => (Weight::Name, rest),
            _ => (Weight::WithDigit, text),
        };
        Ok((weight, Shape::parse(text).map_err(LineError::Shape)?))
    });
    let check = checks::named(field(3)).ok_or_else(|| LineError::Check { name: field(3).to_owned() })?;
    let nearby = field(4).split(',').filter(|word| !word.is_empty()).map(folded).collect();
    Ok(Rule { name: field(0), looks_like: field(1), shapes: shapes.collect::<Result<_, _>>()?, check, nearby })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_is_understood_and_no_name_stands_twice() {
        let errors: Vec<LineError> = lines().filter_map(|line| parse(line).err()).collect();
        assert_eq!(errors, []);
        let names: BTreeSet<&str> = rules().iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), rules().len());
        assert!(names.len() > 250, "{}", names.len());
        assert!(rules().iter().all(|rule| rule.looks_like.chars().count() < 60));
        // The kinds that the code finds.
        for name in [
            "private-key",
            "seed-phrase",
            "iban",
            "told",
            "wrapped",
            "grouped",
            "digits",
            "mixed",
            "random",
            "url-login",
            "url-token",
        ] {
            assert_eq!(rules()[place(name)].name, name);
        }
    }

    #[test]
    fn lines_that_are_wrong_are_told_apart() {
        assert_eq!(parse("alone").unwrap_err(), LineError::Fields { found: 1 });
        assert_eq!(parse("a | b | c | | e | f").unwrap_err(), LineError::Fields { found: 6 });
        assert_eq!(parse("a | b | c | crc").unwrap_err(), LineError::Check { name: "crc".into() });
        let error = ShapeError { shape: "x{".into(), at: 1 };
        assert_eq!(parse("a | b | y x{").unwrap_err(), LineError::Shape(error));
    }
}
