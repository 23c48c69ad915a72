use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use foreword_catalogue::{Catalogue, ModelFile, fetched};

/// The model files that are shipped.
pub struct Shipped {
    /// The encoder, by the list.
    pub encoder: ModelFile,
    /// The drafting decoder made for it, by the list.
    pub decoder: ModelFile,
    /// Where the encoder is, if it has been fetched.
    pub encoder_path: Option<PathBuf>,
    /// Where the decoder is, if it has been fetched.
    pub decoder_path: Option<PathBuf>,
}

/// The shipped files, looked for from the current folder upwards.
///
/// # Errors
/// There is no current folder.
pub fn shipped() -> Result<Shipped> {
    shipped_near(&std::env::current_dir().context("there is no current folder")?)
}

/// The shipped files, looked for as [`fetched`] says.
///
/// # Errors
/// The list that this program was built with doesn't name them.
pub fn shipped_near(start: &Path) -> Result<Shipped> {
    let catalogue = Catalogue::committed()?;
    let encoder = catalogue.file(&catalogue.shipped.encoder)?.clone();
    let decoder = catalogue.file(&catalogue.shipped.decoder)?.clone();
    let (encoder_path, decoder_path) = (fetched(&encoder.name, start), fetched(&decoder.name, start));
    Ok(Shipped { encoder, decoder, encoder_path, decoder_path })
}
