//! Replays what a fuzz target has saved. Shared by the tests of the rooms whose readers are fuzzed.

use std::path::Path;

/// Checks that the saved seeds of `target` are `seeds` (`BLESS=1` writes them), then hands `body` every saved input, those
/// that once made it fail included.
pub fn replay(target: &str, seeds: &[(&str, Vec<u8>)], body: impl Fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let corpus = fuzz.join("corpus").join(target);
    for (name, bytes) in seeds {
        let path = corpus.join(name);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        }
        let saved = std::fs::read(&path).unwrap_or_default();
        assert_eq!(&saved, bytes, "{}: BLESS=1 writes it anew", path.display());
    }
    for dir in [corpus, fuzz.join("regressions").join(target)] {
        let entries = std::fs::read_dir(&dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
        for entry in entries {
            let path = entry.unwrap_or_else(|e| panic!("{}: {e}", dir.display())).path();
            println!("{}", path.display());
            body(&std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())));
        }
    }
}
