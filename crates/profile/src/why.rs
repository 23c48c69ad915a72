//! Where the words of a draft come from.

use foreword_decode::Source;
use foreword_text::words;

use crate::history::REACH;
use crate::message::{Example, MessageId};
use crate::profile::Profile;
use crate::sharing::View;

/// Messages that are named for a word at most.
pub const MOST_NAMED: usize = 20;

/// Bytes of the text before a draft that are looked at: more than [`REACH`] words have.
const NEAR: usize = 300;

/// A word of a draft, as a completion has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftedWord<'t> {
    /// With the space before it and the punctuation after it.
    pub text: &'t str,
    /// The source that it is from.
    pub source: Source,
}

/// Why a word of a draft is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The word as it was given.
    pub text: String,
    /// Its source.
    pub source: Source,
    /// What the owner wrote that it goes back to; `None` for a word of other sources, or one of which only a part is the
    /// owner's.
    pub own: Option<Stands>,
}

/// Words that the owner has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// The word, with the words before it that stand before it in the messages too, [`REACH`] at most; in small letters.
    pub phrase: String,
    /// Messages that the phrase stands in.
    pub total: usize,
    /// The newest of them, [`MOST_NAMED`] at most, the newest first.
    pub messages: Vec<MessageId>,
}

impl Profile {
    /// Where the words of a draft come from that was written behind `before`, on a site: for each that is the owner's, the
    /// longest phrase with it at its end that they have written, and in which messages.
    ///
    /// It looks at what is kept now; a message that was forgotten is not named.
    pub fn why(&self, before: &str, draft: &[DraftedWord<'_>], site: &str) -> Vec<Why> {
        let before = &before[before.ceil_char_boundary(before.len().saturating_sub(NEAR))..];
        let mut whole = before.to_owned();
        let mut ends = Vec::new();
        for word in draft {
            whole.push_str(word.text);
            ends.push(whole.len());
        }
        let written: Vec<(String, usize)> =
            words(&whole).map(|word| (word.text.to_lowercase(), word.range.end)).collect();
        let mut start = before.len();
        let mut all = Vec::new();
        for (word, end) in draft.iter().zip(ends) {
            let is_own = matches!(word.source, Source::Phrases | Source::Copied);
            // The last word that ends in it: punctuation may follow, and letters typed may stand before.
            let last = written.iter().rposition(|(_, at)| (start + 1..=end).contains(at)).filter(|_| is_own);
            let phrase: Option<Vec<&str>> = last.map(|last| {
                let first = last.saturating_sub(REACH);
                written[first..=last].iter().map(|(word, _)| word.as_str()).collect()
            });
            let own = phrase.and_then(|phrase| self.stands(&phrase, site));
            all.push(Why { text: word.text.to_owned(), source: word.source, own });
            start = end;
        }
        all
    }

    /// The longest end of `phrase` that stands in messages and may be used on the site.
    fn stands(&self, phrase: &[&str], site: &str) -> Option<Stands> {
        let last = phrase.last()?;
        let view = View::of(self.settings().sharing, site);
        let length = |example: &Example| {
            let ends = example.parts.iter().filter(|part| part.to_lowercase().contains(last));
            ends.map(|part| longest_end(part, phrase)).max().unwrap_or(0)
        };
        let ends: Vec<(&Example, usize)> = self.examples().rev().map(|example| (example, length(example))).collect();
        (1..=phrase.len()).rev().find_map(|length| {
            let all = || ends.iter().filter(|(_, of)| *of >= length).map(|(example, _)| *example);
            // What two sites have is seen wherever it stands.
            let is_shared = view.shares(all().map(|example| example.site.as_str()));
            let found = all().filter(|example| is_shared || view.is_here(&example.site)).map(|example| example.id);
            let mut messages: Vec<MessageId> = found.collect();
            if messages.is_empty() {
                return None;
            }
            let (phrase, total) = (phrase[phrase.len() - length..].join(" "), messages.len());
            messages.truncate(MOST_NAMED);
            Some(Stands { phrase, total, messages })
        })
    }
}

/// How many words of the longest end of `phrase` stand in a row in `text`.
fn longest_end(text: &str, phrase: &[&str]) -> usize {
    let found: Vec<String> = words(text).map(|word| word.text.to_lowercase()).collect();
    let length = |end: usize| found[..end].iter().rev().zip(phrase.iter().rev()).take_while(|(a, b)| *a == *b).count();
    (1..=found.len()).map(length).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use foreword_engine::testing::tokenizer;

    use super::*;
    use crate::{Kind, Message, Sharing, What};

    fn profile(texts: &[&str]) -> Profile {
        let mut profile = Profile::new(Arc::new(tokenizer(&["See you"])));
        for text in texts {
            profile
                .learn(&Message { text, day: 1, kind: Kind::Mail, site: "a.example", ..Message::default() })
                .unwrap();
        }
        profile
    }

    fn own(text: &str) -> DraftedWord<'_> {
        DraftedWord { text, source: Source::Phrases }
    }

