//! The completer over sentences known by heart.

use foreword_decode::testing::{Phrases, run};
use foreword_decode::{
    Cancelled, First, NeverCancel, NoSources, Place, Row, Scheduler, Source, Sources, Start, StepModel, Want,
};
use foreword_text::TokenId;
use proptest::prelude::*;

use crate::testing::{Stopped, completer, completer_with};
use crate::{Caret, Completer, Completion, EngineError, Options, Session, Sessions};

const SENTENCES: [&str; 4] = [
    "Thank you for your email about the meeting.",
    "Thank you so much for coming to the party.",
    "The report is attached for your review.",
    "Please let me know if you have any questions.",
];

fn open() -> Options {
    Options { min_confidence: 0.0, ..Options::default() }
}

fn complete_in(
    completer: &Completer<Phrases>,
    session: &mut Session<Phrases>,
    caret: Caret<'_>,
    options: &Options,
) -> Completion {
    run(completer.complete(session, caret, options, &NeverCancel, &Stopped)).unwrap()
}

fn texts(completer: &Completer<Phrases>, before: &str, after: &str) -> Vec<String> {
    let completion = complete_in(completer, &mut completer.session(), Caret { before, after }, &open());
    completion.drafts.into_iter().map(|draft| draft.text).collect()
}

#[test]
fn a_draft_goes_on_from_the_letters_typed() {
    let completer = completer(&SENTENCES);
    assert_eq!(texts(&completer, "Thank you for", "")[0], " your email about the meeting.");
    assert_eq!(texts(&completer, "Thank you for yo", "")[0], "ur email about the meeting.");
    assert_eq!(texts(&completer, "Thank you for ", "")[0], "your email about the meeting.");
    assert_eq!(texts(&completer, "Please let me know if", "")[0], " you have any questions.");
}

proptest! {
    /// A model that previews places offers what it would offer otherwise.
    #[test]
    fn previews_change_nothing(sentence in 0..SENTENCES.len(), at in 1usize..45, noise in "[a-z ]{0,2}") {
        let plain = completer(&SENTENCES);
        let previewing = completer(&SENTENCES).map_model(Phrases::previewing);
        let sentence = SENTENCES[sentence];
        let typed = format!("{}{noise}", &sentence[..at.min(sentence.len())]);
        prop_assert_eq!(texts(&previewing, &typed, ""), texts(&plain, &typed, ""));
    }

    /// Whatever was typed, a draft is a continuation of it, not a correction.
    #[test]
    fn drafts_begin_with_the_typed_letters(sentence in 0..SENTENCES.len(), at in 1usize..40, noise in "[a-z ]{0,3}") {
        let completer = completer(&SENTENCES);
        let sentence = SENTENCES[sentence];
        let typed = format!("{}{noise}", &sentence[..at.min(sentence.len())]);
        for draft in complete_in(&completer, &mut completer.session(), Caret::at_end_of(&typed), &open()).drafts {
            prop_assert!(!draft.text.trim().is_empty());
            let joined: String = draft.words.iter().map(|word| word.text.as_str()).collect();
            prop_assert_eq!(&joined, &draft.text, "words make up the text");
            prop_assert!(draft.words.iter().all(|word| word.source == Source::Model));
        }
    }
}

#[test]
fn a_draft_ends_with_a_space_where_one_is_likely() {
    let completer = completer(&SENTENCES);
    let options = Options { drafts: 1, max_tokens: 3, trailing_space: true, ..open() };
    let draft = |before, after, options: &Options| {
        let completion = complete_in(&completer, &mut completer.session(), Caret { before, after }, options);
        completion.drafts.into_iter().next().unwrap()
    };
    // Three tokens are written, of which the last may be half a word.
    let spaced = draft("Please let me know if", "", &options);
    assert_eq!(spaced.text, " you have ");
    let words: Vec<&str> = spaced.words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(words, [" you", " have "]);
    assert_eq!(draft("Please let me know if", "", &Options { trailing_space: false, ..options }).text, " you have");
    let whole = Options { max_tokens: 8, ..options };
    assert_eq!(draft("Please let me know if", "", &whole).text, " you have any questions.", "the sentence is over");
    for after in [" any questions.", " "] {
        assert_eq!(draft("Please let me know if", after, &options).text, " you have", "{after:?} follows");
    }
    assert_eq!(draft("Please let me know if", "\nAnna", &options).text, " you have ");
}

