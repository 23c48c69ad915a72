//! No circles between the files of a Rust crate: if one file uses another, directly or through more of them, that other
//! one does not use the first.
//!
//! A path is followed through re-exports to the file that defines the item. What `lib.rs` and `mod.rs` re-export with
//! `pub use` is no use of their own. Tests inside a file don't count.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

mod source;
use source::{Import, imports};

/// Circles that stand for now: the crate's folder, the files, and why.
const EXCEPTIONS: &[(&str, &[&str], &str)] = &[];

/// Module path from the crate's root, such as `["gguf", "header"]`; empty for the root.
type Module = Vec<String>;

/// The files of one crate by the module that they hold.
struct Crate {
    imports: BTreeMap<Module, Vec<Import>>,
}

impl Crate {
    fn read(src: &Path) -> Result<Self> {
        let mut imports = BTreeMap::new();
        for path in rust_files(src)? {
            let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            imports.insert(module_of(path.strip_prefix(src)?), source::imports(&text));
        }
        Ok(Self { imports })
    }

    /// The module in whose file the item at `path` is defined, `path` being as written in `module`; `None` if it is
    /// another crate's.
    fn target(&self, module: &[String], path: &[String], depth: usize) -> Option<Module> {
        let mut at = module.to_vec();
        let mut rest = match path.first()?.as_str() {
            "crate" => {
                at.clear();
                &path[1..]
            }
            "self" => &path[1..],
            "super" => path,
            first => {
                at.push(first.to_owned());
                if !self.imports.contains_key(&at) {
                    return None;
                }
                &path[1..]
            }
        };
        while let Some(next) = rest.first() {
            if next == "super" {
                at.pop();
            } else {
                at.push(next.clone());
                if !self.imports.contains_key(&at) {
                    at.pop();
                    break;
                }
            }
            rest = &rest[1..];
        }
        let name = rest.first();
        let exported = self.imports.get(&at)?.iter().find(|import| import.public && name == Some(import.name()));
        match exported.filter(|_| depth < 8) {
            Some(import) => self.target(&at, &import.path, depth + 1).or(Some(at)),
            None => Some(at),
        }
    }

    /// Every file that uses another of the crate, with those it uses.
    fn edges(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let edges = self.imports.iter().map(|(module, imports)| {
            let has_children =
                module.is_empty() || self.imports.keys().any(|m| m.len() > module.len() && m.starts_with(module));
            let own = imports.iter().filter(|import| !(import.public && has_children));
            let mut used: BTreeSet<Module> = own.filter_map(|import| self.target(module, &import.path, 0)).collect();
            used.remove(module);
            (module.clone(), used)
        });
        edges.collect()
    }

    /// Sets of files that use each other in a circle, each file as its module path.
    fn circles(&self) -> BTreeSet<Vec<String>> {
        let edges = self.edges();
        let reach: BTreeMap<&Module, BTreeSet<&Module>> =
            edges.keys().map(|from| (from, reached(&edges, from))).collect();
        let mutual = |a: &Module, b: &Module| reach[a].contains(b) && reach[b].contains(a);
        let name = |module: &Module| if module.is_empty() { "lib".to_owned() } else { module.join("/") };
        let circle = |a: &Module| -> Vec<String> { edges.keys().filter(|b| mutual(a, b)).map(name).collect() };
        edges.keys().map(circle).filter(|files| !files.is_empty()).collect()
    }
}

/// All that can be reached from `from` in one step or more.
fn reached<'e>(edges: &'e BTreeMap<Module, BTreeSet<Module>>, from: &Module) -> BTreeSet<&'e Module> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(next) = open.pop() {
        for to in edges.get(next).into_iter().flatten() {
            if seen.insert(to) {
                open.push(to);
            }
        }
    }
    seen
}

/// The module that a file below `src` holds.
fn module_of(file: &Path) -> Module {
    let mut parts: Module = file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| matches!(last.as_str(), "lib" | "main" | "mod")) {
        parts.pop();
    }
    parts
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in folder.read_dir().with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

#[test]
fn no_file_uses_itself_through_others() -> Result<()> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut found = BTreeSet::new();
    for entry in crates.read_dir()? {
        let folder = entry?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.extend(Crate::read(&folder.join("src"))?.circles().into_iter().map(|files| (name.clone(), files)));
    }
    ensure!(!rust_files(&crates)?.is_empty(), "no source was found");
    let excepted: BTreeSet<(String, Vec<String>)> = EXCEPTIONS
        .iter()
        .map(|(name, files, _)| ((*name).to_owned(), files.iter().map(|file| (*file).to_owned()).collect()))
        .collect();
    let new: Vec<_> = found.difference(&excepted).collect();
    ensure!(new.is_empty(), "circles between files: {new:#?}");
    let gone: Vec<_> = excepted.difference(&found).collect();
    ensure!(gone.is_empty(), "exceptions that are no longer needed: {gone:#?}");
    Ok(())
}

#[test]
fn circles_are_found_through_re_exports() {
    let circles = |files: &[(&str, &str)]| {
        let imports = files.iter().map(|(file, text)| (module_of(Path::new(file)), imports(text))).collect();
        Crate { imports }.circles().into_iter().collect::<Vec<_>>()
    };
    let root = ("lib.rs", "mod a;\nmod b;\npub use a::A;\npub use b::{B, b};");
    assert!(circles(&[root, ("a.rs", "use crate::B;"), ("b.rs", "struct B;")]).is_empty());
    let found = circles(&[root, ("a.rs", "use crate::B;"), ("b.rs", "use std::fmt;\nfn b(_: crate::a::A) {}")]);
    assert_eq!(found, [["a", "b"]]);
    let tests = "struct B;\n#[cfg(test)]\nmod tests {\n    use crate::A;\n}\n";
    assert!(circles(&[root, ("a.rs", "use crate::B;"), ("b.rs", tests)]).is_empty());
    // A folder's module that only re-exports may lend constants to its files.
    let constant = ("f/mod.rs", "mod g;\npub use g::G;\npub const MOST: usize = 1;");
    assert!(circles(&[("lib.rs", "mod f;"), constant, ("f/g.rs", "use super::MOST;")]).is_empty());
    let user = ("f/mod.rs", "mod g;\nuse self::g::G;\npub const MOST: usize = 1;");
    assert_eq!(circles(&[("lib.rs", "mod f;"), user, ("f/g.rs", "use super::MOST;")]), [["f", "f/g"]]);
}
