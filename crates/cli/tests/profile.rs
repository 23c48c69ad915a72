//! A profile on the command line, as its owner uses it.

mod common;

use common::Folder;
use foreword_profile::format::VERSION;
use foreword_profile::{Profile, Settings};
use serde_json::{Value, json};

/// A mailbox of both directions: two mails by Jo, one to her, a newsletter.
const MAILBOX: &str = "From jo@example.org Mon Jan  2 10:22:33 2023\n\
    From: Jo Doe <jo@example.org>\nTo: Ann <ann@example.org>\nDate: Mon, 2 Jan 2023 10:22:33 +0000\n\
    Subject: Lunch\nX-Gmail-Labels: Sent\n\nTuesday at the Rusty Anchor would be fine.\n\n\
    On Mon, Jan 2, 2023 at 9:00 AM Ann <ann@example.org> wrote:\n> Is Tuesday possible for you?\n\n\
    From ann@example.org Mon Jan  2 11:22:33 2023\nFrom: Ann <ann@example.org>\nTo: Jo Doe <jo@example.org>\n\
    Date: Mon, 2 Jan 2023 11:22:33 +0000\nSubject: Re: Lunch\n\nI am looking forward to it.\n\n\
    From jo@example.org Tue Jan  3 10:22:33 2023\nFrom: Jo Doe <jo@example.org>\nTo: Ann <ann@example.org>\n\
    Date: Tue, 3 Jan 2023 10:22:33 +0000\nSubject: Late\nX-Gmail-Labels: Sent\n\n\
    I will be late. The password of the wifi is tangerine42, by the way.\n";

#[test]
fn nothing_of_a_mailbox_is_kept_before_a_yes() {
    let folder = Folder::new();
    let mailbox = folder.write("all.mbox", MAILBOX);
    let mailbox = mailbox.to_str().unwrap();
    let shown = folder.ok(&["learn", mailbox]);
    for said in [
        "Jo Doe <jo@example.org>",
        "2 messages of the owner",
        "messages by other people",
        "quoted passages",
        "Nothing was kept",
    ] {
        assert!(shown.contains(said), "{said} is not in {shown}");
    }
    assert!(shown.contains("2 would be learned from") && shown.contains("look like secrets"), "{shown}");
    assert!(!folder.profile().exists());

    let end = folder.json(&["learn", mailbox, "--yes"]);
    assert_eq!((&end["learned"], &end["known"], &end["messages"]), (&json!(2), &json!(0), &json!(2)), "{end}");
    let texts = folder.texts();
    assert_eq!(texts[0], "Tuesday at the Rusty Anchor would be fine.");
    assert!(texts[1].starts_with("I will be late."), "{texts:?}");
    assert_eq!(folder.holding("tangerine42"), ["all.mbox"]);
    assert_eq!(folder.holding("possible for you"), ["all.mbox"]);

    let again = folder.json(&["learn", mailbox, "--yes"]);
    assert_eq!((&again["learned"], &again["known"], &again["messages"]), (&json!(0), &json!(2), &json!(2)), "{again}");
    let listed = folder.json(&["memory"]);
    assert_eq!((&listed["entries"][1]["day"], &listed["entries"][1]["kind"]), (&json!("2023-01-02"), &json!("mail")));
}

const CHAT: &str = "31/12/2023, 21:15 - Jo Doe: Are you coming tonight?\n31/12/2023, 21:16 - Ann: Yes! At what time?\n\
    31/12/2023, 21:17 - Jo Doe: At nine.\n31/12/2023, 21:18 - Kim: good morning\n";

#[test]
fn whose_words_they_are_is_asked_where_files_do_not_tell() {
    let folder = Folder::new();
    let chat = folder.write("log.txt", CHAT);
    let error = folder.fails(&["learn", chat.to_str().unwrap(), "--yes"]);
    assert!(error.contains("--owner") && error.contains("Kim") && error.contains("Ann"), "{error}");
    assert!(!folder.profile().exists());
    folder.ok(&["learn", chat.to_str().unwrap(), "--yes", "--owner", "kim"]);
    assert_eq!(folder.texts(), ["good morning"]);
    let listed = folder.json(&["memory"]);
    assert_eq!(listed["entries"][0]["kind"], "chat");
}

