//! What of a mail is its writer's, over the mail programs and languages of `data/own-words.txt`.

use foreword_messages::{Import, Kind, Limits, Owner};

struct Case {
    name: String,
    mail: String,
    keep: String,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut is_kept = false;
    for line in include_str!("data/own-words.txt").lines() {
        match (line.strip_prefix("@@ "), cases.last_mut()) {
            (Some("keep"), Some(_)) => is_kept = true,
            (Some(name), _) if !name.starts_with('-') => {
                is_kept = false;
                cases.push(Case { name: name.to_owned(), mail: String::new(), keep: String::new() });
            }
            (_, Some(case)) => {
                let text = if is_kept { &mut case.keep } else { &mut case.mail };
                text.push_str(line);
                text.push('\n');
            }
            (_, None) => {}
        }
    }
    cases
}

fn kept(text: &str) -> Vec<String> {
    let mail = format!("From: jo@example.org\nContent-Type: text/plain; charset=utf-8\n\n{text}");
    let mut import = Import::new(Owner::known_as(["jo@example.org"]), Limits::default());
    import.begin("x.eml", Kind::Mail).expect("no file is open");
    let mut messages = import.push(mail.as_bytes()).expect("a file is open");
    messages.extend(import.end().expect("a file is open"));
    messages.into_iter().map(|message| message.text).collect()
}

#[test]
fn only_own_words_are_kept() {
    let cases = cases();
    assert!(cases.len() >= 80, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let (found, expected) = (kept(&case.mail).join("\n\n"), case.keep.trim());
        if found != expected {
            wrong.push(format!("{}:\n{found}\n--- instead of\n{expected}\n", case.name));
        }
        // The same in the forms in which mails travel.
        let returned = kept(&case.mail.replace('\n', "\r\n")).join("\n\n");
        assert_eq!(returned, found, "{} with other line ends", case.name);
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
