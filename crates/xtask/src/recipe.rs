//! `wasm-pack.toml`: how each WebAssembly flavour is built.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::workspace::Workspace;

/// The whole file. Lists at the top hold for every flavour.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Recipe {
    /// The crate that becomes the module, of flavours that name no other.
    pub package: String,
    /// Folder of folders in which such a flavour's files are put.
    folder: String,
    /// Target triple.
    pub target: String,
    target_features: Vec<String>,
    cfg: Vec<String>,
    wasm_opt: Vec<String>,
    #[serde(rename = "flavour")]
    flavours: BTreeMap<String, FlavourTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FlavourTable {
    package: Option<String>,
    folder: Option<String>,
    profile: String,
    features: Vec<String>,
    default_features: bool,
    target_features: Vec<String>,
    wasm_opt: Vec<String>,
    max_gzip_bytes: u64,
    before_ready: bool,
}

/// One flavour, with what holds for every flavour put in.
#[derive(Debug, PartialEq)]
pub struct Flavour {
    /// Its key in the file, and its folder's name.
    pub name: String,
    /// The crate that becomes the module.
    pub package: String,
    /// Folder of the workspace that holds its folder.
    pub folder: String,
    /// Cargo profile.
    pub profile: String,
    /// Cargo features of the package.
    pub features: Vec<String>,
    /// Whether the package's default features are on.
    pub default_features: bool,
    /// Flags for rustc.
    pub rustflags: Vec<String>,
    /// Flags for wasm-opt.
    pub wasm_opt: Vec<String>,
    /// Most that the optimised module may take after `gzip -9`, in bytes.
    pub max_gzip_bytes: u64,
    /// Whether a browser that uses it downloads it before it can draft.
    pub before_ready: bool,
}

impl Recipe {
    /// Reads `wasm-pack.toml`.
    pub fn load(workspace: &Workspace) -> Result<Self> {
        let path = workspace.root.join("wasm-pack.toml");
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        toml::from_str(&text).with_context(|| path.display().to_string())
    }

    /// All flavours but the graphics card's, which takes longer to compile than the others together.
    pub fn flavours_without_gpu(&self) -> Result<Vec<Flavour>> {
        let is_gpu = |flavour: &Flavour| flavour.features.iter().any(|feature| feature == "webgpu");
        Ok(self.flavours("all")?.into_iter().filter(|flavour| !is_gpu(flavour)).collect())
    }

    /// The named flavour, or all for `all`.
    pub fn flavours(&self, name: &str) -> Result<Vec<Flavour>> {
        let chosen: Vec<Flavour> = self
            .flavours
            .iter()
            .filter(|(key, _)| name == "all" || name == *key)
            .map(|(k, t)| self.flavour(k, t))
            .collect();
        if chosen.is_empty() {
            let known: Vec<&str> = self.flavours.keys().map(String::as_str).collect();
            bail!("wasm-pack.toml has no flavour {name:?}; it has {}", known.join(", "));
        }
        Ok(chosen)
    }

    fn flavour(&self, name: &str, table: &FlavourTable) -> Flavour {
        let mut rustflags: Vec<String> = self.cfg.iter().flat_map(|cfg| ["--cfg".to_owned(), cfg.clone()]).collect();
        let features = [self.target_features.as_slice(), &table.target_features].concat();
        if !features.is_empty() {
            rustflags.push(format!("-Ctarget-feature={}", features.join(",")));
        }
        Flavour {
            name: name.to_owned(),
            package: table.package.as_ref().unwrap_or(&self.package).clone(),
            folder: table.folder.as_ref().unwrap_or(&self.folder).clone(),
            profile: table.profile.clone(),
            features: table.features.clone(),
            default_features: table.default_features,
            rustflags,
            wasm_opt: [self.wasm_opt.as_slice(), &table.wasm_opt].concat(),
            max_gzip_bytes: table.max_gzip_bytes,
            before_ready: table.before_ready,
        }
    }
}

impl Flavour {
    /// The package's name as rustc and wasm-bindgen use it in file names.
    pub fn crate_name(&self) -> String {
        self.package.replace('-', "_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMITTED: &str = include_str!("../../../wasm-pack.toml");

    #[test]
    fn a_flavour_has_the_flags_of_all_and_its_own() {
        let recipe: Recipe = toml::from_str(COMMITTED).unwrap();
        let relaxed = recipe.flavours("cpu-relaxed").unwrap().remove(0);
        assert_eq!(relaxed.rustflags[..2], ["--cfg", "getrandom_backend=\"wasm_js\""]);
        let features = relaxed.rustflags[2].strip_prefix("-Ctarget-feature=").unwrap();
        assert!(features.starts_with("+bulk-memory,") && features.ends_with(",+simd128,+relaxed-simd"), "{features}");
        assert_eq!(relaxed.wasm_opt.first().unwrap(), "-O3");
        assert_eq!(relaxed.wasm_opt.last().unwrap(), "--enable-relaxed-simd");
    }

    #[test]
    fn a_page_starts_without_the_graphics_flavour() {
        let recipe: Recipe = toml::from_str(COMMITTED).unwrap();
        let names = |flavours: Vec<Flavour>| flavours.into_iter().map(|flavour| flavour.name).collect::<Vec<_>>();
        assert_eq!(names(recipe.flavours_without_gpu().unwrap()), ["cpu", "cpu-relaxed", "reader"]);
        let early = recipe.flavours("all").unwrap().into_iter().filter(|flavour| flavour.before_ready).collect();
        assert_eq!(names(early), ["cpu", "cpu-relaxed"]);
    }

    #[test]
    fn a_flavour_may_be_of_another_crate() {
        let recipe: Recipe = toml::from_str(COMMITTED).unwrap();
        let of = |name: &str| {
            let flavour = recipe.flavours(name).unwrap().remove(0);
            (flavour.crate_name(), flavour.folder)
        };
        assert_eq!(of("cpu"), ("foreword_wasm".into(), "web/sdk/src/generated".into()));
        assert_eq!(of("reader"), ("foreword_reader".into(), "web/reader/src/generated".into()));
    }

    #[test]
    fn one_flavour_or_an_error_with_the_known_ones() {
        let recipe: Recipe = toml::from_str(COMMITTED).unwrap();
        assert_eq!(recipe.flavours("cpu").unwrap().len(), 1);
        let error = recipe.flavours("gpu").unwrap_err().to_string();
        assert!(error.contains("\"gpu\"") && error.contains("cpu, cpu-relaxed, reader, webgpu"), "{error}");
    }

    #[test]
    fn unknown_keys_are_refused() {
        assert!(toml::from_str::<Recipe>(&COMMITTED.replacen("features = []", "feature = []", 1)).is_err());
        assert!(toml::from_str::<Recipe>(&format!("targets = 1\n{COMMITTED}")).is_err());
    }
}
