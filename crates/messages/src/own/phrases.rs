//! What mail programs write in many languages. All of it in lower case.

use super::field::Field;

/// Words with which an announcement may begin that names a date: `On 2 January …`.
#[rustfmt::skip]
pub(super) const BEGINNINGS: &[&str] = &[
    // English, German, French, Spanish, Italian, Portuguese, Dutch, Catalan
    "on ", "at ", "in message ", "in article ", "in a message dated ", "am ", "le ", "el ", "il ", "em ", "a ",
    "no dia ", "op ", "en ",
    // Swedish, Danish, Norwegian, Finnish
    "den ", "på ", "ma ", "ti ", "ke ", "to ", "pe ", "la ", "su ",
    // Polish, Czech, Slovak, Croatian, Romanian, Hungarian
    "w dniu ", "dnia ", "pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz.", "dne ", "po ", "út ", "st ", "čt ",
    "pá ", "so ", "ne ", "dňa ", "dana ", "pe data", "în ", "joi,", "vin.", "lun.",
    // Russian, Ukrainian, Bulgarian, Greek
    "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд", "в ", "понедельник", "вторник", "среда", "четверг", "пятница",
    "суббота", "воскресенье", "на ", "у ", "στις ", "στην ",
    // Indonesian, Vietnamese, Arabic, Hebrew, Chinese, Estonian, Latvian, Lithuanian
    "pada ", "vào ", "ngày ", "في ", "בתאריך ", "ב-", "在", "于", "於",
];

/// What somebody did who is quoted.
#[rustfmt::skip]
pub(super) const VERBS: &[&str] = &[
    "wrote", "writes", "schrieb", "schreibt", "a écrit", "écrit", "écrivait", "escribió", "escribio", "ha scritto",
    "scrisse", "escreveu", "schreef", "geschreven", "skrev", "kirjoitti", "napisał", "pisze", "napsal", "napísal",
    "написал", "пишет", "писал", "написав", "пише", "написа", "yazdı", "írta", "a scris", "έγραψε", "έγραψαν",
    "napisao", "napisala", "va escriure", "kirjutas", "rakstīja", "rašė", "menulis", "đã viết", "のメール", "書きました",
    "書き込みました", "写道", "寫道", "님이 작성", "작성", "كتب", "כתב",
];

/// Lines above an earlier message, without the dashes around them.
#[rustfmt::skip]
pub(super) const ORIGINALS: &[&str] = &[
    "original message", "original appointment", "original mail", "reply message", "ursprüngliche nachricht",
    "originalnachricht", "original-nachricht", "ursprünglicher termin", "message d'origine", "message d’origine",
    "message original", "courriel original", "mensaje original", "messaggio originale", "messaggio originario",
    "mensagem original", "oorspronkelijk bericht", "origineel bericht", "originalmeddelande",
    "ursprungligt meddelande", "ursprungsmeddelande", "oprindelig meddelelse", "original meddelelse",
    "opprinnelig melding", "opprinnelig meddelelse", "original melding", "alkuperäinen viesti",
    "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva", "pôvodná správa", "исходное сообщение",
    "исходное письмо", "оригинальное сообщение", "оригінальне повідомлення", "оригинално съобщение",
    "orijinal mesaj", "özgün ileti", "özgün mesaj", "eredeti üzenet", "mesaj original", "mesajul original",
    "αρχικό μήνυμα", "izvorna poruka", "izvirno sporočilo", "missatge original", "元のメッセージ", "original message by",
    "原始邮件", "原始郵件", "原邮件", "원본 메시지", "원본 메일", "원래 메시지", "pesan asli", "thư gốc", "tin nhắn gốc", "الرسالة الأصلية",
    "הודעה מקורית", "algne kiri", "sākotnējais ziņojums", "pradinis laiškas", "alkuperäinen tapaaminen",
];

