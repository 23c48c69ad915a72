//! Fuzzes the import of a person's files. `fuzz/README.md` says how to run it.
#![no_main]

#[path = "../bodies/messages.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::messages(data));
