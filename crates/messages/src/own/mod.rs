//! A person's own words out of a text that also has others'.
//!
//! Rules look at the lines of a text one after the other and mark those that aren't the person's. What stays is put
//! together as paragraphs.

mod code;
mod endings;
mod field;
mod fields;
mod footers;
mod links;
mod marks;
mod phrases;
mod quotes;
mod signature;
mod wrap;

pub use endings::Endings;
pub(crate) use endings::{EndingCounts, hash};

use crate::message::Genre;
use crate::reason::Reason;
use marks::Marks;

/// What is left of a text, and what was left out.
#[derive(Debug, Default)]
pub(crate) struct Own {
    pub(crate) text: String,
    pub(crate) left: Vec<(Reason, String)>,
}

/// The person's own words. `endings` are blocks that were found under several messages of `sender`.
pub(crate) fn words(text: &str, genre: Genre, sender: &str, endings: &Endings) -> Own {
    let text = tidy(text);
    let mut marks = marked(&text, genre);
    if genre == Genre::Mail {
        endings.mark(&mut marks, sender);
    }
    let mut left = marks.left();
    let kept: Vec<&str> = marks.kept().collect();
    let text = wrap::paragraphs(&kept);
    // Taking line ends away can put a mark of quotation at the beginning of a line.
    let quoted = |line: &str| line.trim_start().starts_with('>');
    if text.lines().any(quoted) {
        let own: Vec<&str> = text.lines().filter(|line| !quoted(line)).collect();
        left.push((Reason::Quote, String::new()));
        return Own { text: wrap::paragraphs(&own), left };
    }
    Own { text, left }
}

/// The lines that an ending may consist of: what the rules leave, without blank ones.
pub(crate) fn ending_lines(text: &str) -> Vec<String> {
    let text = tidy(text);
    let marks = marked(&text, Genre::Mail);
    marks.kept().filter(|line| !line.trim().is_empty()).map(endings::normal).collect()
}

fn marked(text: &str, genre: Genre) -> Marks<'_> {
    let mut marks = Marks::new(text);
    code::mark(&mut marks);
    if genre == Genre::Mail {
        quotes::mark(&mut marks);
        signature::mark(&mut marks);
        footers::mark(&mut marks);
    } else {
        quotes::mark_lines(&mut marks);
    }
    links::mark(&mut marks);
    marks
}

/// One kind of line end and of space, and nothing that can't be seen.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            '\u{a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' | '\u{3000}' => out.push(' '),
            // Soft hyphens, marks of direction and order, what stands for a picture, broken bytes.
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => {}
            '\u{feff}' | '\u{fffc}' | '\u{fffd}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