#[test]
fn folders_are_read_and_what_cannot_be_read_is_said() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("texts/inner")).unwrap();
    let lines: String = (1..12).map(|n| format!("Line {n} of what I wrote then{}\n", " and there".repeat(n))).collect();
    folder.write("texts/inner/lines.txt", lines);
    folder.write("texts/notes.md", "# Boats\n\nThe harbour is quiet in winter.\n\n> somebody else's words\n");
    folder.write("texts/a.zip", b"PK\x03\x04\x14\0\0\0\x08\0");
    folder.write("texts/.hidden.txt", "hidden words");
    let texts = folder.path("texts");
    let shown = folder.ok(&["learn", texts.to_str().unwrap(), "--yes", "--day", "2026-01-05"]);
    assert!(shown.contains("files: 2, 1 more can't be read") && shown.contains("a.zip"), "{shown}");
    let kept = folder.texts();
    assert_eq!(kept.len(), 12, "{kept:?}");
    assert!(kept.contains(&"The harbour is quiet in winter.".to_owned()));
    assert!(!kept.iter().any(|text| text.contains("somebody") || text.contains("hidden")));
    for (path, said) in [("texts/a.zip", "ZIP"), ("none.txt", "none.txt"), ("me.profile", "is a profile")] {
        let error = folder.fails(&["learn", folder.path(path).to_str().unwrap(), "--yes"]);
        assert!(error.contains(said), "{error}");
    }
    // The profile in a folder that is read is none of the texts.
    let everything = folder.path("");
    let end = folder.json(&["learn", everything.to_str().unwrap(), "--yes", "--day", "2026-01-05"]);
    assert_eq!((&end["learned"], &end["known"]), (&json!(0), &json!(12)), "{end}");
}

#[test]
fn one_text_is_learned_as_it_is_said() {
    let folder = Folder::new();
    folder.ok(&["learn", "--text", "See you at the Rusty Anchor", "--kind", "chat", "--day", "2026-01-05"]);
    let mut child = folder.command(&["learn", "-"]).stdin(std::process::Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"Two lines\nof one message\n").unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(folder.texts(), ["See you at the Rusty Anchor", "Two lines\nof one message"]);
    let refused = folder.json(&["learn", "--text", "4111 1111 1111 1111"]);
    assert_eq!(refused["refused"]["it looks like a secret"], 1, "{refused}");
    assert_eq!(folder.texts().len(), 2);
}

