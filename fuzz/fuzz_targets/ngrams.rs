//! Fuzzes the reader of n-gram tables. `fuzz/README.md` says how to run it.
#![no_main]

#[path = "../bodies/ngrams.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::ngrams(data));
