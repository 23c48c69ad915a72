//! Words that no phrase ends with.

/// Articles, prepositions and conjunctions, and determiners, which need a noun as much as an article does. Words that end
/// a sentence as often as not ("that", "so", "too", "however") aren't among them.
const OPEN: &[&str] = &[
    "a", "about", "above", "across", "after", "against", "along", "although", "among", "an", "and", "around", "as",
    "at", "because", "before", "behind", "below", "beneath", "beside", "besides", "between", "beyond", "but", "by",
    "despite", "down", "during", "every", "except", "for", "from", "her", "his", "if", "in", "inside", "into", "its",
    "like", "my", "near", "nor", "of", "off", "on", "onto", "or", "our", "out", "outside", "over", "per", "since",
    "than", "the", "their", "through", "till", "to", "toward", "towards", "under", "unless", "until", "up", "upon",
    "via", "when", "where", "whether", "while", "with", "within", "without", "your",
];

/// Whether a phrase that ends with this word wants more: an article, a preposition, a conjunction, a determiner. A word
/// with a punctuation mark behind it ends there all the same.
pub fn is_open_word(word: &str) -> bool {
    let word = word.trim();
    word.len() <= 8 && OPEN.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// A draft that was cut somewhere, without the words at its end that leave its phrase open, as long as others stand
/// before them.
pub(crate) fn closed(draft: &str) -> &str {
    let mut ends = vec![];
    let mut at = 0;
    for piece in foreword_text::pieces(draft) {
        at += piece.len();
        ends.push((at, is_open_word(piece)));
    }
    ends.iter().rev().find(|(_, open)| !open).map_or(draft, |&(end, _)| &draft[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_draft_ends_with_its_last_whole_phrase() {
        assert_eq!(closed(" talk to the"), " talk");
        assert_eq!(closed(" to the"), " to the", "there is nothing else");
        assert_eq!(closed(" you there."), " you there.");
        assert_eq!(closed(""), "");
    }

    #[test]
    fn function_words_leave_a_phrase_open() {
        assert!(OPEN.is_sorted());
        assert!([" the", "And", " to ", "your"].into_iter().all(is_open_word));
        assert!(!["", " meeting", " to.", " that", " I", " with,"].into_iter().any(is_open_word));
    }
}
