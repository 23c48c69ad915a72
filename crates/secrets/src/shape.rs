//! Shapes of strings: a small part of what regular expressions can say, in the same signs.
//!
//! `[A-Z0-9_-]` is one of these characters (a hyphen at the end stands for itself), `\d` a digit, `\w` a letter, a
//! digit or an underscore, `\s` white space, `\g` white space or a mark that parts groups (`. - /`); any other
//! character stands for itself, after a backslash too. Behind it `{n}`, `{n,m}`, `{n,}`, `?`, `*` or `+` say how often.
//! A `~` in front of all lets letters be capitals or not.
//!
//! Each part takes as many characters as it can and never gives one back, so that matching takes linear time whatever
//! the text. Shapes are written so that this finds what they mean.

/// A set of ASCII characters: bit n stands for character n.
type Set = u128;

/// "As many as there are".
const ENDLESS: u16 = u16::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    set: Set,
    least: u16,
    most: u16,
}

/// What [`Shape::parse`] refuses, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShapeError {
    pub(crate) shape: String,
    pub(crate) at: usize,
}

/// The shape of a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    parts: Vec<Part>,
}

impl Shape {
    /// Reads a shape.
    pub(crate) fn parse(text: &str) -> Result<Self, ShapeError> {
        let (any_case, pattern) = match text.strip_prefix('~') {
            Some(rest) => (true, rest.as_bytes()),
            None => (false, text.as_bytes()),
        };
        let error = |at: usize| ShapeError { shape: text.to_owned(), at };
        let mut parts = Vec::new();
        let mut at = 0;
        while at < pattern.len() {
            let (set, after) = set(pattern, at).ok_or_else(|| error(at))?;
            let (least, most, after) = times(pattern, after).ok_or_else(|| error(after))?;
            parts.push(Part { set: if any_case { both_cases(set) } else { set }, least, most });
            at = after;
        }
        if parts.is_empty() { Err(error(0)) } else { Ok(Self { parts }) }
    }

    /// The ASCII characters with which a string of this shape may begin.
    pub(crate) fn first(&self) -> impl Iterator<Item = u8> {
        let optional = self.parts.iter().take_while(|part| part.least == 0).count();
        let set = self.parts.iter().take(optional + 1).fold(0, |set, part| set | part.set);
        (0..128).filter(move |&byte| has(set, byte))
    }

    /// Where the string of this shape that begins at `start` ends; `None` if none does.
    pub(crate) fn end(&self, text: &[u8], start: usize) -> Option<usize> {
        let mut at = start;
        for part in &self.parts {
            let most =
                text.len().min(at.saturating_add(if part.most == ENDLESS { usize::MAX } else { part.most.into() }));
            let taken = text.get(at..most)?.iter().take_while(|&&byte| has(part.set, byte)).count();
            if taken < part.least.into() {
                return None;
            }
            at += taken;
        }
        Some(at)
    }
}

fn has(set: Set, byte: u8) -> bool {
    byte.is_ascii() && set >> byte & 1 == 1
}

fn one(byte: u8) -> Option<Set> {
    byte.is_ascii().then(|| 1 << byte)
}

fn range(from: u8, to: u8) -> Option<Set> {
    (from <= to && to.is_ascii()).then(|| (from..=to).fold(0, |set, byte| set | 1 << byte))
}

fn named(letter: u8) -> Option<Set> {
    match letter {
        b'd' => range(b'0', b'9'),
        b'w' => Some(range(b'0', b'9')? | range(b'A', b'Z')? | range(b'a', b'z')? | one(b'_')?),
        b's' => Some(one(b' ')? | one(b'\t')? | one(b'\n')? | one(b'\r')?),
        b'g' => Some(named(b's')? | one(b'.')? | one(b'-')? | one(b'/')?),
        other => one(other),
    }
}

/// The set at `at`, and where it ends.
fn set(pattern: &[u8], at: usize) -> Option<(Set, usize)> {
    match *pattern.get(at)? {
        b'\\' => Some((named(*pattern.get(at + 1)?)?, at + 2)),
        b'[' => {
            let (mut set, mut at) = (0, at + 1);
            loop {
                match *pattern.get(at)? {
                    b']' => return Some((set, at + 1)),
                    b'\\' => (set, at) = (set | named(*pattern.get(at + 1)?)?, at + 2),
                    from => match pattern.get(at + 1..at + 3) {
                        Some(&[b'-', to]) if to != b']' => (set, at) = (set | range(from, to)?, at + 3),
                        _ => (set, at) = (set | one(from)?, at + 1),
                    },
                }
            }
        }
        b'{' | b'}' | b']' | b'?' | b'*' | b'+' => None,
        byte => Some((one(byte)?, at + 1)),
    }
}

/// How often, and where that ends.
fn times(pattern: &[u8], at: usize) -> Option<(u16, u16, usize)> {
    match pattern.get(at) {
        Some(b'?') => Some((0, 1, at + 1)),
        Some(b'*') => Some((0, ENDLESS, at + 1)),
        Some(b'+') => Some((1, ENDLESS, at + 1)),
        Some(b'{') => {
            let length = pattern[at..].iter().position(|&byte| byte == b'}')?;
            let inside = std::str::from_utf8(&pattern[at + 1..at + length]).ok()?;
            let (least, most) = match inside.split_once(',') {
                None => (inside.parse().ok()?, inside.parse().ok()?),
                Some((least, "")) => (least.parse().ok()?, ENDLESS),
                Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
            };
            (least <= most).then_some((least, most, at + length + 1))
        }
        _ => Some((1, 1, at)),
    }
}

fn both_cases(set: Set) -> Set {
    (b'a'..=b'z').fold(set, |set, lower| {
        let pair = 1 << lower | 1 << lower.to_ascii_uppercase();
        if set & pair == 0 { set } else { set | pair }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(shape: &str, text: &str) -> Option<usize> {
        Shape::parse(shape).unwrap().end(text.as_bytes(), 0)
    }

    #[test]
    fn shapes_say_what_and_how_often() {
        for (shape, text, expected) in [
            ("AKIA[0-9A-Z]{4}", "AKIAXY12", Some(8)),
            ("AKIA[0-9A-Z]{4}", "AKIAXY1", None),
            ("~a[0-9a-f]{2,3}", "AFFFF", Some(4)),
            ("\\d{3}-?\\d{2}", "123-45", Some(6)),
            ("\\d{3}-?\\d{2}", "12345", Some(5)),
            ("x_[\\w.-]{3,}=*", "x_a.b-c==", Some(9)),
            ("\\$2[aby]\\$\\d+", "$2b$12", Some(6)),
            ("[A-Z]{2}\\s?[a-]", "AB -", Some(4)),
            ("\\d{2}", "١٢", None),
        ] {
            assert_eq!(end(shape, text), expected, "{shape} {text}");
        }
    }

    #[test]
    fn what_is_no_shape_is_refused_with_its_place() {
        for (shape, at) in
            [("", 0), ("a{2", 1), ("a{3,2}", 1), ("[ab", 0), ("a\\", 1), ("ab]", 2), ("é", 0), ("[z-a]", 0)]
        {
            let error = ShapeError { shape: shape.to_owned(), at };
            assert_eq!(Shape::parse(shape), Err(error), "{shape}");
        }
    }
}
