//! `models/models.toml`: which model files there are, what they must be, and where they come from.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::model::{Expected, Model, ModelFile, Packed, Shipped, Source};

const COMMITTED: &str = include_str!("../../../models/models.toml");

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

impl Catalogue {
    /// The list as it was when this program was built.
    ///
    /// # Errors
    /// As [`Catalogue::parse`]; a test sees to it that there are none.
    pub fn committed() -> Result<Self> {
        Self::parse(COMMITTED)
    }

    /// Reads and checks `models/models.toml` of a repository.
    ///
    /// # Errors
    /// The file cannot be read, or breaks a rule that its comments name.
    pub fn load(repository: &Path) -> Result<Self> {
        let path = &repository.join("models/models.toml");
        let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    /// Reads and checks the text of `models.toml`.
    ///
    /// # Errors
    /// A key is unknown or missing, a name or a hash malformed, a path leads out of the repository, or a shipped file
    /// isn't in the list.
    pub fn parse(text: &str) -> Result<Self> {
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

    /// Every file in every form, and where it is once it has been fetched: in `repository` if it is committed, else in
    /// the folder `models` of the folder `cache`.
    pub fn places(&self, repository: &Path, cache: &Path) -> Vec<(Expected<'_>, PathBuf)> {
        let place = |model: &Model, file: Expected<'_>| match (&model.source, model.member(file.name)) {
            (Source::Repository { folder }, Some(member)) => repository.join(folder).join(member),
            _ => cache.join("models").join(file.name),
        };
        let places = |model| Model::contents(model).map(move |file| (file, place(model, file)));
        self.models.iter().flat_map(places).collect()
    }

    /// Where the file of this name is, as [`Catalogue::places`] says.
    ///
    /// # Errors
    /// The list has no such file.
    pub fn place(&self, repository: &Path, cache: &Path, name: &str) -> Result<PathBuf> {
        let place = self.places(repository, cache).into_iter().find(|(file, _)| file.name == name);
        place.map(|(_, path)| path).with_context(|| format!("models.toml has no file {name:?}"))
    }

    /// The file of this name, not packed.
    ///
    /// # Errors
    /// The list has no such file.
    pub fn file(&self, name: &str) -> Result<&ModelFile> {
        let mut files = self.models.iter().flat_map(|model| &model.files);
        files.find(|file| file.name == name).with_context(|| format!("models.toml has no file {name:?}"))
    }

    /// The packed files of those that are shipped: what a browser downloads.
    pub fn packed(&self) -> impl Iterator<Item = &Packed> {
        let shipped = [&self.shipped.encoder, &self.shipped.decoder];
        let files = self.models.iter().flat_map(|model| &model.files);
        files.filter(move |file| shipped.contains(&&file.name)).filter_map(|file| file.packed.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_committed_file() {
        let catalogue = Catalogue::committed().unwrap();
        let file = &catalogue.models[0].files[0];
        assert_eq!((file.name.as_str(), file.bytes), ("SmolLM2-135M-Instruct.Q4_1.gguf", 98_362_432));
        // The adaptation is packed, too, but only what is made from it is downloaded.
        let packed: Vec<&str> = catalogue.packed().map(|packed| packed.name.as_str()).collect();
        assert_eq!(packed, ["foreword-encoder.gguf.packed", "decoder-lanes-10.safetensors.packed"]);
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let refused = |from: &str, to: &str| {
            assert!(COMMITTED.contains(from), "{from:?} isn't in models.toml");
            format!("{:#}", Catalogue::parse(&COMMITTED.replacen(from, to, 1)).unwrap_err())
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
}
