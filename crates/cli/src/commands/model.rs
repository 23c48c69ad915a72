//! `foreword model`: from the encoder as it is published and the decoder as it is trained to what is shipped.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use foreword_catalogue::hex;
use foreword_formats::packed::{Header, MAGIC, PackBase, PackedError, Unpacker, pack};
use foreword_formats::{Levels, Parsed, adapt, decoder_vocab, shrink_embedding, stamp_encoder};
use foreword_text::TokenId;
use sha2::{Digest, Sha256};

#[derive(Subcommand)]
pub(crate) enum ModelTask {
    /// Adapt the encoder to other texts: new scales and minima of its 4-bit blocks, and new norms
    Adapt(Adapt),
    /// Requantise the encoder's embedding to fewer levels; the file stays as long and as readable as it is, but packs better
    Shrink(Shrink),
    /// Pack a model file for download
    Pack(Pack),
    /// Unpack what `pack` made, and check its SHA-256
    Unpack(Pack),
    /// Write into a decoder file which encoder file it belongs to
    Stamp(Stamp),
}

#[derive(Args)]
pub(crate) struct Adapt {
    /// The encoder as it is published, GGUF
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// What `models/training/adapt_export.py` wrote, packed or not
    #[arg(long, value_name = "FILE")]
    adaptation: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub(crate) struct Shrink {
    /// The encoder, GGUF
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// Adapt it first, as `adapt` does
    #[arg(long, value_name = "FILE")]
    adaptation: Option<PathBuf>,
    /// The decoder, packed or not: the tokens of its head count as frequent
    #[arg(long = "decoder", value_name = "FILE")]
    frequent: PathBuf,
    /// Levels on either side of zero in rows of frequent tokens
    #[arg(long, value_name = "N", default_value = "15", value_parser = clap::value_parser!(u8).range(1..=127))]
    frequent_levels: u8,
    /// The same in all other rows
    #[arg(long, value_name = "N", default_value = "7", value_parser = clap::value_parser!(u8).range(1..=127))]
    other_levels: u8,
    /// Rows of tokens below this one stay as they are
    #[arg(long, value_name = "TOKEN", default_value = "4096")]
    exact_below: TokenId,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub(crate) struct Pack {
    /// The file to pack or unpack
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// The encoder as it is shipped, for a decoder whose layers lie on its grid
    #[arg(long, value_name = "GGUF")]
    base: Option<PathBuf>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub(crate) struct Stamp {
    /// The decoder, changed in place
    #[arg(long = "decoder", value_name = "FILE")]
    stamped: PathBuf,
    /// The encoder that it is shipped with
    #[arg(long, value_name = "GGUF")]
    encoder: PathBuf,
}

pub(crate) fn run(task: &ModelTask, out: &mut dyn Write) -> anyhow::Result<()> {
    match task {
        ModelTask::Adapt(options) => {
            let mut file = read(&options.input)?;
            adapt_by(&mut file, &options.input, &options.adaptation)?;
            write(&options.out, &file, out)
        }
        ModelTask::Shrink(options) => {
            let cannot = || format!("cannot shrink {}", options.input.display());
            let frequent = frequent_tokens(&options.frequent)?;
            let mut file = read(&options.input)?;
            if let Some(adaptation) = &options.adaptation {
                adapt_by(&mut file, &options.input, adaptation)?;
            }
            let levels = Levels {
                frequent: options.frequent_levels,
                other: options.other_levels,
                exact_below: options.exact_below,
            };
            shrink_embedding(&mut file, &frequent, levels).with_context(cannot)?;
            write(&options.out, &file, out)
        }
        ModelTask::Pack(options) => {
            let (file, base) = (read(&options.input)?, options.base.as_deref().map(read).transpose()?);
            let base = base.as_deref().map(|file| PackBase { file, sha256: hash(file) });
            let packed =
                pack(&file, hash(&file), base).with_context(|| format!("cannot pack {}", options.input.display()))?;
            write(&options.out, &packed, out)
        }
        ModelTask::Unpack(options) => {
            let base = options.base.as_deref().map(read).transpose()?;
            let file = unpacked(&read(&options.input)?, base.as_deref())
                .with_context(|| format!("cannot unpack {}", options.input.display()))?;
            write(&options.out, &file, out)
        }
        ModelTask::Stamp(options) => {
            let mut file = read(&options.stamped)?;
            let encoder = hex(&hash(&read(&options.encoder)?));
            stamp_encoder(&mut file, &encoder)
                .with_context(|| format!("cannot stamp {}", options.stamped.display()))?;
            write(&options.stamped, &file, out)
        }
    }
}

/// Adapts the encoder `file`, which was read from `input`, by an adaptation that may be packed.
fn adapt_by(file: &mut [u8], input: &Path, adaptation: &Path) -> anyhow::Result<()> {
    let mut given = read(adaptation)?;
    if given.starts_with(&MAGIC) {
        given = unpacked(&given, None).with_context(|| format!("cannot unpack {}", adaptation.display()))?;
    }
    let sha256 = hex(&hash(file));
    adapt(file, &sha256, &given).with_context(|| format!("cannot adapt {}", input.display()))
}

/// The file that was packed, with its hash verified. `base`: the file that it was packed with; not looked at if it
/// needs none.
fn unpacked(packed: &[u8], base: Option<&[u8]>) -> anyhow::Result<Vec<u8>> {
    let header = header(packed)?;
    let (expected, body) = (header.unpacked_sha256, header.len as usize);
    let mut unpacker = Unpacker::new(header);
    if let (Some(given), Some(needed)) = (base, unpacker.header().base.clone()) {
        let found = hash(given);
        ensure!(found == needed.sha256, "its base has SHA-256 {}, not {}", hex(&needed.sha256), hex(&found));
        unpacker.push_base(given)?;
    }
    let mut file = Vec::new();
    unpacker.push(&packed[body..], &mut file)?;
    unpacker.finish()?;
    let found = hash(&file);
    ensure!(found == expected, "it unpacks to SHA-256 {}, not {}", hex(&found), hex(&expected));
    Ok(file)
}

/// The tokens of a decoder's head.
///
/// The encoder is made with this list and a packed decoder may need that encoder as its base: so only what goes before the
/// first piece that needs it is unpacked, and the list, which stands near the front, must be in that.
fn frequent_tokens(path: &Path) -> anyhow::Result<Vec<TokenId>> {
    let cannot = || format!("cannot read the tokens of {}", path.display());
    let mut file = read(path)?;
    if file.starts_with(&MAGIC) {
        let header = header(&file).with_context(cannot)?;
        let (len, body) = (header.unpacked_len, header.len as usize);
        let mut front = Vec::new();
        match Unpacker::new(header).push(&file[body..], &mut front) {
            Ok(()) | Err(PackedError::BaseLen { .. }) => {}
            Err(error) => return Err(error).with_context(cannot),
        }
        front.resize(usize::try_from(len).with_context(cannot)?, 0);
        file = front;
    }
    decoder_vocab(&file).with_context(cannot)
}

fn header(packed: &[u8]) -> anyhow::Result<Header> {
    match Header::parse(packed, packed.len() as u64)? {
        Parsed::Complete(header) => Ok(header),
        Parsed::Incomplete { need_at_least } => {
            anyhow::bail!("it ends after {} of {need_at_least} bytes", packed.len())
        }
    }
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes the file and says what it has become.
fn write(path: &Path, bytes: &[u8], out: &mut dyn Write) -> anyhow::Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    writeln!(out, "{}: {} bytes, SHA-256 {}", path.display(), bytes.len(), hex(&hash(bytes)))?;
    Ok(())
}
