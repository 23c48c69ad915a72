//! The folder of built WebAssembly flavours, `web/sdk/src/generated/FLAVOUR`, and stand-ins for those not built.
//!
//! The SDK names the files of every flavour in literal `import` expressions, and a bundler fails where one is missing. A
//! stand-in has the same two files; importing it fails with a message that names the command which builds the flavour.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::recipe::{Flavour, Recipe};
use crate::workspace::Workspace;

const FOLDER: &str = "web/sdk/src/generated";

/// Written last into the folder of a complete build. A stand-in has none.
pub const STAMP: &str = ".stamp";

/// The smallest valid module: magic number and version.
const EMPTY_MODULE: &[u8] = b"\0asm\x01\0\0\0";

/// Folder of one flavour.
pub fn folder(workspace: &Workspace, flavour: &str) -> PathBuf {
    workspace.root.join(FOLDER).join(flavour)
}

/// Path of a flavour's module, whether it is built or a stand-in.
pub fn module(workspace: &Workspace, recipe: &Recipe, flavour: &str) -> PathBuf {
    folder(workspace, flavour).join(format!("{}_bg.wasm", recipe.crate_name()))
}

/// Writes stand-ins for the flavours that have never been built. What is built stays.
pub fn fill_gaps(workspace: &Workspace, recipe: &Recipe, flavours: &[Flavour]) -> Result<()> {
    for flavour in flavours {
        let folder = folder(workspace, &flavour.name);
        if !folder.join(STAMP).is_file() {
            stand_in(&folder, recipe.crate_name().as_str(), &flavour.name)
                .with_context(|| format!("writing a stand-in to {}", folder.display()))?;
            eprintln!("{0}: not built; `cargo xtask wasm --flavour {0}` builds it.", flavour.name);
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

    #[test]
    fn a_gap_is_filled_and_a_build_stays() {
        let root = tempfile::tempdir().unwrap();
        let workspace = Workspace { root: root.path().into(), cache: "c".into(), target: "t".into() };
        let recipe: Recipe = toml::from_str(include_str!("../../../wasm-pack.toml")).unwrap();
        let flavours = recipe.flavours("all").unwrap();
        let built = folder(&workspace, "cpu");
        fs::create_dir_all(&built).unwrap();
        fs::write(built.join(STAMP), "x").unwrap();
        fill_gaps(&workspace, &recipe, &flavours).unwrap();
        assert!(!module(&workspace, &recipe, "cpu").exists());
        assert_eq!(fs::read(module(&workspace, &recipe, "webgpu")).unwrap(), EMPTY_MODULE);
        let script = fs::read_to_string(folder(&workspace, "webgpu").join("foreword_wasm.js")).unwrap();
        assert!(script.contains("cargo xtask wasm --flavour webgpu"), "{script}");
        assert!(!folder(&workspace, "webgpu").join(STAMP).exists());
    }
}
