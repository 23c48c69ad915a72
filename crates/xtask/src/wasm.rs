//! `cargo xtask wasm`: compile, bind, optimise, and hold to the size limit, per flavour.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::thread;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;

use crate::disk::{gzip_bytes, remove_folder};
use crate::generated;
use crate::hash::{self, Hasher};
use crate::process::{cargo, command, run as run_command};
use crate::recipe::{Flavour, Recipe};
use crate::setup;
use crate::workspace::Workspace;

/// Options of `cargo xtask wasm`.
#[derive(Args)]
pub struct Options {
    /// A flavour of wasm-pack.toml, or `all`
    #[arg(long, default_value = "all")]
    flavour: String,
}

/// Builds what the options choose.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let recipe = Recipe::load(workspace)?;
    let chosen = recipe.flavours(&options.flavour)?;
    build(workspace, &recipe, &chosen)
}

/// Builds every flavour of the recipe.
pub fn build_all(workspace: &Workspace) -> Result<()> {
    let recipe = Recipe::load(workspace)?;
    let all = recipe.flavours("all")?;
    build(workspace, &recipe, &all)
}

/// Builds flavours into their folders, as `web/sdk/src/generated/FLAVOUR`, with the tools for it, and writes stand-ins for the others.
///
/// Flavours are compiled one after another. Meanwhile the tools are set up, and a compiled flavour is bound and optimised
/// while the next one compiles: the linker and wasm-opt use one core each.
pub fn build(workspace: &Workspace, recipe: &Recipe, chosen: &[Flavour]) -> Result<()> {
    setup::rust_target(workspace, &recipe.target)?;
    // Before anything is compiled: what is edited meanwhile must be compiled again.
    let sources = generated::sources(workspace)?;
    let tools = LazyLock::new(|| Tools::ready(workspace));
    thread::scope(|scope| {
        scope.spawn(|| LazyLock::force(&tools));
        let mut ends = Vec::new();
        for flavour in chosen {
            if generated::is_current(workspace, flavour, &sources) {
                check_size(&generated::module(workspace, flavour), flavour)?;
                continue;
            }
            let compiled = compile(workspace, recipe, flavour)?;
            let (tools, sources) = (&tools, &sources);
            ends.push(scope.spawn(move || {
                let tools = tools.as_ref().map_err(|error| anyhow!("{error:#}"))?;
                finish(workspace, flavour, &compiled, tools)?;
                generated::note_sources(workspace, flavour, sources)
            }));
        }
        ends.into_iter().try_for_each(|end| end.join().map_err(|_| anyhow!("a thread that optimises panicked"))?)
    })?;
    generated::fill_gaps(workspace, &recipe.flavours("all")?, &sources)
}

/// Programs that work on a compiled module.
struct Tools {
    bindgen: PathBuf,
    /// The npm package `binaryen`, compiled to JavaScript.
    optimiser: PathBuf,
}

impl Tools {
    fn ready(workspace: &Workspace) -> Result<Self> {
        setup::npm(workspace)?;
        let bindgen = setup::bindgen(workspace)?;
        Ok(Self { bindgen, optimiser: workspace.root.join("node_modules/binaryen/bin/wasm-opt") })
    }
}

/// Binds and optimises a compiled module, unless that has been done, and checks its size.
fn finish(workspace: &Workspace, flavour: &Flavour, compiled: &Path, tools: &Tools) -> Result<()> {
    let out = generated::folder(workspace, flavour);
    let optimised = generated::module(workspace, flavour);
    let bindgen = hash::of_file(&tools.bindgen).with_context(|| format!("reading {}", tools.bindgen.display()))?;
    let stamp = stamp(&fs::read(compiled)?, &bindgen, flavour);
    let is_current =
        fs::read_to_string(out.join(generated::STAMP)).is_ok_and(|old| old == stamp) && optimised.is_file();
    if !is_current {
        let name = flavour.crate_name();
        let partial = out.with_file_name(format!(".{}.partial", flavour.name));
        remove_folder(&partial)?;
        run_command(command(workspace, &tools.bindgen).arg(compiled).arg(&name).arg(&partial))?;
        let bound = partial.join(format!("{name}_bg.wasm"));
        let unoptimised = partial.join("unoptimised.wasm");
        fs::rename(&bound, &unoptimised)?;
        let mut optimise = command(workspace, "node");
        optimise.arg(&tools.optimiser).args(&flavour.wasm_opt).arg(&unoptimised).arg("-o").arg(&bound);
        run_command(&mut optimise)?;
        fs::remove_file(&unoptimised)?;
        fs::write(partial.join(generated::STAMP), &stamp)?;
        remove_folder(&out)?;
        fs::rename(&partial, &out).with_context(|| format!("moving {} to {}", partial.display(), out.display()))?;
    }
    check_size(&optimised, flavour)
}

/// Compiles the package; returns the path of a copy of the module that no other flavour overwrites.
///
/// All flavours share a target folder, so that procedural macros and build scripts, which the flags don't concern, are
/// compiled once. Cargo keeps dependencies with different flags apart there, but links the module anew whenever the
/// flavour changes; `build` doesn't come here for what is current.
fn compile(workspace: &Workspace, recipe: &Recipe, flavour: &Flavour) -> Result<PathBuf> {
    let target = workspace.target.join("wasm");
    let mut build = cargo(workspace, &["build", "--package", &flavour.package, "--target", &recipe.target]);
    build.args(["--profile", &flavour.profile]);
    if !flavour.features.is_empty() {
        build.args(["--features", &flavour.features.join(",")]);
    }
    if !flavour.default_features {
        build.arg("--no-default-features");
    }
    build.env("CARGO_TARGET_DIR", &target).env("CARGO_ENCODED_RUSTFLAGS", flavour.rustflags.join("\u{1f}"));
    run_command(&mut build)?;
    let compiled = target.join(&recipe.target).join(&flavour.profile).join(format!("{}.wasm", flavour.crate_name()));
    let copy = target.join(format!("{}.wasm", flavour.name));
    fs::copy(&compiled, &copy).with_context(|| format!("copying {} to {}", compiled.display(), copy.display()))?;
    Ok(copy)
}

/// Hash of everything that binding and optimising depend on; `bindgen` is the hash of the program that binds.
fn stamp(compiled: &[u8], bindgen: &str, flavour: &Flavour) -> String {
    let mut hasher = Hasher::default();
    hasher.update(compiled);
    for word in std::iter::once(bindgen).chain(flavour.wasm_opt.iter().map(String::as_str)) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn flavour(max_gzip_bytes: u64) -> Flavour {
        Flavour {
            name: "cpu".into(),
            package: "foreword-wasm".into(),
            folder: "generated".into(),
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
    fn the_stamp_depends_on_module_program_and_flags() {
        let base = stamp(b"abc", "1", &flavour(0));
        let mut other = flavour(0);
        other.wasm_opt.push("-g".into());
        assert_eq!(base, stamp(b"abc", "1", &flavour(1)));
        assert_ne!(base, stamp(b"abd", "1", &flavour(0)));
        assert_ne!(base, stamp(b"abc", "2", &flavour(0)));
        assert_ne!(base, stamp(b"abc", "1", &other));
    }
}