/// Lines above a message that is passed on, without the dashes around them.
#[rustfmt::skip]
pub(super) const FORWARDS: &[&str] = &[
    "forwarded message", "forwarded by", "begin forwarded message", "start of forwarded message", "forwarded mail",
    "forwarded email", "weitergeleitete nachricht", "weitergeleitet von", "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail", "message transféré", "message transmis", "message réexpédié",
    "début du message réexpédié", "début du message transféré", "mensaje reenviado", "inicio del mensaje reenviado",
    "messaggio inoltrato", "inizio messaggio inoltrato", "inizio del messaggio inoltrato", "mensagem encaminhada",
    "mensagem reencaminhada", "início da mensagem encaminhada", "início da mensagem reencaminhada",
    "doorgestuurd bericht", "begin doorgestuurd bericht", "vidarebefordrat meddelande", "vidarebefordrat mejl",
    "vidarebefordrat brev", "början på vidarebefordrat meddelande", "videresendt meddelelse", "videresendt besked",
    "start på videresendt besked", "videresendt melding", "start på videresendt melding", "välitetty viesti",
    "edelleenlähetetty viesti", "välitetty viesti alkaa", "przekazana wiadomość", "wiadomość przekazana",
    "początek przekazywanej wiadomości", "přeposlaná zpráva", "začátek přeposílané zprávy", "preposlaná správa",
    "пересылаемое сообщение", "пересланное сообщение", "начало переадресованного сообщения",
    "начало пересылаемого сообщения", "переслане повідомлення", "препратено съобщение", "iletilen ileti",
    "iletilen mesaj", "yönlendirilen mesaj", "yönlendirilmiş mesaj", "iletilmiş mesajın başlangıcı",
    "továbbított üzenet", "továbbított levél kezdete", "mesaj redirecționat", "mesaj redirecţionat",
    "προωθημένο μήνυμα", "αρχή προωθημένου μηνύματος", "proslijeđena poruka", "missatge reenviat", "転送されたメッセージ",
    "転送メッセージ", "转发的邮件", "转发邮件信息", "转发邮件", "以下是转发的邮件", "轉寄郵件", "已轉寄的郵件", "전달된 메시지", "전달된 메일", "pesan terusan",
    "pesan yang diteruskan", "thư đã chuyển tiếp", "chuyển tiếp thư", "رسالة محولة", "رسالة معاد توجيهها",
    "הודעה שהועברה",
];

/// Names of fields of a mail's header.
#[rustfmt::skip]
pub(super) const FIELDS: &[(Field, &[&str])] = &[
    (
        Field::From,
        &[
            "from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "nadawca", "odesílatel", "от", "від",
            "kimden", "gönderen", "feladó", "expeditor", "de la", "από", "šalje", "差出人", "送信者", "发件人", "寄件者", "寄件人",
            "보낸 사람", "보낸사람", "من", "מאת", "dari", "từ", "người gửi", "saatja", "no", "nuo", "pošiljatelj",
        ],
    ),
    (
        Field::Date,
        &[
            "sent", "date", "sent on", "date sent", "gesendet", "datum", "gesendet am", "envoyé", "envoyé le",
            "enviado", "enviado el", "fecha", "inviato", "data", "enviada", "enviada em", "enviado em", "verzonden",
            "skickat", "sendt", "dato", "lähetetty", "päivämäärä", "wysłano", "wysłane", "odesláno", "odoslané",
            "dátum", "отправлено", "дата", "надіслано", "gönderildi", "gönderme tarihi", "tarih", "elküldve",
            "trimis", "dată", "στάλθηκε", "ημερομηνία", "poslano", "送信日時", "日付", "日時", "发送时间", "日期", "時間", "寄件日期",
            "보낸 날짜", "날짜", "التاريخ", "تاريخ الإرسال", "נשלח", "תאריך", "tanggal", "dikirim", "ngày", "đã gửi",
            "saadetud", "kuupäev",
        ],
    ),
    (
        Field::To,
        &[
            "to", "an", "à", "a", "para", "aan", "till", "til", "vastaanottaja", "do", "komu", "кому", "kime",
            "alıcı", "címzett", "către", "προς", "prima", "za", "宛先", "收件人", "收件者", "받는 사람", "받는사람", "إلى", "אל",
            "kepada", "tới", "đến", "saaja", "destinatario", "destinataire", "destinatari",
        ],
    ),
    (
        Field::Cc,
        &[
            "cc", "kopie", "kopia", "kopi", "kopio", "копия", "копія", "bilgi", "másolatot kap", "κοιν.", "抄送", "副本",
            "참조", "نسخة", "עותק",
        ],
    ),
    (
        Field::Subject,
        &[
            "subject", "betreff", "objet", "sujet", "asunto", "oggetto", "assunto", "onderwerp", "ämne", "emne",
            "aihe", "temat", "předmět", "predmet", "тема", "konu", "tárgy", "subiect", "θέμα", "件名", "主题", "主題",
            "主旨", "제목", "الموضوع", "נושא", "perihal", "subjek", "chủ đề", "teema", "assumpte", "re",
        ],
    ),
    (
        Field::Other,
        &[
            "bcc", "reply-to", "attachments", "importance", "antwort an", "anlagen", "wichtigkeit", "répondre à",
            "pièces jointes", "importance", "responder a", "rispondi a", "allegati", "bijlagen", "bifogade filer",
            "message-id", "sender", "organization",
        ],
    ),
];

