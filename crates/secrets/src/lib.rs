//! Which parts of a text must never be learned: passwords, keys, numbers of cards, accounts and persons, codes.
//!
//! [`find`] says where they stand and what they look like, [`verdict`] what may be learned of a message. Both see the
//! text alone; that nothing is read from a password field, and nothing learned from short fields of one line, is
//! decided by those who know the field.
//!
//! # How secrets are found
//! Most secrets are found without knowing their kind, because nobody writes words like that:
//! - six digits or more, however they are grouped;
//! - letters and digits in one word, but for `10am`, `Q4` and the like; signs among letters; capitals in disorder;
//! - eight letters or more in an order that words of European languages don't have;
//! - what stands beside a word like "password", in fourteen languages, an ordinary word too;
//! - blocks of keys, keys in groups, and twelve words in a row as wallets make them.
//!
//! A table of more than 250 kinds ([`rules`]) adds what these miss and tells people what it looks like.
//!
//! # What is not secret
//! Addresses of mail are learned, and names: they are personal, but people write them again and again, and the owner
//! sees and deletes each. So are links without a key in them, amounts (`1,000,000`) and times. A password that is an
//! ordinary word, or a name of four or five digits, is found only beside a word that tells it.

mod beside;
mod blocks;
mod checks;
mod chunk;
mod clause;
mod digits;
mod find;
mod iban;
mod letters;
mod lexicon;
mod rule;
mod seeds;
mod segments;
mod shape;
mod signs;
#[cfg(feature = "testing")]
pub mod testing;
mod token;
mod verdict;

pub use find::{Secret, find};
pub use rule::{Rule, rules};
pub use verdict::{Verdict, verdict};
