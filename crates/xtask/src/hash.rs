//! SHA-256 as lower-case hexadecimal digits.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use foreword_catalogue::hex;
use sha2::{Digest, Sha256};

/// A SHA-256 under way.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes in the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// 64 hexadecimal digits.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Hash of a whole file, read in pieces.
pub fn of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Hasher::default();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finish()),
            n => hasher.update(&buffer[..n]),
        }
    }
}

#[cfg(test)]
mod tests {
    use foreword_catalogue::Catalogue;

    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn agrees_with_the_published_vector() {
        let mut hasher = Hasher::default();
        hasher.update(b"a");
        hasher.update(b"bc");
        assert_eq!(hasher.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
    #[test]
    fn committed_files_are_what_the_list_says() {
        let workspace = Workspace::find().unwrap();
        let catalogue = Catalogue::load(&workspace.root).unwrap();
        let places = catalogue.places(&workspace.root, &workspace.cache);
        let committed: Vec<_> =
            places.iter().filter(|(_, path)| path.starts_with(workspace.root.join("models"))).collect();
        assert!(!committed.is_empty());
        for (file, path) in committed {
            assert_eq!(std::fs::metadata(path).unwrap().len(), file.bytes, "{}", file.name);
            assert_eq!(of_file(path).unwrap(), file.sha256, "{}", file.name);
        }
    }
}