    fn named(why: &Why) -> Option<(&str, Vec<u64>)> {
        why.own.as_ref().map(|own| (own.phrase.as_str(), own.messages.iter().map(|id| id.0).collect()))
    }

    #[test]
    fn a_word_goes_back_to_the_longest_phrase() {
        let texts = ["At the Rusty Anchor, as usual.", "Is the anchor gone?", "the rusty anchor again", "nothing"];
        let profile = profile(&texts);
        let model = DraftedWord { text: " tomorrow.", source: Source::Model };
        let why = profile.why("See you at the Ru", &[own("sty"), own(" Anchor,"), model], "");
        assert_eq!(named(&why[0]), Some(("at the rusty", vec![1])), "the letters typed belong to the word");
        assert_eq!(named(&why[1]), Some(("at the rusty anchor", vec![1])));
        assert_eq!((why[1].text.as_str(), &why[2].own), (" Anchor,", &None));
        let why = profile.why("Back to the", &[own(" anchor")], "");
        assert_eq!(named(&why[0]), Some(("the anchor", vec![2])));
        let why = profile.why("An", &[own(" anchor")], "");
        assert_eq!(named(&why[0]), Some(("anchor", vec![3, 2, 1])), "the newest first");
    }

    #[test]
    fn what_was_forgotten_is_not_named_nor_what_stands_nowhere() {
        let mut profile = profile(&["the Rusty Anchor", "Rusty Nail"]);
        assert_eq!(named(&profile.why("the", &[own(" Rusty")], "")[0]), Some(("the rusty", vec![1])));
        profile.forget(&What::Message(MessageId(1)));
        assert_eq!(named(&profile.why("the", &[own(" Rusty")], "")[0]), Some(("rusty", vec![2])));
        assert_eq!(profile.why("the", &[own(" Rustiest"), own("!")], "")[0].own, None);
        assert_eq!(profile.why("", &[], ""), []);
    }

    #[test]
    fn many_messages_are_counted_and_some_named() {
        let profile = profile(&["see you"; MOST_NAMED + 5]);
        let own = profile.why("see", &[own(" you")], "").remove(0).own.unwrap();
        assert_eq!((own.total, own.messages.len(), own.messages[0].0), (25, MOST_NAMED, 25));
    }

    #[test]
    fn sites_are_told_of_each_other_what_two_have() {
        let mut profile = profile(&["Rusty Anchor"]);
        let place = |sharing| crate::Settings { sharing, ..Default::default() };
        for sharing in [Sharing::TwoSites, Sharing::Site] {
            profile.set_settings(place(sharing)).unwrap();
            assert_eq!(named(&profile.why("", &[own("Rusty")], "a.example")[0]), Some(("rusty", vec![1])));
            assert_eq!(named(&profile.why("", &[own("Rusty")], "b.example")[0]), None);
            assert_eq!(named(&profile.why("", &[own("Rusty")], "")[0]), Some(("rusty", vec![1])));
        }
        profile.learn(&Message { text: "rusty nail", site: "c.example", ..Message::default() }).unwrap();
        assert_eq!(named(&profile.why("", &[own("Rusty")], "b.example")[0]), None);
        profile.set_settings(place(Sharing::TwoSites)).unwrap();
        let why = profile.why("", &[own("Rusty"), own(" Anchor")], "b.example");
        assert_eq!((named(&why[0]), named(&why[1])), (Some(("rusty", vec![2, 1])), None));
    }
}
