//! `cargo xtask wasm`: compile, bind, optimise, and hold to the size limit, per flavour.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::hash::Hasher;
use crate::process::{cargo, command, run as run_command};
use crate::recipe::{Flavour, Recipe};
use crate::setup;
use crate::workspace::Workspace;

/// Where the built flavours go.
const GENERATED: &str = "web/sdk/src/generated";

/// Options of `cargo xtask wasm`.
#[derive(Args)]
pub struct Options {
    /// A flavour of wasm-pack.toml, or `all`
    #[arg(long, default_value = "all")]
    flavour: String,
}

/// Builds what the options choose.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    build(workspace, &options.flavour)
}

/// Builds a flavour, or `all`, into `web/sdk/src/generated/FLAVOUR`, with the tools for it.
pub fn build(workspace: &Workspace, flavour: &str) -> Result<()> {
    let recipe = Recipe::load(workspace)?;
    let flavours = recipe.flavours(flavour)?;
    setup::rust_target(workspace, &recipe.target)?;
    setup::npm(workspace)?;
    let bindgen = setup::wasm_bindgen(workspace, &recipe.wasm_bindgen)?;
    for flavour in &flavours {
        build_one(workspace, &recipe, flavour, &bindgen)?;
    }
    Ok(())
}

fn build_one(workspace: &Workspace, recipe: &Recipe, flavour: &Flavour, bindgen: &Path) -> Result<()> {
    let compiled = compile(workspace, recipe, flavour)?;
    let out = workspace.root.join(GENERATED).join(&flavour.name);
    let name = recipe.package.replace('-', "_");
    let optimised = module(workspace, recipe, &flavour.name);

    let stamp_path = out.join(".stamp");
    let stamp = stamp(&fs::read(&compiled)?, recipe, flavour);
    let is_current = fs::read_to_string(&stamp_path).is_ok_and(|old| old == stamp) && optimised.is_file();
    if !is_current {
        let partial = out.with_file_name(format!(".{}.partial", flavour.name));
        remove_folder(&partial)?;
        run_command(
            command(workspace, bindgen)
                .arg(&compiled)
                .args(["--target", "web", "--out-name", &name, "--out-dir"])
                .arg(&partial),
        )?;
        let bound = partial.join(format!("{name}_bg.wasm"));
        let unoptimised = partial.join("unoptimised.wasm");
        fs::rename(&bound, &unoptimised)?;
        // A module compiled to JavaScript, from the npm package: Debian's is too old.
        let optimiser = workspace.root.join("node_modules/binaryen/bin/wasm-opt");
        run_command(
            command(workspace, "node").arg(optimiser).args(&flavour.wasm_opt).arg(&unoptimised).arg("-o").arg(&bound),
        )?;
        fs::remove_file(&unoptimised)?;
        fs::write(partial.join(".stamp"), &stamp)?;
        remove_folder(&out)?;
        fs::rename(&partial, &out).with_context(|| format!("moving {} to {}", partial.display(), out.display()))?;
    }
    check_size(&optimised, flavour)
}

/// Where a flavour's module is once it is built.
pub fn module(workspace: &Workspace, recipe: &Recipe, flavour: &str) -> PathBuf {
    workspace.root.join(GENERATED).join(flavour).join(format!("{}_bg.wasm", recipe.package.replace('-', "_")))
}

/// Compiles the package; returns the module's path. Every flavour has a target folder of its own, since a change of
/// flags would throw the other's build away.
fn compile(workspace: &Workspace, recipe: &Recipe, flavour: &Flavour) -> Result<PathBuf> {
    let target = workspace.target.join("wasm").join(&flavour.name);
    let mut build = cargo(workspace, &["build", "--package", &recipe.package, "--target", &recipe.target]);
    build.args(["--profile", &flavour.profile]);
    if !flavour.features.is_empty() {
        build.args(["--features", &flavour.features.join(",")]);
    }
    if !flavour.default_features {
        build.arg("--no-default-features");
    }
    build.env("CARGO_TARGET_DIR", &target).env("CARGO_ENCODED_RUSTFLAGS", flavour.rustflags.join("\u{1f}"));
    run_command(&mut build)?;
    Ok(target.join(&recipe.target).join(&flavour.profile).join(format!("{}.wasm", recipe.package.replace('-', "_"))))
}

/// Stands for everything that binding and optimising depend on.
fn stamp(compiled: &[u8], recipe: &Recipe, flavour: &Flavour) -> String {
    let mut hasher = Hasher::default();
    hasher.update(compiled);
    for word in [&recipe.wasm_bindgen].into_iter().chain(&flavour.wasm_opt) {
        hasher.update(b"\0");
        hasher.update(word.as_bytes());
    }
    hasher.finish()
}

/// Prints a module's size, raw and after `gzip -9`; more than the flavour's limit is an error.
fn check_size(module: &Path, flavour: &Flavour) -> Result<()> {
    let bytes = fs::read(module).with_context(|| format!("reading {}", module.display()))?;
    let zipped = gzip_bytes(&bytes)?;
    let limit = flavour.max_gzip_bytes;
    println!("{}: {} bytes of WebAssembly, {zipped} gzipped (limit {limit})", flavour.name, bytes.len());
    if zipped > limit {
        bail!(
            "flavour {} is {} bytes over its limit of {limit} gzipped bytes (wasm-pack.toml)",
            flavour.name,
            zipped - limit
        );
    }
    Ok(())
}

/// Length after `gzip -9`.
pub fn gzip_bytes(bytes: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

fn remove_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flavour(max_gzip_bytes: u64) -> Flavour {
        Flavour {
            name: "cpu".into(),
            profile: "release".into(),
            features: vec![],
            default_features: true,
            rustflags: vec![],
            wasm_opt: vec!["-O3".into()],
            max_gzip_bytes,
            before_ready: true,
        }
    }

    #[test]
    fn a_module_over_its_limit_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join("m.wasm");
        fs::write(&module, [0; 100_000]).unwrap();
        let size = gzip_bytes(&[0; 100_000]).unwrap();
        assert!(size < 1_000, "{size}");
        check_size(&module, &flavour(size)).unwrap();
        let error = check_size(&module, &flavour(size - 1)).unwrap_err().to_string();
        assert!(error.contains("1 bytes over its limit"), "{error}");
    }

    #[test]
    fn the_stamp_depends_on_module_and_flags() {
        let recipe: Recipe = toml::from_str(include_str!("../../../wasm-pack.toml")).unwrap();
        let base = stamp(b"abc", &recipe, &flavour(0));
        let mut other = flavour(0);
        other.wasm_opt.push("-g".into());
        assert_eq!(base, stamp(b"abc", &recipe, &flavour(1)));
        assert_ne!(base, stamp(b"abd", &recipe, &flavour(0)));
        assert_ne!(base, stamp(b"abc", &recipe, &other));
    }
}
