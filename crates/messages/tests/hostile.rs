//! Files made to do harm: they end in a clear message, take linear time, and lose nothing that stood before the harm.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use foreword_messages::{FaultKind, Import, Kind, Limit, Limits, Message, Owner, Reason, Summary};

mod common;

fn import(kind: Kind, bytes: &[u8]) -> (Vec<Message>, Summary) {
    common::import(kind, bytes, &[1 << 16], Limits::default())
}

const MAIL: &str = "From x Sun Dec 31 21:15:00 2023\nFrom: jo@example.org\nSubject: s\n\nWords.\n\n";

/// Four times as long takes about four times the work: far less than sixteen times as much, which a square would.
#[test]
fn time_is_linear() {
    let cases: &[(Kind, &str, &str)] = &[
        (Kind::Text, "", "a"),
        (Kind::Text, "", "a\n"),
        (Kind::Text, "", "a\n\n"),
        (Kind::Text, "", "```\n"),
        (Kind::Markdown, "", "["),
        (Kind::Markdown, "", "*a_"),
        (Kind::Markdown, "", "`a"),
        (Kind::Markdown, "", "<a ![b]("),
        (Kind::Markdown, "", "- a\n\n"),
        (Kind::Mail, MAIL, "> "),
        (Kind::Mail, MAIL, "On 1 Jan 2023 at 10:22 x@y wrote\n"),
        (Kind::Mail, MAIL, "<"),
        (Kind::Mail, MAIL, "<["),
        (Kind::Mail, MAIL, "From: a\nx\n"),
        (Kind::Mail, MAIL, "unsubscribe\n"),
        (Kind::Mail, MAIL, "a unsubscribe@b\n\n"),
        (Kind::Mail, MAIL, "____________________\n"),
        (Kind::Mail, MAIL, "-----BEGIN X-----\n"),
        (Kind::Mail, "From: jo@example.org\nSubject: ", "=?utf-8?q?a?= "),
        (Kind::Mail, "From: jo@example.org\nTo: ", "<a@b>, (("),
        (Kind::Mail, "", "From: jo@example.org\n"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/html\n\n", "<div>"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/html\n\n", "<"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/html\n\n", "<a href=\"'"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/html\n\n", "<!--"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/html\n\n", "<a "),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/html\n\n", "<!-"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/html\n\n", "&#"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/html\n\n", "</"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/html\n\n", "<div class=\"gmail_quote\">"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/html\n\n", "<blockquote style=\"class"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: text/plain; format=flowed\n\n", "a \n"),
        (Kind::Mail, "From: jo@example.org\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n"),
        (Kind::Mail, "From: jo@example.org\nContent-Transfer-Encoding: base64\n\n", "QUFB"),
        (Kind::Mail, "From: jo@example.org\nContent-Transfer-Encoding: quoted-printable\n\n", "="),
        (Kind::Mailbox, "", MAIL),
        (Kind::Mailbox, MAIL, ">From \n"),
        (Kind::WhatsApp, "31/12/2023, 21:15 - Jo Doe: ", "a\n"),
        (Kind::WhatsApp, "", "31/12/2023, 21:15 - Jo Doe: <\n"),
        (Kind::ChatLog, "", "Me: :<:\n"),
        (Kind::Slack, "[", "{\"type\":\"message\",\"user\":\"U1\",\"text\":\"<@<@\"},"),
        (Kind::Json, "[", "{},"),
        (Kind::Json, "", "\"\\"),
        (Kind::JsonLines, "", "{\"text\": \"a\"}\n"),
        (Kind::Table, "text\n", "\"a\"\"\n"),
        (Kind::Table, "text\n\"", "a,"),
    ];
    for (kind, start, part) in cases {
        let time = |bytes: usize| {
            let file = start.to_string() + &part.repeat(bytes / part.len());
            let begin = busy_time();
            import(*kind, file.as_bytes());
            busy_time().saturating_sub(begin)
        };
        let (once, longer) = (time(200_000), time(800_000));
        // Short times tell nothing.
        let most = (once * 9).max(Duration::from_millis(150));
        assert!(longer < most, "{kind:?} {part:?}: {once:?}, then {longer:?}");
    }
}

/// What this thread has worked, where the system tells, so that other programs don't count; else time.
fn busy_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

#[test]
fn a_line_without_end_takes_bounded_memory_and_is_reported() {
    let part = vec![b'x'; 1 << 20];
    for kind in [
        Kind::Lines,
        Kind::Mailbox,
        Kind::WhatsApp,
        Kind::ChatLog,
        Kind::JsonLines,
        Kind::Table,
        Kind::Text,
        Kind::Mail,
    ] {
        let mut import = Import::new(
            Owner::everyone(),
            Limits { item_bytes: 1 << 16, document_bytes: 1 << 16, ..Limits::default() },
        );
        import.begin("x", kind).expect("no file is open");
        if kind == Kind::Table {
            import.push(b"text\n").expect("a file is open");
        }
        if kind == Kind::WhatsApp {
            import.push(b"31/12/2023, 21:15 - Jo: ").expect("a file is open");
        }
        if kind == Kind::ChatLog {
            import.push(b"Jo: ").expect("a file is open");
        }
        // As much as a gigabyte would have to go through the same buffer.
        for _ in 0..64 {
            import.push(&part).expect("a file is open");
        }
        import.end().expect("a file is open");
        let limits = &import.summary().limits;
        assert!(
            limits.contains_key(&Limit::ItemBytes) || limits.contains_key(&Limit::DocumentBytes),
            "{kind:?}: {limits:?}"
        );
    }
}

