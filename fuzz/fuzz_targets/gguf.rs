//! Fuzzes the GGUF reader. `fuzz/README.md` says how to run it.
#![no_main]

#[path = "../bodies/gguf.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::gguf(data));