#[test]
fn beside_the_best_longer_drafts_come_before_those_that_only_end_the_word() {
    let completer = completer(&["See you there.", "See your mail.", "See yours here.", "See youth clubs."]);
    let texts = texts(&completer, "See you", "");
    assert_eq!(texts[0], " there.");
    assert!(texts.contains(&"th clubs.".to_owned()) && !texts.contains(&"r mail.".to_owned()), "{texts:?}");
}

#[test]
fn a_line_break_that_cannot_be_shown_takes_nobodys_place() {
    let completer = completer(&["It took \n", "It took the train.", "It took a while.", "It took two days."]);
    for text in ["It took", "It took "] {
        let texts = texts(&completer, text, "");
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts.iter().all(|text| text.trim().contains(' ')), "{texts:?}");
    }
}

#[test]
fn all_layers_correct_the_drafting_decoder() {
    let shallow = ["Thank you for your email and the flowers."];
    let completer = completer_with(&SENTENCES, &shallow);
    let draft = |verify| {
        let options = Options { drafts: 1, verify, ..open() };
        let completion =
            complete_in(&completer, &mut completer.session(), Caret::at_end_of("Thank you for your"), &options);
        completion.drafts[0].text.clone()
    };
    assert_eq!(draft(0), " email and the flowers.");
    // The decoder continues the replacement as best it can.
    assert!(draft(8).starts_with(" email about"), "{:?}", draft(8));
}

#[test]
fn nothing_after_the_caret_is_repeated() {
    let completer = completer(&SENTENCES);
    assert_eq!(texts(&completer, "Thank you for", " about the meeting.")[0], " your email");
    assert_eq!(texts(&completer, "Thank you for ", "about the meeting.")[0], "your email ");
    assert!(texts(&completer, "Thank you for yo", "ur email").is_empty(), "inside a word nothing fits");
    for after in [" your email about the meeting.", "\nyour email about the meeting."] {
        assert!(texts(&completer, "Thank you for", after).iter().all(|text| !text.contains("your email")));
    }
}

#[test]
fn the_text_after_the_caret_chooses_among_drafts() {
    let completer = completer(&SENTENCES);
    assert_eq!(texts(&completer, "Thank you", "")[0], " for your email about the meeting.");
    assert_eq!(texts(&completer, "Thank you", " for coming to the party.")[0], " so much");
}

#[test]
fn a_less_certain_draft_that_the_text_after_the_caret_prefers_hides_no_other() {
    let completer = completer(&SENTENCES);
    let after = " for coming to the party.";
    let drafts = |options: &Options| {
        let caret = Caret { before: "Thank you", after };
        complete_in(&completer, &mut completer.session(), caret, options).drafts
    };
    let all = drafts(&open());
    let greatest = all.iter().map(|draft| draft.confidence).fold(0.0, f32::max);
    assert!(all[0].confidence < greatest, "the first is not the most certain: {all:?}");
    let between = Options { min_confidence: (all[0].confidence + greatest) / 2.0, ..open() };
    // The third is noise, which the gate may hide.
    assert_eq!(drafts(&between)[..], all[..2]);
}

#[test]
fn a_prefix_is_read_before_the_text_and_never_shown() {
    let completer = completer(&SENTENCES);
    let mut plain = completer.session();
    let mut session = completer.session_with_prefix("Thank you so much for coming to the party.").unwrap();
    assert!(completer.session_with_prefix("  \n").unwrap().prefix.is_empty());
    let caret = Caret::at_end_of("Thank you for");
    let first = complete_in(&completer, &mut session, caret, &open());
    let without = complete_in(&completer, &mut plain, caret, &open());
    // The prefix begins with what the model reads at the beginning of every text.
    let beginning = completer.beginning.len();
    assert!(session.prefix.starts_with(&completer.beginning));
    assert_eq!(first.tokens.encoded, session.prefix.len() + without.tokens.encoded - beginning);
    assert_eq!(first.drafts[0].text, " your email about the meeting.");
    let again = complete_in(&completer, &mut session, Caret::at_end_of("Please let me know"), &open());
    assert!(again.tokens.reused >= session.prefix.len(), "{:?}", again.tokens);
}

