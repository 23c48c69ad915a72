use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Names the cache folder.
const VARIABLE: &str = "FOREWORD_CACHE";

/// Where fetched models and tools are kept: the folder that `FOREWORD_CACHE` names, else `.cache` in `repository`. An
/// empty variable counts as unset.
///
/// # Errors
/// The variable's value cannot be made an absolute path.
pub fn cache_folder(repository: &Path) -> Result<PathBuf> {
    folder(repository, env::var_os(VARIABLE).as_deref().map(Path::new))
}

/// The fetched model file of this name, for programs that run anywhere: in the folder that `FOREWORD_CACHE` names, else
/// in `.cache` of `start` or of a folder above it. `None` if none of them has it.
pub fn fetched(name: &str, start: &Path) -> Option<PathBuf> {
    let named = env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    let near = start.ancestors().map(|folder| folder.join(".cache"));
    named.into_iter().chain(near).map(|cache| cache.join("models").join(name)).find(|path| path.is_file())
}

fn folder(repository: &Path, named: Option<&Path>) -> Result<PathBuf> {
    match named.filter(|path| !path.as_os_str().is_empty()) {
        Some(path) => std::path::absolute(path).with_context(|| format!("{VARIABLE}={}", path.display())),
        None => Ok(repository.join(".cache")),
    }
}

/// The top folder of the repository that `start` is in.
///
/// # Errors
/// Neither `start` nor a folder above it is one.
pub fn repository(start: &Path) -> Result<PathBuf> {
    let is_top = |folder: &&Path| folder.join("models/models.toml").is_file() && folder.join("Cargo.toml").is_file();
    let found = start.ancestors().find(is_top).map(Path::to_owned);
    found.with_context(|| format!("{} is in no Foreword repository", start.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_comes_first_unless_it_is_empty() {
        let top = Path::new("/repository");
        assert_eq!(folder(top, None).unwrap(), Path::new("/repository/.cache"));
        assert_eq!(folder(top, Some(Path::new(""))).unwrap(), Path::new("/repository/.cache"));
        assert_eq!(folder(top, Some(Path::new("/elsewhere"))).unwrap(), Path::new("/elsewhere"));
        assert!(folder(top, Some(Path::new("near"))).unwrap().is_absolute());
    }

    #[test]
    fn the_repository_is_found_from_below() {
        let top = repository(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(top.join("crates/catalogue").is_dir());
        assert!(repository(Path::new("/")).is_err());
        assert_eq!(fetched("no-such-model", &top), None);
    }
}
