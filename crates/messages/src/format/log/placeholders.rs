//! What a chat program writes in place of a message that has no words.

use crate::reason::Reason;

/// Whole messages in lower case, without brackets, marks and full stops.
#[rustfmt::skip]
const MEDIA: &[&str] = &[
    "media omitted", "image omitted", "video omitted", "audio omitted", "sticker omitted", "gif omitted",
    "document omitted", "contact card omitted", "video note omitted", "medien ausgeschlossen", "bild weggelassen",
    "video weggelassen", "audio weggelassen", "sticker weggelassen", "médias omis", "médias masqués",
    "image absente", "vidéo absente", "audio omis", "multimedia omitido", "imagen omitida", "video omitido",
    "audio omitido", "sticker omitido", "media omessi", "immagine omessa", "video omesso", "audio omesso",
    "mídia oculta", "ficheiro não revelado", "arquivo de mídia oculto", "imagem ocultada", "vídeo omitido",
    "áudio ocultado", "media weggelaten", "afbeelding weggelaten", "media har utelämnats", "mediefil utelatt",
    "medier udeladt", "media jätettiin pois", "pominięto multimedia", "multimedia pominięte", "média vynechána",
    "без медиафайлов", "файл пропущен", "медіа пропущено", "medya dahil edilmedi", "hiányzó médiafájl",
    "conținut media omis", "メディアは含まれていません", "画像は含まれていません", "省略多媒体文件", "忽略多媒體檔", "미디어 파일을 제외한 내용", "사진", "동영상",
    "تم استبعاد الوسائط", "המדיה לא נכללה", "media tidak disertakan", "null",
];

#[rustfmt::skip]
const NOTICES: &[&str] = &[
    "this message was deleted", "you deleted this message", "message deleted", "diese nachricht wurde gelöscht",
    "du hast diese nachricht gelöscht", "ce message a été supprimé", "vous avez supprimé ce message",
    "este mensaje fue eliminado", "se eliminó este mensaje", "eliminaste este mensaje",
    "questo messaggio è stato eliminato", "hai eliminato questo messaggio", "esta mensagem foi apagada",
    "mensagem apagada", "você apagou esta mensagem", "dit bericht is verwijderd", "u hebt dit bericht verwijderd",
    "это сообщение удалено", "данное сообщение удалено", "ta wiadomość została usunięta", "bu mesaj silindi",
    "waiting for this message", "missed voice call", "missed video call", "voice call", "video call",
];

/// Ends of a message that the program added, in lower case.
#[rustfmt::skip]
const ADDED: &[&str] = &[
    "<this message was edited>", "<diese nachricht wurde bearbeitet>", "<ce message a été modifié>",
    "<se editó este mensaje>", "<este mensaje fue editado>", "<questo messaggio è stato modificato>",
    "<mensagem editada>", "<dit bericht is bewerkt>",
];

/// Why a message has no words of a person; takes away what the program added to others.
pub(super) fn verdict(text: &mut String) -> Option<Reason> {
    // Whatever is much longer is no placeholder.
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "<>[]().\u{200e}\u{200f}\u{202f}".contains(c));
    if bare.chars().count() <= 80 {
        let bare = bare.to_lowercase();
        if MEDIA.contains(&bare.as_str()) || is_file(text) {
            return Some(Reason::Media);
        }
        if NOTICES.contains(&bare.as_str()) {
            return Some(Reason::Notice);
        }
    }
    if let Some(start) = text.rfind('<').filter(|start| text.len() - start < 60) {
        let end = text.get(start..).unwrap_or_default().trim_end().to_lowercase();
        if ADDED.contains(&end.trim_end_matches('\u{200e}')) {
            let added = |c: char| c.is_whitespace() || c == '\u{200e}';
            text.truncate(text.get(..start).unwrap_or_default().trim_end_matches(added).len());
        }
    }
    None
}

/// `IMG-20231231-WA0001.jpg (file attached)`, `<attached: 0001-PHOTO.jpg>`.
fn is_file(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}'));
    let inner = line.strip_prefix('<').and_then(|line| line.strip_suffix('>'));
    let named = |part: &str| {
        let part = part.trim();
        let end = part.rsplit_once('.').map_or("", |(_, end)| end);
        (2..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let is_single = text.trim().lines().count() == 1;
    match (inner, line.split_once(" (")) {
        (Some(inner), _) => inner.split_once(':').is_some_and(|(_, file)| named(file)),
        (None, Some((file, note))) => is_single && note.ends_with(')') && named(file) && !file.contains(' '),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_in_many_languages() {
        for (text, reason) in [
            ("<Media omitted>", Some(Reason::Media)),
            ("\u{200e}image omitted", Some(Reason::Media)),
            ("<Medien ausgeschlossen>", Some(Reason::Media)),
            ("<Без медиафайлов>", Some(Reason::Media)),
            ("IMG-20231231-WA0001.jpg (file attached)", Some(Reason::Media)),
            ("\u{200e}<attached: 00000012-PHOTO-2023.jpg>", Some(Reason::Media)),
            ("This message was deleted", Some(Reason::Notice)),
            ("Ce message a été supprimé.", Some(Reason::Notice)),
            ("The image was omitted (by me)", None),
            ("<3", None),
        ] {
            assert_eq!(verdict(&mut text.to_owned()), reason, "{text}");
        }
        let mut edited = "Not now \u{200e}<This message was edited>".to_owned();
        assert_eq!(verdict(&mut edited), None);
        assert_eq!(edited, "Not now");
    }
}