#[test]
fn a_cut_mailbox_gives_what_stands_in_it() {
    let mailbox = MAIL.replace("Words", "One") + &MAIL.replace("Words", "Two");
    for cut in 0..mailbox.len() {
        let (messages, _) = import(Kind::Mailbox, &mailbox.as_bytes()[..cut]);
        let texts: Vec<&str> = messages.iter().map(|message| message.text.as_str()).collect();
        assert!(["One.", "Two."].iter().zip(&texts).all(|(whole, text)| whole.starts_with(text)), "{cut}: {texts:?}");
        assert!(cut < MAIL.len() - 2 || texts[0] == "One.", "{cut}: {texts:?}");
    }
}

#[test]
fn broken_json_gives_what_stands_before_the_break() {
    let json = String::from_utf8(common::read("telegram.json")).expect("text");
    let cut = &json[..json.find("\"id\": 4,").expect("a message") + 8];
    let (messages, summary) = import(Kind::Telegram, cut.as_bytes());
    assert_eq!(messages.len(), 1);
    assert_eq!(summary.faults[0].kind, FaultKind::Open { open: 3 });
    let (messages, summary) = import(Kind::Telegram, (cut.to_owned() + "}}}} ]").as_bytes());
    assert_eq!((messages.len(), &summary.faults[0].kind), (1, &FaultKind::Brackets));
    let (_, summary) = import(Kind::Telegram, b"{\"a\": 1}");
    assert_eq!(summary.faults[0].kind, FaultKind::NoMessages);
    let (_, summary) = import(Kind::Json, "[".repeat(1 << 20).as_bytes());
    assert_eq!(summary.limits[&Limit::Depth], 1);
    let entry = |text: &str| format!("{{\"type\": \"message\", \"user\": \"U1\", \"text\": {text}}}");
    let json = format!("[{}, {}]", entry("1e999"), entry("\"ok\""));
    let (messages, summary) = import(Kind::Slack, json.as_bytes());
    assert_eq!((messages.len(), summary.left_out[&Reason::Broken].count), (1, 1));
}

#[test]
fn a_table_without_texts_names_its_columns() {
    let (messages, summary) = import(Kind::Table, b"Date,Amount\n2023-12-31,5\n");
    assert!(messages.is_empty());
    assert_eq!(summary.faults[0].kind, FaultKind::NoColumn { columns: "date, amount".to_owned() });
    let (messages, summary) = import(Kind::Table, b"text\n\"one\"\n\"two");
    assert_eq!((messages.len(), &summary.faults[0].kind), (2, &FaultKind::Truncated));
}

#[test]
fn attachments_are_neither_decoded_nor_entered() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(50_000);
    let encoded = "QUJD".repeat(500_000);
    let mail = format!(
        "From: jo@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nWords.\n--b\n{deep}\n--b\n\
         Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{encoded}\n--b--\n"
    );
    let (messages, summary) = import(Kind::Mail, mail.as_bytes());
    assert_eq!(messages[0].text, "Words.");
    assert_eq!(summary.left_out[&Reason::Forward].count, 2);
}

#[test]
fn every_limit_that_is_met_is_reported() {
    let limits = Limits { messages: 2, message_chars: 10, ..Limits::default() };
    let (messages, summary) = common::import(Kind::Lines, b"one\ntwo words and more\nthree\nfour\n", &[5], limits);
    let texts: Vec<&str> = messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["one", "two words"]);
    assert_eq!((summary.limits[&Limit::Messages], summary.limits[&Limit::MessageChars]), (2, 1));
}

#[test]
fn nothing_is_kept_twice() {
    let mailbox = MAIL.replace("Subject", "Date: Sun, 31 Dec 2023 21:15:00 +0000\nSubject");
    let mut import = Import::new(common::owner(), Limits::default());
    for name in ["Sent.mbox", "All.mbox"] {
        import.read(name, (mailbox.clone() + &mailbox).as_bytes()).expect("a mailbox");
    }
    assert_eq!((import.summary().kept.count, import.summary().left_out[&Reason::Duplicate].count), (1, 3));
    // But short answers are written more than once.
    let mut import = Import::new(common::owner(), Limits::default());
    import.begin("x", Kind::Lines).expect("no file is open");
    assert_eq!(import.push(b"Thanks!\nThanks!\n").expect("a file is open").len(), 2);
}
