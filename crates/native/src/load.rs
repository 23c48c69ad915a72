use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use foreword_catalogue::hex;
use foreword_cpu::CpuOps;
use foreword_decode::Depth;
use foreword_engine::{Completer, Options};
use foreword_formats::gguf::Header;
use foreword_model::{Loader, Network, Ops, WINDOW};
use foreword_text::Tokenizer;
use sha2::{Digest, Sha256};

use crate::model_file::{Wanted, cannot_load, open, read_decoder};

/// The CPU with so many threads; with all cores if none are named.
pub fn cpu(threads: Option<usize>) -> CpuOps {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    CpuOps::new(threads.unwrap_or_else(cores))
}

/// A completer of the encoder in one file, with the drafting decoder in another if there is one, on an executor.
///
/// # Errors
/// A file cannot be read, is not what it should be, or the decoder was made for another encoder.
pub fn completer<O: Ops>(ops: O, encoder: &Path, decoder: Option<&Path>) -> Result<Completer<Network<O>>> {
    // First, since it is quickly told whether it can be one, and the encoder takes a while.
    let decoder = decoder.map(|path| Ok::<_, anyhow::Error>((path, read_decoder(path)?))).transpose()?;
    let cannot = || cannot_load(encoder, Wanted::Encoder);
    let (file, len) = open(encoder, Wanted::Encoder)?;
    let mut file = Hashing { file, hash: Sha256::new() };
    let mut model = Loader::read(ops, &mut file, len, WINDOW).with_context(cannot)?;
    if let Some((path, bytes)) = decoder {
        let sha256 = hex(&file.hash.finalize());
        model.network.load_decoder(&bytes, &sha256).with_context(|| cannot_load(path, Wanted::Decoder))?;
    }
    Completer::new(model.tokenizer, model.network).with_context(cannot)
}

/// The tokenizer of an encoder file, of which only the header is read.
///
/// # Errors
/// The file cannot be read, is no GGUF file, or its vocabulary cannot be used.
pub fn tokenizer(encoder: &Path) -> Result<Tokenizer> {
    let cannot = || cannot_load(encoder, Wanted::Encoder);
    let (file, len) = open(encoder, Wanted::Encoder)?;
    let mut header = Header::from_file(file, len).with_context(cannot)?;
    Tokenizer::new(header.vocabulary().with_context(cannot)?).with_context(cannot)
}

/// The default options for what is loaded: shallow drafts if there is a drafting decoder.
pub fn default_options<O: Ops>(completer: &Completer<Network<O>>) -> Options {
    Options::new(if completer.model().has_decoder() { Depth::Shallow } else { Depth::Full })
}

/// A file that is hashed while it is read.
struct Hashing {
    file: File,
    hash: Sha256,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}
