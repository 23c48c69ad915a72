//! Chats as lines of text: WhatsApp's export, and logs of other programs.

use super::reader::{Format, Found, Item, Known, Mark, Sink};
use crate::dates::{DateOrder, clock, stamp};
use crate::decode;
use crate::kind::Kind;
use crate::limits::{Limit, Limits};
use crate::message::Genre;
use crate::owner::Person;
use crate::reason::Reason;
use crate::split::{Line, LineSplitter};

mod placeholders;
mod whatsapp;

/// The longest name of a person, in characters.
const NAME_CHARS: usize = 60;

/// What a line of a chat is.
#[derive(Debug, PartialEq)]
enum Parsed<'a> {
    /// A message begins.
    Said { when: Option<i64>, name: &'a str, text: &'a str },
    /// The program says something itself.
    Notice,
    /// It goes on.
    More,
}

/// Reads lines, and puts those together that make one message.
pub(crate) struct LogReader {
    lines: LineSplitter,
    chat: Chat,
}

struct Chat {
    kind: Kind,
    order: DateOrder,
    /// What `order` was where the next message begins.
    mark: (u64, DateOrder),
    open: Option<Item>,
    cap: usize,
    is_cut: bool,
}

impl LogReader {
    pub(crate) fn new(kind: Kind, mark: Mark, limits: &Limits) -> Self {
        let order = match mark.known {
            Known::Dates(order) => order,
            _ => DateOrder::default(),
        };
        let cap = limits.item_bytes;
        let chat = Chat { kind, order, mark: (mark.offset, order), open: None, cap, is_cut: false };
        Self { lines: LineSplitter::new(mark.offset, cap), chat }
    }
}

impl Chat {
    fn line(&mut self, line: Line<'_>, sink: Sink<'_>) {
        let text = decode::text(line.bytes);
        let before = self.order;
        let parsed = if self.kind == Kind::WhatsApp {
            whatsapp::parse(&text, &mut self.order)
        } else {
            parse(&text, &mut self.order)
        };
        match parsed {
            Parsed::More => self.more(&text),
            Parsed::Notice => {
                self.give(sink);
                sink(Found::Left(Reason::Notice, text.into_owned()));
                self.mark = (line.end, self.order);
            }
            Parsed::Said { when, name, text } => {
                self.give(sink);
                self.mark = (line.start, before);
                let mut item = Item::new(Genre::Chat, line.start, text.to_owned());
                item.when = when;
                item.from = Some(Person::named(name));
                self.open = Some(item);
            }
        }
        self.is_cut |= line.is_cut;
    }

    fn more(&mut self, line: &str) {
        // Lines before the first message belong to nobody.
        if let Some(item) = &mut self.open {
            if item.text.len() + line.len() < self.cap {
                item.text.push('\n');
                item.text.push_str(line);
            } else {
                self.is_cut = true;
            }
        }
    }

    fn give(&mut self, sink: Sink<'_>) {
        if std::mem::take(&mut self.is_cut) {
            sink(Found::Limit(Limit::ItemBytes));
        }
        if let Some(mut item) = self.open.take() {
            if let Some(reason) = placeholders::verdict(&mut item.text) {
                item.verdict = Some(reason);
            }
            sink(Found::Item(Box::new(item)));
        }
    }
}

impl Format for LogReader {
    fn push(&mut self, bytes: &[u8], sink: Sink<'_>) {
        let Self { lines, chat } = self;
        lines.push(bytes, |line| chat.line(line, sink));
    }

    fn finish(&mut self, sink: Sink<'_>) {
        let Self { lines, chat } = self;
        let mut end = chat.mark.0;
        lines.finish(|line| {
            end = line.end;
            chat.line(line, sink);
        });
        chat.give(sink);
        chat.mark = (end.max(chat.mark.0), chat.order);
    }

    fn mark(&self) -> Mark {
        Mark { offset: self.chat.mark.0, known: Known::Dates(self.chat.mark.1) }
    }
}

/// A line of another program's log: `NAME: TEXT` or `<NAME> TEXT`, maybe behind a date and a time.
fn parse<'a>(line: &'a str, order: &mut DateOrder) -> Parsed<'a> {
    let bare = line.trim_start_matches('\u{feff}');
    let mut rest = bare.trim_start_matches(['[', '(']);
    let mut when = None;
    if let Some((stamp, after)) = stamp(rest) {
        when = stamp.unix(order);
        rest = after;
    } else if let Some(after) = clock(rest) {
        rest = after;
    } else {
        rest = bare;
    }
    let has_time = rest.len() < bare.len();
    if has_time {
        rest = rest.trim_start_matches([']', ')', ',', ' ', '\t', '-', '\u{2013}']);
    }
    if rest.starts_with("***") || rest.starts_with("-!-") || rest.starts_with("* ") || rest.starts_with("--> ") {
        return if has_time { Parsed::Notice } else { Parsed::More };
    }
    match speaker(rest) {
        Some((name, text)) => Parsed::Said { when, name, text },
        None if has_time => Parsed::Notice,
        None => Parsed::More,
    }
}

