//! Whether a person writes another language than the model's, which is English.
//!
//! Drafts in a language that the model hardly knows are worse than none. A sentence of a few words is too short for
//! statistics over letters, but hardly a sentence gets by without one of the commonest words of its language. So those
//! are counted, English ones against all others; of other scripts the letters suffice.

use foreword_text::words;

/// Bytes before the caret that are looked at.
const NEAR: usize = 300;

/// A sentence with fewer words is judged together with the one before it.
const FEW: usize = 3;

/// The commonest words of English.
const ENGLISH: &str = "the of and to a in is it you that he was for on are with as i his they be at this have from or had \
    by not but what all were we when your can said there an which she do how their if will up about out many then them \
    these so some her would make like him into has look more my no me our us am i'm it's don't just know get go see been \
    who its now did could than first may way thanks thank please hi hello dear yes ok let very also";

/// The commonest words of German, French, Spanish, Italian, Portuguese, Dutch, the Scandinavian languages, Polish and
/// Turkish, but for those that are English words, too.
const OTHERS: &str = "und der das ist nicht ich sie mit dem ein eine einen einem einer für von zu auf wir dir mir auch sich \
    werden wird haben habe bei oder aber wenn vielen ihre ihnen bitte sehr geehrte geehrter grüße können noch schon nur \
    wie sind du dich mich uns euch danke ihr liebe lieber kann könnten heute morgen \
    je vous nous les des une dans que qui avec merci beaucoup votre vos mes bonjour cette mais où très être suis sont \
    avez avons aux et il elle ils elles c'est j'ai n'est ça bien cordialement \
    el los las una por para muchas gracias su sus está estoy del como pero más muy cómo estás usted nosotros \
    yo quiero tengo buenos días saludos qué eres \
    che di grazie sono della delle degli è buongiorno vorrei anche più molto questo questa nel alla \
    uma não obrigado obrigada muito seu sua você eu mais olá tudo bem \
    het een ik niet voor zijn bedankt graag jullie naar ook maar wij \
    och jag att inte tack är på ikke jeg ikkje mange \
    nie że się jest dziękuję proszę jak bir için teşekkür çok";

/// Whether the sentence before the caret is in another language than English.
pub(crate) fn is_foreign(before: &str) -> bool {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(NEAR))..];
    let sentence = last_sentence(near);
    let (english, other) = counts(sentence);
    other > english || is_mostly_of_another_script(sentence)
}

/// The text from where the last sentence begins, or the one before it if that has a few words only.
fn last_sentence(text: &str) -> &str {
    let ends = text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '\n' | '。' | '؟' | '।'));
    let starts: Vec<usize> = ends.map(|(at, c)| at + c.len_utf8()).collect();
    let is_long = |&start: &usize| words(&text[start..]).nth(FEW - 1).is_some();
    &text[starts.into_iter().rev().find(is_long).unwrap_or(0)..]
}

/// How many of the words are common in English, and how many in other languages.
fn counts(text: &str) -> (usize, usize) {
    let is_in = |list: &str, word: &str| list.split_ascii_whitespace().any(|known| known == word);
    let shouted = !text.contains(char::is_lowercase);
    words(text).fold((0, 0), |(english, other), word| {
        let lower = word.text.to_lowercase();
        // "EST" and "ET" aren't French where only they are in capitals.
        let is_initials = !shouted && word.text.len() > 1 && !word.text.contains(char::is_lowercase);
        match (is_in(ENGLISH, &lower), is_in(OTHERS, &lower)) {
            (true, _) => (english + 1, other),
            (_, true) if !is_initials => (english, other + 1),
            _ => (english, other),
        }
    })
}

/// Whether most letters aren't Latin.
fn is_mostly_of_another_script(text: &str) -> bool {
    let (mut latin, mut other) = (0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        *(if c <= '\u{24f}' || ('\u{1e00}'..='\u{1eff}').contains(&c) { &mut latin } else { &mut other }) += 1;
    }
    other > latin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_told_by_their_commonest_words() {
        for foreign in [
            "Vielen Dank für Ihre",
            "Muchas gracias por su",
            "Merci beaucoup pour votre",
            "Je vous écris pour",
            "Grazie mille, sono molto",
            "Obrigado pela sua",
            "Ik wil graag",
            "Jag vill tacka er för att",
            "Спасибо за",
            "我们明天早上在火车站见面，",
            "안녕하세요, 내일 ",
            "Let me know. Ich freue mich auf die",
            "Hola, ¿cómo estás? Yo quiero",
        ] {
            assert!(is_foreign(foreign), "{foreign}");
        }
    }

    #[test]
    fn english_with_foreign_words_is_english() {
        for english in [
            "",
            "hi",
            "Hola, ¿cómo estás? I wanted to tell you that",
            "My German teacher said \"Guten Tag\" and then",
            "We ordered a crème brûlée and",
            "The meeting is at 3 EST",
            "Maria de la Cruz said that",
            "Vielen Dank! I will send the",
            "Best regards,\nJohn",
            "so happy 😀🎉 see you ",
            "Lunch at El Torito",
        ] {
            assert!(!is_foreign(english), "{english}");
        }
    }
}
