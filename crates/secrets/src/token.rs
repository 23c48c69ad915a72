//! Whether one chunk looks like a secret by itself: by the classes of its characters, their order, and how unlike words
//! its letters are.

use crate::digits;
use crate::letters::Oddness;
use crate::segments::segments;
use crate::signs::Signs;

/// Why a chunk is refused: the name of a rule.
pub(crate) type Name = &'static str;

/// Most letters of a unit, ordinal or counter beside a number: `10am`, `21st`, `100km`, `Q4`, `mp3`.
const SHORT: usize = 3;

/// Judges the core of a chunk.
pub(crate) fn judge(core: &str) -> Option<Name> {
    if !digits::runs(core).is_empty() {
        return Some("digits");
    }
    if !core.is_ascii() && !core.chars().any(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    if let Some((scheme, rest)) = core.split_once("://") {
        return link(scheme, rest);
    }
    if is_mail_address(core) {
        return segments(core).find_map(mail_part);
    }
    parts(core)
}

/// Judges a link by its parts. A user name and password in it are found by themselves.
fn link(scheme: &str, rest: &str) -> Option<Name> {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') && scheme.len() < 20 {
        return Some("url-login");
    }
    parts(rest.trim_start_matches("www.")).map(|_| "url-token")
}

/// `name@example.com`. Such an address is learned, since people write their own and their friends' ones again and
/// again; it is personal, but opens nothing. Its name may end with up to five digits.
fn is_mail_address(core: &str) -> bool {
    let plain = |text: &str, more: &[char]| {
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-') || more.contains(&c))
    };
    core.split_once('@').is_some_and(|(name, domain)| {
        plain(name, &['_', '+', '\'']) && plain(domain, &[]) && domain.contains('.') && core.len() < 80
    })
}

fn mail_part(segment: &str) -> Option<Name> {
    let letters = segment.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.contains(|c: char| c.is_ascii_digit()) { mixed(segment) } else { random(letters) }
}

/// Judges anything else by its segments, and by what stands between them.
fn parts(core: &str) -> Option<Name> {
    if let Some(name) = segments(core).find_map(|segment| mixed(segment).or_else(|| random(segment))) {
        return Some(name);
    }
    let signs = Signs::of(core);
    if signs.is_mixed() {
        return Some("mixed");
    }
    // Keys are grouped by hyphens so that each group is too short to tell.
    let (mut all, mut least, mut words, mut changes, mut before) = (Oddness::default(), usize::MAX, 0, 0, None);
    let mut most = 0;
    for segment in segments(core) {
        let is_number = segment.starts_with(|c: char| c.is_numeric());
        if is_number || is_small(segment) {
            changes += usize::from(before.is_some_and(|before| before != is_number));
        } else {
            changes = 0;
        }
        before = Some(is_number);
        if !is_number {
            all = all.and(Oddness::of(segment));
            least = least.min(segment.len());
            most = most.max(segment.len());
            words += 1;
        }
    }
    let is_grouped = changes >= 3 && signs.weak + signs.strong >= 3;
    let is_even = least == most && least >= 4;
    let is_odd = words >= 3 && least >= 3 && all.hundredths() > if is_even { 900 } else { 1150 };
    (is_grouped || is_odd).then_some("grouped")
}

