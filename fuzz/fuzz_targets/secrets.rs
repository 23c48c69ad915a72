//! Fuzzes the search for secrets. `fuzz/README.md` says how to run it.
#![no_main]

#[path = "../bodies/secrets.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::secrets(data));
