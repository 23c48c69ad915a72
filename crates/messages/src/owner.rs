//! Whose words are wanted.

use serde::{Deserialize, Serialize};

/// The person whose words are kept: e-mail addresses, names and user ids, or everyone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// In the form of [`identity`]; `None` for everyone.
    known_as: Option<Vec<String>>,
}

impl Owner {
    /// The person known by any of these addresses, names or ids. Case and white space around them don't matter.
    pub fn known_as<S: AsRef<str>>(identities: impl IntoIterator<Item = S>) -> Self {
        let known = identities.into_iter().map(|id| identity(id.as_ref())).filter(|id| !id.is_empty());
        Self { known_as: Some(known.collect()) }
    }

    /// Whoever wrote: for a folder of sent mail.
    pub fn everyone() -> Self {
        Self { known_as: None }
    }

    /// Whether a message by `person` is the owner's.
    pub fn is(&self, person: &Person) -> bool {
        let Some(known) = &self.known_as else { return true };
        let is_known = |id: &str| !id.is_empty() && known.contains(&identity(id));
        is_known(&person.address) || is_known(&person.name)
    }
}

/// The form in which names and addresses are compared.
pub(crate) fn identity(text: &str) -> String {
    text.chars().filter(|c| !is_mark(*c)).collect::<String>().trim().to_lowercase()
}

/// Direction marks, which chat exports put around names.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Who wrote or received something. What the file doesn't say is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Person {
    /// As shown to people.
    pub name: String,
    /// E-mail address, or the id of a user of a chat.
    pub address: String,
}

impl Person {
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.trim().to_owned(), address: String::new() }
    }

    /// What a person is told apart by.
    pub(crate) fn key(&self) -> String {
        identity(if self.address.is_empty() { &self.name } else { &self.address })
    }

    /// The name, or the address of somebody without one; `None` for nobody.
    pub(crate) fn hint(&self) -> Option<String> {
        let hint = if self.name.is_empty() { &self.address } else { &self.name };
        (!hint.is_empty()).then(|| hint.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_known_by_any_of_their_names() {
        let owner = Owner::known_as(["Jo@Example.org ", "Jo Doe", ""]);
        let by = |name: &str, address: &str| owner.is(&Person { name: name.into(), address: address.into() });
        assert!(by("", "jo@example.ORG") && by("jo doe", "U1") && by("\u{200e}Jo Doe", ""));
        assert!(!by("Jo", "jo@example.com") && !by("", ""));
        assert!(Owner::everyone().is(&Person::default()));
    }
}
