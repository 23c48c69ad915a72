//! A program that learns is killed at any moment: the profile is whole, and what was said to be saved is in it.

mod common;

use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use common::{Folder, import};
use serde_json::Value;

/// Kills that must fall on a program that runs.
const KILLS: usize = 200;

/// Messages to learn. They take several writings.
const MESSAGES: usize = 1500;

fn message(number: usize) -> String {
    format!("We will see about that tomorrow {}.", word(number))
}

/// A word for each number.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "re", "li", "mo", "nu", "ta", "ke", "si", "po", "du", "la", "me", "ri", "no", "su", "da"];
    (0..3).rev().map(|digit| SYLLABLES[number >> (4 * digit) & 15]).collect()
}

/// When a run is killed.
struct Moment {
    /// After so many times that it said to have saved; before it says anything where it is `None`.
    saves: Option<usize>,
    /// Then so much later, in shares of the time that a save takes.
    share: f64,
}

/// Runs `learn` and kills it. Returns how many messages it said to have saved, and whether it was still running. `pace` is
/// how long a save takes here, and follows what is seen.
fn killed(folder: &Folder, moment: &Moment, pace: &mut Duration) -> (usize, bool) {
    let messages = folder.path("messages.txt");
    let arguments = ["learn", messages.to_str().expect("a path"), "--lines", "--yes", "--json", "--day", "2026-11-29"];
    let mut child = folder.command(&arguments).spawn().expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let saved = |line: &str| serde_json::from_str::<Value>(line).ok().and_then(|line| line["saved"].as_u64());
    let mut most = 0;
    if let Some(saves) = moment.saves {
        // What was found; then it learns.
        lines.next();
        for _ in 0..saves {
            let start = Instant::now();
            let Some(Ok(line)) = lines.next() else { break };
            most = saved(&line).map_or(most, |saved| saved as usize);
            *pace = (*pace * 3 + start.elapsed()) / 4;
        }
    }
    // This is the moment to be tried, not time given to something: any is right.
    let end = Instant::now() + pace.mul_f64(moment.share);
    while Instant::now() < end {
        std::thread::yield_now();
    }
    let was_running = child.try_wait().expect("it can be asked").is_none();
    child.kill().expect("it can be killed");
    for line in lines.map_while(Result::ok) {
        most = saved(&line).map_or(most, |saved| saved as usize).max(most);
    }
    child.wait().expect("it ends");
    (most, was_running)
}

/// What came of many kills.
#[derive(Default)]
struct Counts {
    kills: usize,
    /// After something new was saved.
    within: usize,
    finished: usize,
}

/// Kills programs that learn one after the other into the same profile, until it is complete, then into a new one.
fn kill(kills: usize, seed: u64) -> Counts {
    let all: Vec<String> = (0..MESSAGES).map(message).collect();
    let new = || {
        let folder = Folder::new();
        folder.write("messages.txt", all.join("\n"));
        folder
    };
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut folder, mut before, mut pace) = (new(), 0, Duration::from_millis(5));
    let mut counts = Counts::default();
    while counts.kills < kills {
        let saves = Some(random.usize(..4)).filter(|_| random.usize(..8) > 0);
        let moment = Moment { saves, share: random.f64() * if saves.is_some() { 1.5 } else { 10.0 } };
        let (saved, was_running) = killed(&folder, &moment, &mut pace);
        let texts: Vec<String> = match std::fs::read(folder.profile()) {
            Ok(file) => import(&file).examples().map(foreword_profile::Example::text).collect(),
            Err(_) => Vec::new(),
        };
        let in_order = texts.iter().zip(&all).take_while(|(kept, message)| kept == message).count();
        assert_eq!(in_order, texts.len(), "messages that are the first ones, each once");
        let least = saved.max(before);
        assert!(texts.len() >= least, "{saved} were said to be saved, {before} before; {} are there", texts.len());
        counts.kills += usize::from(was_running);
        counts.within += usize::from(was_running && texts.len() > before);
        before = texts.len();
        if before == MESSAGES {
            counts.finished += 1;
            (folder, before) = (new(), 0);
        }
    }
    counts
}

#[test]
fn a_profile_survives_being_killed_at_any_moment() {
    let both = [18, 19].map(|seed| std::thread::spawn(move || kill(KILLS / 2, seed)));
    let mut all = Counts::default();
    for counts in both.map(|thread| thread.join().expect("no check failed")) {
        let Counts { kills, within, finished } = counts;
        println!("{kills} killed, {within} of them after something new was saved; {finished} profiles were finished");
        all = Counts { kills: all.kills + kills, within: all.within + within, finished: all.finished + finished };
    }
    let Counts { within, finished, .. } = all;
    assert!(within > KILLS / 10 && finished > 0, "{within} and {finished}: the moments aren't those of writing");
}
