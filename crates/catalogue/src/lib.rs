//! Which model files there are, and where they are on this machine: the reader of `models/models.toml` and the one
//! definition of the cache folder. For tools and tests; nothing that runs in a browser uses it.

mod cache;
mod catalogue;
mod hash;
mod model;

pub use cache::{cache_folder, fetched, repository};
pub use catalogue::Catalogue;
pub use hash::hex;
pub use model::{Expected, Model, ModelFile, Packed, Shipped, Source};
