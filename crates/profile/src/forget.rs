//! Taking words out of a text.

use foreword_text::words;

/// The parts of `text` around `phrase`, wherever its words stand in a row, in capitals or not.
pub(crate) fn without(text: &str, phrase: &str) -> Vec<String> {
    let phrase: Vec<String> = words(phrase).map(|word| word.text.to_lowercase()).collect();
    let found: Vec<_> = words(text).collect();
    let lower: Vec<String> = found.iter().map(|word| word.text.to_lowercase()).collect();
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while !phrase.is_empty() && at + phrase.len() <= lower.len() {
        if lower[at..at + phrase.len()] == phrase {
            parts.push(&text[start..found[at].range.start]);
            at += phrase.len();
            start = found[at - 1].range.end;
        } else {
            at += 1;
        }
    }
    parts.push(&text[start..]);
    let part = |(number, part): (usize, &&str)| if number == 0 { part.trim_end() } else { *part }.to_owned();
    let parts = parts.iter().enumerate().map(part).map(|part| part.trim_end().to_owned());
    parts.filter(|part| part.chars().any(char::is_alphanumeric)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_in_any_case() {
        assert_eq!(without("Ask Ann Lee, or ann lee's boss", "ann lee"), ["Ask", ", or ann lee's boss"]);
        assert_eq!(without("Annual plan", "ann"), ["Annual plan"]);
        assert_eq!(without("Ann", "ann"), Vec::<String>::new());
        assert_eq!(without("keep", ""), ["keep"]);
    }
}
