//! The engine on this machine: a completer made from files, the clock, and where the files are. For the command line,
//! the evaluation and tests; browsers have `foreword-wasm`.

mod clock;
mod files;
mod load;
mod model_file;
mod ngrams;

pub use clock::Stopwatch;
pub use files::{Shipped, shipped, shipped_near};
pub use load::{completer, cpu, default_options, tokenizer};
pub use ngrams::{NgramWeights, ngram_completer, ngram_table};
