//! Model files that are made of others, by the command-line program of this repository.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{Partial, is_present, lock, write_error};
use crate::hash;
use crate::process::{command, run};
use crate::setup::TOOLS_PROFILE;
use crate::workspace::Workspace;
use foreword_catalogue::{Catalogue, Expected, Model};

/// Makes files and keeps those that are right.
pub struct Maker<'a> {
    workspace: &'a Workspace,
    catalogue: &'a Catalogue,
    /// What starts the program.
    program: Vec<OsString>,
}

impl<'a> Maker<'a> {
    /// One that builds the program and runs it.
    pub fn new(workspace: &'a Workspace, catalogue: &'a Catalogue) -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let words = ["run", "--package", "foreword", "--profile", TOOLS_PROFILE, "--"].map(OsString::from);
        Self { workspace, catalogue, program: std::iter::once(cargo).chain(words).collect() }
    }

    /// One that runs another program.
    #[cfg(test)]
    pub fn with_program(workspace: &'a Workspace, catalogue: &'a Catalogue, program: Vec<OsString>) -> Self {
        Self { workspace, catalogue, program }
    }

    /// Makes the model's only file with `arguments`, and its packed form, unless they are there and right.
    pub fn derive(&self, model: &Model, arguments: &[String]) -> Result<()> {
        let Some(file) = model.files.first() else { return Ok(()) };
        let mut wanted = vec![(file.expected(), arguments.to_vec())];
        if let Some(packed) = &file.packed {
            wanted.push((packed.expected(), self.packing("pack", &file.name, packed.base.as_deref())));
        }
        self.make(model, wanted)
    }

    /// Unpacks what is committed in packed form, unless it is there already.
    pub fn unpack(&self, model: &Model) -> Result<()> {
        let packed = model.files.iter().filter_map(|file| Some((file, file.packed.as_ref()?)));
        let wanted: Vec<_> = packed
            .map(|(file, packed)| (file.expected(), self.packing("unpack", &packed.name, packed.base.as_deref())))
            .collect();
        if wanted.is_empty() { Ok(()) } else { self.make(model, wanted) }
    }

    fn packing(&self, task: &str, name: &str, base: Option<&str>) -> Vec<String> {
        let mut words = vec!["model".to_owned(), task.to_owned(), "--input".to_owned(), format!("{{{name}}}")];
        words.extend(base.into_iter().flat_map(|base| ["--base".to_owned(), format!("{{{base}}}")]));
        words.extend(["--out".to_owned(), "{out}".to_owned()]);
        words
    }

    /// Makes those files in the cache that aren't there, in order.
    fn make(&self, model: &Model, wanted: Vec<(Expected<'_>, Vec<String>)>) -> Result<()> {
        let folder = self.workspace.models();
        fs::create_dir_all(&folder).map_err(|e| write_error(&e, &folder, model))?;
        let _lock = lock(&folder, model)?;
        let mut made = 0;
        for (file, arguments) in wanted {
            if is_present(file, &folder) {
                continue;
            }
            let partial = Partial::create(&folder).map_err(|e| write_error(&e, &folder, model))?;
            let out = partial.0.join(file.name);
            self.run(&arguments, &out).with_context(|| format!("cannot make {}", file.name))?;
            check(file, &out)?;
            fs::rename(&out, folder.join(file.name)).map_err(|e| write_error(&e, &folder, model))?;
            made += 1;
        }
        let what = if made == 0 { "already".to_owned() } else { format!("{made} files made") };
        eprintln!("{}: {what} in {}, SHA-256 checked.", model.id, folder.display());
        Ok(())
    }

    fn run(&self, arguments: &[String], out: &Path) -> Result<()> {
        let Some((program, first)) = self.program.split_first() else { bail!("there is no program to run") };
        let mut command = command(self.workspace, program);
        command.args(first);
        for argument in arguments {
            command.arg(self.path(argument, out)?);
        }
        run(&mut command)
    }

    /// The argument itself, or the path that it stands for.
    fn path(&self, argument: &str, out: &Path) -> Result<PathBuf> {
        match argument.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some("out") => Ok(out.to_owned()),
            Some(name) => self.catalogue.place(&self.workspace.root, &self.workspace.cache, name),
            None => Ok(argument.into()),
        }
    }
}

fn check(file: Expected<'_>, path: &Path) -> Result<()> {
    let bytes = fs::metadata(path).with_context(|| format!("{} was not made", file.name))?.len();
    let hash = hash::of_file(path).with_context(|| format!("reading {}", path.display()))?;
    if (bytes, hash.as_str()) != (file.bytes, file.sha256) {
        bail!(
            "{} became {bytes} bytes with SHA-256 {hash}, not {} bytes with {}, and was not kept: the program makes it \
             otherwise than when models/models.toml was written",
            file.name,
            file.bytes,
            file.sha256
        );
    }
    Ok(())
}
