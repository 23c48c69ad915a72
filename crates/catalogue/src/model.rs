//! The entries of the list.

use std::path::{Component, Path};

use anyhow::{Result, ensure};
use serde::Deserialize;

/// Names of the files that work together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    /// The encoder.
    pub encoder: String,
    /// The drafting decoder made for it.
    pub decoder: String,
}

/// One model: files that belong together and come from one place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Short name, unique in the file.
    pub id: String,
    /// What it is, for people.
    pub what: String,
    /// SPDX expression.
    pub licence: String,
    /// Where it comes from.
    pub source: Source,
    /// What it consists of.
    #[serde(rename = "file")]
    pub files: Vec<ModelFile>,
}

/// Where a model's files come from.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Source {
    /// A wheel from the Python package index, which is a zip archive.
    Pypi {
        /// Package name.
        package: String,
        /// Exact version.
        version: String,
    },
    /// This repository: the files are committed, those with a packed form in that form.
    Repository {
        /// Folder, from the repository's top.
        folder: String,
    },
    /// Made of other files of this list by the command-line program.
    Derived {
        /// Arguments of `foreword`; `{NAME}` stands for the path of the file of that name, `{out}` for the file to
        /// make.
        command: Vec<String>,
    },
}

/// One file of a model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Name in the cache and on the server: no folder, ASCII letters, digits, `.`, `_`, `-`.
    pub name: String,
    /// Path inside the archive, or inside the folder; not for what is derived or committed in packed form.
    pub member: Option<String>,
    /// Length.
    pub bytes: u64,
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// What a browser downloads instead.
    pub packed: Option<Packed>,
}

/// The packed form of a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Packed {
    /// Name in the cache, in the repository's folder, and on the server.
    pub name: String,
    /// The file of this list that must be at hand to unpack it.
    pub base: Option<String>,
    /// Length.
    pub bytes: u64,
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// What bytes must be.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Their file's name.
    pub name: &'a str,
    /// Length.
    pub bytes: u64,
    /// 64 lower-case hexadecimal digits.
    pub sha256: &'a str,
}

impl ModelFile {
    /// What the file must be.
    pub fn expected(&self) -> Expected<'_> {
        Expected { name: &self.name, bytes: self.bytes, sha256: &self.sha256 }
    }
}

impl Packed {
    /// What the file must be.
    pub fn expected(&self) -> Expected<'_> {
        Expected { name: &self.name, bytes: self.bytes, sha256: &self.sha256 }
    }
}

impl Model {
    /// Its files in every form.
    pub(crate) fn contents(&self) -> impl Iterator<Item = Expected<'_>> {
        self.files.iter().flat_map(|file| {
            let packed = file.packed.as_ref();
            std::iter::once(file.expected()).chain(packed.map(Packed::expected))
        })
    }

    /// Where the folder of a repository source has the file of this name; nothing if it isn't committed.
    pub(crate) fn member<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.files.iter().find_map(|file| match &file.packed {
            Some(packed) => (packed.name == name).then_some(name),
            None => file.member.as_deref().filter(|_| file.name == name),
        })
    }

    pub(crate) fn check(&self) -> Result<()> {
        if let Source::Repository { folder } = &self.source {
            let members = self.files.iter().filter_map(|file| file.member.as_ref());
            for path in std::iter::once(folder).chain(members) {
                ensure!(leads_down(path), "{}: {path:?} leads out of the repository", self.id);
            }
        }
        for file in &self.files {
            let needs_member = match self.source {
                Source::Pypi { .. } => true,
                Source::Repository { .. } => file.packed.is_none(),
                Source::Derived { .. } => false,
            };
            let found = if file.member.is_some() { "one" } else { "none" };
            ensure!(needs_member == file.member.is_some(), "{}: has {found}, where its member should be", file.name);
        }
        let is_one = !matches!(self.source, Source::Derived { .. }) || self.files.len() == 1;
        ensure!(is_one, "{}: {} files are derived at once, not 1", self.id, self.files.len());
        Ok(())
    }
}

/// Whether a path can only lead to something below where it starts.
fn leads_down(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}
