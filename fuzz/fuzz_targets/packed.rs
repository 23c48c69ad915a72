//! Fuzzes the reader of packed files. `fuzz/README.md` says how to run it.
#![no_main]

#[path = "../bodies/packed.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::packed(data));
