//! Writes the JavaScript that belongs to a compiled WebAssembly module: `foreword-bindgen MODULE NAME FOLDER`.
//!
//! It does what `wasm-bindgen --target web --out-name NAME --out-dir FOLDER MODULE` does. The command-line tool would
//! have to be installed without its lock file, and it brings a test runner with an HTTP server and TLS; this program
//! takes only the library below it, in the version that `Cargo.lock` names.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let [module, name, folder] = arguments.as_slice() else {
        bail!("expected 3 arguments (MODULE NAME FOLDER), found {}", arguments.len());
    };
    let name = name.to_str().context("NAME is not Unicode")?;
    bind(Path::new(module), name, Path::new(folder))
}

/// Writes `NAME.js`, `NAME.d.ts`, `NAME_bg.wasm` and `NAME_bg.wasm.d.ts` to `folder`, as ES modules for browsers.
fn bind(module: &Path, name: &str, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .out_name(name)
        .typescript(true)
        .omit_default_module_path(false)
        .generate(folder)
        .with_context(|| format!("binding {}", module.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_module_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join("broken.wasm");
        std::fs::write(&module, b"\0asm\x01\0\0\0\xff").unwrap();
        let error = format!("{:#}", bind(&module, "broken", folder.path()).unwrap_err());
        assert!(error.contains("broken.wasm"), "{error}");
        assert!(!folder.path().join("broken_bg.wasm").exists());
    }
}