#[test]
fn secrets_of_ordinary_messages_are_nowhere() {
    let folder = Folder::new();
    let secrets = ["hunter2Blue!9x", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130", "804173"];
    for secret in secrets {
        folder.ok(&["learn", "--text", &format!("Here it is, as you asked me yesterday: {secret} and nothing else")]);
    }
    assert_eq!(folder.texts().len(), secrets.len());
    for secret in secrets {
        assert_eq!(folder.holding(secret), Vec::<String>::new());
    }
    let words = folder.json(&["memory", "--words", "--search", "hun"]);
    assert_eq!(words["total"], 0, "{words}");
}

/// Two made-up names for a number.
fn canary(number: usize) -> String {
    const FIRST: [&str; 5] = ["Brenvalo", "Tiskaru", "Molverin", "Fandorra", "Gulmino"];
    const SECOND: [&str; 5] = ["Kestavi", "Rindolu", "Pankeri", "Valtosa", "Dorbeni"];
    format!("{} {}", FIRST[number % 5], SECOND[number % 5])
}

#[test]
fn what_is_forgotten_is_in_no_file_whichever_way_it_is_forgotten() {
    for (number, arguments) in [
        vec!["--message", "2"],
        vec!["--day", "2026-01-05"],
        vec!["--site", "secret.example"],
        vec!["--words", "CANARY"],
        vec!["--all", "--yes"],
    ]
    .into_iter()
    .enumerate()
    {
        let folder = Folder::new();
        let canary = canary(number);
        folder.ok(&["learn", "--text", "The harbour is quiet in winter", "--day", "2026-01-04"]);
        let text = format!("We still call the old boat {canary} in winter");
        folder.ok(&["learn", "--text", &text, "--day", "2026-01-05", "--site", "secret.example"]);
        assert_eq!(folder.holding(&canary), ["me.profile"], "it was learned");
        // What a program leaves that was killed while it wrote.
        std::fs::copy(folder.profile(), folder.path("me.profile.new")).unwrap();
        let arguments: Vec<&str> = arguments.iter().map(|a| if *a == "CANARY" { &canary } else { *a }).collect();
        let report = folder.json(&[&["forget"][..], &arguments].concat());
        folder.ok(&["export", "--out", folder.path("export.json").to_str().unwrap()]);
        for name in canary.split(' ') {
            assert_eq!(folder.holding(name), Vec::<String>::new(), "{arguments:?}");
        }
        let left = folder.texts();
        match arguments[0] {
            "--words" => assert_eq!((&report["changed"], left.len()), (&json!(1), 2), "{left:?}"),
            "--all" => assert!(left.is_empty()),
            _ => assert_eq!(left, ["The harbour is quiet in winter"]),
        }
        assert_eq!(folder.json(&["memory", "--words", "--search", &canary[..5]])["total"], 0);
    }
}

#[test]
fn forgetting_says_what_it_did_and_all_needs_a_yes() {
    let folder = Folder::new();
    assert!(folder.fails(&["forget", "--all", "--yes"]).contains("there is no profile"));
    folder.ok(&["learn", "--text", "See you"]);
    assert!(folder.fails(&["forget", "--all"]).contains("--yes"));
    assert!(folder.fails(&["forget", "--message", "9"]).contains("no message 9 in the profile of 1"));
    assert!(folder.fails(&["forget", "--words", "..."]).contains("no word"));
    assert!(folder.fails(&["forget"]).contains("--message"));
    assert!(folder.fails(&["forget", "--day", "5.1.2026"]).contains("YYYY-MM-DD"));
    assert_eq!(folder.json(&["forget", "--words", "nowhere"]), json!({"gone": 0, "changed": 0, "left": 1}));
    assert_eq!(folder.texts(), ["See you"]);
}

#[test]
fn memory_lists_words_names_phrases_and_numbers_in_pages() {
    let folder = Folder::new();
    for (day, text) in
        [("2026-01-04", "Meet me at the Rusty Anchor"), ("2026-01-05", "So at the rusty anchor with Ann again")]
    {
        folder.ok(&["learn", "--text", text, "--day", day, "--kind", "chat"]);
    }
    let phrases = folder.json(&["memory", "--phrases"]);
    let expected = json!({"text": "at the rusty anchor", "count": 2, "messages": 2, "last_day": "2026-01-05"});
    assert_eq!((&phrases["total"], &phrases["entries"][0]), (&json!(1), &expected));
    let names = folder.json(&["memory", "--names"]);
    assert!(names["entries"].as_array().unwrap().iter().any(|name| name["text"] == "Ann"), "{names}");
    let page = folder.json(&["memory", "--words", "--from", "1", "--limit", "2"]);
    assert_eq!((page["entries"].as_array().unwrap().len(), &page["total"]), (2, &json!(10)));
    let found = folder.json(&["memory", "--search", "ANN"]);
    assert_eq!((&found["total"], &found["entries"][0]["id"]), (&json!(1), &json!(2)));
    let numbers = folder.json(&["memory", "--statistics"]);
    assert_eq!(
        (&numbers["messages"], &numbers["by_kind"]["chat"], &numbers["last_day"]),
        (&json!(2), &json!(2), &json!("2026-01-05"))
    );
    assert!(folder.ok(&["memory", "--statistics"]).contains("2 messages"));
}

#[test]
fn a_profile_goes_out_and_comes_in_as_it_was() {
    let (here, there) = (Folder::new(), Folder::new());
    here.ok(&["learn", "--text", "See you at the Rusty Anchor", "--day", "2026-01-05"]);
    let file = there.path("export.json");
    let file = file.to_str().unwrap();
    here.ok(&["export", "--out", file]);
    assert!(here.fails(&["export", "--out", file]).contains("is there already"));
    there.ok(&["import", file]);
    assert_eq!(std::fs::read(here.profile()).unwrap(), std::fs::read(there.profile()).unwrap());
    assert_eq!(here.ok(&["export"]).trim_end().as_bytes(), std::fs::read(there.profile()).unwrap());
    there.ok(&["learn", "--text", "One more", "--day", "2026-01-06"]);
    assert!(there.fails(&["import", file]).contains("holds 2 messages; add --merge"));
    assert!(there.ok(&["import", file, "--merge"]).starts_with("0 messages came"));
    assert_eq!(there.texts(), ["See you at the Rusty Anchor", "One more"]);
    there.ok(&["import", file, "--yes"]);
    assert_eq!(there.texts(), ["See you at the Rusty Anchor"]);
}

#[test]
fn a_file_that_cannot_be_used_is_refused_and_the_profile_stays() {
    let folder = Folder::new();
    folder.ok(&["learn", "--text", "See you at the Rusty Anchor"]);
    let good = std::fs::read_to_string(folder.profile()).unwrap();
    let huge = " ".repeat(foreword_profile::format::MOST_BYTES + 1);
    for (bad, said) in [
        (good.replacen("Rusty", "Dusty", 1), "damaged"),
        (good.replacen(&format!("\"version\":{VERSION}"), "\"version\":99", 1), "version 99"),
        (good[..good.len() - 9].to_owned(), "no profile"),
        ("no JSON".to_owned(), "no profile"),
        (huge, "bytes"),
    ] {
        let file = folder.write("bad.json", &bad);
        let error = folder.fails(&["import", file.to_str().unwrap(), "--yes"]);
        assert!(error.contains(said), "{error}");
        assert_eq!(std::fs::read_to_string(folder.profile()).unwrap(), good);
        // The same file in the profile's place: no command replaces it but one that is told to.
        std::fs::write(folder.profile(), &bad).unwrap();
        for arguments in [&["learn", "--text", "More"][..], &["forget", "--words", "you"], &["memory"], &["export"]] {
            let error = folder.fails(arguments);
            assert!(error.contains(said), "{arguments:?}: {error}");
            assert_eq!(std::fs::read_to_string(folder.profile()).unwrap(), bad);
        }
        std::fs::write(folder.profile(), &good).unwrap();
    }
}

#[test]
fn a_profile_has_one_writer_and_is_private() {
    let folder = Folder::new();
    folder.ok(&["learn", "--text", "See you"]);
    let lock = std::fs::File::open(folder.path("me.profile.lock")).unwrap();
    lock.lock().unwrap();
    assert!(folder.fails(&["learn", "--text", "More"]).contains("another program is changing"));
    assert_eq!(folder.json(&["memory"])["total"], 1, "reading needs no lock");
    drop(lock);
    folder.ok(&["learn", "--text", "More"]);
    #[cfg(unix)]
    for name in ["me.profile", "me.profile.lock"] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(folder.path(name).metadata().unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}

/// A profile with a few messages about one place.
fn with_a_place(folder: &Folder) {
    for (day, text) in [
        ("2026-01-03", "Let us meet at the Rusty Anchor on Friday."),
        ("2026-01-04", "Is Ann at the Rusty Anchor again?"),
        ("2026-01-05", "We will be at the Rusty Anchor until nine."),
    ] {
        folder.ok(&["learn", "--text", text, "--day", day, "--kind", "mail"]);
    }
}

#[test]
fn why_names_the_messages_that_a_word_comes_from() {
    let folder = Folder::new();
    with_a_place(&folder);
    let report = folder.json(&["why", "I think they are at the Rusty", "--kind", "mail"]);
    let read: Vec<&Value> = report["read_before"].as_array().unwrap().iter().map(|read| &read["id"]).collect();
    assert_eq!(read, [&json!(1), &json!(2), &json!(3)]);
    let draft = &report["drafts"][0];
    assert!(draft["text"].as_str().unwrap().starts_with(" Anchor"), "{report}");
    let sources = ["model", "ngrams", "phrases", "copied"];
    let words = draft["words"].as_array().unwrap();
    assert!(words.iter().all(|word| sources.contains(&word["source"].as_str().unwrap())), "{report}");
    let own = report["drafts"].as_array().unwrap().iter().flat_map(|draft| draft["words"].as_array().unwrap());
    let named: Vec<&Value> = own.filter(|word| word["messages"].is_array()).collect();
    for word in &named {
        let first = word["messages"][0].to_string();
        let text = report["messages"][&first]["text"].as_str().unwrap().to_lowercase();
        assert!(text.contains(word["phrase"].as_str().unwrap().split(' ').next_back().unwrap()), "{word}: {text}");
    }
    assert!(!named.is_empty(), "{report}");
    let shown = folder.ok(&["why", "I think they are at the Rusty", "--kind", "mail"]);
    assert!(shown.contains("3 messages were read before the text") && shown.contains("Rusty Anchor"), "{shown}");
}

#[test]
fn the_latest_messages_are_read_where_that_is_wanted() {
    let folder = Folder::new();
    with_a_place(&folder);
    let end = folder.json(&["learn", "--text", "The Rusty Anchor it is.", "--read"]);
    assert_eq!((&end["read"], &end["messages"]), (&json!(4), &json!(4)), "{end}");
    let keys = |folder: &Folder| {
        let profile = common::import(&std::fs::read(folder.profile()).unwrap());
        profile.examples().map(|example| example.keys.0.len()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&folder), [9, 7, 9, 5], "one for each word");
    let end = folder.json(&["learn", "--text", "And again.", "--read"]);
    assert_eq!(end["read"], 1, "the others are known: {end}");
    folder.ok(&["forget", "--words", "anchor"]);
    assert_eq!(keys(&folder), [0, 0, 0, 0, 2], "a key knows its message");
}

#[test]
fn drafts_know_the_profile_unless_its_strength_is_nothing() {
    let folder = Folder::new();
    with_a_place(&folder);
    let complete = ["complete", "--text", "Maybe they went to the Ru", "--kind", "mail", "--json"];
    let drafts = |printed: String| serde_json::from_str::<Value>(&printed).unwrap()["drafts"].take();
    let with = drafts(folder.ok(&complete));
    assert!(with.to_string().contains("sty Anchor"), "{with}");
    let mut profile: Profile = common::import(&std::fs::read(folder.profile()).unwrap());
    profile.set_settings(Settings { strength: 0.0, ..Settings::default() }).unwrap();
    std::fs::write(folder.profile(), profile.export().unwrap()).unwrap();
    let none = std::process::Command::new(env!("CARGO_BIN_EXE_foreword")).args(complete).output().unwrap();
    assert_eq!(drafts(folder.ok(&complete)), drafts(String::from_utf8(none.stdout).unwrap()));
}
