//! Header fields that were copied into a text, as Outlook does above the mail it answers.

use super::field::Field;
use super::marks::Marks;
use super::phrases::FIELDS;

/// Lines in which the fields of one block stand.
const LINES: usize = 12;
/// Lines within a block that are no field: long lists of recipients go on in further lines.
const STRANGE: usize = 3;

/// Whether a block of fields begins at a line: three or more, among them who wrote, or to whom and about what.
pub(super) fn is_block(marks: &Marks<'_>, at: usize) -> bool {
    let Some(first) = field(marks.line(at)).filter(|field| !matches!(field, Field::Other | Field::Cc)) else {
        return false;
    };
    let mut found = vec![first];
    let mut strange = 0;
    for i in at + 1..(at + LINES).min(marks.len()) {
        match field(marks.line(i)) {
            Some(field) if found.contains(&field) => {}
            Some(field) => found.push(field),
            None => strange += 1,
        }
        let has = |field| found.contains(&field);
        let has_topic = has(Field::Subject) || has(Field::Date);
        if found.len() >= 3 && has_topic && (has(Field::From) || has(Field::To)) {
            return true;
        }
        if strange > STRANGE {
            return false;
        }
    }
    false
}

/// Which field a line has.
fn field(line: &str) -> Option<Field> {
    let (name, _) = line.split_once([':', '：'])?;
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '|' | '>'));
    if name.is_empty() || name.chars().count() > 24 {
        return None;
    }
    let name = name.to_lowercase();
    FIELDS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field)
}
