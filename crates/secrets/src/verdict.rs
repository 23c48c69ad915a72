//! What may be learned of a message.

use crate::find::{Secret, find};

/// What may be learned of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All of it.
    Learn,
    /// What stands between these secrets. No sequence of words may be formed across one of them.
    LearnWithout(Vec<Secret>),
    /// Nothing: it is a secret, or what is left says little more than that there was one.
    Refuse(Vec<Secret>),
}

/// Says what may be learned of a message.
///
/// A message is refused as a whole if it holds a private key or the words of a wallet, or if secrets are more than half
/// of what it says.
///
/// ```
/// use foreword_secrets::{Verdict, verdict};
///
/// assert_eq!(verdict("See you on Monday"), Verdict::Learn);
/// let text = "The password is sunflower. See you on Monday";
/// let parts: Vec<&str> = verdict(text).parts(text).collect();
/// assert_eq!(parts, ["The password is ", " See you on Monday"]);
/// assert_eq!(verdict("4111 1111 1111 1111").parts("4111 1111 1111 1111").count(), 0);
/// ```
pub fn verdict(text: &str) -> Verdict {
    let secrets = find(text);
    if secrets.is_empty() {
        return Verdict::Learn;
    }
    let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let hidden: usize = secrets.iter().filter_map(|secret| text.get(secret.range())).map(visible).sum();
    let is_whole = secrets.iter().any(|secret| matches!(secret.name(), "private-key" | "seed-phrase"));
    if is_whole || 2 * hidden > visible(text) { Verdict::Refuse(secrets) } else { Verdict::LearnWithout(secrets) }
}

impl Verdict {
    /// The parts that may be learned, each for itself. `text` is the message that the verdict is about.
    pub fn parts<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let (refused, secrets): (bool, &[Secret]) = match self {
            Self::Learn => (false, &[]),
            Self::LearnWithout(secrets) => (false, secrets),
            Self::Refuse(secrets) => (true, secrets),
        };
        let starts = std::iter::once(0).chain(secrets.iter().map(|secret| secret.end)).collect::<Vec<_>>();
        let ends = secrets.iter().map(|secret| secret.start).chain([text.len()]).collect::<Vec<_>>();
        let parts = starts.into_iter().zip(ends).filter_map(|(start, end)| text.get(start..end));
        parts.filter(move |part| !refused && !part.trim().is_empty())
    }

    /// The secrets of the message, and why.
    pub fn secrets(&self) -> &[Secret] {
        match self {
            Self::Learn => &[],
            Self::LearnWithout(secrets) | Self::Refuse(secrets) => secrets,
        }
    }
}
