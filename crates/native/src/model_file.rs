//! Opening model files: what cannot be one is told from its place in the file system and from its first bytes, before
//! anything is loaded.

use std::fs::{File, metadata};
use std::io::{Read, Seek};
use std::path::Path;

use anyhow::{Context, Result, bail};
use foreword_formats::{FileKind, safetensors_header};

/// What the error of every wrong file ends with.
const HOW_TO_GET: &str = "`cargo xtask model fetch` fetches the right one";
/// Bytes that tell what a file is.
const START: u64 = 512;
/// Most bytes of a decoder, which is read in one piece; the one that is shipped has 25 million.
const MAX_DECODER: u64 = 1 << 30;

/// What a file is opened as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The encoder, GGUF.
    Encoder,
    /// The drafting decoder, safetensors.
    Decoder,
}

impl Wanted {
    fn kind(self) -> FileKind {
        match self {
            Self::Encoder => FileKind::Gguf,
            Self::Decoder => FileKind::Safetensors,
        }
    }

    /// What it is called, and the option that names it.
    fn names(self) -> &'static str {
        match self {
            Self::Encoder => "the model (--model)",
            Self::Decoder => "the drafting decoder (--decoder-file)",
        }
    }
}

/// Opens a model file at its beginning. Its length is the second result.
///
/// # Errors
/// It isn't a regular file, cannot be read, or is visibly something else. The error is one line that says what it seems
/// to be and how to get the right one.
pub(crate) fn open(path: &Path, wanted: Wanted) -> Result<(File, u64)> {
    let shown = path.display();
    let cannot = || cannot_load(path, wanted);
    // Before it is opened: opening a pipe waits for whoever writes into it.
    let facts = metadata(path).with_context(cannot)?;
    if facts.is_dir() {
        bail!("{shown} is a folder, not {}; name the file in it, or {HOW_TO_GET}", wanted.names());
    }
    if !facts.is_file() {
        let name = wanted.names();
        bail!("{shown} is a pipe or a device, and {name} must be a file whose length is known; save it first");
    }
    let mut file = File::open(path).with_context(cannot)?;
    let mut start = Vec::new();
    (&file).take(START).read_to_end(&mut start).with_context(cannot)?;
    file.rewind().with_context(cannot)?;
    match FileKind::of(&start) {
        kind if kind == wanted.kind() => Ok((file, facts.len())),
        kind => bail!("{shown} is {kind}, and not {}; {HOW_TO_GET}", wanted.names()),
    }
}

/// The whole of a decoder file, which ends where it says.
///
/// # Errors
/// As [`open`]; or it is cut short, goes on too long, or is damaged.
pub(crate) fn read_decoder(path: &Path) -> Result<Vec<u8>> {
    let (file, len) = open(path, Wanted::Decoder)?;
    if len > MAX_DECODER {
        bail!("{} has {len} bytes, more than any drafting decoder; {HOW_TO_GET}", path.display());
    }
    let mut bytes = Vec::new();
    file.take(MAX_DECODER).read_to_end(&mut bytes).with_context(|| cannot_load(path, Wanted::Decoder))?;
    safetensors_header(&bytes).with_context(|| cannot_load(path, Wanted::Decoder))?;
    Ok(bytes)
}

/// What goes before the reason why a file that was opened cannot be used.
pub(crate) fn cannot_load(path: &Path, wanted: Wanted) -> String {
    format!("cannot use {} {} ({HOW_TO_GET})", wanted.names(), path.display())
}
