//! From what the shell gives to arguments.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Command, Parser};

/// Parses the arguments of this process.
pub(crate) fn parse<T: Parser>() -> Result<T, clap::Error> {
    let given: Vec<OsString> = std::env::args_os().collect();
    let mut command = T::command();
    if let Some(error) = forgotten_value(&mut command, &given) {
        return Err(error);
    }
    T::try_parse_from(given)
}

/// An option whose value is a text takes one that begins with a hyphen (`- milk`, `-1`). But after two hyphens there
/// stands an option, and the text in front of it was forgotten: `--text --json`. A text that really begins so can be
/// given as `--text=--json`.
fn forgotten_value(command: &mut Command, given: &[OsString]) -> Option<clap::Error> {
    let texts = options_with_texts(command, given);
    let given: Vec<_> = given.iter().map(|argument| argument.to_string_lossy()).collect();
    // What stands after the end of the options is no option.
    let end = given.windows(2).position(|pair| pair[0] == "--").unwrap_or(given.len());
    let mut pairs = given[..given.len().min(end + 1)].windows(2);
    let pair = pairs.find(|pair| texts.contains(&pair[0].to_string()) && pair[1].starts_with("--"))?;
    let (option, found) = (&pair[0], &pair[1]);
    let message = format!(
        "{option} needs a text, and {found:?} looks like an option\n\n  tip: for a text that begins with two hyphens, write \
         '{option}={found}'"
    );
    Some(command.error(ErrorKind::InvalidValue, message))
}

/// The options of this command, and of that below it which is called, whose values may begin with a hyphen.
fn options_with_texts(command: &Command, given: &[OsString]) -> Vec<String> {
    let own = command.get_arguments().filter(|argument| argument.is_allow_hyphen_values_set());
    let names = own.filter_map(|argument| Some(format!("--{}", argument.get_long()?)));
    let called = given.iter().enumerate().skip(1).find_map(|(at, name)| Some((command.find_subcommand(name)?, at)));
    let below = called.map(|(command, at)| options_with_texts(command, given.get(at..).unwrap_or_default()));
    names.chain(below.unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[derive(Parser, Debug)]
    struct Line {
        #[arg(long, allow_hyphen_values = true)]
        text: Option<String>,
        #[arg(long)]
        json: bool,
        rest: Vec<String>,
    }

    #[derive(Parser)]
    enum Lines {
        One(Line),
        Two {
            #[arg(long)]
            text: bool,
            #[arg(long)]
            json: bool,
        },
    }

    #[test]
    fn what_is_a_text_in_one_command_may_be_a_switch_in_another() {
        let forgotten = |given: &[&str]| {
            let given: Vec<OsString> = ["foreword"].iter().chain(given).map(OsString::from).collect();
            forgotten_value(&mut Lines::command(), &given).is_some()
        };
        assert!(forgotten(&["one", "--text", "--json"]) && !forgotten(&["two", "--text", "--json"]));
        let Ok(Lines::Two { text, json }) = Lines::try_parse_from(["foreword", "two", "--text", "--json"]) else {
            panic!("it is one of the commands")
        };
        assert!(text && json);
        assert!(
            matches!(Lines::try_parse_from(["foreword", "one", "--text", "-x"]), Ok(Lines::One(line)) if !line.json)
        );
    }

    fn parsed(given: &[&str]) -> Result<Line, clap::Error> {
        let given: Vec<OsString> = ["foreword"].iter().chain(given).map(OsString::from).collect();
        match forgotten_value(&mut Line::command(), &given) {
            Some(error) => Err(error),
            None => Line::try_parse_from(given),
        }
    }

    #[test]
    fn texts_may_begin_with_a_hyphen_but_not_be_the_next_option() {
        for text in ["- milk", "-1", "-", "-x", "\u{2013} so", "a --json"] {
            let line = parsed(&["--text", text, "--json"]).unwrap();
            assert_eq!((line.text.as_deref(), line.json), (Some(text), true));
        }
        for given in [&["--text", "--json"][..], &["--text", "--"], &["--json", "--text", "--jso"]] {
            assert_eq!(parsed(given).unwrap_err().kind(), ErrorKind::InvalidValue, "{given:?}");
        }
        let error = parsed(&["--text", "--json"]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("--text=--json"), "{error}");
        assert_eq!(parsed(&["--text=--json"]).unwrap().text.as_deref(), Some("--json"));
        // After the end of the options everything is a value.
        assert_eq!(parsed(&["--", "--text", "--json"]).unwrap().rest, ["--text", "--json"]);
    }
}