/// The name at the beginning of a line, and what was said.
fn speaker(line: &str) -> Option<(&str, &str)> {
    let (name, text) = match line.strip_prefix('<') {
        Some(rest) => rest.split_once('>')?,
        None => {
            let (name, text) = line.split_once(':')?;
            // A time, an address of a page.
            if !(text.is_empty() || text.starts_with([' ', '\t', '\u{a0}'])) {
                return None;
            }
            (name, text)
        }
    };
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '@' | '+' | '\u{200e}'));
    is_name(name).then(|| (name, text.trim_start()))
}

fn is_name(name: &str) -> bool {
    let is_odd = |c: char| matches!(c, '.' | '?' | '!' | ';' | '"' | '/' | '>' | '<' | '=' | '{' | '}');
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let ends_a_sentence = name.split_whitespace().count() > 1 && name.contains(['?', '!', ';']);
    !name.is_empty()
        && name.chars().count() <= NAME_CHARS
        && name.chars().any(is_letter)
        && name.split_whitespace().count() <= 5
        && !ends_a_sentence
        && !name.replace(['.'], "").chars().any(is_odd)
}

/// Which kind of chat a text is that begins like this, if it is one.
pub(crate) fn detect(text: &str) -> Option<Kind> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(200).collect();
    let mut order = DateOrder::default();
    let is_whatsapp = |line: &&&str| whatsapp::is_start(line);
    let starts = lines.iter().filter(is_whatsapp).count();
    if starts >= 2 && lines.first().is_some_and(|line| whatsapp::is_start(line)) || starts >= 1 && lines.len() == 1 {
        return Some(Kind::WhatsApp);
    }
    let mut names: Vec<(String, usize)> = Vec::new();
    for line in &lines {
        if let Parsed::Said { name, .. } = parse(line, &mut order) {
            match names.iter_mut().find(|(known, _)| known == name) {
                Some((_, count)) => *count += 1,
                None => names.push((name.to_owned(), 1)),
            }
        }
    }
    let said: usize = names.iter().map(|(_, count)| count).sum();
    // A conversation has few people who speak again and again; a text has many lines that aren't "somebody: something".
    let is_chat = said >= 3 && said * 10 >= lines.len() * 6 && names.len() >= 2 && names.len() * 3 <= said * 2;
    is_chat.then_some(Kind::ChatLog)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_logs() {
        let said = |line: &str| match parse(line, &mut DateOrder::default()) {
            Parsed::Said { when, name, text } => format!("{name}|{text}|{}", when.is_some()),
            other => format!("{other:?}"),
        };
        for (line, expected) in [
            ("Jo Doe: hi: you", "Jo Doe|hi: you|false"),
            ("[2019-05-29 15:04] Me: How are you?", "Me|How are you?|true"),
            ("2019-05-29 15:04:12 - Jo: x", "Jo|x|true"),
            ("[15:04] <jo_> x > y", "jo_|x > y|false"),
            ("<@jo> x", "jo|x|false"),
            ("[15:04] * jo waves", "Notice"),
            ("[15:04] *** jo has joined", "Notice"),
            ("and so it goes on", "More"),
            ("see http://x.org", "More"),
            ("Is that right? Yes: it is", "More"),
            ("https://x.org", "More"),
        ] {
            assert_eq!(said(line), expected, "{line}");
        }
    }

    #[test]
    fn a_conversation_is_told_from_a_text() {
        assert_eq!(detect("Ann: hi\nBob: hello\nAnn: how are you?\nand the rest\nBob: fine"), Some(Kind::ChatLog));
        assert_eq!(detect("Note: buy milk\nPlan: go home\nTo: you"), None);
        assert_eq!(detect("1/2/23, 9:15 PM - Ann: hi\n1/2/23, 9:16 PM - Bob: hi"), Some(Kind::WhatsApp));
        assert_eq!(detect("[31.12.23, 21:15:33] Ann: hi\n[31.12.23, 21:16:33] Bob: hi"), Some(Kind::WhatsApp));
        assert_eq!(
            detect("[2019-05-29 15:04] Me: a\n[2019-05-29 15:04] Bo: b\n[2019-05-29 15:05] Me: c"),
            Some(Kind::ChatLog)
        );
    }
}
