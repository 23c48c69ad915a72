//! Reads texts: one message per line, in `.txt` files, alone or in folders and tar archives, any of them packed with
//! xz.

mod lines;
mod open;
mod users;

pub use lines::{files, lines};
pub use users::{User, read_users};