#[test]
fn a_prefix_comes_back_from_its_snapshot_without_reading() {
    let completer = completer(&SENTENCES);
    let prefix = "The report is attached for your review.";
    let mut first = completer.session_with_prefix(prefix).unwrap();
    let snapshot = run(completer.snapshot_prefix(&mut first, &NeverCancel)).unwrap();
    let mut second = completer.session_with_prefix(prefix).unwrap();
    run(completer.restore_prefix(&mut second, &snapshot)).unwrap();
    let caret = Caret::at_end_of("Please let me know");
    let restored = complete_in(&completer, &mut second, caret, &open());
    assert!(restored.tokens.reused >= second.prefix.len(), "{:?}", restored.tokens);
    let mut read = completer.session_with_prefix(prefix).unwrap();
    assert_eq!(complete_in(&completer, &mut read, caret, &open()).drafts, restored.drafts);
    let mut behind = run(completer.session_behind(&snapshot)).unwrap();
    assert_eq!(behind.prefix, second.prefix);
    let found = complete_in(&completer, &mut behind, caret, &open());
    assert_eq!((found.drafts, found.tokens.reused), (restored.drafts, restored.tokens.reused));
    assert!(matches!(run(completer.session_behind(&[])), Err(EngineError::NoPrefix)));
    let mut other = completer.session_with_prefix("Please let me know.").unwrap();
    let refused = run(completer.restore_prefix(&mut other, &snapshot));
    assert!(matches!(refused, Err(EngineError::OtherPrefix { .. })), "{refused:?}");
    assert!(matches!(
        run(completer.snapshot_prefix(&mut completer.session(), &NeverCancel)),
        Err(EngineError::NoPrefix)
    ));
}

#[test]
fn a_long_prefix_leaves_half_of_the_window_to_the_text() {
    let completer = completer(&SENTENCES);
    let long = SENTENCES.join(" ").repeat(9);
    let mut session = completer.session_with_prefix(&long).unwrap();
    assert!(session.prefix.len() <= completer.model().window() / 2, "{}", session.prefix.len());
    let text = SENTENCES.join(" ").repeat(9);
    complete_in(&completer, &mut session, Caret::at_end_of(&text), &open());
}

/// A source that knows one entry and likes its first token wherever it may stand.
struct Knows(Vec<TokenId>);

impl Sources for Knows {
    fn want(&self) -> Want {
        Want::likeliest(4)
    }

    fn starts(&self, first: First<'_>) -> Vec<Start> {
        let entry = Start { tokens: self.0.clone(), log_prob: -0.01, source: Source::Ngrams };
        std::iter::once(entry).chain(NoSources.starts(first)).collect()
    }

    fn rescore(&self, _: Place<'_>, _: &mut Row) {}
}

#[test]
fn an_entry_is_offered_whole_survives_the_verification_and_names_its_source() {
    let completer = completer(&SENTENCES);
    let entry = completer.tokenizer().encode(" coming to the party").unwrap().iter().map(|token| token.id).collect();
    let completer = completer.with_sources(Knows(entry));
    let options = Options { verify: 8, ..open() };
    let caret = Caret::at_end_of("Thank you for");
    let best = complete_in(&completer, &mut completer.session(), caret, &options).drafts.remove(0);
    assert!(best.text.starts_with(" coming to the party"), "{best:?}");
    assert!(best.words[..4].iter().all(|word| word.source == Source::Ngrams), "{:?}", best.words);
}

/// Remembers which tokens it was told of: those of places whose row is known, and those that were taken.
#[derive(Default, Clone)]
struct Told {
    known: std::rc::Rc<std::cell::RefCell<Vec<TokenId>>>,
    taken: std::rc::Rc<std::cell::RefCell<Vec<TokenId>>>,
}

impl Sources for Told {
    fn want(&self) -> Want {
        Want::likeliest(4)
    }

