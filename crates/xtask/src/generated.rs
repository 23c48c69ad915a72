//! The folders of built WebAssembly flavours, such as `web/sdk/src/generated/FLAVOUR`, and stand-ins for those not built.
//!
//! The packages name the files of every flavour in literal `import` expressions, and a bundler fails where one is missing. A
//! stand-in has the same two files; importing it fails with a message that names the command which builds the flavour.
//! A build from other sources than today's gets a stand-in too: its types and its answers may not fit the other flavours.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::disk::{files, remove_folder};
use crate::hash::{self, Hasher};
use crate::process::{command, first_line};
use crate::recipe::Flavour;
use crate::workspace::Workspace;

/// Holds the hash of what a complete build was made of. A stand-in has none.
pub const STAMP: &str = ".stamp";

/// Holds the hash of the sources that a flavour was last built from.
const SOURCES: &str = ".sources";

/// The smallest valid module: magic number and version.
const EMPTY_MODULE: &[u8] = b"\0asm\x01\0\0\0";

/// Folder of one flavour.
pub fn folder(workspace: &Workspace, flavour: &Flavour) -> PathBuf {
    workspace.root.join(&flavour.folder).join(&flavour.name)
}

/// Path of a flavour's module, whether it is built or a stand-in.
pub fn module(workspace: &Workspace, flavour: &Flavour) -> PathBuf {
    folder(workspace, flavour).join(format!("{}_bg.wasm", flavour.crate_name()))
}

/// Whether a flavour's folder holds a complete build from these sources.
pub fn is_current(workspace: &Workspace, flavour: &Flavour, sources: &str) -> bool {
    let noted = fs::read_to_string(folder(workspace, flavour).join(SOURCES));
    noted.is_ok_and(|built_from| built_from == sources) && module(workspace, flavour).is_file()
}

/// Notes what a complete build was made from.
pub fn note_sources(workspace: &Workspace, flavour: &Flavour, sources: &str) -> Result<()> {
    let path = folder(workspace, flavour).join(SOURCES);
    fs::write(&path, sources).with_context(|| format!("writing {}", path.display()))
}

/// Hash of everything that a flavour is made from: paths and contents, and the compiler's version.
pub fn sources(workspace: &Workspace) -> Result<String> {
    let mut paths = files(&workspace.root.join("crates"))?;
    paths.retain(|path| !path.starts_with(workspace.root.join("crates/xtask")));
    let settings = ["Cargo.toml", "Cargo.lock", "package-lock.json", "wasm-pack.toml"];
    paths.extend(settings.map(|name| workspace.root.join(name)));
    paths.sort();
    let mut hasher = Hasher::default();
    for path in paths {
        hasher.update(path.strip_prefix(&workspace.root)?.as_os_str().as_encoded_bytes());
        hasher.update(hash::of_file(&path).with_context(|| format!("reading {}", path.display()))?.as_bytes());
    }
    hasher.update(first_line(command(workspace, "rustc").arg("--version")).unwrap_or_default().as_bytes());
    Ok(hasher.finish())
}

/// Writes stand-ins for the flavours that haven't been built from the sources as they are. What is current stays.
pub fn fill_gaps(workspace: &Workspace, flavours: &[Flavour], sources: &str) -> Result<()> {
    for flavour in flavours {
        let folder = folder(workspace, flavour);
        if !is_current(workspace, flavour, sources) {
            remove_folder(&folder)?;
            stand_in(&folder, &flavour.crate_name(), &flavour.name)
                .with_context(|| format!("writing a stand-in to {}", folder.display()))?;
            eprintln!("{0}: not built from these sources; `cargo xtask wasm --flavour {0}` builds it.", flavour.name);
        }
    }
    Ok(())
}

fn stand_in(folder: &Path, crate_name: &str, flavour: &str) -> Result<()> {
    fs::create_dir_all(folder)?;
    // The SDK takes a TypeError for code that didn't arrive, and blames no graphics card for it.
    let script = format!(
        "// Written by `cargo xtask` in place of a flavour that has not been built.\n\
         throw new TypeError('the flavour {flavour} has not been built; run `cargo xtask wasm --flavour {flavour}`');\n"
    );
    fs::write(folder.join(format!("{crate_name}.js")), script)?;
    fs::write(folder.join(format!("{crate_name}_bg.wasm")), EMPTY_MODULE)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Recipe;

    #[test]
    fn only_a_build_from_these_sources_stays() {
        let root = tempfile::tempdir().unwrap();
        let workspace = Workspace { root: root.path().into(), cache: "c".into(), target: "t".into() };
        let recipe: Recipe = toml::from_str(include_str!("../../../wasm-pack.toml")).unwrap();
        let flavours = recipe.flavours("all").unwrap();
        let webgpu = flavours.last().unwrap();
        assert_eq!((flavours[0].name.as_str(), webgpu.name.as_str()), ("cpu", "webgpu"));
        fs::create_dir_all(root.path().join("crates/xtask")).unwrap();
        for name in
            ["Cargo.toml", "Cargo.lock", "package-lock.json", "wasm-pack.toml", "crates/a.rs", "crates/xtask/b.rs"]
        {
            fs::write(root.path().join(name), name).unwrap();
        }
        let built = module(&workspace, &flavours[0]);
        fs::create_dir_all(built.parent().unwrap()).unwrap();
        fs::write(&built, "a real module").unwrap();
        note_sources(&workspace, &flavours[0], &sources(&workspace).unwrap()).unwrap();

        fs::write(root.path().join("crates/xtask/b.rs"), "changed").unwrap();
        fill_gaps(&workspace, &flavours, &sources(&workspace).unwrap()).unwrap();
        assert_eq!(fs::read(&built).unwrap(), b"a real module");
        assert_eq!(fs::read(module(&workspace, webgpu)).unwrap(), EMPTY_MODULE);
        let script = fs::read_to_string(folder(&workspace, webgpu).join("foreword_wasm.js")).unwrap();
        assert!(script.contains("cargo xtask wasm --flavour webgpu"), "{script}");

        fs::write(root.path().join("crates/a.rs"), "changed").unwrap();
        fill_gaps(&workspace, &flavours, &sources(&workspace).unwrap()).unwrap();
        assert_eq!(fs::read(&built).unwrap(), EMPTY_MODULE);
    }
}
