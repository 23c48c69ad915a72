//! Fuzzes the reader of adaptations. `fuzz/README.md` says how to run it.
#![no_main]

#[path = "../bodies/adapt.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::adaptation(data));
