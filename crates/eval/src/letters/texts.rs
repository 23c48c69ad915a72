//! Texts that typed letters go wrong in first: capitals, apostrophes, emoji, combining marks, other scripts, code, odd
//! spacing.

pub(super) const TEXTS: [&str; 24] = [
    "Thanks for sending the notes from Tuesday, I'll read them on the train; McDonald's isn't open.",
    "WE SHOULD'VE CALLED O'Brien AT 14:30 ON 2024-05-17 ABOUT THE $1,250.00 (NET) OFFER.",
    "iPhone, eBay, McCarthy, LaTeX, JavaScript, NASA's, PhDs and the DVDs' covers",
    "I don't, you can't, they\u{2019}re, we'd've, rock 'n' roll, y'all'd, o'clock, the boys' coats",
    "so happy 😀🎉 see you 👩‍👩‍👧 soon!! 🇫🇷 allez 👍🏽 ok❤️fine",
    "Zoë’s naïve café – “quoted” … résumé, piñata, Çeşme, Łódź, smørrebrød, Straße",
    "e\u{301}tude a\u{308}hnlich n\u{303}o c\u{327}a va o\u{302}te\u{301} Vie\u{302}\u{323}t",
    "Привет, как дела? Завтра встретимся в офисе. Ёлка и подъезд",
    "Καλημέρα, τι κάνεις; Θα σε δω αύριο.",
    "明日の会議は十時からです。よろしくお願いします。",
    "我们明天早上在火车站见面，好吗？",
    "안녕하세요, 내일 아침에 만나요.",
    "مرحبا، كيف حالك اليوم؟ سأراك غدا",
    "שלום, מה שלומך היום? נתראה מחר",
    "नमस्ते, आप कैसे हैं? कल मिलते हैं।",
    "สวัสดีครับ พรุ่งนี้เจอกันที่สถานี",
    "வணக்கம், நாளை சந்திப்போம்",
    "let total = items.iter().map(|x| x.price).sum::<f64>();",
    "mail ann.lee@example.org or see https://example.org/a-b_c?d=e%20f#g",
    "two  spaces   and\ttabs \u{a0}nbsp, then a lone \u{6} control",
    "room 214, flat 3b, 10th floor, 1,024 bytes, ½ of it, x² + y², Ⅳ, v2.0.1-rc3",
    "aaaaaaaaaaaaaaaaaaaa hahahahaha nooooooo zzzzzz!!!!!!???",
    "pneumonoultramicroscopicsilicovolcanoconiosis antidisestablishmentarianism qwrtpsdfg",
    "𝒻𝒶𝓃𝒸𝓎 𝔤𝔬𝔱𝔥𝔦𝔠 ＦＵＬＬ ｗｉｄｔｈ ﬁne oﬀer",
];
