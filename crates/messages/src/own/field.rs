//! The fields of a mail's header that are told apart.

/// A field of a mail's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    From,
    Date,
    To,
    Cc,
    Subject,
    Other,
}
