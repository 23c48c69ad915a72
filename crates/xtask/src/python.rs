//! The step `python`: lints and tests of the training scripts and of those that make goldens.
//!
//! Both run in a virtual environment in the cache, with the pinned packages of `requirements-test.txt` and no others.
//! torch isn't among them: tests that need it are skipped, and say so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::hash;
use crate::process::{command, first_line, run};
use crate::workspace::Workspace;

/// What the environment holds.
const REQUIREMENTS: &str = "models/training/requirements-test.txt";

/// Exits with success from the first version that numpy and the scripts support.
const IS_RECENT: &str = "import sys; sys.version_info >= (3, 11) or sys.exit(1); print(sys.version)";

/// Lints, and checks the formatting of, what `pyproject.toml` includes.
pub fn lint(workspace: &Workspace) -> Result<()> {
    let python = environment(workspace)?;
    run(command(workspace, &python).args(["-m", "ruff", "check", "--no-cache"]))?;
    run(command(workspace, &python).args(["-m", "ruff", "format", "--check", "--no-cache"]))
}

/// The tests that `pyproject.toml` names.
pub fn tests(workspace: &Workspace) -> Result<Command> {
    let mut pytest = command(workspace, environment(workspace)?);
    pytest.args(["-m", "pytest", "-p", "no:cacheprovider"]).env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(pytest)
}

/// The Python of the virtual environment, which is made anew when the requirements change.
fn environment(workspace: &Workspace) -> Result<PathBuf> {
    let requirements = workspace.root.join(REQUIREMENTS);
    let hash = hash::of_file(&requirements).with_context(|| format!("reading {}", requirements.display()))?;
    let folder = workspace.cache.join("python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let stamp = folder.join(".requirements");
    if fs::read_to_string(&stamp).is_ok_and(|old| old == hash) && python.is_file() {
        return Ok(python);
    }
    let system = find(workspace)?;
    run(command(workspace, system).args(["-m", "venv", "--clear"]).arg(&folder))
        .context("no virtual environment was made (on Debian, it needs the package python3-venv)")?;
    let mut install = command(workspace, &python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    run(install.arg(&requirements)).context("the Python packages could not be installed")?;
    fs::write(&stamp, hash).with_context(|| format!("writing {}", stamp.display()))?;
    Ok(python)
}

fn find(workspace: &Workspace) -> Result<&'static Path> {
    let is_recent = |name: &&str| first_line(command(workspace, name).args(["-c", IS_RECENT])).is_some();
    match ["python3", "python"].iter().find(|name| is_recent(name)) {
        Some(name) => Ok(Path::new(name)),
        None => bail!("Python 3.11 or newer is missing (tried python3 and python)"),
    }
}
