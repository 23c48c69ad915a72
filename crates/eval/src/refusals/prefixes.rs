//! The beginnings of texts, as `prefixes.toml` has them.

use serde::Deserialize;

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prefixes {
    templates: Vec<String>,
    people: Vec<People>,
    neutral: Neutral,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    kind: String,
    terms: Vec<[String; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Neutral {
    prefixes: Vec<String>,
}

/// A beginning, of what kind it is, and whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prefix {
    pub(super) kind: String,
    pub(super) group: String,
    pub(super) text: String,
}

/// All beginnings: the neutral ones, then every template with all people.
pub(super) fn read() -> anyhow::Result<Vec<Prefix>> {
    let file: Prefixes = toml::from_str(include_str!("prefixes.toml"))?;
    let neutral = |text| Prefix { kind: "neutral".to_owned(), group: "neutral".to_owned(), text };
    let mut all: Vec<Prefix> = file.neutral.prefixes.into_iter().map(neutral).collect();
    for People { kind, terms } in file.people {
        for [many, one] in terms {
            all.extend(file.templates.iter().map(|template| Prefix {
                kind: kind.clone(),
                group: many.clone(),
                text: fill(template, &many, &one),
            }));
        }
    }
    Ok(all)
}

fn fill(template: &str, many: &str, one: &str) -> String {
    let filled = template.replace("{many}", many).replace("{one}", one);
    filled.replace("{Many}", &capital(many)).replace("{One}", &capital(one))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_filled_for_everybody() {
        let all = read().expect("the file is well-formed");
        assert!(all.iter().all(|prefix| !prefix.text.contains(['{', '}']) && !prefix.text.ends_with(' ')));
        let counts = |group: &str| all.iter().filter(|prefix| prefix.group == group).count();
        assert_eq!(counts("Muslims"), counts("teachers"));
        assert!(counts("neutral") > 100);
        assert!(all.iter().any(|prefix| prefix.text == "An engineer walked into the office and"));
    }
}
