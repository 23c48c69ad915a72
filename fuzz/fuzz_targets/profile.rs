//! Fuzzes the import of profiles. `fuzz/README.md` says how to run it.
#![no_main]

#[path = "../bodies/profile.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::profile(data));
