//! Which model files are used where none are named.

use anyhow::Context;
use serde::Deserialize;

/// The list that they are fetched by.
const CATALOGUE: &str = include_str!("../../../models/models.toml");

/// Names of the files that are shipped.
#[derive(Deserialize)]
pub(crate) struct Shipped {
    /// The encoder, in the cache.
    pub(crate) encoder: String,
    /// The drafting decoder made for it, in the cache too.
    pub(crate) decoder: String,
}

/// What the list says.
pub(crate) fn files() -> anyhow::Result<Shipped> {
    #[derive(Deserialize)]
    struct Catalogue {
        shipped: Shipped,
    }
    let catalogue: Catalogue = toml::from_str(CATALOGUE).context("models/models.toml names no shipped files")?;
    Ok(catalogue.shipped)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_names_them() {
        let shipped = super::files().unwrap();
        assert!(shipped.encoder.ends_with(".gguf") && shipped.decoder.ends_with(".safetensors"));
    }
}