    fn starts(&self, first: First<'_>) -> Vec<Start> {
        NoSources.starts(first)
    }

    fn rescore(&self, _: Place<'_>, _: &mut Row) {}

    fn observe(&self, _: Place<'_>, _: &Row, token: TokenId, _: f32) {
        self.known.borrow_mut().push(token);
    }

    fn observe_taken(&self, place: Place<'_>, token: TokenId) {
        assert!(place.draft.is_empty());
        self.taken.borrow_mut().push(token);
    }
}

#[test]
fn sources_are_told_of_words_that_came_with_a_draft() {
    let told = Told::default();
    let completer = completer(&SENTENCES).with_sources(told.clone());
    let spelling = |tokens: Vec<TokenId>| String::from_utf8(completer.tokenizer().decode(&tokens).unwrap()).unwrap();
    let mut session = completer.session();
    let mut after = |before| complete_in(&completer, &mut session, Caret::at_end_of(before), &open());
    after("Thank you ");
    // What the text began with was not typed under the source's eyes.
    told.taken.take();
    after("Thank you for coming to the party");
    let (known, taken) = (spelling(told.known.take()), spelling(told.taken.take()));
    assert!(known.contains(" for") && !known.contains(" to"), "the place before the draft is known: {known:?}");
    assert_eq!(taken, " coming to the", "each of the others once");
}

#[test]
fn sources_are_told_of_what_was_written_once_and_not_of_guesses() {
    let told = Told::default();
    let heard = std::rc::Rc::clone(&told.known);
    let completer = completer(&SENTENCES).with_sources(told);
    let mut session = completer.session();
    let mut after = |before, is_guess| {
        complete_in(&completer, &mut session, Caret::at_end_of(before), &Options { is_guess, ..open() });
        let heard = heard.take();
        let spelling = |&token: &TokenId| completer.tokenizer().token_bytes(token).unwrap().to_vec();
        String::from_utf8(heard.iter().flat_map(spelling).collect()).unwrap()
    };
    after("Thank", false);
    assert_eq!(after("Thank you for ", true), "", "a guess");
    assert_eq!(after("Thank you for the ", true), "", "a guess");
    // The last word may still grow.
    assert_eq!(after("Thank you for ", false), " you", "what was guessed and is there");
    assert_eq!(after("Thank you for ", false), "", "once");
}

#[test]
fn the_gate_decides_whether_anything_is_shown() {
    let completer = completer(&SENTENCES);
    let shown = |min_confidence| {
        let options = Options { min_confidence, ..Options::default() };
        complete_in(&completer, &mut completer.session(), Caret::at_end_of("Thank you for"), &options).drafts.len()
    };
    assert!(shown(0.0) > 0);
    assert_eq!(shown(1.0), 0);
}

#[test]
fn options_out_of_range_are_refused_with_numbers() {
    let completer = completer(&SENTENCES);
    let message = |options| {
        let caret = Caret::at_end_of("Thank you");
        let result = run(completer.complete(&mut completer.session(), caret, &options, &NeverCancel, &Stopped));
        result.unwrap_err().to_string()
    };
    assert_eq!(message(Options { drafts: 0, ..open() }), "the number of drafts must be between 1 and 8, not 0");
    assert_eq!(
        message(Options { max_tokens: 33, ..open() }),
        "the number of tokens per draft must be between 1 and 32, not 33"
    );
    assert_eq!(
        message(Options { verify: 33, ..open() }),
        "the number of tokens to verify must be between 0 and 32, not 33"
    );
}

/// Cancels at the n-th place where it is asked.
struct After(std::cell::Cell<usize>);

impl Scheduler for After {
    async fn yield_now(&self) -> Result<(), Cancelled> {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        if left == 0 { Err(Cancelled) } else { Ok(()) }
    }
}

#[test]
fn a_session_is_as_good_as_new_wherever_it_was_cancelled() {
    let completer = completer(&SENTENCES);
    let caret = Caret { before: "Thank you", after: " for coming to the party." };
    let expected = complete_in(&completer, &mut completer.session(), caret, &open()).drafts;
    let mut session = completer.session();
    let mut cancelled = 0;
    for steps in 0.. {
        let scheduler = After(std::cell::Cell::new(steps));
        match run(completer.complete(&mut session, caret, &open(), &scheduler, &Stopped)) {
            Ok(completion) => {
                assert_eq!(completion.drafts, expected);
                break;
            }
            Err(_) => cancelled += 1,
        }
        assert_eq!(complete_in(&completer, &mut session, caret, &open()).drafts, expected, "after {steps} steps");
    }
    assert!(cancelled > 3, "{cancelled}");
}

#[test]
fn sessions_share_a_budget_and_the_oldest_reads_again() {
    let completer = completer(&SENTENCES);
    let mut sessions = Sessions::default();
    let ids: Vec<_> = (0..3).map(|_| sessions.open(&completer, "").unwrap()).collect();
    let ask = |sessions: &mut Sessions<Phrases>, id| {
        let mut session = sessions.take(id).unwrap();
        assert!(sessions.take(id).is_none(), "a call works on it");
        let completion = complete_in(&completer, &mut session, Caret::at_end_of("Thank you for your"), &open());
        sessions.put_back(id, session, completer.model());
        completion.tokens
    };
    for &id in &ids {
        ask(&mut sessions, id);
    }
    let all = sessions.memory(completer.model());
    assert_eq!((all.sessions, all.cached), (3, 3));
    assert_eq!(ask(&mut sessions, ids[0]).encoded, 0, "it has read all of it");
    sessions.set_budget(all.bytes / 3, completer.model());
    let left = sessions.memory(completer.model());
    assert_eq!((left.sessions, left.cached), (3, 1));
    assert!(left.bytes <= all.bytes / 3);
    assert_eq!(ask(&mut sessions, ids[0]).encoded, 0, "the one used last kept its cache");
    assert!(ask(&mut sessions, ids[1]).encoded > 0);
    sessions.close(ids[2]);
    assert!(!sessions.is_open(ids[2]) && sessions.take(ids[2]).is_none());
}

/// Time that goes on by 10 ms whenever the work does.
struct Slow(std::cell::Cell<f64>);

impl Scheduler for Slow {
    async fn yield_now(&self) -> Result<(), Cancelled> {
        self.0.set(self.0.get() + 10.0);
        Ok(())
    }
}

impl crate::Clock for Slow {
    fn now_ms(&self) -> f64 {
        self.0.get()
    }
}

#[test]
fn a_budget_leaves_out_what_a_slow_machine_has_no_time_for() {
    let completer = completer(&SENTENCES);
    let time = Slow(std::cell::Cell::new(0.0));
    let caret = Caret::at_end_of("Thank you");
    let mut session = completer.session();
    let mut ask = |budget_ms| {
        let options = Options { budget_ms, ..open() };
        let completion = run(completer.complete(&mut session, caret, &options, &time, &time)).unwrap();
        (completion.reduced, completion.drafts)
    };
    let (all, whole) = ask(None);
    assert_eq!(all, None);
    assert!(whole.len() > 1);
    let (some, drafts) = ask(Some(45.0));
    let some = some.unwrap();
    assert!(some.verify == 0 && (3..8).contains(&some.max_tokens) && some.drafts == 3, "{some:?}");
    assert!(whole[0].text.starts_with(&drafts[0].text), "{whole:?} {drafts:?}");
    let (least, drafts) = ask(Some(0.0));
    assert_eq!(least, Some(crate::Effort { drafts: 1, max_tokens: 3, verify: 0 }));
    assert_eq!(drafts.len(), 1);
    assert_eq!(ask(None), (all, whole), "nothing is left out without a budget");
}