/// Beginnings of lines that a device or program puts under a message.
#[rustfmt::skip]
pub(super) const DEVICE_BEGINNINGS: &[&str] = &[
    "sent from my ", "sent from mail for", "sent from yahoo", "sent from outlook", "sent from proton",
    "sent from samsung", "sent from gmail", "sent from a mobile", "sent from the all new", "sent from windows mail",
    "sent via ", "sent with proton", "sent using ", "get outlook for", "sent by iphone", "typed on my phone",
    "written on my phone", "please excuse typos", "please excuse any typos", "please excuse brevity",
    "von meinem iphone", "von meinem ipad", "von meinem samsung", "von meinem handy", "von meinem smartphone",
    "von meinem mobil", "von meinem android", "von meinem huawei", "gesendet von ", "gesendet mit ",
    "von unterwegs gesendet", "diese nachricht wurde von meinem", "holen sie sich outlook", "outlook für ios",
    "outlook für android", "envoyé de mon ", "envoyé depuis ", "envoyé à partir de ", "obtenir outlook",
    "télécharger outlook", "enviado desde ", "enviado con ", "obtener outlook", "inviato da ", "inviato dal ",
    "scarica outlook", "ottieni outlook", "enviado do meu ", "enviado a partir do ", "enviado de meu ",
    "enviado do ", "obter o outlook", "verstuurd vanaf ", "verzonden vanaf ", "verzonden met ", "verstuurd met ",
    "outlook voor ", "skickat från ", "hämta outlook", "skaffa outlook", "sendt fra ", "sendt via ", "få outlook",
    "hent outlook", "last ned outlook", "lähetetty iphone", "lähetetty samsung", "lähetetty androi",
    "lähetetty puhel", "hanki outlook", "wysłane z ", "wysłano z ", "pobierz outlook", "uzyskaj outlook",
    "odesláno z ", "odoslané z ", "poslané z ", "отправлено с ", "отправлено из ", "надіслано з ", "изпратено от ",
    "iphone'umdan", "iphone’umdan", "küldve: ", "az iphone", "trimis de pe ", "trimis din ", "στάλθηκε από ",
    "εστάλη από ", "poslano s ", "iphoneから", "私のiphone", "发自我的", "從我的 iphone", "從我的iphone", "来自我的", "발신: ",
    "나의 iphone", "내 iphone", "أُرسلت من", "أرسلت من", "נשלח מה", "נשלח מ-", "dikirim dari ", "được gửi từ ",
    "đã gửi từ ", "gửi từ ", "enviat des de ", "saadetud minu",
];

/// Ends of such lines.
#[rustfmt::skip]
pub(super) const DEVICE_ENDS: &[&str] = &[
    "iphone gesendet", "ipad gesendet", "android gesendet", "handy gesendet", "smartphone gesendet",
    "telefonumdan gönderildi", "cihazımdan gönderildi", "iphone-omról küldve", "iphone-ról küldve", "から送信",
    "から送信されました", "에서 보냄", "iphone 傳送", "iphone傳送", "iphonesta", "ipadista",
];

