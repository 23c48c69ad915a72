//! Drafts in the middle of a text: some words of a message are cut out, and drafts are asked for in the gap, once with
//! the text after the gap and once without it.

use foreword_cpu::CpuOps;
use foreword_decode::NeverCancel;
use foreword_engine::{Caret, Completer, Options};
use foreword_model::Network;
use foreword_native::Stopwatch;
use foreword_text::words;
use serde::Serialize;

use crate::corpus::User;
use crate::random::Random;
use crate::words::leading_matches;

/// Words cut out at most.
const MOST_CUT: usize = 3;

/// Words that must stand on either side of a gap.
const AROUND: usize = 3;

/// What came of one way to ask.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Gaps at which drafts were asked for.
    pub gaps: usize,
    /// Gaps at which there was a draft.
    pub shown: usize,
    /// Gaps at which draft 1 repeats text that stands behind it: its last word, or any two words in a row, are those
    /// that follow.
    pub repeats: usize,
    /// Gaps at which the first word of draft 1 is the first that was cut out.
    pub first_word: usize,
    /// Gaps at which that holds for one of the drafts.
    pub first_word_any: usize,
    /// Gaps at which draft 1 is all that was cut out, and no more.
    pub whole: usize,
}

/// The same gaps, asked for with and without the text after them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The engine sees the text before the gap only.
    pub before_only: Tally,
    /// It sees the text after the gap too.
    pub with_after: Tally,
}

/// A message with a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gap<'t> {
    before: &'t str,
    cut: &'t str,
    after: &'t str,
}

/// Makes `count` gaps, of one to three words, at places that depend on the seed, and asks for drafts in each.
///
/// # Errors
/// Those of the engine.
pub fn measure(
    completer: &Completer<Network<CpuOps>>,
    users: &[User],
    options: &Options,
    (count, seed): (usize, u64),
) -> anyhow::Result<Report> {
    let messages = users.iter().flat_map(|user| &user.messages);
    let gaps: Vec<Gap<'_>> = messages.flat_map(|message| gaps(message)).collect();
    let gaps = Random::new(seed, "middle").choose(gaps, count);
    let mut report = Report::default();
    let clock = Stopwatch::start();
    for gap in gaps {
        for (tally, after) in [(&mut report.before_only, ""), (&mut report.with_after, gap.after)] {
            let (mut session, caret) = (completer.session(), Caret { before: gap.before, after });
            let completion = completer.complete(&mut session, caret, options, &NeverCancel, &clock);
            let drafts: Vec<String> =
                pollster::block_on(completion)?.drafts.into_iter().map(|draft| draft.text).collect();
            tally.add(gap, &drafts);
        }
    }
    Ok(report)
}

impl Tally {
    fn add(&mut self, gap: Gap<'_>, drafts: &[String]) {
        let is_right = |draft: &String| leading_matches(draft, gap.cut) > 0;
        self.gaps += 1;
        let Some(best) = drafts.first() else { return };
        self.shown += 1;
        self.repeats += usize::from(repeats(best, gap.after));
        self.first_word += usize::from(is_right(best));
        self.first_word_any += usize::from(drafts.iter().any(is_right));
        self.whole += usize::from(best.trim() == gap.cut.trim());
    }
}

/// Every gap of a line that has enough words on both sides. The caret stands behind the word before it.
fn gaps(message: &str) -> Vec<Gap<'_>> {
    let found: Vec<_> = words(message).map(|word| word.range).collect();
    let mut gaps = Vec::new();
    for cut in 1..=MOST_CUT {
        for window in found.windows(AROUND + cut + AROUND) {
            let (before, after) = (&window[AROUND - 1], &window[AROUND + cut]);
            let (first, last) = (&window[AROUND], &window[AROUND + cut - 1]);
            let is_line = !message[window[0].start..after.end].contains('\n');
            // Words that a hyphen or a bracket joins are no gap.
            if is_line && message[before.end..first.start] == *" " && message[last.end..after.start] == *" " {
                let (cut, after) = (&message[before.end..last.end], &message[last.end..]);
                gaps.push(Gap { before: &message[..before.end], cut, after });
            }
        }
    }
    gaps
}

/// Whether the last word of `draft`, or any two of its words in a row, are the first of `after`.
fn repeats(draft: &str, after: &str) -> bool {
    let drafted: Vec<String> = words(draft).map(|word| word.text.to_lowercase()).collect();
    let next: Vec<String> = words(after).take(2).map(|word| word.text.to_lowercase()).collect();
    let ends_with_next = drafted.last().is_some_and(|last| next.first() == Some(last));
    ends_with_next || next.len() == 2 && drafted.windows(2).any(|pair| pair == next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_have_words_on_both_sides() {
        let found = gaps("Please let me know if you have any questions.");
        assert_eq!(found[0], Gap { before: "Please let me", cut: " know", after: " if you have any questions." });
        assert!(found.iter().any(|gap| gap.cut == " know if you" && gap.after == " have any questions."));
        assert!(gaps("Please let me\nknow if you").is_empty());
        assert!(gaps("too short").is_empty());
    }

    #[test]
    fn a_draft_repeats_what_follows_it() {
        assert!(repeats(" your email about", " about it"));
        assert!(repeats(" your email about it then", " about it"));
        assert!(!repeats(" your email about her", " about it"));
        assert!(!repeats("", " about it"));
    }

    #[test]
    fn a_tally_counts_what_its_members_say() {
        let gap = Gap { before: "Thank you", cut: " for your", after: " email" };
        let mut tally = Tally::default();
        tally.add(gap, &[" for your".to_owned()]);
        tally.add(gap, &[" so email".to_owned(), " for the".to_owned()]);
        tally.add(gap, &[]);
        let expected = Tally { gaps: 3, shown: 2, repeats: 1, first_word: 1, first_word_any: 2, whole: 1 };
        assert_eq!(tally, expected);
    }
}
