//! The loop over messages: asks every engine at every caret and counts.

use std::time::Instant;

use foreword_engine::shown_count;

use crate::corpus::User;
use crate::metrics::Tally;
use crate::plan::Task;
use crate::report::{Example, Keystrokes, Run, run};
use crate::simulate::{Acceptance, keystrokes, longest_acceptance, oracle};
use crate::suggest::{Suggest, SuggestedDraft, Suggestions};

/// Bytes of text shown in an example, about.
const EXAMPLE_REACH: usize = 80;

/// An engine under evaluation.
pub(crate) struct Setup<'e> {
    pub(crate) decoder: String,
    /// Drafts asked for; more are dropped.
    pub(crate) drafts: u8,
    pub(crate) engine: Box<dyn Suggest + 'e>,
}

/// What holds for every engine under evaluation.
pub(crate) struct Rules<'s> {
    /// Whole messages, so that typing them can be simulated.
    pub(crate) typing: bool,
    /// Confidence from which the best draft is shown, instead of the engine's own gate.
    pub(crate) threshold: Option<f32>,
    /// Tokens the oracle shows.
    pub(crate) max_tokens: usize,
    /// Examples kept per run.
    pub(crate) examples: usize,
    /// The byte ends of the tokens of a text.
    pub(crate) token_ends: &'s dyn Fn(&str) -> anyhow::Result<Vec<usize>>,
    /// Called after every request.
    pub(crate) tick: &'s dyn Fn(),
}

impl Rules<'_> {
    /// How many of the drafts pass the gate.
    fn shown(&self, suggestions: &Suggestions) -> usize {
        let confidences = suggestions.drafts.iter().map(|draft| draft.confidence);
        shown_count(confidences, self.threshold.unwrap_or(suggestions.gate))
    }
}

/// Requests and judgements that [`evaluate`] will make at most.
pub(crate) fn ticks(tasks: &[Task<'_>], setups: &[Setup<'_>]) -> u64 {
    let moments: usize = tasks.iter().map(|task| task.moments.len()).sum();
    let judged: usize = tasks.iter().map(|task| task.judged.len()).sum();
    setups.iter().map(|setup| (moments + judged * usize::from(setup.drafts)) as u64).sum()
}

