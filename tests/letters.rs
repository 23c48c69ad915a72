//! Typed letters with the real model: drafts at every caret, words under way, and typing on.
//!
//! That drafts agree with the letters typed is tested at 20,000 carets by `foreword letters` (`crates/cli/tests`).

use anyhow::ensure;
use foreword_cpu::CpuOps;
use foreword_decode::{Depth, NeverCancel, Strategy};
use foreword_engine::Options;
use foreword_text::{ByteOffset, is_grapheme_boundary};

mod common;

use common::Stopped;

/// Capitals, apostrophes, digits, emoji, combining marks, other scripts, code, odd spacing.
const TEXTS: [&str; 10] = [
    "Thanks for sending the notes from Tuesday, I'll read them on the train; McDonald's isn't open.",
    "WE SHOULD'VE CALLED O'Brien at 14:30 on 2024-05-17 about the $1,250.00 (net) offer.",
    "so happy 😀🎉 see you 👩‍👩‍👧 soon!! 🇫🇷 allez",
    "Zoë’s naïve café – “quoted” … e\u{301}tude a\u{308}hnlich",
    "Привет, как дела? Завтра встретимся в офисе.",
    "明日の会議は十時からです。よろしくお願いします。",
    "مرحبا، كيف حالك اليوم؟ سأراك غدا",
    "नमस्ते, आप कैसे हैं? कल मिलते हैं।",
    "let total = items.iter().map(|x| x.price).sum::<f64>();\n\treturn total;",
    "two  spaces   and\ttabs \u{a0}nbsp, then a lone \u{6} control",
];

#[test]
fn drafts_at_every_caret_split_no_grapheme_and_invent_no_number() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(1))?;
    let mut session = completer.session();
    let (mut carets, mut drafts, mut inside_words) = (0, 0, 0);
    for text in TEXTS {
        for (caret, _) in text.char_indices().skip(1) {
            let typed = &text[..caret];
            let options = Options { max_tokens: 3, min_confidence: 0.0, ..Options::new(Depth::Shallow) };
            let completion =
                pollster::block_on(completer.complete(&mut session, typed, &options, &NeverCancel, &Stopped))?;
            carets += 1;
            inside_words += usize::from(typed.ends_with(char::is_alphanumeric));
            for draft in &completion.drafts {
                drafts += 1;
                check(typed, &draft.text)?;
                ensure!((0.0..=1.0).contains(&draft.confidence) && draft.log_prob <= 1e-3, "{draft:?}");
            }
        }
    }
    ensure!(carets > 400 && inside_words > 200, "only {carets} carets, {inside_words} inside words");
    ensure!(drafts > carets, "only {drafts} drafts at {carets} carets");
    Ok(())
}

/// A draft shows something, on one line; it doesn't split the grapheme cluster at the caret or invent numbers.
fn check(typed: &str, draft: &str) -> anyhow::Result<()> {
    let whole = format!("{typed}{draft}");
    ensure!(!draft.trim().is_empty() && !draft.contains('\n'), "{typed:?} + {draft:?}");
    ensure!(is_grapheme_boundary(&whole, ByteOffset(typed.len()))?, "{typed:?} + {draft:?} splits a grapheme");
    let mut numbers = draft.split(|c: char| !c.is_numeric()).skip(1).filter(|run| !run.is_empty());
    let known = |run: &str| typed.split(|c: char| !c.is_numeric()).any(|own| own == run);
    ensure!(numbers.all(known), "{typed:?} + {draft:?} makes up a number");
    Ok(())
}

#[test]
fn half_a_word_is_completed_to_likely_words() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(1))?;
    for (typed, expected) in [
        ("Thank you very much for yo", "ur"),
        ("Please let me know if you have any quest", "ions"),
        ("I look forward to hearing fr", "om"),
        ("The capital of France is Par", "is"),
        ("I'm looking forw", "ard"),
    ] {
        for depth in [Depth::Shallow, Depth::Full] {
            let options = Options::new(depth);
            let mut session = completer.session();
            let completion =
                pollster::block_on(completer.complete(&mut session, typed, &options, &NeverCancel, &Stopped))?;
            let best = completion.drafts.first().map_or("", |draft| &draft.text);
            ensure!(best.starts_with(expected), "{typed:?} {depth:?}: {:?}", completion.drafts);
        }
    }
    Ok(())
}

#[test]
fn typing_on_inside_a_word_reads_no_tokens() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(1))?;
    let options = Options::new(Depth::Shallow);
    let complete = |session: &mut _, text: &str| {
        pollster::block_on(completer.complete(session, text, &options, &NeverCancel, &Stopped))
    };
    let fresh = complete(&mut completer.session(), "I will send you the doc")?;
    ensure!(fresh.tokens.encoded > 0);
    let mut session = completer.session();
    let first = complete(&mut session, "I will send you the d")?;
    let next = complete(&mut session, "I will send you the do")?;
    ensure!(next.tokens.encoded == 0 && next.revision == first.revision + 1, "{:?}", next.tokens);
    Ok(())
}

#[test]
fn all_strategies_run_on_the_real_model() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(1))?;
    for strategy in Strategy::ALL {
        for depth in [Depth::Shallow, Depth::Full] {
            let options = Options { strategy, depth, max_tokens: 4, ..Options::new(depth) };
            let mut session = completer.session();
            let text = "I am writing to ask ";
            let result = pollster::block_on(completer.complete(&mut session, text, &options, &NeverCancel, &Stopped));
            if (strategy, depth) == (Strategy::Superposed, Depth::Full) {
                ensure!(result.is_err(), "lanes need the decoder trained for them");
                continue;
            }
            let drafts = result?.drafts;
            ensure!(!drafts.is_empty() && drafts.len() <= 3, "{strategy:?} {depth:?}: {drafts:?}");
        }
    }
    Ok(())
}
