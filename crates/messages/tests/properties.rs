//! What must hold for any bytes: how they arrive doesn't matter, an import may stop anywhere, and no quote is kept.

use foreword_messages::{Kind, Limits, Survey};
use proptest::prelude::*;

mod common;

const KINDS: &[Kind] = &[
    Kind::Lines,
    Kind::Text,
    Kind::Markdown,
    Kind::Mail,
    Kind::Mailbox,
    Kind::WhatsApp,
    Kind::Telegram,
    Kind::Slack,
    Kind::Discord,
    Kind::ChatLog,
    Kind::Table,
    Kind::Json,
    Kind::JsonLines,
];

/// Small enough that every limit is met.
const TIGHT: Limits =
    Limits { messages: 3, message_chars: 20, item_bytes: 300, document_bytes: 200, depth: 3, parts: 3 };

/// Files of all formats, whole, cut, put together and with bytes replaced.
fn files() -> impl Strategy<Value = Vec<u8>> {
    let fixture = prop::sample::select(common::FIXTURES).prop_map(common::read);
    let part = (fixture, any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(|(bytes, a, b)| {
        let (a, b) = (a.index(bytes.len() + 1), b.index(bytes.len() + 1));
        bytes[a.min(b)..a.max(b)].to_vec()
    });
    let text = "[ \n\r>\"{}\\[\\],:;<&=#*`_|a-e0-9é\u{200e}-]{0,60}".prop_map(String::into_bytes);
    let any = prop::collection::vec(any::<u8>(), 0..40);
    let marks = prop::sample::select(
        &[
            "\n\nFrom x Sun Dec 31 21:15:00 2023\nFrom: jo@example.org\n\n",
            "\n31/12/2023, 21:15 - Jo Doe: ",
            "\nOn Mon, Jan 2, 2023 at 10:22 AM Ann <a@b.c> wrote:\n> ",
            "\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n",
            "\n-- \n",
            "\n```\n",
            "{\"messages\": [{\"from\": \"Jo Doe\", \"text\": \"x\"},",
            "\u{feff}",
        ][..],
    )
    .prop_map(|mark| mark.as_bytes().to_vec());
    prop::collection::vec(prop_oneof![3 => part, 1 => text, 1 => any, 2 => marks], 1..5)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn parts_of_any_size_give_the_same(
        bytes in files(),
        kind in prop::sample::select(KINDS),
        sizes in prop::collection::vec(1_usize..400, 1..5),
        is_tight in any::<bool>(),
    ) {
        let limits = if is_tight { TIGHT } else { Limits::default() };
        let whole = common::import(kind, &bytes, &[usize::MAX], limits);
        prop_assert_eq!(&common::import(kind, &bytes, &sizes, limits), &whole);
        if bytes.len() < 1_000 {
            prop_assert_eq!(&common::import(kind, &bytes, &[1], limits), &whole);
        }
    }

    #[test]
    fn an_import_goes_on_from_any_checkpoint(
        bytes in files(),
        kind in prop::sample::select(KINDS),
        size in 1_usize..400,
        is_tight in any::<bool>(),
    ) {
        let limits = if is_tight { TIGHT } else { Limits::default() };
        let whole = common::import(kind, &bytes, &[usize::MAX], limits);
        prop_assert_eq!(common::interrupted(kind, &bytes, size, limits), whole);
    }

    #[test]
    fn texts_are_clean(bytes in files(), kind in prop::sample::select(KINDS)) {
        let (messages, summary) = common::import(kind, &bytes, &[usize::MAX], TIGHT);
        prop_assert_eq!(messages.len(), summary.kept.count);
        prop_assert!(messages.len() <= TIGHT.messages);
        for message in messages {
            let text = &message.text;
            prop_assert!(!text.is_empty() && text.trim() == text, "{text:?}");
            prop_assert!(text.chars().count() <= TIGHT.message_chars);
            prop_assert!(!text.contains('\r') && !text.contains("\n\n\n") && !text.contains('\0'), "{text:?}");
            prop_assert!(!text.lines().any(|line| line.starts_with('>')), "{text:?}");
            prop_assert!(text.lines().all(|line| line.trim() == line), "{text:?}");
            prop_assert!(message.place.start <= bytes.len() as u64 * 3);
        }
    }

    #[test]
    fn any_file_is_read_or_refused(bytes in files(), name in "[a-z]{0,4}(\\.(txt|md|eml|mbox|json|csv|jsonl|zip))?") {
        let Ok(kind) = Kind::detect(&name, &bytes) else { return Ok(()) };
        let mut survey = Survey::new(Limits::default());
        survey.begin(&name, kind)?;
        survey.push(&bytes)?;
        survey.end()?;
        survey.guess();
        let whole = common::import(kind, &bytes, &[usize::MAX], Limits::default());
        prop_assert_eq!(&common::import(kind, &bytes, &[usize::MAX], Limits::default()), &whole);
    }

    #[test]
    fn bytes_of_no_format_do_no_harm(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        kind in prop::sample::select(KINDS),
    ) {
        let whole = common::import(kind, &bytes, &[usize::MAX], Limits::default());
        prop_assert_eq!(common::import(kind, &bytes, &[3, 1, 10], Limits::default()), whole);
    }
}

#[test]
fn every_fixture_is_the_same_in_single_bytes_and_from_every_checkpoint() {
    for name in common::FIXTURES {
        let bytes = common::read(name);
        let kind = Kind::detect(name, &bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        let whole = common::import(kind, &bytes, &[usize::MAX], Limits::default());
        assert_eq!(common::import(kind, &bytes, &[1], Limits::default()), whole, "{name}");
        for size in [1, 7, 100] {
            assert_eq!(common::interrupted(kind, &bytes, size, Limits::default()), whole, "{name} by {size}");
        }
    }
}
