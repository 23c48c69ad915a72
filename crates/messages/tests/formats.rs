//! What is found in a file of each format: `data/expected.txt`, which `BLESS=1` writes anew.

use std::fmt::Write;

use foreword_messages::{Kind, Limits, Survey, Unreadable};

mod common;

/// A file's kind, messages and summary as lines.
fn report(name: &str) -> String {
    let bytes = common::read(name);
    let kind = Kind::detect(name, &bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
    let (messages, summary) = common::import(kind, &bytes, &[usize::MAX], Limits::default());
    let mut out = format!("## {name}: {}\n", kind.words());
    let hint = |hint: &Option<String>| hint.clone().unwrap_or_else(|| "-".to_owned());
    for m in &messages {
        let when = m.when.map_or_else(|| "-".to_owned(), |when| when.to_string());
        let (to, subject) = (hint(&m.to), hint(&m.subject));
        writeln!(out, "{:?} at {} when {when} to {to} subject {subject}", m.genre, m.place.start).expect("memory");
        m.text.lines().for_each(|line| writeln!(out, "  | {line}").expect("memory"));
    }
    for (reason, tally) in &summary.left_out {
        writeln!(out, "left out {reason:?} {} {:?}", tally.count, tally.examples).expect("memory");
    }
    for fault in &summary.faults {
        writeln!(out, "fault at {}: {}", fault.at, fault.kind).expect("memory");
    }
    assert!(summary.limits.is_empty(), "{name}: {:?}", summary.limits);
    assert_eq!(summary.kept.count, messages.len());
    out
}

#[test]
fn every_format_is_read_as_expected() {
    let report: String = common::FIXTURES.iter().map(|name| report(name) + "\n").collect();
    let path = common::data("expected.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &report).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
    let expected = String::from_utf8(common::read("expected.txt")).expect("text");
    assert_eq!(report, expected, "BLESS=1 writes it anew");
}

#[test]
fn every_file_of_data_is_tested() {
    let others = ["expected.txt", "own-words.txt"];
    for entry in std::fs::read_dir(common::data("")).expect("a folder") {
        let name = entry.expect("a file").file_name().into_string().expect("text");
        assert!(common::FIXTURES.contains(&name.as_str()) || others.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn other_files_are_refused_whatever_their_names() {
    for (head, what) in [
        (&b"PK\x03\x04\x14\0\0\0"[..], "a ZIP archive"),
        (b"%PDF-1.7 text", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of Microsoft Office or an Outlook message"),
        (b"!BDN\0\0", "an Outlook mailbox (PST)"),
        (b"SQLite format 3\0", "a SQLite database"),
        (b"\0\x01\x02\x03 some text", "a binary file"),
        (b"text with NUL \0 in it", "a binary file"),
    ] {
        for name in ["chat.txt", "Sent.mbox", "notes.md", "result.json", "x"] {
            assert_eq!(Kind::detect(name, head), Err(Unreadable::Binary { what }), "{name}: {what}");
        }
    }
    // Mails may hold anything, as 8-bit attachments do.
    assert_eq!(Kind::detect("x", b"From a@b Mon Jan  2 10:22:33 2023\nFrom: a@b\n\n\0\x01"), Ok(Kind::Mailbox));
    assert_eq!(Kind::detect("report.docx", b"PK\x03\x04"), Err(Unreadable::Binary { what: "an office document" }));
    assert_eq!(Kind::detect("x.txt", b" \r\n"), Err(Unreadable::Empty));
    assert!(matches!(Kind::detect("x.html", b"<!DOCTYPE html>"), Err(Unreadable::Format { .. })));
    assert!(matches!(Kind::detect("x.txt", b"{\\rtf1 x"), Err(Unreadable::Format { .. })));
    assert_eq!(Kind::detect("x.txt", b"[[a link]] and {braces}"), Ok(Kind::Text));
    assert_eq!(Kind::detect("x", b"PK is a word to begin with"), Ok(Kind::Text));
}

#[test]
fn who_wrote_is_listed_and_the_owner_guessed() {
    let survey = |name: &str, file: &str| {
        let bytes = common::read(file);
        let mut survey = Survey::new(Limits::default());
        survey.begin(name, Kind::detect(file, &bytes).expect("text")).expect("no file is open");
        bytes.chunks(7).for_each(|part| survey.push(part).expect("a file is open"));
        survey.end().expect("a file is open");
        survey
    };
    let names = |survey: &Survey| -> Vec<(String, usize)> {
        survey.writers().into_iter().map(|writer| (writer.person.name, writer.wrote)).collect()
    };
    let chat = survey("WhatsApp Chat with Ann.txt", "whatsapp-android.txt");
    assert_eq!(names(&chat), [("Jo Doe".to_owned(), 4), ("Ann".to_owned(), 1)]);
    let jo = |name: &str| foreword_messages::Person { name: name.into(), address: String::new() };
    let owner = chat.guess().expect("the chat's name tells");
    assert!(owner.is(&jo("Jo Doe")) && !owner.is(&jo("Ann")));
    assert_eq!(survey("chat.txt", "whatsapp-android.txt").guess(), None);

    let mails = survey("x.mbox", "sent.mbox");
    assert_eq!(names(&mails), [("Jø Doe".to_owned(), 3), ("Ann Lee".to_owned(), 1)]);
    let owner = mails.guess().expect("a mail says that it was sent");
    assert!(owner.is(&foreword_messages::Person { name: String::new(), address: "JO@example.org".into() }));
    assert!(survey("x.md", "notes.md").writers().is_empty());
}

/// A mailbox in which nothing says what was sent.
#[test]
fn a_mailbox_of_both_directions_belongs_to_whom_all_goes() {
    let mail = |from: &str, to: &str, i: usize| {
        format!("From x Sun Dec 31 21:15:00 2023\nFrom: {from}@example.org\nTo: {to}@example.org\n\nText {i}.\n\n")
    };
    let mut mailbox = String::new();
    for i in 0..6 {
        mailbox += &mail(&format!("friend{}", i % 3), "jo", i);
        mailbox += &mail("jo", &format!("friend{}", i % 3), i + 10);
    }
    let mut survey = Survey::new(Limits::default());
    survey.begin("All.mbox", Kind::Mailbox).expect("no file is open");
    survey.push(mailbox.as_bytes()).expect("a file is open");
    survey.end().expect("a file is open");
    let owner = survey.guess().expect("jo received most");
    assert!(owner.is(&foreword_messages::Person { name: String::new(), address: "jo@example.org".into() }));
}
