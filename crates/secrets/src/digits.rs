//! Runs of six or more digits, grouped in any of the ways in which cards, accounts and telephones are written.

use std::ops::Range;

/// As many digits are never learned.
const MOST: usize = 6;

/// Most characters between two groups: ` - `, `) `, ` / `.
const GAP: usize = 4;

/// Where runs of six or more digits stand, in bytes, from the first digit to the last.
///
/// Amounts with commas before each three digits (`1,000,000`), times of the day (`10:30`) and decimals of them don't
/// count as grouped.
pub(crate) fn runs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut run: Option<Run> = None;
    let mut gap = String::new();
    for (at, c) in text.char_indices() {
        if is_digit(c) {
            let end = at + c.len_utf8();
            run = match run.take() {
                Some(mut current) if gap.is_empty() || joins(&gap) => {
                    current.push(at..end, &gap);
                    Some(current)
                }
                other => {
                    found.extend(other.and_then(Run::finish));
                    Some(Run::new(at..end))
                }
            };
            gap.clear();
        } else if run.is_some() {
            gap.push(c);
            if gap.chars().count() > GAP {
                found.extend(run.take().and_then(Run::finish));
                gap.clear();
            }
        }
    }
    found.extend(run.and_then(Run::finish));
    found
}

/// Digits of all scripts, and those in circles and above the line.
fn is_digit(c: char) -> bool {
    c.is_numeric() && !matches!(c, '\u{bc}'..='\u{be}' | '\u{2150}'..='\u{218b}' | '\u{4e00}'..='\u{9fff}')
}

/// Whether what stands between two groups of digits joins them to one number.
fn joins(gap: &str) -> bool {
    let is_joint = |c: char| {
        c.is_whitespace()
            || matches!(c, '.' | '-' | '/' | '(' | ')' | '+' | '_' | '*' | '\u{b7}' | '\u{2010}'..='\u{2015}')
    };
    // A comma and a space part two numbers of a list, two line ends two paragraphs.
    matches!(gap, "," | ":") || gap.chars().all(is_joint) && gap.matches('\n').count() < 2
}

/// Groups of digits so far.
struct Run {
    range: Range<usize>,
    /// Digits of each group, and what stands in front of it.
    groups: Vec<(usize, char)>,
}

impl Run {
    fn new(range: Range<usize>) -> Self {
        Self { range, groups: vec![(1, ' ')] }
    }

    fn push(&mut self, range: Range<usize>, gap: &str) {
        self.range.end = range.end;
        match (gap.chars().next(), self.groups.last_mut()) {
            (None, Some((digits, _))) => *digits += 1,
            (joint, _) => self.groups.push((1, joint.unwrap_or(' '))),
        }
    }

    fn finish(self) -> Option<Range<usize>> {
        let digits: usize = self.groups.iter().map(|(digits, _)| digits).sum();
        (digits >= MOST && !self.is_amount() && !self.is_time()).then_some(self.range)
    }

    fn is_amount(&self) -> bool {
        let Some(((first, _), mut rest)) = self.groups.split_first() else { return false };
        if let Some((&(1..=2, '.'), before)) = rest.split_last() {
            rest = before;
        }
        !rest.is_empty() && (1..=3).contains(first) && rest.iter().all(|&group| group == (3, ','))
    }

    fn is_time(&self) -> bool {
        let [_, rest @ ..] = &self.groups[..] else { return false };
        (1..=2).contains(&rest.len()) && self.groups[0].0 <= 2 && rest.iter().all(|&group| group == (2, ':'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        runs(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn six_digits_are_found_however_they_are_grouped() {
        for number in [
            "123456",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111.1111.1111.1111",
            "+49 (0) 30 / 1234567",
            "(555) 123-4567",
            "12 34 56",
            "12/10/2000",
            "4111 - 1111 - 1111",
            "4111\u{a0}1111",
            "1 2 3 4 5 6",
            "4111\n1111",
            "١٢٣٤٥٦",
            "１２３４５６",
            "4111,1111",
            "00:11:22:33:44:55",
            "123\u{2013}456",
            "1234567,89",
        ] {
            let number = number.trim_start_matches(['+', '(']);
            assert_eq!(found(&format!("it is {number}, yes")), [number]);
        }
    }

    #[test]
    fn fewer_digits_amounts_and_times_are_left() {
        for text in [
            "12345",
            "1,000,000",
            "$1,234,567.89",
            "10:30:15",
            "12, 34, 56",
            "room 12 and 3456",
            "123\n\n456",
            "½ 12345",
            "",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
