//! Starting other programs.

use std::ffi::OsStr;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::tally::{LineReader, Tally};
use crate::workspace::Workspace;

/// A command in the repository's top folder that uses the same cache and target folder as this program,
/// whichever folder it was started from. Cargo draws no progress bar, since several commands may run side by side.
pub fn command(workspace: &Workspace, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(&workspace.root)
        .env("FOREWORD_CACHE", &workspace.cache)
        .env("CARGO_TERM_PROGRESS_WHEN", "never")
        .env("CARGO_TARGET_DIR", &workspace.target);
    command
}

/// `cargo` with the given arguments, the same cargo that started this program.
pub fn cargo(workspace: &Workspace, arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = command(workspace, program);
    command.args(arguments);
    command
}

/// `npm` with the given arguments.
pub fn npm(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = command(workspace, if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(arguments);
    command
}

/// Runs it with this program's own input and output. Anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    announce(command);
    let status = command.status().with_context(|| cannot_start(command))?;
    check(command, status)
}

/// Runs it, passes its output on as it comes, and counts the test cases that its lines report.
pub fn run_counting(command: &mut Command) -> (Tally, Result<()>) {
    announce(command);
    if io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn().with_context(|| cannot_start(command)) {
        Ok(child) => child,
        Err(error) => return (Tally::default(), Err(error)),
    };
    let out = child.stdout.take().map(|pipe| thread::spawn(|| forward(pipe, io::stdout())));
    let err = child.stderr.take().map(|pipe| thread::spawn(|| forward(pipe, io::stderr())));
    let mut tally = Tally::default();
    for reader in [out, err].into_iter().flatten() {
        tally += reader.join().unwrap_or_default();
    }
    let end = child.wait().with_context(|| cannot_start(command)).and_then(|status| check(command, status));
    (tally, end)
}

/// First line of what it prints, if it starts and succeeds; for asking a program for its version.
pub fn first_line(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())?;
    text.lines().next().map(str::to_owned)
}

/// Copies a child's output to ours piece by piece, and counts on the way.
fn forward(mut from: impl Read, mut to: impl Write) -> Tally {
    let mut lines = LineReader::default();
    let mut buffer = [0; 8192];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        // A closed output of ours must not stop the child from being read, else it would hang.
        let _ = to.write_all(&buffer[..n]).and_then(|()| to.flush());
        lines.push(&buffer[..n]);
    }
    lines.finish()
}

fn announce(command: &Command) {
    eprintln!("$ {}", describe(command));
}

/// The command much as one would type it: without its environment and the program's folder.
fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let words = program.file_name().into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!("`{}` doesn't start; is it installed?", command.get_program().to_string_lossy())
}

fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{}` failed ({status})", describe(command));
    }
    Ok(())
}
