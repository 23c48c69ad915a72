//! Mails that no person wrote to another, by their header fields.

use super::headers::{ContentType, Headers};
use crate::owner::Person;
use crate::reason::Reason;

/// Names of the folder of sent mail, as Google writes them into a mail it exports; in lower case.
const SENT: &[&str] = &[
    "sent",
    "sent mail",
    "gesendet",
    "messages envoyés",
    "enviados",
    "enviado",
    "inviati",
    "posta inviata",
    "verzonden",
    "skickat",
    "sendt",
    "lähetetyt",
    "wysłane",
    "odeslaná pošta",
    "отправленные",
    "gönderilmiş postalar",
    "送信済み",
    "已发邮件",
    "보낸편지함",
];

/// Why a mail isn't one that a person wrote, as far as its header tells.
pub(crate) fn verdict(headers: &Headers<'_>, kind: &ContentType, from: Option<&Person>) -> Option<Reason> {
    let local = from.map_or("", |from| from.address.split('@').next().unwrap_or_default());
    let is_report = kind.kind == "multipart" && kind.subtype == "report";
    if is_report && kind.purpose == "disposition-notification" {
        return Some(Reason::Automatic);
    }
    if is_report || ["mailer-daemon", "postmaster"].iter().any(|name| local.eq_ignore_ascii_case(name)) {
        return Some(Reason::Bounce);
    }
    let auto = headers.token("Auto-Submitted");
    let precedence = headers.token("Precedence");
    let has_reply_field = ["X-Autoreply", "X-Autorespond", "X-Autoresponder"].iter().any(|name| headers.has(name));
    let is_answer = kind.subtype == "calendar" || kind.purpose == "reply";
    if !auto.is_empty() && !auto.starts_with("no")
        || has_reply_field
        || precedence == "auto_reply"
        || is_answer
        || headers.token("Return-Path") == "<>"
    {
        return Some(Reason::Automatic);
    }
    // A list that people write to says where to.
    let is_discussion = headers.has("List-Post") && !headers.token("List-Post").starts_with("no");
    if !is_discussion && (headers.has("List-Unsubscribe") || matches!(precedence.as_str(), "bulk" | "junk")) {
        return Some(Reason::Newsletter);
    }
    None
}

/// Whether a mail says that it stood in a folder of sent mail.
pub(crate) fn is_sent(headers: &Headers<'_>) -> bool {
    let labels = headers.text("X-Gmail-Labels").unwrap_or_default().to_lowercase();
    labels.split(',').any(|label| SENT.contains(&label.trim().trim_matches('"')))
}
