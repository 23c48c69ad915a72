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
        let near = &typed[typed.ceil_char_boundary(typed.len().saturating_sub(400))..];
        let sentence = near.trim_end().rfind(['.', '!', '?', '\n']).map_or(near, |at| &near[at..]);
        let capitals_only = !sentence.contains(char::is_lowercase);
        Self { any_case: !near.contains(char::is_uppercase) || capitals_only }
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
            Ok(text) if self.any_case => text.to_lowercase().into_bytes(),
            Ok(text) => text.into_bytes(),
            Err(error) => error.into_bytes(),
        }
    }
}
