//! Fuzzes the reader of drafting decoders. `fuzz/README.md` says how to run it.
#![no_main]

#[path = "../bodies/decoder.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::decoder(data));
