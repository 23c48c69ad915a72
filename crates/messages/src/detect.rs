//! Which format a file has.

use crate::decode;
use crate::error::Unreadable;
use crate::format::{chat_log, mail_headers};
use crate::kind::Kind;
use crate::magic::{binary, extension, has_controls};
use crate::split::is_separator;

impl Kind {
    /// The format of a file with this name that begins with these bytes. What the bytes say comes before the name.
    ///
    /// # Errors
    /// Nothing in it, or no text. `head` may be the whole file or its first [`Kind::HEAD_BYTES`].
    pub fn detect(name: &str, head: &[u8]) -> Result<Self, Unreadable> {
        let head = head.get(..Self::HEAD_BYTES).unwrap_or(head);
        if head.trim_ascii().is_empty() {
            return Err(Unreadable::Empty);
        }
        if let Some(unreadable) = binary(name, head) {
            return Err(unreadable);
        }
        let decoded = match head {
            [0xff, 0xfe, ..] => decode::utf_16(head, false),
            [0xfe, 0xff, ..] => decode::utf_16(head, true),
            _ => decode::text(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head)).into_owned(),
        };
        let kind = by_content(&decoded);
        // Mails may hold anything, but whatever is called `.mbox` is no mail yet.
        let is_mail = matches!(kind, Some(Self::Mail | Self::Mailbox));
        if has_controls(decoded.as_bytes()) && !is_mail {
            return Err(Unreadable::Binary { what: "a binary file" });
        }
        Ok(kind
            .or_else(|| by_name(name))
            .unwrap_or_else(|| if is_line_per_message(&decoded) { Self::Lines } else { Self::Text }))
    }
}

fn by_content(text: &str) -> Option<Kind> {
    let first = text.lines().next().unwrap_or_default();
    if is_separator(first.as_bytes(), true) {
        return Some(Kind::Mailbox);
    }
    if mail_headers(text) {
        return Some(Kind::Mail);
    }
    if let Some(kind) = json(text) {
        return Some(kind);
    }
    chat_log(text)
}

fn by_name(name: &str) -> Option<Kind> {
    Some(match extension(name).as_str() {
        "mbox" | "mbx" => Kind::Mailbox,
        "eml" => Kind::Mail,
        "md" | "markdown" | "mdown" => Kind::Markdown,
        "csv" | "tsv" => Kind::Table,
        "jsonl" | "ndjson" => Kind::JsonLines,
        "json" => Kind::Json,
        _ => return None,
    })
}

/// Which JSON it is, by the names of the fields near its beginning.
fn json(text: &str) -> Option<Kind> {
    let text = text.trim_start();
    // A list of objects, or an object: a text may begin with a bracket, too.
    let is_json =
        |open, next: [char; 2]| text.strip_prefix(open).is_some_and(|rest| rest.trim_start().starts_with(next));
    if !is_json('[', ['{', ']']) && !is_json('{', ['"', '}']) {
        return None;
    }
    let has = |names: &[&str]| names.iter().all(|name| text.contains(&format!("\"{name}\"")));
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_object = |line: Option<&str>| line.is_some_and(|line| line.starts_with('{') && line.ends_with('}'));
    Some(match text.chars().next() {
        Some('{') if has(&["messages", "guild", "channel"]) => Kind::Discord,
        Some('{') if has(&["from_id"]) || has(&["personal_information"]) || has(&["messages", "date_unixtime"]) => {
            Kind::Telegram
        }
        Some('{') if is_object(lines.next()) && lines.next().is_some_and(|line| line.starts_with('{')) => {
            Kind::JsonLines
        }
        Some('[') if has(&["ts", "type"]) && (has(&["user"]) || has(&["bot_id"])) => Kind::Slack,
        _ => Kind::Json,
    })
}

/// Whether a text looks like many messages in lines: no blank lines, and not one text broken at a column.
fn is_line_per_message(text: &str) -> bool {
    let lines: Vec<usize> = text.trim_end().lines().map(|line| line.trim().chars().count()).collect();
    let longest = lines.iter().max().copied().unwrap_or(0);
    let near = lines.iter().filter(|&&length| length + 15 > longest).count();
    let is_wrapped = longest <= 100 && near * 3 > lines.len();
    lines.len() >= 8 && lines.iter().all(|&length| length > 0) && !is_wrapped
}
