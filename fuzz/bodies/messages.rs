//! What must hold for any bytes given to an import. Shared by the fuzz target and by a test that replays the saved
//! inputs.

use foreword_messages::{Import, Kind, Limits, Message, Owner, Summary, Survey};

/// Chosen by the input's first byte.
const KINDS: [Kind; 13] = [
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

/// Imports what follows the first two bytes, which say as what and in parts of which size; panics if a promise is
/// broken.
pub fn messages(data: &[u8]) {
    let [kind, size, file @ ..] = data else { return };
    let kind = KINDS[usize::from(*kind) % KINDS.len()];
    let size = usize::from(*size).max(1);
    let whole = import(kind, file, file.len());
    for message in &whole.0 {
        let text = &message.text;
        assert!(!text.is_empty() && text.trim() == text, "{text:?}");
        assert!(!text.lines().any(|line| line.trim_start().starts_with('>')), "{text:?}");
        assert!(!text.contains(['\r', '\0']) && !text.contains("\n\n\n"), "{text:?}");
    }
    assert_eq!(import(kind, file, size), whole);
    assert_eq!(interrupted(kind, file, size), whole);

    if let Ok(kind) = Kind::detect("x", file) {
        let mut survey = Survey::new(Limits::default());
        survey.begin("x", kind).expect("no file is open");
        survey.push(file).expect("a file is open");
        survey.end().expect("a file is open");
        assert!(survey.writers().iter().all(|writer| writer.wrote > 0));
        survey.guess();
    }
}

fn import(kind: Kind, file: &[u8], size: usize) -> (Vec<Message>, Summary) {
    let mut import = Import::new(Owner::everyone(), Limits::default());
    import.begin("x", kind).expect("no file is open");
    let mut messages = Vec::new();
    for part in file.chunks(size.max(1)) {
        messages.extend(import.push(part).expect("a file is open"));
    }
    messages.extend(import.end().expect("a file is open"));
    (messages, import.summary().clone())
}

/// Begins anew from a checkpoint before every part.
fn interrupted(kind: Kind, file: &[u8], size: usize) -> (Vec<Message>, Summary) {
    let mut import = Import::new(Owner::everyone(), Limits::default());
    import.begin("x", kind).expect("no file is open");
    let mut messages = Vec::new();
    let mut reach = 0;
    while reach < file.len() {
        // Few parts, since each may read much again.
        reach = (reach + size.max(file.len() / 8)).min(file.len());
        let checkpoint = import.checkpoint();
        let at = checkpoint.file().map_or(0, |(_, at)| at) as usize;
        import = Import::resume(checkpoint).expect("a checkpoint of this version");
        messages.extend(import.push(&file[at..reach]).expect("a file is open"));
    }
    messages.extend(import.end().expect("a file is open"));
    (messages, import.summary().clone())
}
