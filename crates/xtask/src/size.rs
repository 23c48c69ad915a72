//! What a browser downloads before it is ready, held to the limit of `models/models.toml`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::disk::{files, gzip_bytes};
use crate::generated::module;
use crate::recipe::Recipe;
use crate::workspace::Workspace;
use foreword_catalogue::Catalogue;

/// Adds up the packed models, the built page and its largest WebAssembly module, which browsers get gzipped; prints the
/// sum. Modules that are loaded later, if at all, don't count.
pub fn check(workspace: &Workspace) -> Result<()> {
    let catalogue = Catalogue::load(&workspace.root)?;
    let models = catalogue.packed().map(|packed| packed.bytes).sum();
    let recipe = Recipe::load(workspace)?;
    let later = recipe.flavours("all")?.into_iter().filter(|flavour| !flavour.before_ready);
    let later: Vec<Vec<u8>> = later
        .map(|flavour| module(workspace, &flavour))
        .map(|path| fs::read(&path).with_context(|| format!("reading {}", path.display())))
        .collect::<Result<_>>()?;
    let page = page_bytes(&workspace.site(), &later)?;
    check_sum(models, page, catalogue.max_download_bytes)
}

fn check_sum(models: u64, page: u64, limit: u64) -> Result<()> {
    let sum = models + page;
    println!(
        "download: {models} bytes of packed models, {page} of page and code gzipped, together {sum} (limit {limit})"
    );
    ensure!(sum <= limit, "a browser downloads {} bytes over the limit of {limit} (models/models.toml)", sum - limit);
    Ok(())
}

/// Bytes of the page after gzip. Of the WebAssembly modules only the largest counts, since a browser runs one of them;
/// modules whose bytes are in `later` don't count.
fn page_bytes(folder: &Path, later: &[Vec<u8>]) -> Result<u64> {
    let (mut others, mut module) = (0, 0);
    for path in files(folder)? {
        // Only who installs the app looks at its pictures.
        if path.strip_prefix(folder).is_ok_and(|path| path.starts_with("screenshots")) {
            continue;
        }
        let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        // Compared by content: bundlers rename files.
        if later.contains(&bytes) {
            continue;
        }
        let zipped = gzip_bytes(&bytes)?;
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("wasm") => module = zipped.max(module),
            // Browsers load source maps only with the developer tools open.
            Some("map") => {}
            _ => others += zipped,
        }
    }
    Ok(others + module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_has_a_limit() {
        check_sum(70, 20, 90).unwrap();
        let error = check_sum(70, 21, 90).unwrap_err().to_string();
        assert!(error.contains("1 bytes over the limit of 90"), "{error}");
    }

    #[test]
    fn the_lists_alone_keep_the_limit() {
        let workspace = Workspace::find().unwrap();
        let catalogue = Catalogue::load(&workspace.root).unwrap();
        let flavours = Recipe::load(&workspace).unwrap().flavours("all").unwrap();
        let code =
            flavours.iter().filter(|flavour| flavour.before_ready).map(|flavour| flavour.max_gzip_bytes).max().unwrap();
        let models = catalogue.packed().map(|packed| packed.bytes).sum();
        check_sum(models, code, catalogue.max_download_bytes).unwrap();
    }

    #[test]
    fn one_module_counts_and_everything_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("assets")).unwrap();
        let noise: Vec<u8> =
            (0u32..5000).map(|n| (n.wrapping_mul(n).wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for (name, bytes) in
            [("a.html", 500), ("assets/a.wasm", 5000), ("assets/b.wasm", 3000), ("assets/b.js.map", 4000)]
        {
            fs::write(folder.path().join(name), &noise[..bytes]).unwrap();
        }
        let expected = gzip_bytes(&noise).unwrap() + gzip_bytes(&noise[..500]).unwrap();
        assert_eq!(page_bytes(folder.path(), &[]).unwrap(), expected);
        // The largest module is loaded later: the other one counts.
        let smaller = gzip_bytes(&noise[..3000]).unwrap() + gzip_bytes(&noise[..500]).unwrap();
        assert_eq!(page_bytes(folder.path(), &[noise]).unwrap(), smaller);
    }
}
