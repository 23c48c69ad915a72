//! Strategies to compare with. Browsers don't ship them.

mod beam;
mod nucleus;
mod published;

pub use beam::batched_beam;
pub use nucleus::nucleus;
pub use published::published;