/// One run per setup. The setups take turns message by message, so that their times stem from the same minutes.
///
/// # Errors
/// Those of the engines.
pub(crate) fn evaluate(
    tasks: &[Task<'_>],
    users: &[User],
    setups: &mut [Setup<'_>],
    settings: &Rules<'_>,
) -> anyhow::Result<Vec<Run>> {
    let mut states: Vec<State> = setups.iter().map(|_| State::new(users.len())).collect();
    if let Some(task) = tasks.first() {
        for setup in setups.iter_mut() {
            // The first request warms caches and is not timed.
            setup.engine.suggest(&task.message.text[..task.moments[0]])?;
        }
    }
    for task in tasks {
        let with_oracle = if settings.typing { oracle_keystrokes(task, settings)? } else { 0 };
        for (setup, state) in setups.iter_mut().zip(&mut states) {
            state.message(task, setup, settings, with_oracle)?;
        }
    }
    let report = |(setup, state): (&mut Setup<'_>, State)| {
        let seen = users.iter().zip(state.users).filter(|(_, keys)| keys.characters > 0);
        let users = settings.typing.then(|| seen.map(|(user, keys)| (user.name.clone(), keys)).collect());
        Run { examples: state.examples, ..run(setup.decoder.clone(), setup.drafts, &state.tally, users) }
    };
    Ok(setups.iter_mut().zip(states).map(report).collect())
}

fn oracle_keystrokes(task: &Task<'_>, settings: &Rules<'_>) -> anyhow::Result<u64> {
    let ends = (settings.token_ends)(task.message.text)?;
    keystrokes(&task.message, |at| {
        let shown = oracle(&task.message, at, &ends, settings.max_tokens);
        Ok(longest_acceptance(&task.message, at, [shown]))
    })
}

/// What one setup has collected.
struct State {
    tally: Tally,
    users: Vec<Keystrokes>,
    examples: Vec<Example>,
}

impl State {
    fn new(users: usize) -> Self {
        Self { tally: Tally::default(), users: vec![Keystrokes::default(); users], examples: Vec::new() }
    }

    fn message(
        &mut self,
        task: &Task<'_>,
        setup: &mut Setup<'_>,
        settings: &Rules<'_>,
        with_oracle: u64,
    ) -> anyhow::Result<()> {
        let found = self.walk(task, setup, settings)?;
        for &at in &task.judged {
            let Ok(index) = task.moments.binary_search(&at) else { continue };
            self.judge(task, at, setup, &found[index])?;
            (found[index].drafts.len()..setup.drafts.into()).for_each(|_| (settings.tick)());
            found[index].drafts.iter().for_each(|_| (settings.tick)());
            if self.examples.len() < settings.examples {
                self.examples.push(example(task.message.text, at, &found[index]));
            }
        }
        if settings.typing {
            let type_it = |gate: bool| -> anyhow::Result<u64> {
                keystrokes(&task.message, |at| {
                    let Ok(index) = task.moments.binary_search(&at) else { return Ok(None) };
                    let suggestions = &found[index];
                    let shown = if gate { settings.shown(suggestions) } else { suggestions.drafts.len() };
                    Ok(accept(task, at, &suggestions.drafts[..shown]))
                })
            };
            self.users[task.user].add(Keystrokes {
                characters: task.message.carets.len() as u64,
                always_shown: type_it(false)?,
                at_gate: type_it(true)?,
                oracle: with_oracle,
            });
        }
        Ok(())
    }

    /// Types the message letter by letter and takes nothing.
    fn walk(
        &mut self,
        task: &Task<'_>,
        setup: &mut Setup<'_>,
        settings: &Rules<'_>,
    ) -> anyhow::Result<Vec<Suggestions>> {
        let text = task.message.text;
        let mut found = Vec::with_capacity(task.moments.len());
        setup.engine.reset()?;
        for &at in &task.moments {
            let began = Instant::now();
            let suggestions = ask(setup, &text[..at])?;
            self.tally.latency.add(&suggestions, began.elapsed().as_secs_f64() * 1e3);
            self.tally.moment(text, at, &suggestions, settings.shown(&suggestions));
            found.push(suggestions);
            (settings.tick)();
        }
        Ok(found)
    }

    fn judge(
        &mut self,
        task: &Task<'_>,
        at: usize,
        setup: &mut Setup<'_>,
        suggestions: &Suggestions,
    ) -> anyhow::Result<()> {
        for (number, draft) in suggestions.drafts.iter().enumerate() {
            if let Some(log_prob) = setup.engine.judge(&task.message.text[..at], draft.text.trim_end())? {
                self.tally.judged(number, log_prob);
            }
        }
        Ok(())
    }
}

fn ask(setup: &mut Setup<'_>, text: &str) -> anyhow::Result<Suggestions> {
    let mut suggestions = setup.engine.suggest(text)?;
    suggestions.drafts.truncate(setup.drafts.into());
    Ok(suggestions)
}

fn accept(task: &Task<'_>, at: usize, drafts: &[SuggestedDraft]) -> Option<Acceptance> {
    longest_acceptance(&task.message, at, drafts.iter().map(|draft| draft.text.as_str()))
}

fn example(text: &str, at: usize, suggestions: &Suggestions) -> Example {
    let begin = (at.saturating_sub(EXAMPLE_REACH)..=at).find(|&i| text.is_char_boundary(i)).unwrap_or(at);
    let end = ((at + EXAMPLE_REACH)..).find(|&i| i >= text.len() || text.is_char_boundary(i)).unwrap_or(at);
    Example {
        text: text[begin..at].to_owned(),
        next: text[at..end.min(text.len())].to_owned(),
        drafts: suggestions.drafts.iter().map(|draft| draft.text.clone()).collect(),
        confidence: suggestions.drafts.first().map(|draft| draft.confidence),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::fake::{Scripted, suggestions};
    use crate::plan::{Amount, plan};

    const WHOLE: Amount = Amount { messages: None, carets: None, judged: 1000, seed: 3 };

    fn users() -> Vec<User> {
        let messages = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect();
        vec![
            User { name: "ann".into(), messages: messages(&["see you at ten", "ok 👩‍👩‍👧 ok"]) },
            User { name: "ben".into(), messages: messages(&["no"]) },
        ]
    }

    /// Knows that "you at" follows "see ", is sure of it only before the space, and says "ok" after "k ".
    fn script(text: &str) -> Suggestions {
        match text {
            "see" => suggestions(&["no", " you at"], 0.9),
            "see " => suggestions(&["you at"], 0.1),
            "ok " | "ok 👩‍👩‍👧 " => suggestions(&["ok"], 0.6),
            _ => suggestions(&[], 0.0),
        }
    }

    fn runs(amount: Amount, threshold: Option<f32>) -> Vec<Run> {
        let users = users();
        let tasks = plan(&users, amount);
        let ticked = Cell::new(0);
        let mut setups: Vec<Setup<'_>> = [1, 2]
            .map(|drafts| {
                let engine = Box::new(Scripted::new(script));
                Setup { decoder: "scripted".into(), drafts, engine }
            })
            .into();
        let letters = |text: &str| Ok((1..=text.len()).collect());
        let settings = Rules {
            typing: amount.carets.is_none(),
            threshold,
            max_tokens: 4,
            examples: 0,
            token_ends: &letters,
            tick: &|| ticked.set(ticked.get() + 1),
        };
        let runs = evaluate(&tasks, &users, &mut setups, &settings).unwrap();
        assert_eq!(ticked.get(), ticks(&tasks, &setups));
        runs
    }

    #[test]
    fn keystrokes_by_hand() {
        let runs = runs(WHOLE, None);
        let keys = |run: &Run| run.ksr.as_ref().unwrap().keystrokes;
        // One draft: "see " typed, "you at" taken, " ten" typed: 4 + 1 + 4; "ok 👩‍👩‍👧 " typed, "ok" taken: 5 + 1;
        // "no": 2.
        assert_eq!((keys(&runs[0]).characters, keys(&runs[0]).always_shown), (14 + 7 + 2, 9 + 6 + 2));
        // The gate holds back "you at".
        assert_eq!(keys(&runs[0]).at_gate, 14 + 6 + 2);
        // Two drafts: " you at" after "see" for 2.
        assert_eq!((keys(&runs[1]).always_shown, keys(&runs[1]).at_gate), (3 + 2 + 4 + 6 + 2, 3 + 2 + 4 + 6 + 2));
        assert_eq!(runs[1].users.iter().map(|u| u.name.as_str()).collect::<Vec<_>>(), ["ann", "ben"]);
        // The oracle shows 4 bytes: "see ", "you ", "at ", "ten"; "ok " and, with the bytes of the emoji too few
        // for it, one typed, " ok"; "no".
        assert_eq!(keys(&runs[0]).oracle, 4 + 3 + 1);
    }

    #[test]
    fn a_threshold_replaces_the_gate() {
        let keys = |threshold| runs(WHOLE, Some(threshold))[0].ksr.clone().unwrap().keystrokes.at_gate;
        assert_eq!([keys(0.0), keys(0.5), keys(0.95)], [17, 22, 23]);
    }

    #[test]
    fn every_caret_is_a_moment() {
        let runs = runs(WHOLE, None);
        assert_eq!(runs[0].gate.moments, 23);
        assert_eq!(runs[0].latency_ms.requests, 23);
        // Word starts: 4 + 3 + 1; drafts at three of them ("see ", "ok ", "ok 👩‍👩‍👧 "), right at the first and the
        // last.
        assert_eq!((runs[0].next_word.top_1.hits, runs[0].next_word.top_1.of), (2, 8));
        assert_eq!(runs[0].quality.judged, 3);
        // "you at", "ok", "ok" under a judge that counts letters.
        assert_eq!(runs[0].quality.log_prob, Some(-10.0 / 3.0));
        // Shown: "no" after "see" (wrong), "ok" after "ok " (wrong) and after the emoji (right).
        assert_eq!((runs[0].gate.coverage.hits, runs[0].gate.precision.hits, runs[0].gate.wrong_show.hits), (3, 1, 2));
        assert_eq!(runs[1].gate.precision_any_draft.hits, 2);
    }

    #[test]
    fn the_same_seed_gives_the_same_report_but_for_times() {
        let json = |seed| {
            let amount = Amount { messages: Some(1), judged: 2, seed, carets: None };
            let mut runs = serde_json::to_value(runs(amount, None)).unwrap();
            for run in runs.as_array_mut().unwrap() {
                assert!(run.as_object_mut().unwrap().remove("latency_ms").is_some());
            }
            runs.to_string()
        };
        assert_eq!(json(3), json(3));
        assert!((4..40).any(|seed| json(seed) != json(3)), "every seed chooses the same message");
    }

    #[test]
    fn single_carets_give_no_ksr() {
        let runs = runs(Amount { carets: Some(5), ..WHOLE }, None);
        assert!(runs[0].ksr.is_none() && runs[0].users.is_empty());
        assert_eq!(runs[0].gate.moments, 5 + 2);
    }
}
