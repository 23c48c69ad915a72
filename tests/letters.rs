//! Typed letters are law: wherever the caret stands, every draft goes on from exactly what was typed.

use anyhow::ensure;
use foreword_cpu::CpuOps;
use foreword_decode::{Depth, NeverCancel, Strategy};
use foreword_engine::{Completer, Options};
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
fn every_draft_goes_on_from_the_letters_typed() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(2))?;
    let mut session = completer.session();
    let (mut carets, mut drafts, mut inside_words) = (0, 0, 0);
    for text in TEXTS {
        for (caret, _) in text.char_indices().skip(1) {
            let typed = &text[..caret];
            let options =
                Options { max_tokens: 3, min_confidence: 0.0, reuse: carets % 2 == 0, ..Options::new(Depth::Shallow) };
            let completion =
                pollster::block_on(completer.complete(&mut session, typed, &options, &NeverCancel, &Stopped))?;
            carets += 1;
            inside_words += usize::from(typed.ends_with(char::is_alphanumeric));
            for draft in &completion.drafts {
                drafts += 1;
                check(&completer, typed, &draft.text)?;
                ensure!((0.0..=1.0).contains(&draft.confidence) && draft.log_prob <= 1e-3, "{draft:?}");
            }
        }
    }
    ensure!(carets > 400 && inside_words > 200, "only {carets} carets, {inside_words} inside words");
    ensure!(drafts > carets, "only {drafts} drafts at {carets} carets");
    Ok(())
}

/// What was typed stays a prefix when the whole is tokenised again, and the caret does not split a character a person sees.
fn check(completer: &Completer<common::Network>, typed: &str, draft: &str) -> anyhow::Result<()> {
    let whole = format!("{typed}{draft}");
    ensure!(!draft.trim().is_empty() && !draft.contains('\n'), "{typed:?} + {draft:?}");
    ensure!(is_grapheme_boundary(&whole, ByteOffset(typed.len()))?, "{typed:?} + {draft:?} splits a grapheme");
    let mut numbers = draft.split(|c: char| !c.is_numeric()).skip(1).filter(|run| !run.is_empty());
    let known = |run: &str| typed.split(|c: char| !c.is_numeric()).any(|own| own == run);
    ensure!(numbers.all(known), "{typed:?} + {draft:?} makes up a number");
    ensure!(!completer.tokenizer().encode(&whole)?.iter().any(|token| completer.tokenizer().is_special(token.id)));
    Ok(())
}

#[test]
fn half_a_word_is_completed_to_likely_words() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(2))?;
    for (typed, expected) in [
        ("Thank you very much for yo", "ur"),
        ("Please let me know if you have any quest", "ions"),
        ("I look forward to hearing fr", "om"),
        ("The capital of France is Par", "is"),
        ("I'm looking forw", "ard"),
    ] {
        for depth in [Depth::Shallow, Depth::Full] {
            let options = Options { reuse: false, ..Options::new(depth) };
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
fn while_one_types_what_was_drafted_nothing_is_read() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(2))?;
    let options = Options::new(Depth::Shallow);
    let mut session = completer.session();
    let mut text = "Thank you very much for your ".to_owned();
    let complete = |session: &mut _, text: &str| {
        pollster::block_on(completer.complete(session, text, &options, &NeverCancel, &Stopped))
    };
    let first = complete(&mut session, &text)?;
    let drafted = first.drafts[0].text.clone();
    let typed: String = drafted.chars().take(2).collect();
    text.push_str(&typed);
    let second = complete(&mut session, &text)?;
    ensure!(second.drafts[0].text == drafted[typed.len()..], "{:?} after {drafted:?}", second.drafts);
    ensure!(second.tokens.encoded == 0 && second.revision == first.revision + 1);
    // Something else is typed: new drafts.
    text.push_str("zz");
    let third = complete(&mut session, &text)?;
    ensure!(third.drafts.iter().all(|draft| !drafted.contains(&draft.text)));
    // A word under way reads nothing either: its beginning is held back.
    let fresh = complete(&mut completer.session(), "I will send you the doc")?;
    ensure!(fresh.tokens.encoded > 0);
    let mut session = completer.session();
    complete(&mut session, "I will send you the d")?;
    let options = Options { reuse: false, ..options };
    let text = "I will send you the do";
    let next = pollster::block_on(completer.complete(&mut session, text, &options, &NeverCancel, &Stopped))?;
    ensure!(next.tokens.encoded == 0, "{:?}", next.tokens);
    Ok(())
}

#[test]
fn all_strategies_run_on_the_real_model() -> anyhow::Result<()> {
    let completer = common::completer(CpuOps::new(2))?;
    for strategy in Strategy::ALL {
        for depth in [Depth::Shallow, Depth::Full] {
            let options = Options { strategy, depth, reuse: false, max_tokens: 4, ..Options::new(depth) };
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
