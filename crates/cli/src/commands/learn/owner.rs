//! Whose words are kept.

use std::io::{BufRead, IsTerminal, Write, stdin};

use anyhow::{Context, Result, bail};
use foreword_messages::{Limits, Owner, Person, Survey, Writer};

use super::files::Inputs;

/// People that are listed at most.
const LISTED: usize = 20;

/// The owner, in words, and what stands under their mails.
pub(super) struct Whose {
    pub(super) owner: Owner,
    pub(super) said: String,
    pub(super) endings: foreword_messages::Endings,
}

/// Who somebody said to be.
pub(super) enum Said {
    /// By these names or addresses.
    KnownAs(Vec<String>),
    /// Whoever wrote.
    Everyone,
    /// Told in an earlier call.
    Before(Owner),
    /// Not said.
    Unknown,
}

/// Reads the files once to learn who wrote, and asks who the owner is if they don't tell and nobody said it.
///
/// # Errors
/// A file can't be read, or there is nobody to ask.
pub(super) fn owner(inputs: &Inputs, limits: Limits, said: Said, out: &mut dyn Write) -> Result<Whose> {
    let mut survey = Survey::new(limits);
    for input in &inputs.files {
        survey.begin(&input.name(), input.kind)?;
        input.read(|part| Ok(survey.push(part)?))?;
        survey.end()?;
    }
    let endings = survey.endings();
    let (owner, said) = match said {
        Said::KnownAs(names) => (Owner::known_as(&names), names.join(", ")),
        Said::Everyone => (Owner::everyone(), "everyone who wrote".to_owned()),
        Said::Before(owner) => (owner, "as before".to_owned()),
        Said::Unknown => guess(&survey, out)?,
    };
    Ok(Whose { owner, said, endings })
}

fn guess(survey: &Survey, out: &mut dyn Write) -> Result<(Owner, String)> {
    let writers = survey.writers();
    if writers.is_empty() {
        return Ok((Owner::everyone(), "the files name nobody".to_owned()));
    }
    let Some(owner) = survey.guess() else { return ask(&writers, out) };
    let known: Vec<String> =
        writers.iter().map(|writer| &writer.person).filter(|person| owner.is(person)).map(shown).collect();
    Ok((owner, format!("{}, it seems; `--owner` says otherwise", known.join(", "))))
}

fn ask(writers: &[Writer], out: &mut dyn Write) -> Result<(Owner, String)> {
    let listed = writers.iter().take(LISTED);
    if !stdin().is_terminal() {
        let names: Vec<String> = listed.take(5).map(|writer| shown(&writer.person)).collect();
        bail!("whose words are to be kept? The files don't tell; name one with --owner: {}, …", names.join(", "));
    }
    for (number, writer) in (1..).zip(listed) {
        writeln!(out, "{number:>4}  {} ({} messages)", shown(&writer.person), writer.wrote)?;
    }
    writeln!(out, "Whose words are to be kept? Type numbers with commas between, or a name or an address:")?;
    out.flush()?;
    let answer = line()?;
    let owner = chosen(&answer, writers)?;
    Ok((owner, answer))
}

/// What somebody types.
///
/// # Errors
/// Standard input can't be read.
pub(super) fn line() -> Result<String> {
    let mut line = String::new();
    stdin().lock().read_line(&mut line).context("cannot read the answer")?;
    Ok(line.trim().to_owned())
}

fn chosen(answer: &str, writers: &[Writer]) -> Result<Owner> {
    let mut known: Vec<String> = Vec::new();
    for one in answer.split(',').map(str::trim).filter(|one| !one.is_empty()) {
        match one.parse::<usize>().ok().map(|number| number.checked_sub(1).and_then(|at| writers.get(at))) {
            Some(Some(Writer { person, .. })) => known.extend([person.address.clone(), person.name.clone()]),
            Some(None) => bail!("there is no number {one}; 1 to {} are listed", writers.len().min(LISTED)),
            None => known.push(one.to_owned()),
        }
    }
    if known.is_empty() {
        bail!("nobody was named, so nothing is kept");
    }
    Ok(Owner::known_as(known))
}

fn shown(person: &Person) -> String {
    match (person.name.as_str(), person.address.as_str()) {
        (name, "") => name.to_owned(),
        ("", address) => address.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_numbers_or_names() {
        let writer = |name: &str, address: &str| {
            let mut writer = Writer::default();
            writer.person = Person { name: name.into(), address: address.into() };
            writer
        };
        let writers = [writer("Jo", "jo@a.example"), writer("Ann", "")];
        let is = |answer: &str, name: &str, address: &str| {
            chosen(answer, &writers).unwrap().is(&Person { name: name.into(), address: address.into() })
        };
        assert!(is("1", "", "JO@a.example") && is("2, 1", "Ann", "") && is("kim@b.example", "", "kim@b.example"));
        assert!(!is("1", "Ann", ""));
        assert!(chosen("3", &writers).unwrap_err().to_string().contains("no number 3; 1 to 2"));
        assert!(chosen(" , ", &writers).is_err());
    }
}
