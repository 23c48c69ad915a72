//! Makes secrets by the formats in which they are issued, in sentences such as people write, to count how many are
//! found.
//!
//! Nothing here knows the rules: the formats are written down a second time, in another notation, and some kinds have
//! no rule of their own. A fifth of the ways of writing each kind is marked as held back; rules were written without
//! looking at those that fail among them.

mod carriers;
mod kind;
mod kinds;
mod measure;
mod numbers;
mod random;
mod told;

use std::ops::Range;

use kind::{Kind, Make, Writing};
use random::{Random, hash};

pub use measure::{Counts, KindCounts, is_refused, measure};

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// What kind it is.
    pub kind: &'static str,
    /// The whole text.
    pub text: String,
    /// Where the secret stands in it, in bytes.
    pub secret: Range<usize>,
    /// Whether this way of writing it was left out of sight when rules were written.
    pub held_back: bool,
}

/// The names of all kinds.
pub fn kind_names() -> Vec<&'static str> {
    kinds::all().iter().map(|kind| kind.name).collect()
}

/// How many formats there are: issuers that share one counted once.
pub fn format_count() -> usize {
    let key = |kind: &Kind| match kind.make {
        Make::Template(template) => template,
        Make::Code(_) => kind.name,
    };
    kinds::all().iter().map(key).collect::<std::collections::BTreeSet<_>>().len()
}

/// `count` samples, the same for the same `seed`: of all kinds in turn.
pub fn samples(seed: u64, count: usize) -> impl Iterator<Item = Sample> {
    let kinds = kinds::all();
    (0..count).map(move |n| {
        let kind = kinds[n % kinds.len()];
        sample(&kind, &mut Random::new(seed, &format!("{} {n}", kind.name)))
    })
}

/// Ways of writing a secret.
const WAYS: usize = 8;

fn sample(kind: &Kind, random: &mut Random) -> Sample {
    let secret = match kind.make {
        Make::Template(template) => random.fill(template),
        Make::Code(make) => make(random),
    };
    let way = random.below(WAYS);
    let carriers = if kind.carriers.is_empty() { carriers::ANY } else { kind.carriers };
    let number = random.below(carriers.len() + usize::from(kind.carriers.is_empty()));
    // A carrier that names the kind: "my visa card: …".
    let named = format!("my {}: {{}}", kind.name);
    let carrier = carriers.get(number).copied().unwrap_or(&named);
    // Nobody breaks lines in the middle of a sentence, and mail programs break long lines of their own only.
    let takes_lines = carriers::takes_lines(carrier);
    // A mark stands behind what ends a sentence.
    let is_odd = way == 6 && !takes_lines || way == 2 && kind.writing == Writing::Told && !carrier.ends_with("{}");
    let (mut secret, marks) = written(kind, secret, if is_odd { 0 } else { way }, random);
    if !takes_lines {
        secret = secret.replace('\n', " ");
    }
    let (before, after) = carrier.split_once("{}").unwrap_or((carrier, ""));
    let before = format!("{before}{}", marks.0);
    let text = format!("{before}{secret}{}{after}", marks.1);
    let held_back = hash(&format!("{} {way} {number}", kind.name)).is_multiple_of(5);
    Sample { kind: kind.name, secret: before.len()..before.len() + secret.len(), text, held_back }
}

/// The secret as somebody writes it, and marks before and behind.
fn written(kind: &Kind, secret: String, way: usize, random: &mut Random) -> (String, (&'static str, &'static str)) {
    const AROUND: [(&str, &str); 8] = [
        ("\"", "\""),
        ("'", "'"),
        ("(", ")"),
        ("`", "`"),
        ("\u{201c}", "\u{201d}"),
        ("<", ">"),
        ("*", "*"),
        ("[", "]"),
    ];
    const BEHIND: [&str; 6] = [".", ",", "!", ";", "?", "..."];
    let is_line = secret.contains('\n');
    match way {
        1 if !is_line => (secret, AROUND[random.below(AROUND.len())]),
        2 if !is_line => (secret, ("", random.pick(&BEHIND))),
        3 | 4 if kind.writing == Writing::Loose => (regrouped(&secret, random), ("", "")),
        5 if kind.writing == Writing::Loose => (secret.to_lowercase(), ("", "")),
        6 if kind.writing != Writing::Told => (wrapped(secret), ("", "")),
        7 if kind.writing == Writing::Loose => (regrouped(&secret, random), AROUND[random.below(AROUND.len())]),
        _ => (secret, ("", "")),
    }
}

/// The same characters with other marks between the groups, or in other groups if they are digits.
fn regrouped(secret: &str, random: &mut Random) -> String {
    const BETWEEN: [&str; 7] = ["", " ", "-", ".", "\u{a0}", " - ", "/"];
    let between = random.pick(&BETWEEN);
    let is_mark = |c: char| matches!(c, ' ' | '-' | '.' | '/' | '\u{a0}');
    let plain: String = secret.chars().filter(|&c| !is_mark(c)).collect();
    if plain.chars().all(|c| c.is_ascii_digit()) {
        let size = 2 + random.below(3);
        let groups: Vec<&str> =
            plain.as_bytes().chunks(size).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        return groups.join(between);
    }
    secret.split(is_mark).filter(|group| !group.is_empty()).collect::<Vec<_>>().join(between)
}

/// Broken over lines as mail programs do it: at a space, or after 64 characters.
fn wrapped(secret: String) -> String {
    if secret.contains('\n') {
        return secret;
    }
    let spaces: Vec<usize> = secret.match_indices(' ').map(|(at, _)| at).collect();
    if let Some(&at) = spaces.get(spaces.len() / 2) {
        return format!("{}\n{}", &secret[..at], &secret[at + 1..]);
    }
    if secret.contains([':', '.']) {
        return secret;
    }
    let lines: Vec<&str> = secret.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    if lines.concat() == secret { lines.join("\n") } else { secret }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn samples_are_the_same_for_the_same_seed_and_of_all_kinds() {
        let names = kind_names();
        let once: Vec<Sample> = samples(3, names.len()).collect();
        assert_eq!(once, samples(3, names.len()).collect::<Vec<_>>());
        assert_ne!(once, samples(4, names.len()).collect::<Vec<_>>());
        let kinds: BTreeSet<&str> = once.iter().map(|sample| sample.kind).collect();
        assert!(
            kinds.len() == names.len() && names.len() >= format_count() && format_count() >= 200,
            "{} of {}",
            kinds.len(),
            names.len()
        );
        assert!(
            once.iter().all(|sample| sample.text.get(sample.secret.clone()).is_some_and(|secret| secret.len() > 2))
        );
        let held_back = samples(3, 5000).filter(|sample| sample.held_back).count();
        assert!((800..1200).contains(&held_back), "{held_back}");
    }

    #[test]
    fn a_text_without_rules_for_it_counts_as_not_refused() {
        let text = "the password is sunflower";
        assert!(is_refused(text, &(16..25)));
        assert!(!is_refused(text, &(4..12)) && !is_refused(text, &(12..25)));
    }
}