fn is_small(segment: &str) -> bool {
    segment.chars().count() <= SHORT + 1 && segment.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether a run of letters and digits has both in an order that people don't write.
pub(crate) fn mixed(segment: &str) -> Option<Name> {
    let is_digit = |c: char| c.is_numeric();
    let (mut changes, mut digits, mut letters) = (0, 0, 0);
    let mut before = None;
    for now in segment.chars().map(is_digit) {
        changes += usize::from(before.is_some_and(|before| before != now));
        *(if now { &mut digits } else { &mut letters }) += 1;
        before = Some(now);
    }
    let starts_with_digit = segment.starts_with(is_digit);
    let is_usual = match changes {
        0 => true,
        1 if starts_with_digit => digits <= 4 && (letters <= SHORT || is_ending(segment)),
        1 => letters <= SHORT + 1 && digits <= 2,
        2 => digits + letters <= 3,
        _ => false,
    };
    (!is_usual).then_some("mixed")
}

/// `19th`, `90mins`, `250million`: a number and an ordinary word of letters.
fn is_ending(segment: &str) -> bool {
    let word = segment.trim_start_matches(|c: char| c.is_numeric());
    let is_plain = word.chars().all(|c| c.is_lowercase());
    is_plain && word.chars().count() <= 8 && Oddness::of(word).hundredths() < 900
}

/// Whether a run of letters has capitals where nobody writes them, or an order of letters that no word has.
fn random(segment: &str) -> Option<Name> {
    let mut humps: Vec<Oddness> = Vec::new();
    let (mut start, mut was_lower) = (0, false);
    for (at, c) in segment.char_indices() {
        if c.is_uppercase() && was_lower {
            humps.push(Oddness::of(&segment[start..at]));
            start = at;
        }
        was_lower = c.is_lowercase();
    }
    humps.push(Oddness::of(&segment[start..]));
    let letters = segment.chars().count();
    let all = humps.iter().fold(Oddness::default(), |all, &hump| all.and(hump));
    // "iPhone" and "McDonald" have one hump more than others, names like "NewPowerCo" have humps of three letters.
    let is_ragged = humps.len() >= 3 && 2 * letters < 5 * humps.len() && letters >= 6;
    // "McKENZIE", "MWh": where a hump is capitals and then others, only the order of letters is looked at.
    let is_odd = all.is_random() && Oddness::of(segment).is_random();
    let is_patched = humps.len() >= 4 && all.hundredths() > 950;
    (is_ragged || is_odd || is_patched || has_shuffled_case(segment)).then_some("random")
}

/// `XKjdLPwq`: capitals and others in pieces, with capitals inside that begin no hump.
fn has_shuffled_case(segment: &str) -> bool {
    let lower: Vec<bool> = segment.chars().filter(|c| c.is_alphabetic()).map(char::is_lowercase).collect();
    let changes = lower.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let doubles = lower.windows(3).filter(|three| !three[0] && !three[1] && three[2]).count();
    lower.len() >= 8 && changes >= 4 && doubles >= 1 && lower.len() < 4 * changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_not_refused() {
        for text in [
            "",
            "hello",
            "It's",
            "well-known",
            "and/or",
            "AT&T",
            "R&D",
            "10am",
            "21st",
            "Q4",
            "mp3",
            "401k",
            "B2B",
            "$50k",
            "50%",
            "10:30",
            "9:30am-5pm",
            "v2.1",
            "C++",
            "C#",
            "#MeToo",
            "@john_smith",
            "report_final_v2.docx",
            "iPhone",
            "McDonald's",
            "PhD",
            "YouTube",
            "JavaScript",
            "NewPower",
            "GmbH",
            "MWh",
            "UNESCO",
            "NYMEX/ICE",
            "STRAIGHTFORWARD",
            "ann.meyer73@gmail.com",
            "o'neil@example.co.uk",
            "https://www.example.com/about-us/team.html",
            "www.rust-lang.org",
            "Kwaśniewska",
            "Straßenbahnhaltestelle",
            "rock'n'roll",
            "1990s",
            "24/7",
            "1,000,000",
            "e.g.",
            "...",
            ":-)",
            "state-of-the-art",
            "http://example.com/q?lang=en",
            "hmmmmmm",
            "Donaudampfschifffahrtsgesellschaft",
            "90mins",
            "2-for-1",
            "he/she",
            "$1,234,567.89",
        ] {
            assert_eq!(judge(text), None, "{text}");
        }
    }

    #[test]
    fn what_looks_drawn_at_random_is() {
        for (text, name) in [
            ("hunter2Blue!9x", "mixed"),
            ("Tr0ub4dor&3", "mixed"),
            ("p@ssword", "mixed"),
            ("Summer24", "mixed"),
            ("abc123", "mixed"),
            ("K7P2", "mixed"),
            ("vK)Xq#}wZ~", "mixed"),
            ("xqvkzjwp", "random"),
            ("aXbRcTdYwQ", "random"),
            ("XKJQZ-PWVBN-QQZXK-LLMVB", "grouped"),
            ("123456", "digits"),
            ("4111-1111", "digits"),
            ("https://bob:sun@example.com/", "url-login"),
            ("https://example.com/d/1A2b3C4d/edit", "url-token"),
        ] {
            assert_eq!(judge(text), Some(name), "{text}");
        }
    }
}
