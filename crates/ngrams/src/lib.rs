//! The shared n-gram model: what usually follows a few tokens, whoever writes.
//!
//! [`NgramTable`] reads a table of orders 1 to 4 in place; [`NgramCounts`] builds one; [`NgramSource`] is its
//! opinion beside a model's, and [`NgramOnly`] writes drafts with nothing else. It is a back-off model: the probability of
//! a token is that of the longest stored n-gram which ends a history with it; where that is shorter
//! than the history, the back-off weights of the longer contexts multiply it.
//!
//! ```text
//! P(w | a b c) = p(w | a b c)            if `a b c w` is stored
//!              = B(a b c) · P(w | b c)   else, B = 1 for a context without stored successors
//! ```
//!
//! Probabilities are absolutely discounted, interpolated estimates from weighted counts. Lower orders are estimated
//! from all occurrences, not Kneser–Ney's continuation counts: after pruning to a fraction of a percent of all
//! n-grams, most of a lower order's work is what the higher ones were pruned of. N-grams are kept by the likelihood
//! that a byte spent on them saves (Stolcke's relative-entropy criterion per context, against the already quantised
//! lower orders).
//!
//! # Normalisation
//! Back-off weights are computed from the quantised probabilities, so a distribution sums to 1 up to the rounding of
//! at most three back-off weights, except after a fingerprint match by chance (below). The tests bound the sum to
//! within 10% for random corpora; a report of `foreword ngrams measure` gives the figures of a table.
//!
//! # Format
//! Little-endian, without padding; nothing needs alignment. `V` tokens, and for each order `n` = 2, 3, 4: `B` buckets,
//! `C` contexts, `E` entries of successor lists.
//!
//! ```text
//!   0 ┌──────────────────────────────────────────────────────────────────────────────┐
//!     │ "FWNGRAM\0" │ version u32 = 1 │ V u32 │ boundary token u32 │ code bits u32   │
//!  24 │ shift f32   │ step f32        │ 3 × (B u32, C u32, E u32)  │ 0 u32           │
//!  72 │ checksum u64 of all other bytes                                              │
//!  80 ├──────────────────────────────────────────────────────────────────────────────┤
//!     │ unigrams    V × u8           ln p = shift − step · code                      │
//!     ├──────────────────────── three times, n = 2, 3, 4 ────────────────────────────┤
//!     │ levels       2^bits × f32    ln p of each code                               │
//!     │ back-offs    32 × f32        ln B of each code                               │
//!     │ directory    (B + 1) × (u32, u32)   first context, first entry of a bucket   │
//!     │ fingerprints C × u16         16 further bits of the context's hash           │
//!     │ meta         C × u8          low 3 bits: successors, 0 = a long list;        │
//!     │                              high 5: back-off code                           │
//!     │ tokens       E × u16         per context ascending; a long list starts with  │
//!     │                              its length                                      │
//!     │ codes        E × bits        4 (low half first) or 8 bits; 0 for a length    │
//!     └──────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! A context's tokens, 16 bits each with the last one lowest, are hashed (SplitMix64's finaliser); the upper 32 bits
//! choose the bucket, the lowest 16 are the fingerprint. A lookup reads one bucket of 16 contexts on average and
//! then searches one list, at most 16 steps: constant time, whatever the size of the table. Successors are stored
//! whole, so only a context can be mistaken: one that is not in the table finds another one's fingerprint with a
//! probability of about 16 / 65,536, 0.03%. In the table no two contexts of a bucket share a fingerprint.
//!
//! ```
//! use foreword_ngrams::{NgramCounts, NgramError, NgramTable, TableOptions};
//!
//! // A vocabulary of five tokens; token 4 stands between lines.
//! let mut counts = NgramCounts::new(5, 4)?;
//! for _ in 0..50 {
//!     counts.push(&[0, 1, 2], 1.0)?;
//!     counts.push(&[3, 1, 0], 1.0)?;
//! }
//! let bytes = counts.finish().table(&TableOptions { budget_bytes: 5_000, code_bits: 8 })?;
//!
//! let table = NgramTable::parse(bytes.as_slice())?;
//! assert_eq!(table.top(&[0, 1], 1)[0].token, 2);
//! assert!(table.log_prob(&[0, 1], 2) > table.log_prob(&[3, 1], 2));
//!
//! let mut damaged = bytes.clone();
//! damaged[90] ^= 1;
//! assert!(matches!(NgramTable::parse(damaged), Err(NgramError::Checksum { .. })));
//! # Ok::<(), NgramError>(())
//! ```

mod build;
mod count;
mod error;
mod layout;
mod only;
mod quantise;
mod source;
mod table;
#[cfg(test)]
mod tests;

pub use build::TableOptions;
pub use count::{CountedNgrams, NgramCounts};
pub use error::NgramError;
pub use only::{NgramOnly, NgramOnlyError};
pub use source::NgramSource;
pub use table::{Following, NgramSizes, NgramTable};
