//! What counts as the same letters.
//!
//! The engine reads a text as it looks (`foreword_text::normalised`) and dresses drafts as the writer writes. So a draft
//! goes on from the letters typed if it does so in that form; and where the writer uses capitals only, or none, without
//! regard to case.

use std::borrow::Cow;

use foreword_text::{Edge, normalised};

/// How letters are compared after a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alike {
    any_case: bool,
}

impl Alike {
    pub(super) fn of(typed: &str) -> Self {
        let end = |bytes: usize| &typed[typed.ceil_char_boundary(typed.len().saturating_sub(bytes))..];
        Self { any_case: !end(400).contains(char::is_uppercase) || !end(8).contains(char::is_lowercase) }
    }

    /// A text in the form in which it is compared.
    pub(super) fn form<'t>(self, text: &'t str) -> Cow<'t, str> {
        let normal = normalised(text, Edge::Beginning);
        if self.any_case { Cow::Owned(normal.to_lowercase()) } else { normal }
    }

    /// A draft in the form in which it is compared; the space that it begins with means something.
    pub(super) fn form_of_draft(self, draft: &str) -> String {
        let normal = normalised(draft, Edge::Continued).into_owned();
        if self.any_case { normal.to_lowercase() } else { normal }
    }

    /// What the model wrote, in that form.
    pub(super) fn form_of_bytes(self, bytes: Vec<u8>) -> Vec<u8> {
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.replace('\u{2019}', "'");
                if self.any_case { text.to_lowercase() } else { text }.into_bytes()
            }
            Err(error) => error.into_bytes(),
        }
    }
}
