//! Parts of personalisation, to be measured alone and together.

use std::str::FromStr;

/// What is used of a person's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// The latest messages are read before the text.
    pub prefix: bool,
    /// Their n-grams are mixed into every token.
    pub ngrams: bool,
    /// Their words are copied.
    pub copy: bool,
}

/// A part's name, and where it is switched.
type Part = (&'static str, fn(&mut Parts) -> &mut bool);

impl Parts {
    /// Each part with its name.
    const NAMES: [Part; 3] = [
        ("prefix", |parts| &mut parts.prefix),
        ("ngrams", |parts| &mut parts.ngrams),
        ("copy", |parts| &mut parts.copy),
    ];

    /// Its name: the parts with `+` between them; `off` for none.
    pub fn name(mut self) -> String {
        let used: Vec<&str> = Self::NAMES.iter().filter(|(_, part)| *part(&mut self)).map(|(name, _)| *name).collect();
        if used.is_empty() { "off".to_owned() } else { used.join("+") }
    }
}

impl FromStr for Parts {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let mut parts = Self::default();
        match name {
            "off" => return Ok(parts),
            "all" => {
                Self::NAMES.iter().for_each(|(_, part)| *part(&mut parts) = true);
                return Ok(parts);
            }
            _ => {}
        }
        for one in name.split('+') {
            let found = Self::NAMES.iter().find(|(name, _)| *name == one);
            let names = Self::NAMES.map(|(name, _)| name).join(", ");
            let (_, part) = found.ok_or_else(|| format!("there is no part {one:?}; there are off, all, {names}"))?;
            *part(&mut parts) = true;
        }
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for name in ["off", "prefix", "ngrams", "prefix+ngrams", "prefix+ngrams+copy"] {
            assert_eq!(name.parse::<Parts>().map(Parts::name), Ok(name.to_owned()));
        }
        assert_eq!("ngrams+prefix".parse::<Parts>(), "prefix+ngrams".parse());
        assert!("all".parse::<Parts>().is_ok_and(|all| all.prefix && all.ngrams && all.copy));
        assert!("prefix+x".parse::<Parts>().is_err_and(|error| error.contains("\"x\"")));
    }
}