/// Phrases of legal text, one list per language.
#[rustfmt::skip]
pub(super) const DISCLAIMERS: &[&[&str]] = &[
    &[
        "confidential", "intended recipient", "intended only for", "intended solely", "for the sole use",
        "privileged", "disclos", "received this", "in error", "virus", "delete", "notify the sender", "unauthori",
        "prohibited", "not the addressee", "the environment before printing", "liability",
    ],
    &[
        "vertraulich", "empfänger", "adressat", "irrtümlich", "rechtlich geschützt", "vernichten", "löschen",
        "unbefugt", "nicht gestattet", "absender",
    ],
    &["confidentiel", "destinataire", "par erreur", "interdit", "détrui", "expéditeur", "supprimer", "exclusif"],
    &["confidencial", "destinatari", "por error", "prohibid", "elimin", "notifi", "remitente", "privilegiad"],
    &["riservat", "confidenzial", "destinatari", "per errore", "vietat", "cancell", "mittente", "distrugg"],
    &["confidenc", "destinatário", "por engano", "por erro", "proibid", "elimin", "apag", "remetente"],
    &[
        "vertrouwelijk", "geadresseerde", "abusievelijk", "ten onrechte", "niet toegestaan", "verboden", "verwijder",
        "afzender", "vernietig",
    ],
    &["konfidentiell", "mottagare", "av misstag", "radera", "avsändare", "förbjud"],
    &[
        "fortrolig", "modtager", "ved en fejl", "slet", "afsender", "konfidensiell", "mottaker", "ved en feil",
        "avsender",
    ],
    &["luottamuksell", "vastaanottaja", "vahingossa", "erehdyks", "lähettäjä", "poist", "tuho"],
    &["poufn", "adresat", "omyłkowo", "pomyłk", "nadawc", "usun", "zabronion"],
    &["důvěrn", "adresát", "příjemc", "omylem", "odesílatel", "smaž", "odstra", "zakázán"],
    &["конфиденциальн", "получател", "адресат", "по ошибке", "ошибочно", "отправител", "удалит", "запрещ"],
    &["gizli", "alıcı", "yanlışlıkla", "gönderen", "siliniz", "yasak"],
    &["bizalmas", "címzett", "tévedés", "feladó", "törölj"],
    &["機密", "宛先", "受信者", "誤って", "削除", "送信者"],
    &["机密", "保密", "收件人", "误", "删除", "发件人", "機密", "刪除"],
    &["기밀", "비밀", "수신인", "수신자", "잘못", "삭제"],
];

/// Phrases that alone make a paragraph a footer.
#[rustfmt::skip]
pub(super) const FOOTERS: &[&str] = &[
    "you received this message because you", "you are receiving this because", "you received this email because",
    "to stop receiving emails from", "please consider the environment before printing", "think before you print",
    "sie erhalten diese e-mail, weil", "sie erhalten diese nachricht, weil", "bitte denken sie an die umwelt, bevor",
    "vous recevez ce message car", "vous recevez cet e-mail car", "pensez à l'environnement avant d'imprimer",
    "recibió este mensaje porque", "has recibido este mensaje porque", "antes de imprimir",
    "ricevi questo messaggio perché", "hai ricevuto questo messaggio perché", "você recebeu esta mensagem porque",
    "recebeu esta mensagem porque", "je ontvangt dit bericht omdat", "u ontvangt dit bericht omdat",
    "du får det här meddelandet eftersom", "du modtager denne besked, fordi", "вы получили это сообщение, поскольку",
    "вы получили это письмо, потому что", "otrzymujesz tę wiadomość, ponieważ",
];

/// Beginnings of short paragraphs that programs write.
#[rustfmt::skip]
pub(super) const SHORT_FOOTERS: &[&str] = &[
    "virus-free.", "virenfrei.", "sans virus.", "libre de virus.", "privo di virus.", "livre de vírus.",
    "virusvrij.", "this email has been checked for viruses", "this email has been scanned",
    "diese e-mail wurde von avast", "scanned by ", "reply to this email directly", "do you yahoo!?",
    "this message was sent from", "join zoom meeting", "microsoft teams", "confidentiality notice",
];

/// Words beside the link with which one leaves a list.
#[rustfmt::skip]
pub(super) const UNSUBSCRIBE: &[&str] = &[
    "unsubscribe", "mailing list", "manage your subscription", "email preferences", "abbestellen", "abmelden",
    "désabonner", "désinscri", "darse de baja", "cancelar la suscripción", "disiscriv", "annulla l'iscrizione",
    "cancelar a inscrição", "cancelar inscrição", "descadastr", "uitschrijven", "afmelden", "avregistrera",
    "avsluta prenumeration", "afmeld", "meld deg av", "peruuta tilaus", "wypisz", "zrezygnować z subskrypcji",
    "odhlásit", "отписаться", "aboneliğ", "leiratkoz", "dezabon", "配信停止", "退订", "取消訂閱", "수신거부", "구독 취소",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_in_lower_case() {
        let lists = [
            BEGINNINGS,
            VERBS,
            ORIGINALS,
            FORWARDS,
            DEVICE_BEGINNINGS,
            DEVICE_ENDS,
            FOOTERS,
            SHORT_FOOTERS,
            UNSUBSCRIBE,
        ];
        let fields = FIELDS.iter().flat_map(|(_, names)| names.iter());
        let disclaimers = DISCLAIMERS.iter().flat_map(|phrases| phrases.iter());
        for phrase in lists.iter().flat_map(|list| list.iter()).chain(fields).chain(disclaimers) {
            assert_eq!(phrase.to_lowercase(), **phrase);
        }
    }
}
