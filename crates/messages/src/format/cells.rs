//! Names under which tables and JSON keep senders, texts and times.

use crate::dates;

/// What a column or field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Text,
    Name,
    Address,
    To,
    Subject,
    When,
}

/// Names in small letters and digits only; of several, the one listed first is taken.
#[rustfmt::skip]
pub(super) const NAMES: &[(Field, &[&str])] = &[
    (Field::Text, &[
        "text", "message", "body", "content", "messagetext", "messagebody", "msg", "comment", "bodytext", "plaintext",
        "nachricht", "inhalt", "texte", "mensaje", "texto", "messaggio", "testo", "mensagem", "bericht", "tekst",
        "сообщение", "текст",
    ]),
    (Field::Name, &[
        "sendername", "fromname", "author", "authorname", "sender", "from", "username", "user", "displayname", "name",
        "speaker", "nick", "nickname", "von", "absender", "vonname", "auteur", "autor", "remitente", "mittente",
        "remetente", "afzender", "отправитель", "автор",
    ]),
    (Field::Address, &[
        "fromaddress", "senderaddress", "senderemail", "fromemail", "email", "senderid", "fromid", "userid",
        "authorid", "vonadresse",
    ]),
    (Field::To, &[
        "toname", "to", "recipient", "recipients", "toaddress", "channel", "channelname", "chat", "conversation",
        "room", "an", "anname",
    ]),
    (Field::Subject, &["subject", "title", "betreff", "objet", "asunto", "oggetto", "assunto", "onderwerp", "тема"]),
    (Field::When, &[
        "timestamp", "date", "datetime", "time", "sentat", "sent", "created", "createdat", "timestampms", "ts",
        "datum", "fecha", "data", "дата",
    ]),
];

/// A name in small letters and digits only.
pub(super) fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The place of a field among names, which are [`bare`].
pub(super) fn find(field: Field, names: &[String]) -> Option<usize> {
    let (_, wanted) = NAMES.iter().find(|(known, _)| *known == field)?;
    wanted.iter().find_map(|wanted| names.iter().position(|name| name == wanted))
}

/// Seconds since 1970; mail's own form of dates, too.
pub(super) fn when(text: &str) -> Option<i64> {
    dates::any(text).or_else(|| crate::mail::headers::date(text))
}
