//! Mails that Python's email package made and read: `golden/make.py` says how.

use foreword_messages::{Import, Kind, Limits, Owner};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    /// In base64.
    mail: String,
    text: String,
    subject: String,
    to: String,
    when: i64,
}

#[test]
fn mails_are_read_as_python_reads_them() {
    let golden: Vec<Golden> = serde_json::from_str(include_str!("golden/mails.json")).expect("JSON");
    assert!(golden.len() >= 100);
    for (i, golden) in golden.iter().enumerate() {
        let mail = mail_parser::decoders::base64::base64_decode(golden.mail.as_bytes()).expect("base64");
        let mut import = Import::new(Owner::known_as(["me@example.org"]), Limits::default());
        import.begin("x.eml", Kind::Mail).expect("no file is open");
        import.push(&mail).expect("a file is open");
        let messages = import.end().expect("a file is open");
        let raw = String::from_utf8_lossy(&mail);
        let [message] = messages.as_slice() else { panic!("mail {i}: {:?}\n{raw}", import.summary()) };
        assert_eq!(message.text, golden.text, "mail {i}:\n{raw}");
        assert_eq!(message.subject.as_deref(), Some(golden.subject.as_str()), "mail {i}:\n{raw}");
        assert_eq!(message.to.as_deref(), Some(golden.to.as_str()), "mail {i}:\n{raw}");
        assert_eq!(message.when, Some(golden.when), "mail {i}:\n{raw}");
    }
}
