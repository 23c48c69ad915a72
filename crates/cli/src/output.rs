//! The one place where this program prints. Commands are given a writer and pass on its errors: `print!` panics where the
//! reader has gone, as `head` does when it has seen enough.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// The status that shells give for a program whose reader went away: 128 and the number of SIGPIPE.
const READER_GONE: u8 = 141;

/// Standard output, which remembers whether its reader has gone.
pub(crate) struct Output<W> {
    inner: W,
    is_abandoned: bool,
}

impl<W: Write> Output<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, is_abandoned: false }
    }

    fn checked<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            self.is_abandoned |= error.kind() == ErrorKind::BrokenPipe;
            io::Error::new(error.kind(), format!("cannot write to standard output: {error}"))
        })
    }

    /// Ends a command: prints what is left, or tells on standard error why it failed. Nothing is told where the reader has
    /// gone, but then the status isn't that of success, since a command may not have finished its work.
    pub(crate) fn end(mut self, result: anyhow::Result<()>) -> ExitCode {
        let result = result.and_then(|()| Ok(self.flush()?));
        match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) if self.is_abandoned => ExitCode::from(READER_GONE),
            Err(error) => {
                tell(format_args!("error: {}", in_one_line(&error)));
                ExitCode::FAILURE
            }
        }
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.inner.write(bytes);
        self.checked(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.inner.flush();
        self.checked(result)
    }
}

/// Writes a line to standard error. Where that is closed or full, there is nobody left to tell.
pub(crate) fn tell(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// What the argument parser has to say instead of arguments: help or the version on standard output, or what is wrong
/// with them on standard error.
pub(crate) fn end_without_command(error: &clap::Error) -> ExitCode {
    let printed = error.print().and_then(|()| io::stdout().flush());
    let status = u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
    if error.use_stderr() {
        return status;
    }
    let mut output = Output::new(io::sink());
    let result = output.checked(printed).map_err(anyhow::Error::from);
    output.end(result)
}

/// An error and its causes, each once: some say in their own words what their cause says too.
fn in_one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(|cause| cause.to_string().replace('\n', " ")) {
        if line.ends_with(&cause) {
            continue;
        }
        line += if line.is_empty() { "" } else { ": " };
        line += &cause;
    }
    line
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};

    use super::*;

    /// A writer that fails in one way.
    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_has_gone_is_told_from_a_full_disk() {
        for (kind, status) in [(ErrorKind::BrokenPipe, READER_GONE), (ErrorKind::StorageFull, 1)] {
            let mut output = Output::new(Failing(kind));
            let error = writeln!(output, "x").unwrap_err();
            assert!(error.to_string().starts_with("cannot write to standard output"), "{error}");
            assert_eq!(output.end(Err(error.into())), ExitCode::from(status));
        }
    }

    #[test]
    fn what_is_left_in_a_buffer_is_printed_at_the_end_or_is_an_error() {
        let mut output = Output::new(io::BufWriter::new(Failing(ErrorKind::StorageFull)));
        write!(output, "x").unwrap();
        assert_eq!(output.end(Ok(())), ExitCode::FAILURE);
    }

    #[test]
    fn an_error_is_one_line_that_says_nothing_twice() {
        let cause = Err::<(), _>(anyhow!("no room")).context("cannot write: no room").context("cannot\nend");
        assert_eq!(in_one_line(&cause.unwrap_err()), "cannot end: cannot write: no room");
    }
}
