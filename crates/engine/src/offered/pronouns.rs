//! Who is a man and who is a woman isn't for a model to assume.
//!
//! A model has learnt that nurses are women and investors are men, and would put "her" and "him" where the writer named
//! neither. So a draft may use "he" or "she" only after a text that settles it: by a pronoun, by a word such as "Mr" or
//! "sister", or by the name of somebody.

use foreword_text::words;

/// Bytes before the caret in which something may settle it.
const NEAR: usize = 1000;

const PRONOUNS: &[&str] = &["he", "her", "hers", "herself", "him", "himself", "his", "she"];

/// Words that say of somebody whether it is a man or a woman.
const SETTLING: &[&str] = &[
    "aunt",
    "boy",
    "boyfriend",
    "bride",
    "brother",
    "businessman",
    "businesswoman",
    "chairman",
    "chairwoman",
    "congressman",
    "congresswoman",
    "dad",
    "daddy",
    "daughter",
    "father",
    "female",
    "fiancé",
    "fiancée",
    "fiance",
    "fiancee",
    "gentleman",
    "girl",
    "girlfriend",
    "goddess",
    "granddad",
    "granddaughter",
    "grandfather",
    "grandma",
    "grandmother",
    "grandpa",
    "grandson",
    "groom",
    "guy",
    "hostess",
    "housewife",
    "husband",
    "king",
    "lad",
    "lady",
    "lord",
    "ma'am",
    "madam",
    "male",
    "man",
    "miss",
    "mom",
    "mother",
    "mr",
    "mrs",
    "ms",
    "mum",
    "mummy",
    "nephew",
    "niece",
    "policeman",
    "policewoman",
    "prince",
    "princess",
    "queen",
    "salesman",
    "saleswoman",
    "sir",
    "sister",
    "son",
    "spokesman",
    "spokeswoman",
    "stepfather",
    "stepmother",
    "uncle",
    "waitress",
    "widow",
    "widower",
    "wife",
    "woman",
];

/// Words in capitals within a sentence that aren't names of people.
const NOT_NAMES: &[&str] = &[
    "i",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "english",
    "german",
    "french",
    "spanish",
    "italian",
    "american",
    "british",
    "european",
    "chinese",
    "christmas",
    "easter",
    "internet",
    "ok",
];

/// How much of a draft stands before the first pronoun that takes somebody's sex for granted.
pub(super) fn before_assumed(before: &str, draft: &str) -> usize {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(NEAR))..];
    let whole = format!("{near}{draft}");
    let is_of = |list: &[&str], word: &str| list.contains(&stem(word).as_str());
    let mut settled = false;
    for word in words(&whole) {
        if word.range.end > near.len() && is_of(PRONOUNS, word.text) && !settled {
            return draft[..word.range.start.saturating_sub(near.len())].trim_end().len();
        }
        settled |= is_of(PRONOUNS, word.text) || is_of(SETTLING, word.text) || is_name(&whole, &word);
    }
    draft.len()
}

/// A word in lower case, without what an apostrophe adds and the `s` of a plural or possessive.
fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    let word = word.strip_suffix("'s").unwrap_or(word.split('\'').next().filter(|w| w.len() > 1).unwrap_or(&word));
    match word.strip_suffix('s') {
        Some(singular) if SETTLING.contains(&singular) => singular.to_owned(),
        _ => word.to_owned(),
    }
}

/// Whether a word may be somebody's name: it begins with a capital where a sentence doesn't begin, or is addressed.
fn is_name(text: &str, word: &foreword_text::Word<'_>) -> bool {
    let mut chars = word.text.chars();
    let capital = chars.next().is_some_and(char::is_uppercase);
    let is_plain = chars.clone().next().is_some() && !chars.any(char::is_uppercase);
    if !capital || !is_plain || NOT_NAMES.contains(&stem(word.text).as_str()) {
        return false;
    }
    let between = text[..word.range.start].trim_end();
    // A capital at the beginning of a sentence is a name only if a comma follows, as in "Anna, …".
    let begins = between.is_empty()
        || between.ends_with(['.', '!', '?', '\n', '"', '(', ':', '-', '\u{2022}'])
        || text[between.len()..word.range.start].contains('\n');
    !begins || text[word.range.end..].starts_with(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept<'d>(before: &str, draft: &'d str) -> &'d str {
        &draft[..before_assumed(before, draft)]
    }

    #[test]
    fn no_sex_is_assumed_from_a_trade() {
        for trade in ["an investor", "the nurse", "an engineer", "my secretary", "a surgeon", "the cleaner", "my boss"]
        {
            let before = format!("I am meeting {trade} next week. Do you want to meet");
            assert_eq!(kept(&before, " him?"), "");
            assert_eq!(kept(&before, " and see her work"), " and see");
            assert_eq!(kept(&before, " them?"), " them?");
        }
        assert_eq!(kept("My nurse said that s", "he would"), "", "a word that the caret stands in");
        assert_eq!(kept("The CEO said on Monday that", " he's"), "");
    }

    #[test]
    fn texts_that_settle_it_are_gone_on_with() {
        for before in [
            "Mark, I talked to Lisa about the contract and",
            "My sister is a surgeon and",
            "Dear Mr Jones, the doctor said that",
            "He finished, and then",
            "Anna, the nurse said that",
            "She's late, so",
        ] {
            assert_eq!(kept(before, " she will"), " she will", "{before}");
        }
        assert_eq!(kept("It is", " my mother and she said"), " my mother and she said", "the draft itself says it");
        assert_eq!(kept("Put it there and", " here"), " here");
    }
}
